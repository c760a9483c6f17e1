/** A phone that was shut out: what is left goes to the leader, and only then, or when its person lets go, is it forgotten. */
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openLocal, type LocalDb } from '../kit/local-db';
import type { Edit, OutboxEdit } from '../kit/wire';
import { keepPerson, personHere } from '../people/directory';
import type { PersonHere } from '../people/rules';
import { askWhatBecame } from './asking-again';
import { forget, isWanted, lastPush, leftHere, sendIfWanted } from './last-push';
import { settle } from './push';

let db: LocalDb;
let mara: PersonHere;
let stores = 0;
let paths: string[] = [];

const own = (n: number, more: Partial<OutboxEdit> = {}): OutboxEdit => {
  const edit = {
    edit_id: `e${n}`,
    kind: 'profile',
    record_id: 'r',
    settlement_id: 's',
    n,
    set: { note: { value: n } },
  };
  return {
    edit_id: `e${n}`,
    record_id: 'r',
    settlement_id: 's',
    state: 'frozen',
    made_n: n,
    edit: edit as unknown as Edit,
    ...more,
  };
};

/** A server that answers each edit so. */
function answering(answer: (edit_id: string) => object): void {
  vi.stubGlobal('fetch', async (path: string, asked: RequestInit) => {
    paths.push(path);
    const { edits } = JSON.parse(await (asked.body as Blob).text()) as { edits: Edit[] };
    return Response.json({ server_time: '', answers: edits.map(({ edit_id }) => ({ edit_id, ...answer(edit_id) })) });
  });
}
const noLine = () => vi.stubGlobal('fetch', () => Promise.reject(new Error('no line')));
const parked = { answer: 'parked', problem: { type: '/problems/device-revoked', title: 'out', status: 401 } };

beforeEach(async () => {
  stores += 1;
  paths = [];
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const jwk = await crypto.subtle.exportKey('jwk', pair.publicKey);
  mara = { person_id: `mara-${stores}`, name: 'Mara', role: 'mapper', token: 't', last_used: '' } as PersonHere;
  mara.server_keys = { sign: { jwk }, seal: { jwk } };
  await keepPerson(mara);
  db = await openLocal(mara.person_id);
});
afterEach(() => vi.unstubAllGlobals());

describe('a phone that was shut out', () => {
  it('sends what is open, on its way or kept only here, and nothing the server has', async () => {
    for (const one of [
      own(1, { state: 'open' }),
      own(2),
      own(3, { state: 'parked' }),
      own(4, { state: 'parked', answer: 'parked' }),
      own(5, { state: 'safe' }),
    ])
      await db.put('outbox', one);
    expect(await leftHere(db)).toEqual({ answers: 3, edits: 3, carried: 0 });
    answering(() => parked);
    await lastPush(db, mara);
    expect(paths).toEqual(['/api/sync/last-push']);
    expect(await leftHere(db)).toEqual({ answers: 0, edits: 0, carried: 0 });
  });

  it('waits without signal, and sends by itself once the line is there', async () => {
    await db.put('outbox', own(1));
    noLine();
    await expect(lastPush(db, mara)).rejects.toThrow();
    expect([await isWanted(db), (await leftHere(db)).edits]).toEqual([true, 1]);
    answering(() => parked);
    await sendIfWanted(mara);
    expect((await leftHere(db)).edits).toBe(0);
  });

  it('sends nothing its person has not asked it to send', async () => {
    await db.put('outbox', own(1));
    answering(() => parked);
    await sendIfWanted(mara);
    expect(paths).toEqual([]);
  });

  it('forgets nothing while something is only here, unless its person lets it go', async () => {
    await db.put('outbox', own(1));
    expect(await forget(db, mara)).toBe(false);
    expect([await db.count('outbox'), await personHere(mara.person_id)]).toMatchObject([1, { name: 'Mara' }]);
    vi.stubGlobal('indexedDB', { ...indexedDB, deleteDatabase: () => undefined });
    expect(await forget(db, mara, { lettingGo: true })).toBe(true);
    expect(await db.count('outbox')).toBe(0);
    expect(await personHere(mara.person_id)).toBeUndefined();
  });
});

describe('what was kept for a leader', () => {
  it('is asked about again a few times a day, and at once when it was pulled as merged', async () => {
    await db.put('outbox', own(1, { state: 'parked', answer: 'parked' }));
    await db.put('outbox', own(2, { state: 'parked' }));
    answering(() => ({ answer: 'already_had', first: parked }));
    const noon = Date.parse('2026-11-22T12:00:00Z');
    for (const [at, asked] of [
      [noon, 1],
      [noon + 60_000, 1],
      [noon + 7 * 3_600_000, 2],
      [noon - 86_400_000, 3],
    ] as const) {
      await askWhatBecame(db, mara, at);
      expect(paths.length, new Date(at).toISOString()).toBe(asked);
    }
    await db.put('outbox', own(1, { state: 'parked', answer: 'parked', pulled: true }));
    await askWhatBecame(db, mara, noon - 86_400_000 + 1);
    expect(paths.length).toBe(4);
  });

  it('and left out says who did and why, and is unread again', async () => {
    const kept = own(1, { state: 'parked', answer: 'parked', seen: true });
    const told = { settled: 'left_out', settled_by: 'lea', settled_why: 'Team Two counts there.' } as const;
    const first = { answer: 'parked', ...told } as const;
    const settled = await settle(kept, { edit_id: 'e1', answer: 'already_had', first }, null);
    expect(settled).toMatchObject({ state: 'parked', settled: { how: 'left_out', by: 'lea', why: told.settled_why } });
    expect(settled.seen).toBe(false);
    const read = await settle({ ...settled, seen: true }, { edit_id: 'e1', answer: 'already_had', first }, null);
    expect(read.seen).toBe(true);
  });
});
