import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Answer, Answers } from '../questionnaire/form';
import { OneAnswer, type Saying } from './one-answer.svelte';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  vi.stubGlobal('document', { hidden: true });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function asked(): { one: OneAnswer; written: Saying[]; stands: () => Answer | undefined } {
  const written: Saying[] = [];
  const one = new OneAnswer(
    'taps',
    (set) => {
      written.push(set);
      return Promise.resolve();
    },
    () => {},
  );
  return { one, written, stands: () => one.over({} as Answers)['taps'] };
}

test('every sign that is typed is written at once, before the page follows', () => {
  const { one, written } = asked();
  one.enter({ taps: { value: 1 } }, undefined, true);
  expect(written).toEqual([{ taps: { value: 1 } }]);
});

test('what was typed a moment ago is what "Do not know" takes the place of, and comes back', () => {
  const { one, stands } = asked();
  one.enter({ taps: { value: 12 } }, undefined, true);
  one.press('unknown', undefined);
  expect(one.before).toEqual({ value: 12 });
  one.press('unknown', stands());
  expect(stands()).toEqual({ value: 12 });
});

test('Undo leads to what stood before the first sign, not to the sign before the last', () => {
  const { one, stands } = asked();
  one.enter({ taps: { value: 1 } }, { value: 7 }, true);
  one.enter({ taps: { value: 12 } }, { value: 7 }, true);
  expect(one.came).toEqual({ said: { value: 7 } });
  expect(stands()).toEqual({ value: 12 });
});
