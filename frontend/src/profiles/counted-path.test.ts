import { expect, test } from 'vitest';
import { walkOf } from '../map/walk';
import { pathTold } from './counted-path';

const fix = (n: number, lat: number, minute: number) => ({
  n,
  lat,
  lon: 121.04,
  accuracy_m: 5,
  at: `2026-11-22T10:${String(minute).padStart(2, '0')}:00+08:00`,
});

test('a jump of GPS while a count goes on is a gap and nothing that was walked', () => {
  const walk = walkOf([fix(1, 14.37, 0), fix(2, 14.3701, 1), fix(3, 14.4359, 20), fix(4, 14.436, 21)]);
  const { walked_m, gaps } = pathTold(walk);
  expect(gaps.n).toBe(1);
  expect(gaps.m).toBeGreaterThan(7000);
  expect(Math.round(walked_m)).toBe(22);
  expect(pathTold(walkOf([]))).toEqual({ walked_m: 0, gaps: { n: 0, m: 0 } });
});
