import 'fake-indexeddb/auto';
import { readFileSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import { openLocal, type LocalDb } from '../kit/local-db';
import { addSettlement, oneSettlement } from '../settlements/store';
import { rowsIn } from '../questionnaire/rows-here';
import * as acts from './row-acts';
import { keepStones, sayRows, stonesGiven } from './rows-store';
import { beginProfile } from './beginning';
import { readProfile, type ProfileHere } from './store';

const vectors = new URL('../../../tests/vectors/rows.json', import.meta.url);
const { form } = JSON.parse(readFileSync(vectors, 'utf8')) as { form: object };
let db: LocalDb;
let id: string;
let person = 0;

beforeEach(async () => {
  db = await openLocal(`lists-${(person += 1)}`);
  await db.put('forms', { ...form, form: 'settlement_profile@1' });
  const settlement = await addSettlement(db, { city_id: 'c', name: 'Lakeside', ward_id: null, team_id: 't', at: null });
  const here = await oneSettlement(db, settlement);
  id = here ? await beginProfile(db, here, 1) : '';
});

async function now(): Promise<ProfileHere> {
  const profile = await readProfile(db, id);
  if (typeof profile === 'string') throw new Error(profile);
  return profile;
}

const SHARED = { toilet_use: { value: 'shared' }, toilet_group_type: { value: 'vip' } };
const put = (key: string) => sayRows(db, id, ({ answers }) => acts.added(answers, 'toilet_group', key, SHARED));
const off = (key: string) => sayRows(db, id, ({ fields }) => acts.takenOff(fields, 'toilet_group', key));
const order = (keys: string[]) => sayRows(db, id, ({ answers }) => acts.inOrder(answers, 'toilet_group', keys));

test('a row taken off stays off, though the edit that moved it was still being joined', async () => {
  for (const key of ['shared+vip', 'household+vip', 'communal+vip']) await put(key);
  await order(['household+vip', 'communal+vip', 'shared+vip']);
  await off('household+vip');
  await order(['shared+vip', 'communal+vip']);
  await order(['communal+vip', 'shared+vip']);
  const { answers, fields } = await now();
  expect(rowsIn(answers)['toilet_group']).toEqual(['communal+vip', 'shared+vip']);
  expect(acts.disputed(fields, 'toilet_group')).toEqual([]);
  await sayRows(db, id, () => acts.takenBack('toilet_group', 'household+vip'));
  expect(rowsIn((await now()).answers)['toilet_group']).toContain('household+vip');
});

test('off and back again, as often as people change their minds', async () => {
  await put('shared+vip');
  for (let time = 0; time < 3; time += 1) {
    await off('shared+vip');
    expect(rowsIn((await now()).answers)['toilet_group']).toEqual([]);
    await sayRows(db, id, () => acts.takenBack('toilet_group', 'shared+vip'));
    expect(rowsIn((await now()).answers)['toilet_group']).toEqual(['shared+vip']);
  }
});

test('the stones given so far outlive the page, each list its own', async () => {
  await keepStones(db, id, 'women', { water: 4 });
  expect(await stonesGiven(db, id, 'women')).toEqual({ water: 4 });
  expect(await stonesGiven(db, id, 'youth')).toEqual({});
  await keepStones(db, id, 'women', null);
  expect(await stonesGiven(db, id, 'women')).toEqual({});
});
