/** The sheet for the utility holds the month reckoned by hand in docs/service-status.md. */
import { expect, test } from 'vitest';
import vectors from '../../../tests/vectors/uptime.json';
import type { Catalogue, Layer } from './catalogue';
import type { Geometry, PointHere } from './rules';
import { csvOf, monthsOf, rowsOf } from './sheet';
import type { Report } from './uptime';

const [byHand] = vectors.cases;
const layer = (name: string): Layer => ({ layer: name }) as Layer;
const catalogue = {
  layers: [layer('water_point'), layer('toilet'), layer('light')],
  reported: ['water_point', 'toilet'],
} as unknown as Catalogue;
const point = (id: string, kind: string, ref: string, geometry: Geometry | null = null) =>
  ({ id, layer: kind, ref, geometry }) as PointHere;
const points = [
  point('b', 'toilet', 'S1', {
    type: 'LineString',
    coordinates: [
      [121.04, 14.4],
      [121.042, 14.41],
      [121.041, 14.39],
    ],
  }),
  point('c', 'water_point', 'T10'),
  point('a', 'water_point', 'T2', { type: 'Point', coordinates: [-56.1234567, 14.4] }),
  point('d', 'light', 'L1'),
];
const when = { month: byHand!.month, today: byHand!.today };
const rows = rowsOf(catalogue, points, (id) => (id === 'a' ? (byHand!.reports as Report[]) : []), when);

test('each reported point has a row, by layer and number, also where nobody reported', () => {
  expect(rows.map(({ point: { ref } }) => ref)).toEqual(['T2', 'T10', 'S1']);
  expect(rows[0]!.month).toEqual(byHand!.gives);
});

test('the file says whose it is, leaves unknown empty, and runs in no spreadsheet', () => {
  const [head, columns, first, second, third] = csvOf(rows, ['=the federation, of course'], {
    settlement: 'Riverside, Purok 4',
    ward: null,
  }).split('\r\n');
  expect(head).toBe('\ufeff"\'=the federation, of course"');
  expect(columns!.split(',')).toHaveLength(15);
  expect(first).toBe('water_point,T2,22,6,16,2,1,58.3,3.75,4,no_supply,"Riverside, Purok 4",,-56.123457,14.4');
  expect(second).toBe('water_point,T10,22,0,22,0,0,,,0,,"Riverside, Purok 4",,,');
  expect(third).toMatch(/,121\.041,14\.4$/); // the middle of what is no point
});

test('months go back as far as anything was reported, a year at most', () => {
  expect(monthsOf([{ day: '2025-11-30' }, {}], '2026-01-05')).toEqual(['2026-01', '2025-12', '2025-11']);
  expect(monthsOf([], '2026-01-05')).toEqual(['2026-01']);
  expect(monthsOf([{ day: '2019-01-01' }], '2026-01-05')).toHaveLength(12);
});
