import { expect, test } from 'vitest';
import type { Position } from '../map/rules';
import type { Draft } from '../map/begun';
import { begunAgain, cornersWalked, look, moved, walkedIn, without } from './drawing';

const CORNERS: Position[] = [
  [121.04, 14.37],
  [121.042, 14.37],
  [121.042, 14.372],
  [121.04, 14.372],
];

test('an honest boundary has a size and nothing wrong', () => {
  expect(look(CORNERS, true, [121.041, 14.371])).toMatchObject({ crossings: [], unusual: null });
});

test('while it is open the closing side crosses nothing', () => {
  const bow: Position[] = [CORNERS[0]!, CORNERS[2]!, CORNERS[3]!, CORNERS[1]!];
  expect(look(bow, true, null).crossings).not.toEqual([]);
  const hook: Position[] = [
    [121.04, 14.37],
    [121.042, 14.37],
    [121.041, 14.372],
    [121.041, 14.369],
  ];
  expect(look(hook, false, null).crossings).toHaveLength(1);
  const open: Position[] = [
    [121.04, 14.37],
    [121.04, 14.372],
    [121.042, 14.372],
    [121.042, 14.371],
    [121.039, 14.371],
  ];
  expect(look(open, false, null).crossings).toHaveLength(1);
});

test('a boundary the size of a room, of a city, or in another town is asked about', () => {
  const room = CORNERS.map(([lon, lat]): Position => [121.04 + (lon - 121.04) / 100, 14.37 + (lat - 14.37) / 100]);
  expect(look(room, true, null).unusual).toBe('small');
  const city = CORNERS.map(([lon, lat]): Position => [121.04 + (lon - 121.04) * 30, 14.37 + (lat - 14.37) * 30]);
  expect(look(city, true, null).unusual).toBe('large');
  expect(look(CORNERS, true, [121.2, 14.37]).unusual).toBe('far');
});

test('a boundary larger than a whole city is refused, wherever it lies', () => {
  const land = CORNERS.map(([lon, lat]): Position => [121.04 + (lon - 121.04) * 200, 14.37 + (lat - 14.37) * 200]);
  expect(look(land, true, [0, 0]).unusual).toBe('absurd');
});

test('beginning again keeps the corners and the walk, until there is something new', () => {
  const fixes = [1, 2].map((n) => ({ n, lon: 121, lat: 14, accuracy_m: 4, at: '' }));
  const drawn: Draft = { corners: CORNERS, closed: true, method: 'walked' };
  const again = begunAgain(drawn, fixes);
  expect([again.corners, walkedIn(again, fixes), again.before]).toEqual([[], [], drawn]);
  expect(walkedIn(again.before!, fixes)).toEqual(fixes);
  expect(begunAgain(again, fixes)).toBe(again);
});

test('a walk that ends where it began has that corner once', () => {
  const walked = [...CORNERS, [121.04001, 14.37001] as Position];
  const fixes = walked.map(([lon, lat], n) => ({
    n,
    lon,
    lat,
    accuracy_m: 4,
    at: new Date(n * 120_000).toISOString(),
  }));
  expect(cornersWalked(fixes)).toHaveLength(4);
});

test('corners can be moved and taken away', () => {
  expect(moved(CORNERS, 1, [1, 2])[1]).toEqual([1, 2]);
  expect(without(CORNERS, 0)).toHaveLength(3);
});
