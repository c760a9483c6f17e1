import { expect, test } from 'vitest';
import { Stood } from './stood';

test('"12,5" leaves nothing of its 12: what stood before is written again, once', () => {
  const stood = new Stood();
  stood.writeOver({ value: 250, source: 'counted' });
  stood.writeOver({ value: 1 });
  expect(stood.back()).toEqual({ value: 250, source: 'counted' });
  expect(stood.back()).toBeUndefined();
});

test('a text that never was a number writes nothing', () => {
  expect(new Stood().back()).toBeUndefined();
});

test('where nothing stood, nothing is left', () => {
  const stood = new Stood();
  stood.writeOver(undefined);
  expect(stood.back()).toBeNull();
});

test('after "Do not know" one begins from there', () => {
  const stood = new Stood();
  stood.writeOver({ value: 250 });
  stood.meant();
  stood.writeOver({ answer: 'unknown' });
  expect(stood.back()).toEqual({ answer: 'unknown' });
});
