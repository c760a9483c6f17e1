import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { onChange } from '../kit/changes';
import { openLocal, type LocalDb } from '../kit/local-db';
import type { OutboxEdit, WireRecord } from '../kit/wire';
import { describe as shownOf, say } from './outbox';
import { applyPage, type Changes } from './applying';
import { pull } from './pull';

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

  it('notes the place of own edits by the record that holds them, in its own city', async () => {
    await db.put('outbox', { ...own('moved', 'a', 'safe'), seq: 3, scope: 'city', epoch: 'now' });
    await db.put('outbox', { ...own('here', 'b', 'safe'), seq: 4, scope: 'city', epoch: 'now' });
    const moved = record('a', { yours: ['moved'], city_id: 'harare', seq: 9 });
    await applyPage(db, page({ records: [moved, record('b', { yours: ['here'], seq: 8 })], epoch: 'now' }));
    expect(await db.get('outbox', 'moved')).toMatchObject({ pulled: true, scope: 'harare', seq: 9, epoch: 'now' });
    expect(await db.get('outbox', 'here')).toMatchObject({ pulled: true, scope: 'city', seq: 4 });
  });

  it('knows after the last page that what was safe before is in what it pulled', async () => {
    await db.put('outbox', own('e1', 'a', 'safe'));
    await applyPage(db, page({ more: true }), { proven: ['e1'] });
    expect((await db.get('outbox', 'e1'))?.pulled).toBeUndefined();
    await applyPage(db, page({}), { proven: ['e1'] });
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

  it('removes what left two cities since: moved from the old one, and joined to another in the new one', async () => {
    await applyPage(db, page({ records: [record('a')] }));
    const gone = ['city', 'new'].map((city_id) => ({ record_id: 'a', city_id }));
    await applyPage(db, page({ gone }));
    expect(await held()).toEqual([]);
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

describe('two places found to be one', () => {
  it('shows what was said of the one under the other, and leaves the edits word for word', async () => {
    await db.put('outbox', own('sent', 'a', 'safe'));
    await db.put('outbox', own('open', 'a', 'open'));
    await applyPage(db, page({ records: [record('a'), record('b')] }));
    const gone = [{ record_id: 'a', city_id: 'city' }];
    await applyPage(db, page({ gone, aliases: { a: 'b' }, records: [record('b', { yours: ['sent'] })] }));
    expect(await held()).toEqual(['b']);
    for (const id of ['sent', 'open'])
      expect(await db.get('outbox', id)).toMatchObject({
        record_id: 'b',
        settlement_id: 'b',
        edit: { record_id: 'a' },
      });
    expect((await db.get('outbox', 'sent'))?.pulled).toBe(true);
  });

  it('says of the other what is typed on a screen that still shows the one', async () => {
    await applyPage(db, page({ aliases: { a: 'b' }, records: [record('b')] }));
    const set = { name: { value: 'Lakeside' } };
    const id = await say(db, {
      kind: 'settlement', record_id: 'a', settlement_id: 'a', city_id: 'city', form: 'kwetu@1', set,
    }); // prettier-ignore
    expect((await db.get('outbox', id))?.edit).toMatchObject({ record_id: 'b', settlement_id: 'b' });
  });

  it('brings a walk and what is half done along, though the same page takes the old profile away', async () => {
    await db.put('records', record('pA', { kind: 'profile' }));
    await db.put('fixes', { profile_id: 'pA', n: 1, lon: 121, lat: 14, accuracy_m: 3, at: 'one' });
    await db.put('meta', { corners: [[121, 14]] }, 'corners/pA');
    await db.put('meta', { value: 3 }, 'before/pA/taps');
    const gone = [{ record_id: 'pA', city_id: 'city' }];
    await applyPage(db, page({ records: [record('pB', { kind: 'profile' })], gone, aliases: { a: 'b', pA: 'pB' } }));
    expect(await db.getAllKeys('fixes')).toEqual([['pB', 1]]);
    expect((await db.getAllKeys('meta')).filter((key) => key.includes('/'))).toEqual(['before/pB/taps', 'corners/pB']);
  });

  it('writes nothing over that was half done there already', async () => {
    for (const [profile_id, at] of [
      ['pA', 'of A'],
      ['pB', 'of B'],
    ] as const) {
      await db.put('fixes', { profile_id, n: 1, lon: 121, lat: 14, accuracy_m: 3, at });
      await db.put('meta', { reasons: {}, note: at }, `handin/${profile_id}`);
    }
    await applyPage(db, page({ aliases: { pA: 'pB' } }));
    expect((await db.getAll('fixes')).map(({ n, at, gap }) => [n, at, gap])).toEqual([
      [1, 'of B', undefined],
      [2, 'of A', true],
    ]);
    expect(await db.get('meta', 'handin/pB')).toMatchObject({ note: 'of B' });
    expect(await db.get('meta', 'handin/pA')).toMatchObject({ note: 'of A' });
  });

  it('takes the answers back to the first place when the joining is undone', async () => {
    await db.put('outbox', own('sent', 'a', 'safe'));
    await applyPage(db, page({ aliases: { a: 'b' } }));
    await applyPage(db, page({ aliases: { a: 'a' }, records: [record('a')] }));
    expect((await db.get('outbox', 'sent'))?.record_id).toBe('a');
  });
});

describe('what is no longer granted', () => {
  it('goes without the walk that was on its way to become a boundary: that exists only here', async () => {
    await db.put('fixes', { profile_id: 'p', n: 1, lon: 121, lat: 14, accuracy_m: 5, at: '' });
    await applyPage(db, page({ records: [record('p', { kind: 'profile', settlement_id: 'a' })] }));
    await applyPage(db, page({ drop: [{ settlement_id: 'a' }] }));
    expect([await held(), await db.count('fixes')]).toEqual([[], 1]);
  });

  it('comes back by its name on the very page that drops it', async () => {
    await applyPage(db, page({ records: [record('a')] }));
    await applyPage(db, page({ drop: [{ settlement_id: 'a' }], records: [record('a', { hash: 'name only' })] }));
    expect((await db.get('records', 'a'))?.hash).toBe('name only');
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

  it('sends again what was said of a city that is not granted any more, once in each life of the server', async () => {
    const [before, now] = [own('before', 'a', 'safe'), own('now', 'a', 'safe')];
    await db.put('outbox', { ...before, epoch: 'one', pulled: true, edit: { ...before.edit, city_id: 'left' } });
    await db.put('outbox', { ...now, epoch: 'two', pulled: true, edit: { ...now.edit, city_id: 'left' } });
    await applyPage(db, page({ reset: ['city'], epoch: 'two' }));
    expect((await db.get('outbox', 'before'))?.state).toBe('frozen');
    expect((await db.get('outbox', 'now'))?.state).toBe('safe');
  });

  it('sends again also what was on the server but not yet pulled back', async () => {
    await db.put('outbox', own('receipted', 'a', 'safe'));
    await applyPage(db, page({ reset: ['city'] }), { proven: ['receipted'] });
    expect((await db.get('outbox', 'receipted'))?.state).toBe('frozen');
  });
});

describe('pulling', () => {
  const answering = (pages: Changes[]): string[] => {
    const asked: string[] = [];
    vi.stubGlobal('fetch', async (address: string) => {
      asked.push(new URL(address, 'http://kwetu.test').searchParams.get('cursor') ?? '');
      return Response.json(pages.shift());
    });
    return asked;
  };

  it('tells a phone that begins of the first page and the last, and of what comes a second time', async () => {
    const heard = vi.fn();
    const deaf = onChange(heard);
    const some = (id: string, more = true): Changes => page({ records: [record(id)], cursor: id, more });
    answering([some('a'), some('b'), some('c'), some('b'), some('d', false)]);
    await pull(db, 'token');
    deaf();
    vi.unstubAllGlobals();
    expect([heard.mock.calls.length, (await held()).sort()]).toEqual([3, ['a', 'b', 'c', 'd']]);
  });

  it('asks for the next page while it writes the present one, and never loses a page that could not be written', async () => {
    const broken = { ...record('b'), record_id: undefined } as unknown as WireRecord;
    const asked = answering([
      page({ records: [record('a')], cursor: 'one', more: true }),
      page({ records: [broken], cursor: 'two', more: true }),
      page({ records: [record('c')], cursor: 'three' }),
    ]);
    await expect(pull(db, 'token')).rejects.toThrow();
    vi.unstubAllGlobals();
    expect(asked).toEqual(['', 'one', 'two']);
    expect([await held(), await db.get('meta', 'cursor')]).toEqual([['a'], 'one']);
  });

  it('fetches the forms of a page before it writes it: a page that was written is not asked for again', async () => {
    const changes = page({ records: [record('a', { form: 'taps@1' })], cursor: 'one', forms: ['taps@1'] });
    let signal = false;
    vi.stubGlobal('fetch', async (address: string) => {
      if (!address.includes('/forms/')) return Response.json(changes);
      if (!signal) throw new TypeError('no signal');
      return Response.json({ form: 'taps@1', questions: {} });
    });
    await expect(pull(db, 'token')).rejects.toThrow();
    expect([await held(), await db.get('meta', 'cursor')]).toEqual([[], undefined]);
    signal = true;
    await pull(db, 'token');
    vi.unstubAllGlobals();
    expect([await held(), await db.getAllKeys('forms')]).toEqual([['a'], ['taps@1']]);
  });

  it('leaves out a page that another tab has overtaken: what it brought, and its own answers, stay', async () => {
    await db.put('outbox', own('said', 'a', 'safe'));
    const older = page({ records: [record('a', { hash: 'before' })], cursor: 'older' });
    vi.stubGlobal('fetch', async () => {
      const newer = page({ records: [record('a', { hash: 'after', yours: ['said'] })], cursor: 'newer' });
      await applyPage(db, newer, { from: '' }); // the other tab asked at the same time, and was answered first
      return Response.json(older);
    });
    await pull(db, 'token');
    vi.unstubAllGlobals();
    expect([(await db.get('records', 'a'))?.hash, await db.get('meta', 'cursor')]).toEqual(['after', 'newer']);
    expect((await db.get('outbox', 'said'))?.pulled).toBe(true);
  });

  it('goes on after a cursor the server did not know, from the first page', async () => {
    await db.put('meta', 'of another server', 'cursor');
    const cursors: string[] = [];
    vi.stubGlobal('fetch', async (address: string) => {
      const cursor = new URL(address, 'http://kwetu.test').searchParams.get('cursor') ?? '';
      cursors.push(cursor);
      const headers = { 'Content-Type': 'application/problem+json' };
      const unknown = { type: '/problems/cursor-unreadable', title: '', status: 400 };
      if (cursor === 'of another server') return Response.json(unknown, { status: 400, headers });
      return Response.json(page({ records: [record(cursor || 'a')], cursor: cursor ? 'two' : 'one', more: !cursor }));
    });
    await pull(db, 'token');
    vi.unstubAllGlobals();
    expect(cursors).toEqual(['of another server', '', 'one']);
    expect([(await held()).sort(), await db.get('meta', 'cursor')]).toEqual([['a', 'one'], 'two']);
  });

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
    expect([before, heard.mock.calls.length]).toEqual([[0, 0], 2]); // the second page was on its way already
  });
});
