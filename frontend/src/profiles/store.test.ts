import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
import { openLocal, type LocalDb } from '../kit/local-db';
import { addSettlement, allSettlements, oneSettlement } from '../settlements/store';
import { saidBefore } from './last-time';
import { answer, comment, decide, goOnAddress, leaveAt, markDone, readProfile, type ProfileHere } from './store';
import { beginProfile, joinProfile } from './beginning';
import { roundsOf } from './rounds';

const FORM = {
  form: 'settlement_profile@1',
  questions: {
    consent_collect: { type: 'select_one', section: 'U1', sensitive: 1, core: true, required: true },
    households_total: { type: 'integer', section: 'D', sensitive: 1, core: true, required: true },
  },
  sections: [
    { code: 'U1', label: { en: 'Welcome' }, questions: ['consent_collect'] },
    { code: 'D', label: { en: 'Homes' }, questions: ['households_total'] },
  ],
  rules: [],
  calculations: [],
  repeats: {},
};
let db: LocalDb;
let person = 0;

beforeEach(async () => {
  db = await openLocal(`mapper-${(person += 1)}`);
  await db.put('forms', FORM);
});

async function begun(): Promise<string> {
  const id = await addSettlement(db, {
    city_id: 'c',
    name: ' Riverside ',
    ward_id: null,
    team_id: 't',
    at: [121.04, 14.37],
  });
  const settlement = await oneSettlement(db, id);
  if (!settlement) throw new Error('not added');
  return beginProfile(db, settlement, 1);
}

async function profileNow(id: string): Promise<ProfileHere> {
  const profile = await readProfile(db, id);
  if (typeof profile === 'string') throw new Error(profile);
  return profile;
}

test('a settlement added without signal can be profiled at once', async () => {
  const profile = await profileNow(await begun());
  expect(profile.settlement).toMatchObject({ name: 'Riverside', at: [121.04, 14.37], team_id: 't' });
  expect(profile).toMatchObject({ round: 1, state: 'profiling', contested: [] });
});

test('an answer is there after it was written, and blank after it was taken back', async () => {
  const id = await begun();
  await answer(db, await profileNow(id), { households_total: { value: 135, source: 'counted' } });
  expect((await profileNow(id)).answers['households_total']).toEqual({ value: 135, source: 'counted' });
  await answer(db, await profileNow(id), { households_total: null });
  expect((await profileNow(id)).answers['households_total']?.value).toBeNull();
});

test('a no is the state of the profile', async () => {
  const id = await begun();
  await answer(db, await profileNow(id), { consent_collect: { value: 'no' } });
  expect((await profileNow(id)).state).toBe('said_no');
});

test('handing in names what is on the screen, and a later answer is seen to come after', async () => {
  const id = await begun();
  await answer(db, await profileNow(id), { households_total: { value: 135 } });
  const shown = await profileNow(id);
  await decide(db, shown, 'hand_in', { note: 'all walked' });
  const handed = await profileNow(id);
  expect(handed.state).toBe('handed_in');
  expect(handed.decisions[0]?.hash).toBe(handed.hash);
  await answer(db, handed, { households_total: { value: 136 } });
  expect((await profileNow(id)).hash).not.toBe(handed.hash);
});

test('a comment is open until it is marked as done', async () => {
  const id = await begun();
  await comment(db, await profileNow(id), 'households_total', 'Tenants too?');
  const [asked] = (await profileNow(id)).comments;
  expect(asked).toMatchObject({ path: 'households_total', text: 'Tenants too?', done: false });
  await markDone(db, await profileNow(id), asked?.comment_id ?? '');
  expect((await profileNow(id)).comments[0]?.done).toBe(true);
});

test('a second phone that joins writes the very same profile', async () => {
  const first = await begun();
  const { settlement } = await profileNow(first);
  const other = await openLocal(`second-${person}`);
  await other.put('forms', FORM);
  const { settlement_id, city_id, team_id, ward_id, name } = settlement;
  const second = await joinProfile(other, {
    settlement_id,
    city_id,
    team_id,
    ward_id,
    name,
    round: 1,
    form: FORM.form,
  });
  expect(second).toBe(first);
  expect((await allSettlements(other)).map((one) => one.name)).toEqual(['Riverside']);
  expect(await roundsOf(other, settlement_id)).toMatchObject([{ profile_id: first, round: 1, state: 'profiling' }]);
});

test('the second round shows what was said last time, and writes nothing of it', async () => {
  const first = await begun();
  await answer(db, await profileNow(first), { households_total: { value: 135, source: 'counted' } });
  const { settlement } = await profileNow(first);
  const second = await profileNow(await beginProfile(db, settlement, 2));
  expect(second.round).toBe(2);
  expect((await saidBefore(db, second, 'households_total'))?.answer).toMatchObject({ value: 135, source: 'counted' });
  expect(second.answers['households_total']).toBeUndefined();
});

test('last time is the newest round that says anything; the first round has none', async () => {
  const first = await profileNow(await begun());
  await answer(db, first, {
    households_total: { value: 135 },
    taps_public_working: { answer: 'unknown' },
    'toilet_group/communal+pit_slab/toilet_seats_working': { value: 4 },
  });
  await answer(db, await profileNow(await beginProfile(db, first.settlement, 2)), { households_total: { value: 150 } });
  const third = await profileNow(await beginProfile(db, first.settlement, 3));
  expect((await saidBefore(db, third, 'households_total'))?.answer.value).toBe(150);
  expect((await saidBefore(db, third, 'taps_public_working'))?.answer.answer).toBe('unknown');
  const row = { ...third, row: 'toilet_group/communal+pit_slab/' };
  expect((await saidBefore(db, row, 'toilet_seats_working'))?.answer.value).toBe(4);
  expect(await saidBefore(db, first, 'households_total')).toBeNull();
  expect(await saidBefore(db, third, 'people_youth')).toBeNull();
});

test('after a restart one goes on at the very question one left', async () => {
  const id = await begun();
  expect(await goOnAddress(db, await profileNow(id))).toBe(`#/profiles/${id}/ask/consent_collect`);
  await answer(db, await profileNow(id), { consent_collect: { value: 'yes' } });
  await leaveAt(db, id, 'consent_collect');
  expect(await goOnAddress(db, await profileNow(id))).toBe(`#/profiles/${id}/ask/consent_collect`);
  await answer(db, await profileNow(id), { households_total: { answer: 'unknown' } });
  expect(await goOnAddress(db, await profileNow(id))).toBe(`#/profiles/${id}`);
});
