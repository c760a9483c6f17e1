import { expect, test } from 'vitest';
import { faultsByPart, Problem } from './problems';

test('what the server finds wrong with one field is said beside that field', () => {
  const fault = new Problem({
    type: '/problems/input-invalid',
    title: 'Input invalid',
    status: 422,
    errors: [{ detail: 'Harare is not a time zone such as Africa/Harare', pointer: '/time_zone' }],
  });
  expect(faultsByPart(fault)).toEqual({ time_zone: 'Harare is not a time zone such as Africa/Harare' });
});

test('a problem that names no field has nothing to say beside one', () => {
  expect(faultsByPart(new Problem({ type: '/problems/name-taken', title: 'Name taken', status: 409 }))).toEqual({});
  expect(faultsByPart(new Error('no'))).toEqual({});
});
