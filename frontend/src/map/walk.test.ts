import { expect, test } from 'vitest';
import { lineM, type Position } from './rules';
import { simplify, trusted, walkOf, type Fix } from './walk';

const METRE = 1 / 110_600; // degrees of latitude near Muntinlupa

function fix(n: number, north_m: number, seconds: number, accuracy_m = 4): Fix {
  return { n, lon: 121.04, lat: 14.37 + north_m * METRE, accuracy_m, at: new Date(seconds * 1000).toISOString() };
}

test('a fix worse than thirty metres is not drawn', () => {
  expect(trusted(fix(1, 0, 0, 30))).toBe(true);
  expect(trusted(fix(1, 0, 0, 31))).toBe(false);
  expect(walkOf([fix(1, 0, 0), fix(2, 60, 60, 80), fix(3, 20, 70)])).toMatchObject({ left_out: 1 });
});

test('standing still adds no corner', () => {
  expect(walkOf([fix(1, 0, 0), fix(2, 1, 5), fix(3, 2, 9), fix(4, 10, 15)]).line).toHaveLength(2);
});

test('a jump there and back is left out', () => {
  const walk = walkOf([fix(1, 0, 0), fix(2, 500, 2), fix(3, 8, 6)]);
  expect(walk.left_out).toBe(1);
  expect(lineM(walk.line)).toBeCloseTo(8, 0);
});

test('a pause with the screen dark is told as a gap of so many metres', () => {
  const walk = walkOf([fix(1, 0, 0), fix(2, 10, 8), fix(3, 58, 60), fix(4, 68, 66)]);
  expect(walk.gaps).toHaveLength(1);
  expect(walk.gaps[0]?.from).toBe(1);
  expect(walk.gaps[0]?.length_m).toBeCloseTo(48, 0);
});

test('fixes are followed in the order they came', () => {
  const fixes = [fix(3, 30, 20), fix(1, 0, 0), fix(2, 15, 10)];
  expect(lineM(walkOf(fixes).line)).toBeCloseTo(30, 0);
});

test('corners on a straight line are left out, real corners stay', () => {
  const line: Position[] = [
    [121.04, 14.37],
    [121.04, 14.3705],
    [121.04, 14.371],
    [121.041, 14.371],
  ];
  expect(simplify(line, 1)).toEqual([line[0], line[2], line[3]]);
});
