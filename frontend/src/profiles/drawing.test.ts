import { expect, test } from 'vitest';
import type { Ring } from '../map/rings';
import type { Position } from '../map/rules';
import { look, methodOf, notWalked } from './drawing';

const CORNERS: Position[] = [
  [121.04, 14.37],
  [121.042, 14.37],
  [121.042, 14.372],
  [121.04, 14.372],
];
const ring = (corners: Position[], closed = true, more: Partial<Ring> = {}): Ring => ({ corners, closed, ...more });
const sized = (times: number): Position[] =>
  CORNERS.map(([lon, lat]) => [121.04 + (lon - 121.04) * times, 14.37 + (lat - 14.37) * times]);

test('an honest boundary has a size and nothing wrong', () => {
  const drawn = look([ring(CORNERS)], [121.041, 14.371]);
  expect(drawn).toMatchObject({ crossings: [], unusual: null, whole: true, corners: 4 });
  expect(Math.round(drawn.area_m2)).toBe(47735);
});

test('while it is open the closing side crosses nothing', () => {
  const bow: Position[] = [CORNERS[0]!, CORNERS[2]!, CORNERS[3]!, CORNERS[1]!];
  expect(look([ring(bow)], null).crossings).not.toEqual([]);
  const hook: Position[] = [
    [121.04, 14.37],
    [121.042, 14.37],
    [121.041, 14.372],
    [121.041, 14.369],
  ];
  expect(look([ring(hook, false)], null).crossings).toHaveLength(1);
  const open: Position[] = [
    [121.04, 14.37],
    [121.04, 14.372],
    [121.042, 14.372],
    [121.042, 14.371],
    [121.039, 14.371],
  ];
  expect(look([ring(open, false)], null).crossings).toHaveLength(1);
});

test('an open line, a crossing, a pocket outside: none of them can be saved', () => {
  expect(look([], null).whole).toBe(false);
  expect(look([ring(CORNERS, false)], null).whole).toBe(false);
  expect(look([ring([CORNERS[0]!, CORNERS[2]!, CORNERS[1]!, CORNERS[3]!])], null).whole).toBe(false);
  const away = CORNERS.map(([lon, lat]): Position => [lon + 0.1, lat]);
  const drawn = look([ring(CORNERS), ring(away, true, { pocket: true })], null);
  expect([drawn.whole, drawn.misplaced]).toEqual([false, [{ ring: 1, as: 'pocket' }]]);
});

test('a boundary the size of a room, of a city, or in another town is asked about', () => {
  expect(look([ring(sized(0.01))], null).unusual).toBe('small');
  expect(look([ring(sized(30))], null).unusual).toBe('large');
  expect(look([ring(CORNERS)], [121.2, 14.37]).unusual).toBe('far');
});

test('a boundary larger than a whole city is refused, wherever it lies', () => {
  expect(look([ring(sized(200))], [0, 0])).toMatchObject({ unusual: 'absurd', whole: false });
});

test('sides nobody walked are counted and measured together', () => {
  const { n, m } = notWalked([ring(CORNERS, true, { gaps: [false, true, false, true] })]);
  expect([n, m]).toEqual([2, 443]);
});

test('how a boundary came about is what makes most of its length', () => {
  const walked = ring(CORNERS, true, { gaps: [false, false, false, true] });
  expect(methodOf([walked], null)).toBe('walked_gps');
  expect(methodOf([{ ...walked, gaps: [true, true, true, false] }], null)).toBe('corners_tapped');
  expect(methodOf([ring(CORNERS, true, { stood: true })], 'imported')).toBe('imported');
  expect(methodOf([ring(sized(0.2), true, { stood: true }), walked], 'imported')).toBe('walked_gps');
  expect(methodOf([ring(CORNERS)], null)).toBe('corners_tapped');
});
