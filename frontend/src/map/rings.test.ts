import { expect, test } from 'vitest';
import { touched, withCorner, withMoved, withoutCorner, type Ring } from './rings';
import { distanceM, type Position } from './rules';
import { neighbourLines, snapped } from './snapping';

const SQUARE: Ring = {
  corners: [
    [121.04, 14.37],
    [121.042, 14.37],
    [121.042, 14.372],
    [121.04, 14.372],
  ],
  closed: true,
};
const METRE = 1 / 110_600; // degrees of latitude near Muntinlupa

test('corners come in, move and go; with two left a line is open', () => {
  expect(withCorner(SQUARE, 3, [121.04, 14.371]).corners[4]).toEqual([121.04, 14.371]);
  expect(withMoved(SQUARE, 1, [1, 2]).corners[1]).toEqual([1, 2]);
  const two = withoutCorner(withoutCorner(SQUARE, 0), 0);
  expect([two.corners.length, two.closed]).toEqual([2, false]);
});

test('what nobody walked stays not walked when corners come and go', () => {
  const walked: Ring = { ...SQUARE, gaps: [false, true, false, false] };
  expect(withCorner(walked, 1, [121.042, 14.371]).gaps).toEqual([false, true, true, false, false]);
  expect(withCorner(walked, 0, [121.041, 14.37]).gaps).toEqual([false, false, true, false, false]);
  expect(withoutCorner(walked, 1).gaps).toEqual([true, false, false]);
  expect(withoutCorner(walked, 2).gaps).toEqual([false, true, false]);
  expect(withoutCorner({ ...SQUARE, gaps: [false, false, false, true] }, 0).gaps).toEqual([false, false, true]);
});

test('a thumb touches the nearest corner in reach, else the nearest side', () => {
  const near = (east: number, north: number): Position => [121.04 + east * METRE, 14.37 + north * METRE];
  expect(touched([SQUARE], near(3, 4), 10)).toEqual({ ring: 0, corner: 0 });
  expect(touched([SQUARE], near(60, 4), 10)).toMatchObject({ ring: 0, side: 0 });
  expect(touched([SQUARE], near(60, 40), 10)).toBeNull();
  expect(touched([{ ...SQUARE, closed: false }], near(2, 100), 10)).toBeNull();
});

test('a corner close to a neighbour is put on its corner, else on its line, else left', () => {
  const boundary = { type: 'Polygon' as const, coordinates: [[...SQUARE.corners, SQUARE.corners[0]!]] };
  const lines = neighbourLines([
    { name: 'Riverside', boundary },
    { name: 'No map', boundary: null },
  ]);
  expect(snapped([121.04 - 2 * METRE, 14.37], lines, 5)).toEqual({ at: [121.04, 14.37], name: 'Riverside' });
  const side = snapped([121.041, 14.37 - 3 * METRE], lines, 5);
  expect(side && distanceM(side.at, [121.041, 14.37])).toBeLessThan(0.01);
  expect(snapped([121.041, 14.37 - 9 * METRE], lines, 5)).toBeNull();
  expect(snapped([121.9, 14.37], lines, 5)).toBeNull();
});
