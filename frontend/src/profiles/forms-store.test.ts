import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
import { openLocal, type LocalDb } from '../kit/local-db';
import type { Answers } from '../questionnaire/form';
import { addSettlement, oneSettlement } from '../settlements/store';
import type { SettlementHere } from '../settlements/here';
import { beginProfile } from './beginning';
import { newestOf, otherForms } from './forms-store';
import { saidBefore } from './last-time';
import { otherProfiles, roundsOf } from './rounds';
import { answer, readProfile, type ProfileHere } from './store';

const asked = (type: string, more: object = {}) => ({
  type,
  section: 'A',
  sensitive: 1,
  core: true,
  required: true,
  ...more,
});
const wells = (version: number, questions: object, repeats: object = {}) => ({
  form: `wells@${version}`,
  title: { en: 'Wells and pumps' },
  sections: [{ code: 'A', label: { en: 'A' }, questions: Object.keys(questions) }],
  choices: { kinds: ['dug', 'drilled'].slice(version - 1).map((code) => ({ code, label: { en: code } })) },
  questions,
  repeats,
  rules: [],
  calculations: [],
});
const OWN = { ...wells(1, { consent_collect: asked('select_one') }), form: 'settlement_profile@1' };
const FIRST = wells(
  1,
  { deep: asked('integer'), kind: asked('select_one', { choices: 'kinds' }), who: asked('text', { repeat: 'owner' }) },
  { owner: { label: { en: 'Owners' }, section: 'A', key: 'uuid', may_be_none: true, questions: ['who'] } },
);
const SECOND = wells(
  2,
  {
    depth: asked('decimal', { aliases: ['deep'] }),
    kind: asked('select_one', { choices: 'kinds' }),
    name: asked('text', { repeat: 'keeper', aliases: ['who'] }),
  },
  { keeper: { ...FIRST.repeats, section: 'A', key: 'uuid', questions: ['name'], aliases: ['owner'] } },
);
let db: LocalDb;
let place: SettlementHere;
let person = 0;

beforeEach(async () => {
  db = await openLocal(`asker-${(person += 1)}`);
  for (const form of [OWN, FIRST]) await db.put('forms', form);
  const id = await addSettlement(db, { city_id: 'c', name: 'Riverside', ward_id: null, team_id: null, at: null });
  place = (await oneSettlement(db, id)) as SettlementHere;
});

const now = async (id: string): Promise<ProfileHere> => (await readProfile(db, id)) as ProfileHere;

test('of ten versions the tenth is newer than the ninth', () => {
  expect(newestOf(['wells@9', 'wells@10', 'taps@1', 'wells@2'])).toEqual({ wells: 'wells@10', taps: 'taps@1' });
});

test('another questionnaire is asked beside our own: neither begins nor hides a round of the other', async () => {
  const own = await beginProfile(db, place, 1);
  const other = await beginProfile(db, place, 1, 'wells@1');
  expect(other).not.toBe(own);
  expect((await otherForms(db)).map(({ form }) => form)).toEqual(['wells@1']);
  expect((await roundsOf(db, place.settlement_id)).map(({ profile_id }) => profile_id)).toEqual([own]);
  expect(await otherProfiles(db, place.settlement_id)).toMatchObject([
    { profile_id: other, questionnaire: 'wells', round: 1, state: 'profiling' },
  ]);
});

test('a new version is asked from the next profile on; what was begun on an older one is finished on it', async () => {
  const first = await beginProfile(db, place, 1, 'wells@1');
  await db.put('forms', SECOND);
  expect((await now(first)).form.form).toBe('wells@1');
  expect((await now(await beginProfile(db, place, 2, 'wells@2'))).form.form).toBe('wells@2');
});

test('what was said with an older version is last time, by the name it has now; what no longer fits is not', async () => {
  const first = await now(await beginProfile(db, place, 1, 'wells@1'));
  const said: Answers = { deep: { value: 12 }, kind: { value: 'dug' }, 'owner/k/who': { value: 'Nena' } };
  await answer(db, first, said as Record<string, { value: string }>);
  await db.put('forms', SECOND);
  const second = await now(await beginProfile(db, place, 2, 'wells@2'));
  expect((await saidBefore(db, second, 'depth'))?.answer.value).toBe(12);
  expect((await saidBefore(db, { ...second, row: 'keeper/k/' }, 'name'))?.answer.value).toBe('Nena');
  expect(await saidBefore(db, second, 'kind')).toBeNull(); // wells are drilled only, now
});
