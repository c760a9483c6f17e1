import { describe, expect, test } from 'vitest';
import { closeAll, closeRing } from './closing';
import { crossings, crossingsOf } from './crossing';
import { ringsOf, type Ring } from './rings';
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
    expect(found?.sides.map(({ side }) => side)).toEqual([0, 2]);
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

  test('a side that runs back over the one before it is found', () => {
    expect(
      crossings([
        [0, 0],
        [4, 0],
        [4, 4],
        [4, 1],
      ]),
    ).not.toEqual([]);
  });

  test('of 15,000 corners the one place that crosses is found', () => {
    const round = Array.from({ length: 15_000 }, (_, n): Position => {
      const turn = (n / 15_000) * 2 * Math.PI;
      return [121 + Math.cos(turn) / 100, 14 + Math.sin(turn) / 100];
    });
    expect(crossings(round)).toEqual([]);
    const [a, b] = [round[7000]!, round[7001]!];
    expect(crossings([...round.slice(0, 7000), b, a, ...round.slice(7002)])).toHaveLength(1);
  });

  test('parts may touch at a corner, and may not cross or share a side', () => {
    const square = (x: number, y: number): Position[] => [
      [x, y],
      [x + 1, y],
      [x + 1, y + 1],
      [x, y + 1],
    ];
    expect(crossingsOf([square(0, 0), square(1, 1)])).toEqual([]);
    expect(crossingsOf([square(0, 0), square(0.5, 0.5)])).toHaveLength(2);
    expect(crossingsOf([square(0, 0), square(1, 0)])).not.toEqual([]);
  });
});

describe('parts and pockets', () => {
  const square = (x: number, y: number, size: number, pocket = false): Ring => ({
    corners: [
      [x, y],
      [x + size, y],
      [x + size, y + size],
      [x, y + size],
    ],
    closed: true,
    ...(pocket ? { pocket } : {}),
  });

  test('a boundary of parts and pockets is taken apart and put together the same', () => {
    const { boundary, misplaced } = closeAll([square(0, 0, 10), square(20, 0, 10), square(22, 2, 2, true)]);
    expect(misplaced).toEqual([]);
    expect(boundary?.type).toBe('MultiPolygon');
    expect(boundary?.coordinates.map((part) => part.length)).toEqual([1, 2]);
    expect(boundary && closeAll(ringsOf(boundary)).boundary).toEqual(boundary);
  });

  test('a pocket outside, and a part inside another, are told', () => {
    expect(closeAll([square(0, 0, 10), square(20, 0, 2, true)]).misplaced).toEqual([{ ring: 1, as: 'pocket' }]);
    expect(closeAll([square(0, 0, 10), square(2, 2, 2)]).misplaced).toEqual([{ ring: 1, as: 'part' }]);
  });

  test('a part may lie in the pocket of another', () => {
    expect(closeAll([square(0, 0, 10), square(2, 2, 6, true), square(4, 4, 2)]).misplaced).toEqual([]);
  });
});
