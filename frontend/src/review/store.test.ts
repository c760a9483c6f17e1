import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { openLocal } from '../kit/local-db';
import type { Answer } from '../kit/wire';
import type { ProfileHere } from '../profiles/store';
import { describe } from '../sync/outbox';
import { choose } from './store';

const PROFILE = {
  profile_id: 'profile',
  settlement: { settlement_id: 'settlement', city_id: 'city' },
  form: { form: 'settlement_profile@1' },
} as ProfileHere;

test('choosing between two answers leaves a third that came meanwhile to be weighed', async () => {
  const db = await openLocal('leader');
  await db.put('records', {
    record_id: 'profile',
    kind: 'profile',
    settlement_id: 'settlement',
    city_id: 'city',
    form: 'settlement_profile@1',
    hash: '',
    level_hashes: [],
    edits: ['a', 'b', 'late'].map((edit_id) => ({ edit_id, by: edit_id, made_at: '2026-11-21T08:00:00Z' })),
    fields: { taps: [1, 2, 3].map((value, at): [number, Answer] => [at, { value }]) },
  });
  await choose(db, PROFILE, 'taps', { value: 1, chosen_with: 'both teams' }, ['a', 'b']);
  const stands = (await describe(db, 'profile'))?.fields['taps']?.map(({ answer }) => answer.value);
  expect(stands?.sort()).toEqual([1, 3]);
});
