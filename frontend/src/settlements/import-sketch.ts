/** Reads what the server drew of a file: where each row would lie, what would become of it, and how that is marked. Pure. */

import type { Schema } from '../kit/http';
import type { WordKey } from '../kit/words/keys';
import type { Mark, Marked, Tone } from '../map/map';
import type { BoundaryGeometry, Position } from '../map/rules';
import { positionsOf } from './here';

export type Sketch = Schema<'Sketch'>;
export type Fate = Schema<'Sketched'>['what'];
type Shape = Schema<'Sketched'>['shapes'][number];

/** One row of the file as it would lie on the map. */
export interface RowDrawn {
  row: number;
  name: string;
  what: Fate;
  at: Position | null;
  boundary: BoundaryGeometry | null;
}

/** What shows a row on the map; null for one that is not drawn. */
export type ShowRow = (row: number) => (() => unknown) | null;

/** In the order in which a leader looks at them: always a shape and a colour together. */
export const FATES: Record<Fate, [Mark, Tone, WordKey]> = {
  new: ['star', 'safe', 'imports.fate.new'],
  redrawn: ['half', 'map', 'imports.fate.redrawn'],
  changed: ['diamond', 'two', 'imports.fate.changed'],
  asks: ['triangle', 'waiting', 'imports.fate.asks'],
  refused: ['cross', 'needs', 'imports.fate.refused'],
  unchanged: ['ring', 'plain', 'imports.fate.unchanged'],
};
const ORDER = Object.keys(FATES) as Fate[];

/** Read every row of a sketch, in the order of the file. */
export function rowsDrawn({ groups, steps }: Sketch): RowDrawn[] {
  const rows = groups.flatMap(({ what, rows, names, shapes }) =>
    rows.map((row, i) => ({ row, name: names[i] ?? '', what, ...placed(shapes[i] ?? [], steps) })),
  );
  return rows.sort((one, other) => one.row - other.row);
}

/** How many rows are drawn of each fate there is. */
export function fatesIn(rows: readonly RowDrawn[]): { fate: Fate; many: number }[] {
  return ORDER.map((fate) => ({ fate, many: rows.filter(({ what }) => what === fate).length })).filter(
    ({ many }) => many,
  );
}

/** A row as the map shows it. */
export function markedRow({ row, name, what, at, boundary }: RowDrawn): Marked {
  const [mark, tone] = FATES[what];
  return { id: String(row), name: name || String(row), mark, tone, at, boundary };
}

const MANY = 200;
const USUAL: ReadonlySet<Fate> = new Set(['new', 'unchanged']);

/** All rows as the map shows them; of very many outlines only those are marked that somebody should look at. */
export function markedRows(rows: readonly RowDrawn[]): Marked[] {
  const marked = rows.map(markedRow);
  if (rows.length <= MANY) return marked;
  return marked.map((one, i) => (one.boundary && USUAL.has(rows[i]?.what ?? 'new') ? { ...one, mark: null } : one));
}

/** Where rows lie, to look at them together; what would not be taken may lie anywhere, and counts only where nothing else is drawn. */
export function whereRowsLie(rows: readonly RowDrawn[]): Position[] {
  const taken = rows.filter(({ what }) => what !== 'refused');
  return (taken.length ? taken : rows).flatMap(({ at, boundary }) =>
    boundary ? positionsOf([boundary]) : at ? [at] : [],
  );
}

const FAR_DEG = 0.2;
const TIMES_FARTHER = 8;
const FEW = 0.25;

/** The rows that lie so far from most others that a map of all of them would show none; no row where there are many such. */
export function rowsFar(rows: readonly RowDrawn[]): RowDrawn[] {
  const lying = rows.flatMap((row) => {
    const [first] = whereRowsLie([row]);
    return first ? [{ row, at: first }] : [];
  });
  const [east, north] = ([0, 1] as const).map((axis) => median(lying.map(({ at }) => at[axis]))) as [number, number];
  const away = ({ at }: { at: Position }): number => Math.max(Math.abs(at[0] - east), Math.abs(at[1] - north));
  const most = Math.max(FAR_DEG, TIMES_FARTHER * median(lying.map(away)));
  const far = lying.filter((one) => away(one) > most);
  return far.length <= lying.length * FEW ? far.map(({ row }) => row) : [];
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((one, other) => one - other)[numbers.length >> 1] ?? 0;
}

function placed(shape: Shape, steps: number): Pick<RowDrawn, 'at' | 'boundary'> {
  const parts = shape.map((lines) => lines.map((line) => corners(line, steps)));
  const [first] = parts[0]?.[0] ?? [];
  const areas = parts.filter(([outer]) => (outer?.length ?? 0) > 2);
  if (!areas.length) return { at: first ?? null, boundary: null };
  return { at: null, boundary: { type: 'MultiPolygon', coordinates: areas.map((lines) => lines.map(closed)) } };
}

function corners(line: readonly number[], steps: number): Position[] {
  let [east, north] = [0, 0];
  const found: Position[] = [];
  for (let i = 0; i + 1 < line.length; i += 2) {
    [east, north] = [east + (line[i] ?? 0), north + (line[i + 1] ?? 0)];
    found.push([east / steps, north / steps]);
  }
  return found;
}

function closed(ring: Position[]): Position[] {
  const [first] = ring;
  return first ? [...ring, first] : ring;
}
