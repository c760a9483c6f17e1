import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { uuid7 } from '../kit/ids';
import { openLocal, type LocalDb } from '../kit/local-db';
import { describe as described, say } from './outbox';
import { readRescue, rescue, takeIn, whose, type RescueFile } from './rescue';

const saying = (path: string, value: number) => ({
  kind: 'profile' as const,
  record_id: 'profile-1',
  settlement_id: 'settlement-1',
  city_id: 'city-1',
  form: 'settlement_profile@1',
  set: { [path]: { value } },
});
const ids = async (db: LocalDb): Promise<string[]> => (await db.getAll('outbox')).map(({ edit_id }) => edit_id).sort();
const carried = (file: RescueFile): RescueFile => readRescue(JSON.stringify(file)) as RescueFile;

let rosa: string;
let db: LocalDb;
beforeEach(async () => {
  rosa = uuid7();
  db = await openLocal(rosa);
});
afterEach(() => vi.restoreAllMocks());

describe('a rescue file', () => {
  it('brings every answer to another phone of the same person, on its way, once', async () => {
    await say(db, saying('taps', 9));
    await say(db, saying('hours', 4));
    const { file, read, unread } = await rescue({ one: rosa });
    expect([read, unread]).toEqual([2, 0]);
    const before = await ids(db);
    for (const edit_id of before) await db.delete('outbox', edit_id);

    expect(await takeIn(db, carried(file))).toBe(2);
    expect(await ids(db)).toEqual(before);
    expect((await db.getAll('outbox')).map(({ state }) => state)).toEqual(['frozen', 'frozen']);
    expect(await takeIn(db, carried(file))).toBe('here_already');
  });

  it('does not bring back an answer that was corrected since on the same phone, while it was still open', async () => {
    await say(db, saying('taps', 9));
    const begun = await rescue({ one: rosa });
    await say(db, saying('taps', 8));
    const corrected = await rescue({ one: rosa });
    await say(db, saying('taps', 7));
    const taps = async (store: LocalDb) =>
      (await described(store, 'profile-1'))?.fields['taps']?.map(({ answer }) => answer.value);
    for (const { file } of [begun, corrected]) expect(await takeIn(db, carried(file))).toBe('here_already');
    expect(await taps(db)).toEqual([7]);

    await db.clear('outbox'); // as on another phone of hers: the later file first, then the one made before
    expect([await takeIn(db, carried(corrected.file)), await takeIn(db, carried(begun.file))]).toEqual([
      1,
      'here_already',
    ]);
    expect(await taps(db)).toEqual([8]);
  });

  it('brings an answer that was open on another phone, though the same question was answered here since', async () => {
    await say(db, saying('taps', 9));
    const { file } = await rescue({ one: rosa });
    await db.clear('outbox');
    await say(db, saying('taps', 8)); // she did not see the 9 here
    expect(await takeIn(db, carried(file))).toBe(1);
    expect((await db.getAll('outbox')).length).toBe(2);
  });

  it('holds a walk and a drawing though no answer is left, and brings them back once', async () => {
    const fix = { profile_id: 'profile-1', n: 1, lon: 121, lat: 14, accuracy_m: 3, at: 'one' };
    const handin = { reasons: {}, note: 'All walked.' };
    await db.put('fixes', fix);
    await db.put('meta', handin, 'handin/profile-1');
    const { file, read, begun } = await rescue({ one: rosa });
    expect([read, begun]).toEqual([0, 2]);
    await db.clear('fixes');
    await db.clear('meta');

    expect(await takeIn(await openLocal(uuid7()), carried(file))).toBe('of_another');
    expect(await takeIn(db, carried(file))).toBe('begun');
    expect([await db.getAll('fixes'), await db.get('meta', 'handin/profile-1')]).toEqual([[fix], handin]);
    expect(await takeIn(db, carried(file))).toBe('here_already');
  });

  it('is not made of a page that was opened and left empty', async () => {
    await db.put('meta', { reasons: {}, note: '' }, 'handin/profile-1');
    expect((await rescue({ one: rosa })).file.people).toEqual([]);
  });

  it('holds what can be read when one record cannot, and tells how many could not', async () => {
    const lost = await say(db, saying('taps', 9));
    const kept = await say(db, saying('hours', 4));
    const get = IDBObjectStore.prototype.get;
    vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(function (this: IDBObjectStore, key) {
      return get.call(this, key === lost ? ({ broken: true } as never) : key);
    });
    const { file, read, unread } = await rescue({ one: rosa });
    expect(unread).toBe(1);
    expect(read).toBe(file.people.reduce((n, { outbox }) => n + outbox.length, 0));
    expect(file.people.find(({ person_id }) => person_id === rosa)?.outbox.map(({ edit_id }) => edit_id)).toEqual([
      kept,
    ]);
  });

  it("holds nobody else's answers while somebody writes here, and everybody's only where nobody can sign in", async () => {
    const ana = uuid7();
    const others = await openLocal(ana);
    await say(db, saying('taps', 9));
    await say(others, saying('taps', 5));
    const inFile = async (of: ReturnType<typeof whose>) =>
      (await rescue(of, [rosa, ana])).file.people.map(({ person_id }) => person_id);
    expect(await inFile(whose(rosa, true))).toEqual([rosa]);
    expect(await inFile(whose(undefined, true))).toEqual(expect.arrayContaining([rosa, ana]));
    expect(await inFile(whose(undefined, false))).toEqual([]);
  });

  it('is made without any store, too: it makes none', async () => {
    const nobody = uuid7();
    expect((await rescue('everybody', [nobody])).unread).toBeGreaterThan(0);
    expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(`kwetu-${nobody}`);
  });

  it('is not taken in by somebody else, though they change the name on it', async () => {
    await say(db, saying('taps', 9));
    const { file } = await rescue({ one: rosa });
    const ana = uuid7();
    const other = await openLocal(ana);
    expect(await takeIn(other, carried(file))).toBe('of_another');
    const renamed = { ...carried(file), people: file.people.map((shelf) => ({ ...shelf, person_id: ana })) };
    expect(await takeIn(other, renamed)).toBe('of_another');
    expect(await ids(other)).toEqual([]);
  });

  it.each(['', 'not JSON', '[]', 'null', '{"kwetu_rescue":2,"people":[]}', '{"kwetu_rescue":1}'])(
    'is not read from %j',
    (text) => {
      expect(readRescue(text)).toBeNull();
    },
  );
});
