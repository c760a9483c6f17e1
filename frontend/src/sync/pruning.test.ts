import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openLocal, type LocalDb } from '../kit/local-db';
import type { OutboxEdit } from '../kit/wire';
import { applyPage } from './applying';
import { outboxLaid } from './proof';
import { letGoOf, mayGo, prune, type SafePlaces } from './pruning';
import { safetyHere } from './safety';

const PLACES: SafePlaces = { epoch: 'first', server_time: '2026-11-22T12:00:00Z', safe_seq: { city: 100 } };

function own(over: Partial<OutboxEdit> = {}, questions = ['taps']): OutboxEdit {
  const edit_id = over.edit_id ?? 'e';
  const set = Object.fromEntries(questions.map((path) => [path, { value: 1, replaces: [] }]));
  const edit = {
    edit_id,
    by: 'rosa',
    kind: 'profile' as const,
    record_id: 'r',
    settlement_id: 'lakeside',
    city_id: 'city',
    form: 'f@1',
    made_at: '2026-10-01T08:00:00+08:00',
    n: 1,
    set,
  };
  return {
    edit_id,
    record_id: 'r',
    settlement_id: 'lakeside',
    state: 'safe',
    answer: 'kept',
    made_n: 1,
    edit,
    pulled: true,
    safe_at: '2026-10-01T00:01:00Z',
    seq: 100,
    scope: 'city',
    epoch: 'first',
    ...over,
  };
}

describe('a proof is let go of', () => {
  it('when a verified backup holds it and it is older than thirty days', () => {
    expect(mayGo(own(), PLACES)).toBe(true);
  });

  it.each<[string, Partial<OutboxEdit>]>([
    ['above the safe place', { seq: 101 }],
    ['of another epoch of the server', { epoch: 'before the restore' }],
    ['without a place', { seq: undefined as never }],
    ['without knowing in which city that place is', { scope: undefined as never }],
    ['by the backups of the city it was written in, when its place is in another', { scope: 'harare' }],
    ['without an epoch', { epoch: undefined as never }],
    ['not pulled back yet', { pulled: false }],
    ['younger than thirty days', { safe_at: '2026-10-23T12:00:01Z' }],
    ['without a proof', { safe_at: undefined as never }],
    ['still on its way', { state: 'frozen' }],
    ['kept for the leader', { state: 'parked' }],
    ['with a refused answer', { refused: { taps: { type: '/problems/answer-wrong-type', title: '', status: 422 } } }],
  ])('never %s', (_told, over) => {
    expect(mayGo(own(over), PLACES)).toBe(false);
  });

  it('never of a city the server told no safe place of', () => {
    expect(mayGo(own(), { ...PLACES, safe_seq: {} })).toBe(false);
  });

  it('never before the server has told its time', () => {
    expect(mayGo(own(), { ...PLACES, server_time: '' })).toBe(false);
  });
});

describe('letting go', () => {
  let db: LocalDb;
  let phone = 0;
  beforeEach(async () => {
    db = await openLocal(`pruning-${(phone += 1)}`);
  });
  afterEach(() => void vi.useRealTimers());

  it('leaves every count as it was', async () => {
    await db.put('outbox', own({ edit_id: 'a' }, ['taps', 'hours']));
    await db.put('outbox', own({ edit_id: 'b', seq: 101, safe_at: '2026-10-02T00:00:00Z' }));
    const before = [await safetyHere(db), (await outboxLaid(db)).proofs.map(({ safe, at }) => [safe, at])];
    await db.put('meta', PLACES, 'safe_places');
    expect(await prune(db)).toBe(1);
    expect((await db.getAll('outbox')).map(({ edit_id }) => edit_id)).toEqual(['b']);
    expect([await safetyHere(db), (await outboxLaid(db)).proofs.map(({ safe, at }) => [safe, at])]).toEqual(before);
  });

  it('adds up over the months', async () => {
    await db.put('meta', PLACES, 'safe_places');
    for (const edit_id of ['a', 'b', 'c']) {
      await db.put('outbox', own({ edit_id }));
      await prune(db);
    }
    expect((await letGoOf(db)).answers).toEqual({ lakeside: 3 });
    expect(await safetyHere(db)).toMatchObject({ is: 'safe', n: 3 });
    expect((await outboxLaid(db)).proofs).toMatchObject([{ settlement_id: 'lakeside', safe: 3, waiting: 0 }]);
  });

  it.each(['2027-11-22T12:00:00Z', '2024-11-22T12:00:00Z'])(
    'counts the thirty days by the clock of the server, though this phone says that it is %s',
    async (phones) => {
      vi.useFakeTimers({ toFake: ['Date'], now: new Date(phones) });
      await db.put('outbox', own({ edit_id: 'old' }));
      await db.put('outbox', own({ edit_id: 'proven today', safe_at: PLACES.server_time }));
      await applyPage(db, { records: [], gone: [], drop: [], reset: [], cursor: 'c', more: false, ...PLACES });
      expect([await prune(db), await db.getAllKeys('outbox')]).toEqual([1, ['proven today']]);
    },
  );

  it('waits until the server has told of its backups', async () => {
    await db.put('outbox', own());
    expect(await prune(db)).toBe(0);
  });
});
