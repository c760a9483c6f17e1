/** The sheet for the utility holds the month reckoned by hand in docs/service-status.md. */
import { expect, test } from 'vitest';
import vectors from '../../../tests/vectors/uptime.json';
import type { Catalogue, Layer } from './catalogue';
import type { PointHere } from './rules';
import { csvOf, monthsOf, rowsOf } from './sheet';
import type { Report } from './uptime';

const [byHand] = vectors.cases;
const layer = (name: string): Layer => ({ layer: name }) as Layer;
const catalogue = {
  layers: [layer('water_point'), layer('toilet'), layer('light')],
  reported: ['water_point', 'toilet'],
} as unknown as Catalogue;
const point = (id: string, kind: string, ref: string) => ({ id, layer: kind, ref }) as PointHere;
const points = [
  point('b', 'toilet', 'S1'),
  point('c', 'water_point', 'T10'),
  point('a', 'water_point', 'T2'),
  point('d', 'light', 'L1'),
];
const when = { month: byHand!.month, today: byHand!.today };
const rows = rowsOf(catalogue, points, (id) => (id === 'a' ? (byHand!.reports as Report[]) : []), when);

test('each reported point has a row, by layer and number, also where nobody reported', () => {
  expect(rows.map(({ point: { ref } }) => ref)).toEqual(['T2', 'T10', 'S1']);
  expect(rows[0]!.month).toEqual(byHand!.gives);
});

test('the file says whose it is, leaves unknown empty, and runs in no spreadsheet', () => {
  const [head, columns, first, second] = csvOf(rows, ['=the federation, of course']).split('\r\n');
  expect(head).toBe('\ufeff"\'=the federation, of course"');
  expect(columns!.split(',')).toHaveLength(11);
  expect(first).toBe('water_point,T2,22,6,16,2,1,58.3,3.75,4,no_supply');
  expect(second).toBe('water_point,T10,22,0,22,0,0,,,0,');
});

test('months go back as far as anything was reported, a year at most', () => {
  expect(monthsOf([{ day: '2025-11-30' }, {}], '2026-01-05')).toEqual(['2026-01', '2025-12', '2025-11']);
  expect(monthsOf([], '2026-01-05')).toEqual(['2026-01']);
  expect(monthsOf([{ day: '2019-01-01' }], '2026-01-05')).toHaveLength(12);
});
