/** Uptime and hours of supply of a point and month, held equal to the server's by shared vectors. */
import { expect, test } from 'vitest';
import vectors from '../../../tests/vectors/uptime.json';
import { monthOf, type Report } from './uptime';

test.each(vectors.cases)('$name', ({ reports, month, today, gives }) => {
  expect(monthOf(reports as Report[], month, today)).toEqual(gives);
});
