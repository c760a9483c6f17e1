import { expect, test } from 'vitest';
import { asAnswers, before, BEGUN, countAnew, tapOff, tapOn, tapped, totals } from './walk-count';

const at = '2026-11-22T10:00:00+08:00';
const counted = ['residential', 'residential', 'mixed', 'other'].reduce(
  (count, kind) => tapped(count, { of: `structures_${kind}`, at }),
  BEGUN,
);

test('each tap is one structure of its kind, and the count says so to the four questions', () => {
  expect(totals(counted)).toEqual({
    structures_residential: 2,
    structures_mixed: 1,
    structures_business: 0,
    structures_other: 1,
  });
  expect(asAnswers(counted).structures_business).toEqual({ value: 0, source: 'counted' });
});

test('taps are taken back one by one, and put back, until another is counted', () => {
  const two = tapOff(tapOff(counted));
  expect(totals(two)).toMatchObject({ structures_residential: 2, structures_mixed: 0, structures_other: 0 });
  expect(totals(tapOn(tapOn(two)))).toEqual(totals(counted));
  expect(tapOn(tapped(two, { of: 'structures_mixed', at })).taps).toHaveLength(3);
  expect(tapOff(BEGUN)).toBe(BEGUN);
});

test('what was said otherwise before is told, what was said alike is not', () => {
  const answers = {
    structures_residential: { value: 2 },
    structures_mixed: { value: 7 },
    structures_other: { answer: 'unknown' as const },
  };
  expect(before(counted, answers)).toEqual([{ kind: 'structures_mixed', value: 7, now: 1 }]);
});

test('a count begun anew brings the one before back', () => {
  const anew = countAnew(counted, 12);
  expect([anew.taps, anew.after, anew.before?.taps.length]).toEqual([[], 12, 4]);
});
