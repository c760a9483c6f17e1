/** Uptime and hours of supply of a point and month, held equal to the server's by shared vectors. */
import { expect, test } from 'vitest';
import vectors from '../../../tests/vectors/uptime.json';
import { monthOf, unknownSince, type Report } from './uptime';

test.each(vectors.cases)('$name', ({ reports, month, today, gives }) => {
  expect(monthOf(reports as Report[], month, today)).toEqual(gives);
});

test.each([
  ['2026-11-22', 0, 1],
  ['2026-11-22', 1, 0],
  ['2026-11-20', 1, 2],
  ['2026-10-30', 4, 18],
])(
  'of a point first told of on %s, with %i days known, %i days until 22 November are unknown',
  (first, known, unknown) => {
    const reports = Array.from({ length: known }, (_, n) => ({ day: `2026-11-${22 - n}`, working: 'yes' }));
    expect(unknownSince(monthOf(reports, '2026-11', '2026-11-22'), first, '2026-11-22')).toBe(unknown);
  },
);
