import { expect, test } from 'vitest';
import { Writing } from './writing.svelte';

test('what is typed during a write is written right after it, in one piece', async () => {
  const written: object[] = [];
  const writing = new Writing<Record<string, number>>(async (set) => {
    await Promise.resolve();
    written.push(set);
  });
  writing.say({ a: 1 });
  writing.say({ a: 2 });
  writing.say({ a: 3, b: 1 });
  expect(writing.state).toBe('saving');
  expect(await writing.done()).toBe(true);
  expect(written).toEqual([{ a: 1 }, { a: 3, b: 1 }]);
  expect(writing.state).toBe('saved');
});

test('what could not be written is kept and can be tried again', async () => {
  let full = true;
  const written: object[] = [];
  const writing = new Writing<Record<string, number>>(async (set) => {
    if (full) throw new Error('the phone is full');
    written.push(set);
  });
  writing.say({ a: 1 });
  expect(await writing.done()).toBe(false);
  full = false;
  writing.say({ b: 2 });
  expect(await writing.done()).toBe(true);
  expect(written).toEqual([{ a: 1, b: 2 }]);
});
