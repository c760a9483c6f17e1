import { describe, expect, test } from 'vitest';
import { closeRing, crossings } from './closing';
import { areaM2, boundaryRoundM, cornersOf, distanceM, roundM, type Position } from './rules';

const TUNASAN: Position[] = [
  [121.04, 14.37],
  [121.042, 14.37],
  [121.042, 14.372],
  [121.04, 14.372],
];

describe('measuring a boundary', () => {
  // Checked with PROJ's geodesics (pyproj.Geod(ellps="WGS84").geometry_area_perimeter).
  test('the area is the geodesic one', () => {
    const polygon = closeRing(TUNASAN);
    expect(polygon && areaM2(polygon)).toBeCloseTo(47734.99, 0);
  });

  test('the length round is the geodesic one', () => {
    expect(roundM(TUNASAN)).toBeCloseTo(874.0, 1);
  });

  test('a hole is not counted as area', () => {
    const hole: Position[] = [
      [121.0405, 14.3705],
      [121.0415, 14.3705],
      [121.0415, 14.3715],
      [121.0405, 14.3715],
      [121.0405, 14.3705],
    ];
    const outer = closeRing(TUNASAN)?.coordinates[0] ?? [];
    const whole = areaM2({ type: 'Polygon', coordinates: [outer] });
    expect(areaM2({ type: 'Polygon', coordinates: [outer, hole] }) / whole).toBeCloseTo(0.75, 3);
  });

  test('two parts are added up', () => {
    const outer = closeRing(TUNASAN)?.coordinates[0] ?? [];
    const one = { type: 'Polygon' as const, coordinates: [outer] };
    const two = { type: 'MultiPolygon' as const, coordinates: [[outer], [outer]] };
    expect(areaM2(two)).toBeCloseTo(2 * areaM2(one), 6);
    expect(boundaryRoundM(two)).toBeCloseTo(2 * boundaryRoundM(one), 6);
  });

  test('a settlement across the date line keeps its size', () => {
    const fiji = closeRing([
      [179.999, -16.8],
      [-179.999, -16.8],
      [-179.999, -16.798],
      [179.999, -16.798],
    ]);
    expect(fiji && areaM2(fiji)).toBeLessThan(60_000);
    expect(distanceM([179.999, 0], [-179.999, 0])).toBeLessThan(230);
  });
});

describe('closing a boundary', () => {
  test('three corners are the least', () => {
    expect(closeRing([])).toBeNull();
    expect(closeRing(TUNASAN.slice(0, 2))).toBeNull();
    expect(closeRing([TUNASAN[0]!, TUNASAN[0]!, TUNASAN[1]!])).toBeNull();
  });

  test('it runs counter-clockwise whichever way it was walked', () => {
    const one = closeRing(TUNASAN);
    const other = closeRing([...TUNASAN].reverse());
    expect(new Set(one?.coordinates[0]?.map(String))).toEqual(new Set(other?.coordinates[0]?.map(String)));
    expect(one?.coordinates[0]?.[0]).toEqual(one?.coordinates[0]?.at(-1));
  });

  test('its corners come back open for redrawing', () => {
    const polygon = closeRing(TUNASAN);
    expect(polygon && cornersOf(polygon)).toHaveLength(4);
  });
});

describe('a line that crosses itself', () => {
  test('an honest ring has no crossing', () => {
    expect(crossings(TUNASAN)).toEqual([]);
    expect(crossings(TUNASAN.slice(0, 3))).toEqual([]);
  });

  test('a figure of eight is found, and where', () => {
    const [a, b, c, d] = TUNASAN as [Position, Position, Position, Position];
    const [found] = crossings([a, c, b, d]);
    expect(found?.at[0]).toBeCloseTo(121.041, 6);
    expect(found?.sides).toEqual([0, 2]);
  });

  test('a corner lying on another side is found', () => {
    expect(
      crossings([
        [0, 0],
        [2, 0],
        [2, 2],
        [1, 0],
        [0, 2],
      ]),
    ).not.toEqual([]);
  });

  test('walking back on the same line is found', () => {
    expect(
      crossings([
        [0, 0],
        [4, 0],
        [4, 1],
        [3, 0],
        [1, 0],
        [0, 1],
      ]),
    ).not.toEqual([]);
  });
});
