import { expect, test, vi } from 'vitest';
import { phoneProblem } from '../kit/phone-faults';
import { standing } from '../kit/standing.svelte';
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

test('a full phone is told as such until everything is written down, also by itself', async () => {
  vi.useFakeTimers();
  let full = true;
  const writing = new Writing<Record<string, number>>(async () => {
    if (full) throw phoneProblem('phone-full');
  });
  writing.say({ a: 1 });
  expect(await writing.done()).toBe(false);
  expect(standing.unsaved).toBe('phone-full');
  full = false;
  await vi.advanceTimersByTimeAsync(6_000);
  expect([writing.state, standing.unsaved]).toEqual(['saved', null]);
  vi.useRealTimers();
});
