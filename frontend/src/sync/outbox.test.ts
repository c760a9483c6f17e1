import 'fake-indexeddb/auto';
import { beforeEach, describe as scene, expect, it } from 'vitest';
import { openLocal, type LocalDb } from '../kit/local-db';
import type { Answer, WireRecord } from '../kit/wire';
import { describe, described, freeze, say, type Saying } from './outbox';

const PROFILE = '7d9c1c6e-0000-5000-8000-000000000001';
const SETTLEMENT = '0193aaaa-0000-7000-8000-000000000001';
let db: LocalDb;
let phone = 0;

const saying = (set: Saying['set']): Saying => ({
  kind: 'profile',
  record_id: PROFILE,
  settlement_id: SETTLEMENT,
  city_id: 'city',
  form: 'settlement_profile@1',
  set,
});
const shown = async (path: string): Promise<Answer[]> =>
  ((await describe(db, PROFILE))?.fields[path] ?? []).map(({ answer }) => answer);
const edits = async () => (await db.getAll('outbox')).map(({ edit }) => edit);

const pulled = (over: Partial<WireRecord> = {}): WireRecord => ({
  record_id: PROFILE,
  kind: 'profile',
  settlement_id: SETTLEMENT,
  city_id: 'city',
  form: 'settlement_profile@1',
  hash: '',
  level_hashes: [],
  edits: [{ edit_id: 'theirs', by: 'Tendai', made_at: '2026-11-11T08:00:00+08:00' }],
  fields: { households_total: [[0, { value: 120, source: 'meeting' }]] },
  ...over,
});

beforeEach(async () => {
  db = await openLocal(`person-${(phone += 1)}`);
});

scene('saying an answer', () => {
  it('is on the screen as soon as it is durable', async () => {
    await say(db, saying({ taps: { value: 9 } }));
    expect(await shown('taps')).toEqual([{ value: 9 }]);
    expect((await describe(db, PROFILE))?.unsent).toBe(1);
  });

  it('joins what is still open into one edit under a new id', async () => {
    const first = await say(db, saying({ taps: { value: 8 } }));
    const second = await say(db, saying({ taps: { value: 9 } }));
    expect(second).not.toBe(first);
    expect(await edits()).toHaveLength(1);
    expect((await edits())[0]?.set['taps']).toEqual({ value: 9, replaces: [] });
  });

  it('keeps answers to different questions apart, so that one bad answer never holds another', async () => {
    await say(db, saying({ taps: { value: 9 } }));
    await say(db, saying({ hours: { value: 4 } }));
    expect(await edits()).toHaveLength(2);
  });

  it('replaces a frozen edit instead of changing it', async () => {
    const first = await say(db, saying({ taps: { value: 8 } }));
    await freeze(db);
    const frozen = await db.get('outbox', first);
    await say(db, saying({ taps: { value: 9 } }));
    expect(await db.get('outbox', first)).toEqual(frozen);
    const second = (await edits()).find(({ edit_id }) => edit_id !== first);
    expect(second?.set['taps']?.replaces).toEqual([first]);
    expect(await shown('taps')).toEqual([{ value: 9 }]);
  });

  it('names what a joined and a frozen edit replaced, though the pulled answer is no longer on the screen', async () => {
    await db.put('records', pulled());
    const first = await say(db, saying({ households_total: { value: 130 } }));
    await freeze(db);
    await say(db, saying({ households_total: { value: 133 } }));
    await say(db, saying({ households_total: { value: 135 } }));
    const last = (await edits()).find(({ edit_id }) => edit_id !== first);
    expect(last?.set['households_total']?.replaces).toEqual([first, 'theirs'].sort());
  });

  it('replaces also what an answer kept for the leader replaced', async () => {
    await db.put('records', pulled());
    const first = await say(db, saying({ households_total: { value: 130 } }));
    const parked = await db.get('outbox', first);
    if (parked) await db.put('outbox', { ...parked, state: 'parked' });
    await say(db, saying({ households_total: { value: 135 } }));
    const last = (await edits()).find(({ edit_id }) => edit_id !== first);
    expect(last?.set['households_total']?.replaces).toEqual([first, 'theirs'].sort());
  });

  it('does not replace an answer that came after the question was painted', async () => {
    await db.put('records', pulled());
    await say(db, saying({ households_total: { value: 135, source: 'counted', replaces: [] } }));
    expect(await shown('households_total')).toEqual([
      { value: 135, source: 'counted' },
      { value: 120, source: 'meeting' },
    ]);
  });

  it('counts the edits of the device without a gap', async () => {
    await say(db, saying({ taps: { value: 8 } }));
    await say(db, saying({ taps: { value: 9 } }));
    await say(db, saying({ hours: { value: 4 } }));
    expect((await edits()).map(({ n }) => n).sort()).toEqual([2, 3]);
  });
});

scene('freezing', () => {
  it('freezes all that is open of a profile when a decision names it', async () => {
    await say(db, saying({ taps: { value: 9 } }));
    const decision = {
      ...saying({ act: { value: 'hand_in' }, about: { value: PROFILE } }),
      kind: 'decision' as const,
      record_id: 'decision',
    };
    await say(db, decision);
    const taps = (await db.getAll('outbox')).find(({ record_id }) => record_id === PROFILE);
    expect(taps?.state).toBe('frozen');
  });

  it('freezes only what it is told to', async () => {
    const left = await say(db, saying({ taps: { value: 9 } }));
    await say(db, saying({ hours: { value: 4 } }));
    await freeze(db, [left]);
    const open = await db.getAllFromIndex('outbox', 'state', 'open');
    expect(open.map(({ edit }) => Object.keys(edit.set))).toEqual([['hours']]);
  });
});

scene('describing a record', () => {
  it('shows an own edit once, whether or not the server has sent it back', async () => {
    const mine = await say(db, saying({ households_total: { value: 135, source: 'counted' } }));
    await db.put(
      'records',
      pulled({
        edits: [{ edit_id: mine, by: 'me', made_at: '2026-11-21T08:00:00+08:00' }],
        fields: { households_total: [[0, { value: 135, source: 'counted' }]] },
        yours: [mine],
      }),
    );
    expect(await shown('households_total')).toEqual([{ value: 135, source: 'counted' }]);
  });

  it('does not show an own answer that the server says was replaced since', async () => {
    const mine = await say(db, saying({ households_total: { value: 135 } }));
    await db.put('records', pulled({ yours: [mine] }));
    expect(await shown('households_total')).toEqual([{ value: 120, source: 'meeting' }]);
  });

  it('leaves out a path the server refused and keeps the rest of the edit', async () => {
    const id = await say(db, saying({ taps: { value: 9 }, colour: { value: 'blue' } }));
    const own = await db.get('outbox', id);
    if (!own) throw new Error('lost');
    await db.put('outbox', {
      ...own,
      state: 'safe',
      refused: { colour: { type: '/problems/question-unknown', title: '', status: 422 } },
    });
    expect(Object.keys((await describe(db, PROFILE))?.fields ?? {})).toEqual(['taps']);
    expect((await describe(db, PROFILE))?.safe).toBe(1);
  });

  it('does not let a parked decision count', async () => {
    const id = await say(db, { ...saying({ act: { value: 'approve' } }), kind: 'decision', record_id: 'decision' });
    const own = await db.get('outbox', id);
    if (!own) throw new Error('lost');
    await db.put('outbox', { ...own, state: 'parked' });
    expect((await describe(db, 'decision'))?.fields).toEqual({});
  });

  it('lists records known only from this phone beside those pulled', async () => {
    await db.put('records', pulled());
    await say(db, { ...saying({ taps: { value: 1 } }), record_id: 'another' });
    expect((await described(db, 'profile')).map(({ record_id }) => record_id).sort()).toEqual(
      [PROFILE, 'another'].sort(),
    );
    expect(await described(db, 'profile', 'elsewhere')).toEqual([]);
  });
});
