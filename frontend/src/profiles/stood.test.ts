import { expect, test } from 'vitest';
import { Stood, wayBack } from './stood';

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

test('Undo leads back to what stood when the question was opened, also after a second change', () => {
  const came = { said: { value: 'pit', source: 'observed' as const } };
  expect(wayBack({ value: 'sewer' }, came)).toEqual(came);
  expect(wayBack({ value: 'sewer', source: 'meeting' }, came)).toEqual(came);
  expect(wayBack(undefined, came)).toEqual(came);
});

test('a choice tapped by mistake, where none was, is undone to no answer', () => {
  expect(wayBack({ value: 'yes' }, { said: null })).toEqual({ said: null });
  expect(wayBack({ value: 'yes' }, { said: { value: null } })).toEqual({ said: null });
});

test('nothing is undone where nothing was changed, or the same stands again', () => {
  expect(wayBack({ value: 9 }, null)).toBeNull();
  expect(wayBack({ value: 9 }, { said: { value: 9 } })).toBeNull();
  expect(wayBack(undefined, { said: null })).toBeNull();
});
