import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { openLocal } from '../kit/local-db';
import { session } from '../people/session.svelte';
import { say } from './outbox';
import { sendWhatWasLeft } from './sending';

const answered = {
  kind: 'profile' as const,
  record_id: 'profile-1',
  settlement_id: 'settlement-1',
  city_id: 'city-1',
  form: 'settlement_profile@1',
  set: { drains: { value: 'no' } },
};

test('an answer is on its way as soon as its question is left, also without Next', async () => {
  session.db = await openLocal('rudo');
  await say(session.db, answered);
  await sendWhatWasLeft();
  expect((await session.db.getAll('outbox')).map(({ state }) => state)).toEqual(['frozen']);
});

test('what is practised is never on its way', async () => {
  session.db = await openLocal('practice');
  session.practice = true;
  await say(session.db, answered);
  await sendWhatWasLeft();
  expect((await session.db.getAll('outbox')).map(({ state }) => state)).toEqual(['open']);
});
