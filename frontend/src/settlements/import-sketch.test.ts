import { describe, expect, it } from 'vitest';
import {
  fatesIn,
  markedRow,
  markedRows,
  rowsDrawn,
  rowsFar,
  whereRowsLie,
  type RowDrawn,
  type Sketch,
} from './import-sketch';

const square = [3_100_000, -1_790_000, 1000, 0, 0, -1000, -1000, 0];
const sketch: Sketch = {
  within_m: 3,
  left_out: 0,
  steps: 100_000,
  groups: [
    { what: 'refused', rows: [4], names: [''], shapes: [[[[0, -9_000_000, 100, 0, 0, 100]]]] },
    { what: 'new', rows: [3, 1], names: ['Epworth', 'Hopley'], shapes: [[[[3_105_000, -1_783_000]]], [[square]]] },
  ],
};

describe('what a file would do, drawn', () => {
  it('reads rows in the order of the file, their rings closed again', () => {
    const rows = rowsDrawn(sketch);
    expect(rows.map(({ row, what }) => [row, what])).toEqual([
      [1, 'new'],
      [3, 'new'],
      [4, 'refused'],
    ]);
    expect(rows[0]?.boundary).toEqual({
      type: 'MultiPolygon',
      coordinates: [
        [
          [
            [31, -17.9],
            [31.01, -17.9],
            [31.01, -17.91],
            [31, -17.91],
            [31, -17.9],
          ],
        ],
      ],
    });
  });
  it('puts a point where it lies, and marks a row by what would become of it', () => {
    const [hopley, epworth] = rowsDrawn(sketch).map(markedRow);
    expect([epworth?.at, epworth?.boundary, epworth?.mark]).toEqual([[31.05, -17.83], null, 'star']);
    expect([hopley?.id, hopley?.name, hopley?.tone]).toEqual(['1', 'Hopley', 'safe']);
  });
  it('names a row without a name by its number', () => {
    expect(rowsDrawn(sketch).map((row) => markedRow(row).name)).toEqual(['Hopley', 'Epworth', '4']);
  });
  it('marks of very many outlines only those somebody should look at', () => {
    const [hopley] = rowsDrawn(sketch);
    const many = Array.from({ length: 300 }, (_, i) => ({ ...hopley!, row: i, what: i ? 'new' : 'refused' }) as const);
    expect(markedRows(many).flatMap(({ id, mark }) => (mark ? [[id, mark]] : []))).toEqual([['0', 'cross']]);
    expect(markedRows(many.slice(0, 100)).every(({ mark }) => mark)).toBe(true);
  });
  it('counts each fate, what is new first', () => {
    expect(fatesIn(rowsDrawn(sketch))).toEqual([
      { fate: 'new', many: 2 },
      { fate: 'refused', many: 1 },
    ]);
  });
  it('does not look at the pole for one row that is refused there', () => {
    const rows = rowsDrawn(sketch);
    expect(Math.min(...whereRowsLie(rows).map(([, lat]) => lat))).toBeGreaterThan(-18);
    expect(whereRowsLie(rows.slice(2))).toHaveLength(4);
  });
  it('leaves a row at 0, 0 out of the view of six that lie together, but not half of a list', () => {
    const at = (lon: number, lat: number, row: number): RowDrawn => ({
      row,
      name: '',
      what: 'new',
      at: [lon, lat],
      boundary: null,
    });
    const six = [1, 2, 3, 4, 5, 6].map((n) => at(121 + n / 100, 14.4 + n / 200, n));
    expect(rowsFar([...six, at(0, 0, 7)]).map(({ row }) => row)).toEqual([7]);
    expect(rowsFar(six)).toEqual([]);
    const elsewhere = [7, 8, 9, 10, 11, 12].map((n) => at(31 + n / 100, -17.8, n));
    expect(rowsFar([...six, ...elsewhere])).toEqual([]);
    expect(rowsFar([])).toEqual([]);
  });
});
