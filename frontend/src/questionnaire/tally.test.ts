import { expect, test } from 'vitest';
import { bundles, lastTap, told } from './tally';

test('a tally is drawn in bundles of five, up to thirty', () => {
  expect(bundles(9)).toEqual([5, 4]);
  expect(bundles(30)).toEqual([5, 5, 5, 5, 5, 5]);
  expect([bundles(null), bundles(0), bundles(2.5)]).toEqual([[], [], []]);
});

test('beyond thirty the bundles are told, and only the one begun is drawn', () => {
  expect([told(43), bundles(43)]).toEqual([{ bundles: 8, rest: 3 }, [3]]);
  expect([told(35), bundles(35)]).toEqual([{ bundles: 7, rest: 0 }, []]);
  expect([told(30), told(null)]).toEqual([null, null]);
});

test('the last tap is taken back, to blank when it was the first', () => {
  const taps = [
    { from: null, to: 1 },
    { from: 1, to: 2 },
  ];
  expect(lastTap(taps, 2)).toEqual({ from: 1, to: 2 });
  expect(lastTap(taps.slice(0, 1), 1)?.from).toBeNull();
});

test('a number written otherwise since is not taken back by a tap', () => {
  expect(lastTap([{ from: 8, to: 9 }], 12)).toBeNull();
  expect(lastTap([], null)).toBeNull();
});
