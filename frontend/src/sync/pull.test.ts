import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { onChange } from '../kit/changes';
import { openLocal, type LocalDb } from '../kit/local-db';
import type { OutboxEdit, WireRecord } from '../kit/wire';
import { describe as shownOf } from './outbox';
import { applyPage, pull, type Changes } from './pull';

let db: LocalDb;
let phone = 0;

const record = (record_id: string, over: Partial<WireRecord> = {}): WireRecord => ({
  record_id, kind: 'settlement', settlement_id: record_id, city_id: 'city', form: 'kwetu@1', hash: '', level_hashes: [], edits: [], fields: {}, ...over,
}); // prettier-ignore
const page = (over: Partial<Changes>): Changes => ({
  records: [],
  gone: [],
  drop: [],
  reset: [],
  cursor: 'c',
  more: false,
  ...over,
});
const own = (edit_id: string, record_id: string, state: OutboxEdit['state']): OutboxEdit => ({
  edit_id, record_id, settlement_id: record_id, state, made_n: 1,
  edit: { edit_id, by: 'me', kind: 'settlement', record_id, settlement_id: record_id, city_id: 'city', form: 'kwetu@1', made_at: '', n: 1, set: {} },
}); // prettier-ignore
const held = async (): Promise<string[]> => (await db.getAllKeys('records')).map(String);

beforeEach(async () => {
  db = await openLocal(`puller-${(phone += 1)}`);
});

describe('a page of changes', () => {
  it('is applied together with its cursor', async () => {
    await applyPage(db, page({ records: [record('a')], cursor: 'after a' }));
    expect([await held(), await db.get('meta', 'cursor')]).toEqual([['a'], 'after a']);
  });

  it('leaves neither records nor cursor when it breaks half-way', async () => {
    const broken = { ...record('b'), record_id: undefined } as unknown as WireRecord;
    await expect(applyPage(db, page({ records: [record('a'), broken], cursor: 'lost' }))).rejects.toThrow();
    expect([await held(), await db.get('meta', 'cursor')]).toEqual([[], undefined]);
  });

  it('notes which own edits the server has merged', async () => {
    await db.put('outbox', own('e1', 'a', 'safe'));
    await applyPage(db, page({ records: [record('a', { yours: ['e1'] })] }));
    expect((await db.get('outbox', 'e1'))?.pulled).toBe(true);
  });

  it('knows after the last page that what was safe before is in what it pulled', async () => {
    await db.put('outbox', own('e1', 'a', 'safe'));
    await applyPage(db, page({ more: true }), ['e1']);
    expect((await db.get('outbox', 'e1'))?.pulled).toBeUndefined();
    await applyPage(db, page({}), ['e1']);
    expect((await db.get('outbox', 'e1'))?.pulled).toBe(true);
  });

  it('removes what moved to another city only while the copy still belongs to the old one', async () => {
    await applyPage(db, page({ records: [record('a'), record('b', { city_id: 'new' })] }));
    await applyPage(
      db,
      page({
        gone: [
          { record_id: 'a', city_id: 'city' },
          { record_id: 'b', city_id: 'city' },
        ],
      }),
    );
    expect(await held()).toEqual(['b']);
  });

  it('drops a settlement with all that belongs to it, and keeps unsent edits', async () => {
    await db.put('outbox', own('unsent', 'a', 'frozen'));
    await applyPage(
      db,
      page({ records: [record('a'), record('p', { kind: 'profile', settlement_id: 'a' }), record('b')] }),
    );
    await applyPage(db, page({ drop: [{ settlement_id: 'a' }] }));
    expect(await held()).toEqual(['b']);
    expect((await db.get('outbox', 'unsent'))?.state).toBe('frozen');
  });
});

describe('a reset', () => {
  it('removes after the last page what was not sent again, and not before', async () => {
    await applyPage(db, page({ records: [record('a'), record('b'), record('c')] }));
    await applyPage(db, page({ reset: ['city'], records: [record('a')], more: true }));
    expect(await held()).toEqual(['a', 'b', 'c']);
    await applyPage(db, page({ records: [record('c')] }));
    expect(await held()).toEqual(['a', 'c']);
  });

  it('sends again what a restored server does not have', async () => {
    await applyPage(db, page({ records: [record('a', { yours: ['kept', 'lost'] })] }));
    for (const id of ['kept', 'lost']) await db.put('outbox', { ...own(id, 'a', 'safe'), pulled: true });
    await applyPage(db, page({ reset: ['city'], records: [record('a', { yours: ['kept'] })] }));
    expect([(await db.get('outbox', 'kept'))?.state, (await db.get('outbox', 'lost'))?.state]).toEqual([
      'safe',
      'frozen',
    ]);
  });

  it('sends again and keeps showing the answers of a record that a restored server lost', async () => {
    const set = { name: { value: 'Epworth', replaces: [] } };
    const said = own('receipted', 'a', 'safe');
    await applyPage(db, page({ records: [record('a', { yours: ['receipted'] })] }));
    await db.put('outbox', { ...said, pulled: true, edit: { ...said.edit, set } });
    await applyPage(db, page({ reset: ['city'] }));
    expect(await db.get('outbox', 'receipted')).toMatchObject({ state: 'frozen', pulled: false });
    expect((await shownOf(db, 'a'))?.fields['name']?.[0]?.answer.value).toBe('Epworth');
  });

  it('sends again also what was on the server but not yet pulled back', async () => {
    await db.put('outbox', own('receipted', 'a', 'safe'));
    await applyPage(db, page({ reset: ['city'] }), ['receipted']);
    expect((await db.get('outbox', 'receipted'))?.state).toBe('frozen');
  });
});

describe('pulling', () => {
  it('tells the pages after each page of changes', async () => {
    const heard = vi.fn();
    const deaf = onChange(heard);
    const pages = [page({ records: [record('a')], more: true }), page({ records: [record('b')] })];
    const before: number[] = [];
    vi.stubGlobal('fetch', async () => {
      before.push(heard.mock.calls.length);
      return Response.json(pages.shift());
    });
    await pull(db, 'token');
    deaf();
    vi.unstubAllGlobals();
    expect([before, heard.mock.calls.length]).toEqual([[0, 1], 2]);
  });
});
