import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { openLocal } from '../kit/local-db';
import { addSettlement, putBack, takeOffList } from '../settlements/store';
import { say } from '../sync/outbox';
import { mySettlements } from './mine';

const SETTLEMENT = '01931111-0000-7000-8000-000000000001';

async function added(person: string) {
  const db = await openLocal(person);
  await addSettlement(db, {
    settlement_id: SETTLEMENT,
    city_id: 'c',
    name: 'Lakeside',
    ward_id: null,
    team_id: null,
    at: null,
  });
  return db;
}

test('a boundary or an answer that was emptied again is none', async () => {
  const db = await added('rudo');
  const set = {
    round: { value: 1 },
    boundary: { value: null },
    taps: { value: null },
    hours: { answer: 'unknown' as const },
  };
  await say(db, {
    kind: 'profile',
    record_id: 'p',
    settlement_id: SETTLEMENT,
    city_id: 'c',
    form: 'settlement_profile@1',
    set,
  });
  const [mine] = await mySettlements(db, null);
  expect([mine?.boundary, mine?.answers]).toEqual([false, 1]);
});

test('another questionnaire begun there is told on the card, and is not the profile', async () => {
  const db = await added('tendai');
  expect((await mySettlements(db, null))[0]?.others).toBe(false);
  const about = { settlement_id: SETTLEMENT, city_id: 'c', form: 'survey@1' };
  await say(db, { ...about, kind: 'profile', record_id: 's', set: { round: { value: 1 } } });
  const [mine] = await mySettlements(db, null);
  expect([mine?.others, mine?.state, mine?.profile_id]).toEqual([true, 'known', null]);
});

test('a settlement added by mistake leaves the list and can be put back', async () => {
  const db = await added('ana');
  await takeOffList(db, SETTLEMENT);
  expect(await mySettlements(db, null)).toEqual([]);
  await putBack(db, SETTLEMENT);
  expect(await mySettlements(db, null)).toHaveLength(1);
});

test('a card with questions for the team opens the first one that waits', async () => {
  const db = await added('luz');
  const about = { settlement_id: SETTLEMENT, city_id: 'c', form: 'kwetu@1' };
  await say(db, {
    ...about,
    form: 'settlement_profile@1',
    kind: 'profile',
    record_id: 'p',
    set: { round: { value: 1 } },
  });
  const asked = { about: { value: 'p' }, path: { value: 'taps' }, text: { value: 'Which tap?' } };
  await say(db, { ...about, kind: 'comment', record_id: 'c1', set: asked });
  const returned = { act: { value: 'return' }, about: { value: 'p' }, saw: { value: [] } };
  await say(db, { ...about, kind: 'decision', record_id: 'd', set: returned });
  expect((await mySettlements(db, null))[0]).toMatchObject({ state: 'returned', questions: 1, asked: 'taps' });
  await say(db, { ...about, kind: 'comment', record_id: 'c1', set: { done: { value: true } } });
  expect((await mySettlements(db, null))[0]).toMatchObject({ questions: 0, asked: null });
});

test('a profile with another questionnaire says nothing of how far the settlement’s own is', async () => {
  const db = await added('ida');
  const of = { settlement_id: SETTLEMENT, city_id: 'c', form: 'wells@1' };
  await say(db, { ...of, kind: 'profile', record_id: 'w', set: { round: { value: 1 }, wells: { value: 3 } } });
  expect((await mySettlements(db, null))[0]).toMatchObject({ profile_id: null, state: 'known', answers: 0 });
});
