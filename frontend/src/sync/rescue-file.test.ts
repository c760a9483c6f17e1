import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { canonicalJson, sha256Hex } from '../kit/canonical';
import { uuid7 } from '../kit/ids';
import { openLocal, type LocalDb } from '../kit/local-db';
import { say } from './outbox';
import { readRescue, rescue, takeIn } from './rescue';
import { faultsIn, type RescueFile, type Shelf } from './rescue-file';

const saying = (path: string, value: unknown) => ({
  kind: 'profile' as const,
  record_id: 'profile-1',
  settlement_id: 'settlement-1',
  city_id: 'city-1',
  form: 'settlement_profile@1',
  set: { [path]: { value } },
});
const read = (text: string): RescueFile => readRescue(text) as RescueFile;
const shelfIn = (file: RescueFile): Shelf => file.people[0] as Shelf;
const said = async (db: LocalDb): Promise<unknown[]> =>
  (await db.getAll('outbox')).flatMap(({ edit }) => Object.values(edit.set).map(({ value }) => value)).sort();

let rosa: string;
let db: LocalDb;
let saved: string;
beforeEach(async () => {
  rosa = uuid7();
  db = await openLocal(rosa);
  await say(db, saying('name_community', 'Riverside'));
  await say(db, saying('hours', 4));
  await db.put('fixes', { profile_id: 'profile-1', n: 1, lon: 121.05, lat: 14.4, accuracy_m: 3.5, at: 'one' });
  saved = JSON.stringify((await rescue({ one: rosa })).file);
  await db.clear('fixes');
});

const faults = async (file: RescueFile) => faultsIn(file, rosa, await db.getAll('outbox'));

describe('a rescue file', () => {
  it('names each edit by the hash its receipt would name it by', async () => {
    const shelf = shelfIn(read(saved));
    for (const { edit_id, edit } of shelf.outbox)
      expect(shelf.sha256?.edits[edit_id]).toBe(await sha256Hex(canonicalJson(edit)));
  });

  it('that nobody touched has no fault, on the phone it is from and on a new one', async () => {
    expect(await faults(read(saved))).toEqual({ altered: 0, differing: 0, whole: true });
    await db.clear('outbox');
    expect(await faults(read(saved))).toEqual({ altered: 0, differing: 0, whole: true });
    expect(await takeIn(db, read(saved))).toBe(2);
    expect(await db.count('fixes')).toBe(1);
  });

  it('with one word changed gives the other answers only, and says so', async () => {
    const file = read(saved.replace('Riverside', 'Hillside'));
    await db.clear('outbox');
    expect(await faults(file)).toEqual({ altered: 1, differing: 0, whole: false });
    expect(await takeIn(db, file)).toBe(1);
    expect(await said(db)).toEqual([4]);
  });

  it('with an answer slipped in, taken out, or a walk moved is told as not whole', async () => {
    await db.clear('outbox');
    const more = read(saved);
    const [first] = shelfIn(more).outbox;
    if (!first) throw new Error('nothing was saved');
    const edit_id = uuid7();
    shelfIn(more).outbox.push({ ...first, edit_id, edit: { ...first.edit, edit_id } });
    expect(await faults(more)).toEqual({ altered: 1, differing: 0, whole: false });
    const fewer = read(saved);
    shelfIn(fewer).outbox.pop();
    expect(await faults(fewer)).toEqual({ altered: 0, differing: 0, whole: false });
    const walked = read(saved.replace('121.05', '121.06'));
    expect(await faults(walked)).toEqual({ altered: 0, differing: 0, whole: false });
    expect(await takeIn(db, walked)).toBe(2);
    expect(await db.count('fixes')).toBe(0);
  });

  it('of an older Kwetu, without hashes, is read; where this phone says something else under the same number, that is told and stays', async () => {
    const { sha256: _whole, people, ...rest } = read(saved.replace('Riverside', 'Hillside'));
    const older = { ...rest, people: people.map(({ sha256: _each, ...shelf }) => shelf) } as RescueFile;
    expect(await faults(older)).toEqual({ altered: 0, differing: 1, whole: null });
    expect(await takeIn(db, older)).toBe('begun');
    expect(await said(db)).toEqual([4, 'Riverside']);
    await db.clear('outbox');
    expect(await takeIn(db, older)).toBe(2);
  });
});
