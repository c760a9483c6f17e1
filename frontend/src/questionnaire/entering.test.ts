import { expect, test } from 'vitest';
import { answered, bundles, numberFrom, stepped, ticked } from './entering';

test('numbers are read as people type them', () => {
  expect(numberFrom('1 250', true)).toBe(1250);
  expect(numberFrom('4,5', false)).toBe(4.5);
  expect(numberFrom('.5', false)).toBe(0.5);
  expect(numberFrom('0', true)).toBe(0);
  expect(numberFrom('', true)).toBeNull();
});

test('half a household, a word or two commas are no number', () => {
  expect(numberFrom('4.5', true)).toBe('wrong');
  expect(numberFrom('many', true)).toBe('wrong');
  expect(numberFrom('1,2,3', false)).toBe('wrong');
  expect(numberFrom('9'.repeat(20), true)).toBe('wrong');
});

test('the first step from blank is one, and never below nothing', () => {
  expect(stepped(null, 1)).toBe(1);
  expect(stepped(0, -1)).toBe(0);
  expect(stepped(4.2, 1)).toBe(5.2);
});

test('"none" stands alone', () => {
  expect(ticked(['queue', 'price'], 'none')).toEqual(['none']);
  expect(ticked(['none'], 'queue')).toEqual(['queue']);
  expect(ticked(['queue'], 'queue')).toEqual([]);
});

test('a tally is drawn in bundles of five, up to thirty', () => {
  expect(bundles(9)).toEqual([5, 4]);
  expect(bundles(null)).toEqual([]);
  expect(bundles(31)).toEqual([]);
});

test('nothing said is no answer; nought is one', () => {
  expect(answered('', 'meeting')).toBeNull();
  expect(answered([], 'meeting')).toBeNull();
  expect(answered(0, 'counted')).toEqual({ value: 0, source: 'counted' });
  expect(answered('Purok 4', null)).toEqual({ value: 'Purok 4' });
});
