import { expect, test } from 'vitest';
import { toBringBack } from './second-copy';
import type { OutboxEdit, Said } from './wire';

function own(edit_id: string, n: number, set: Record<string, string[]>, record_id = 'profile'): OutboxEdit {
  const said = Object.fromEntries(
    Object.entries(set).map(([path, replaces]) => [path, { value: n, replaces } satisfies Said]),
  );
  const edit = {
    edit_id,
    by: 'rosa',
    kind: 'profile' as const,
    record_id,
    settlement_id: 's',
    city_id: 'c',
    form: 'f@1',
    made_at: '2026-11-22T08:00:00+08:00',
    n,
    set: said,
  };
  return { edit_id, record_id, settlement_id: 's', state: 'open', edit, made_n: n };
}
const ids = (edits: OutboxEdit[]): string[] => edits.map(({ edit_id }) => edit_id);

test('an answer that was typed over before the phone died does not come back beside the one that took its place', () => {
  expect(ids(toBringBack([own('8', 1, { taps: [] }), own('9', 2, { taps: [] })]))).toEqual(['9']);
});

test('an answer already on its way comes back, because the later one names it as replaced', () => {
  expect(ids(toBringBack([own('8', 1, { taps: [] }), own('9', 2, { taps: ['8'] })]))).toEqual(['8', '9']);
});

test('answers to other questions, and of other profiles, stand for themselves', () => {
  const others = [own('a', 1, { taps: [] }), own('b', 2, { hours: [] }), own('c', 3, { taps: [] }, 'another')];
  expect(ids(toBringBack(others))).toEqual(['a', 'b', 'c']);
});

test('an edit of which only a part was typed over is brought back whole', () => {
  expect(ids(toBringBack([own('a', 1, { taps: [], hours: [] }), own('b', 2, { taps: [] })]))).toEqual(['a', 'b']);
});
