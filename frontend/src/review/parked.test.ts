import 'fake-indexeddb/auto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { useWords } from '../kit/i18n.svelte';
import { openLocal } from '../kit/local-db';
import { faultWords, Problem } from '../kit/problems';
import { addedBy, deciderOf, whyStill } from './parked';

const PROFILE = '01931111-0000-7000-8000-000000000001';

test('who decided about what could not be taken in is told by name, and not guessed where nobody knows them', async () => {
  const db = await openLocal('leader');
  await db.put('meta', [{ id: 'luz', name: 'Luz Herrera' }], 'people');
  expect(await deciderOf(db, { settled_by: 'luz' })).toBe('Luz Herrera');
  expect(await deciderOf(db, { settled_by: 'who' })).toBe('');
  expect(await deciderOf(db, { settled_by: null })).toBe('');
});

const words = (...files: string[]): Record<string, string> =>
  Object.assign(
    {},
    ...files.map((file) => JSON.parse(readFileSync(`src/kit/words/${file}.en.json`, 'utf8')) as object),
  ) as Record<string, string>;

test('why something still cannot be taken in is said in words, not that something went wrong', () => {
  useWords('en', words('parked', 'problems'));
  const because = { type: '/problems/kind-unknown', title: 'Kind unknown', status: 422 };
  const fault = new Problem({ type: '/problems/still-parked', title: 'Still parked', status: 409, because });
  expect(faultWords(whyStill(fault))).toBe(
    'It still cannot be taken in: The server does not know this kind of thing. It stays kept.',
  );
  const other = new Problem({ type: '/problems/no-network', title: 'No network', status: 0 });
  expect(faultWords(whyStill(other))).toBe('The server did not answer. Look for signal and try again.');
});

test('what was taken in is not shown as what stood there before it', async () => {
  const db = await openLocal('luz');
  await db.put('records', {
    record_id: PROFILE,
    kind: 'settlement',
    settlement_id: PROFILE,
    city_id: 'c',
    form: 'kwetu@1',
    hash: '',
    level_hashes: [],
    edits: ['taken-in', 'before'].map((edit_id) => ({ edit_id, by: edit_id, made_at: '2026-11-21T08:00:00Z' })),
    fields: {
      households_estimate: [
        [0, { value: 501 }],
        [1, { value: 211 }],
      ],
    },
  });
  const edit = {
    edit_id: 'taken-in',
    kind: 'settlement',
    record_id: PROFILE,
    set: { households_estimate: { value: 501 } },
  };
  expect(await addedBy(db, { edit })).toMatchObject([{ answer: '501', now: ['211'] }]);
});

test('a decision and a mark of Kwetu are told in words; what is of no known kind is shown as it came', async () => {
  useWords('en', words('parked'));
  const db = await openLocal('mara');
  const told = async (kind: string, set: Record<string, unknown>) =>
    (await addedBy(db, { edit: { kind, set } })).map(({ question, answer }) => `${question}: ${answer}`);
  expect(await told('decision', { act: { value: 'approve' }, comments: { value: ['a', 'b'] } })).toEqual([
    'What was decided: Approve',
    'Questions for the team: 2 of them',
  ]);
  expect(await told('settlement', { known_from: { value: 'federation' }, _deleted: { saw: ['a'] } })).toEqual([
    'How it became known: Added by the federation',
    'Taken off the list: Yes',
  ]);
  expect(await told('wibble', { x: { value: 1 } })).toEqual([]);
});
