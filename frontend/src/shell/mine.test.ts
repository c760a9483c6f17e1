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
  await say(db, { kind: 'profile', record_id: 'p', settlement_id: SETTLEMENT, city_id: 'c', form: 'f', set });
  const [mine] = await mySettlements(db, null);
  expect([mine?.boundary, mine?.answers]).toEqual([false, 1]);
});

test('a settlement added by mistake leaves the list and can be put back', async () => {
  const db = await added('ana');
  await takeOffList(db, SETTLEMENT);
  expect(await mySettlements(db, null)).toEqual([]);
  await putBack(db, SETTLEMENT);
  expect(await mySettlements(db, null)).toHaveLength(1);
});
