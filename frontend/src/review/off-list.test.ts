import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { openLocal, type LocalDb } from '../kit/local-db';
import type { Kind, WireRecord } from '../kit/wire';
import { profilesInReview, settlementsOfCities } from './store';
import { describe } from '../sync/outbox';
import { besideOf, editsIn } from '../settlements/off-list';
import { addSettlement, allSettlements, offList, oneSettlement, putBack, takeOffList } from '../settlements/store';

const LANE = '01931111-0000-7000-8000-000000000001';

/** A leader added a settlement by mistake and took it off the list. */
async function takenOffBy(leader: string): Promise<LocalDb> {
  const db = await openLocal(leader);
  await addSettlement(db, {
    settlement_id: LANE,
    city_id: 'c',
    name: 'Vanishing Lane',
    ward_id: null,
    team_id: null,
    at: null,
  });
  await takeOffList(db, LANE);
  return db;
}

/** What a mapper said without knowing of it comes with the next signal. */
const comes = (db: LocalDb, kind: Kind, edit_id: string, fields: WireRecord['fields']) =>
  db.put('records', {
    record_id: `${kind} of Ana`,
    kind,
    settlement_id: LANE,
    city_id: 'c',
    form: 'settlement_profile@1',
    hash: '',
    level_hashes: [],
    edits: [{ edit_id, by: 'Ana', made_at: '2026-11-21T08:00:00Z' }],
    fields,
  });

test('a profile begun unseen keeps its settlement in the review, in the city and on the map, with who took it off', async () => {
  const db = await takenOffBy('lea');
  expect(await allSettlements(db)).toEqual([]);
  await comes(db, 'profile', 'unseen', { consent_collect: [[0, { value: 'yes' }]] });
  expect(await profilesInReview(db)).toMatchObject([{ name: 'Vanishing Lane', taken_off: true }]);
  expect(await settlementsOfCities(db)).toMatchObject([{ profile_id: 'profile of Ana', taken_off: true }]);
  expect(await allSettlements(db)).toMatchObject([{ deleted: false, taken_off: { by: 'lea' } }]);
  expect((await oneSettlement(db, LANE))?.deleted).toBe(false);
});

test.each(['feature', 'status_report', 'comment', 'decision'] as const)(
  'a %s said unseen keeps the settlement on the list',
  async (kind) => {
    const db = await takenOffBy(`lea ${kind}`);
    await comes(db, kind, 'unseen', { text: [[0, { value: 'There is a tap here' }]] });
    expect(await allSettlements(db)).toMatchObject([{ settlement_id: LANE }]);
  },
);

test('a leader who has seen the answers takes the settlement off with them, and finds it among those taken off', async () => {
  const db = await takenOffBy('mara');
  await comes(db, 'profile', 'unseen', { consent_collect: [[0, { value: 'yes' }]] });
  await takeOffList(db, LANE, editsIn(await besideOf(db, LANE)));
  expect(await profilesInReview(db)).toEqual([]);
  expect(await offList(db)).toMatchObject([{ name: 'Vanishing Lane', deleted: true }]);
  await comes(db, 'comment', 'later', { text: [[0, { value: 'We live here' }]] });
  expect(await profilesInReview(db)).toMatchObject([{ taken_off: true }]);
});

test('a leader who keeps it leaves no word of its having been taken off', async () => {
  const db = await takenOffBy('noor');
  await comes(db, 'profile', 'unseen', { consent_collect: [[0, { value: 'yes' }]] });
  await putBack(db, LANE);
  expect(await profilesInReview(db)).toMatchObject([{ taken_off: false }]);
});

test('a name corrected unseen keeps the settlement, with the word that it was taken off', async () => {
  const db = await takenOffBy('olga');
  const deletion = (await describe(db, LANE))?.fields['_deleted']?.[0];
  await db.clear('outbox');
  await db.put('records', {
    record_id: LANE,
    kind: 'settlement',
    settlement_id: LANE,
    city_id: 'c',
    form: 'settlement_profile@1',
    hash: '',
    level_hashes: [],
    edits: [
      { edit_id: 'theirs', by: 'Ana', made_at: '2026-11-21T08:00:00Z' },
      { edit_id: 'off', by: 'olga', made_at: '2026-11-20T08:00:00Z' },
    ],
    fields: { name: [[0, { value: 'Riverside' }]], _deleted: [[1, deletion?.answer ?? {}]] },
  });
  expect(await allSettlements(db)).toMatchObject([{ name: 'Riverside', taken_off: { by: 'olga' } }]);
});
