/** A phone that was shut out: what is left goes to the leader, and only then, or when its person lets go, is it forgotten. */
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { canonicalJson, sha256Hex } from '../kit/canonical';
import { openLocal, type LocalDb } from '../kit/local-db';
import { copy } from '../kit/second-copy';
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
let server: CryptoKey;

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

const base64url = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64url');

/** What the server signs for an edit it keeps for a leader. */
async function receiptFor(edit: Edit, signer: CryptoKey): Promise<string> {
  const said = { edit_id: edit.edit_id, sha256: await sha256Hex(canonicalJson(edit)), answer: 'parked' };
  const at = '2026-11-22T06:12:01.000Z';
  const body = JSON.stringify({ ...said, refused_paths: [], at });
  const head = `${base64url(JSON.stringify({ alg: 'ES256' }))}.${base64url(body)}`;
  const signed = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, signer, new TextEncoder().encode(head));
  return `${head}.${base64url(new Uint8Array(signed))}`;
}

/** A server that parks each edit, and signs for it with this key. */
function parking(signer: CryptoKey): void {
  vi.stubGlobal('fetch', async (path: string, asked: RequestInit) => {
    paths.push(path);
    const { edits } = JSON.parse(await (asked.body as Blob).text()) as { edits: Edit[] };
    const answers = edits.map(async (edit) => {
      return { edit_id: edit.edit_id, ...parked, receipt: await receiptFor(edit, signer) };
    });
    return Response.json({ server_time: '', answers: await Promise.all(answers) });
  });
}

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
  server = pair.privateKey;
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
      own(4, { state: 'parked', answer: 'parked', safe_at: '2026-11-22T06:00:00Z' }),
      own(5, { state: 'safe' }),
    ])
      await db.put('outbox', one);
    expect(await leftHere(db)).toEqual({ answers: 3, edits: 3, carried: 0, unfinished: 0 });
    parking(server);
    await lastPush(db, mara);
    expect(paths).toEqual(['/api/sync/last-push']);
    expect(await leftHere(db)).toEqual({ answers: 0, edits: 0, carried: 0, unfinished: 0 });
  });

  it('waits without signal, and sends by itself once the line is there', async () => {
    await db.put('outbox', own(1));
    noLine();
    await expect(lastPush(db, mara)).rejects.toThrow();
    expect([await isWanted(db), (await leftHere(db)).edits]).toEqual([true, 1]);
    parking(server);
    await sendIfWanted(mara);
    expect((await leftHere(db)).edits).toBe(0);
  });

  it('sends nothing its person has not asked it to send', async () => {
    await db.put('outbox', own(1));
    answering(() => parked);
    await sendIfWanted(mara);
    expect(paths).toEqual([]);
  });

  it('does not believe that its answers are kept when another key signed for them', async () => {
    const stranger = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
    await db.put('outbox', own(1, { safe_at: '2026-11-01T06:00:00Z' }));
    parking(stranger.privateKey);
    await lastPush(db, mara);
    expect(await db.get('outbox', 'e1')).toMatchObject({ state: 'parked', answer: 'parked' });
    expect([(await leftHere(db)).edits, await forget(db, mara)]).toEqual([1, false]);
  });

  it('forgets nothing while it carries a file for somebody that is not delivered', async () => {
    const file = { sha256: 'f', made_at: '', taken_at: '', answers: 1, settlements: 1, file: new ArrayBuffer(1) };
    await db.put('carried', { ...file, state: 'carried' });
    expect([(await leftHere(db)).carried, await forget(db, mara)]).toEqual([1, false]);
    await db.put('carried', { ...file, file: null, state: 'delivered' });
    vi.stubGlobal('indexedDB', { ...indexedDB, deleteDatabase: () => undefined });
    expect(await forget(db, mara)).toBe(true);
  });

  it('has let go of the second copies before it says that it has forgotten', async () => {
    const shelf = new Map<string, Response>();
    const slow = () => new Promise((done) => setTimeout(done, 5));
    const opened = {
      put: async (path: string, answer: Response) => void shelf.set(path, answer),
      keys: async () => [...shelf.keys()].map((path) => ({ url: `https://kwetu.example${path}` })),
      match: async ({ url }: { url: string }) => shelf.get(new URL(url).pathname)?.clone(),
      delete: async (path: string) => {
        await slow();
        return shelf.delete(path);
      },
    };
    vi.stubGlobal('caches', { open: async () => opened });
    copy(db.name, 'e1', own(1));
    vi.stubGlobal('indexedDB', { ...indexedDB, deleteDatabase: () => undefined });
    expect(await forget(db, mara, await leftHere(db))).toBe(true);
    expect([...shelf.keys()]).toEqual([]);
  });

  it('forgets nothing while something is only here, unless its person lets it go', async () => {
    await db.put('outbox', own(1));
    expect(await forget(db, mara)).toBe(false);
    expect([await db.count('outbox'), await personHere(mara.person_id)]).toMatchObject([1, { name: 'Mara' }]);
    vi.stubGlobal('indexedDB', { ...indexedDB, deleteDatabase: () => undefined });
    expect(await forget(db, mara, await leftHere(db))).toBe(true);
    expect(await db.count('outbox')).toBe(0);
    expect(await personHere(mara.person_id)).toBeUndefined();
  });
});

describe('what was begun on a phone that was shut out', () => {
  const fix = (n: number) => ({ profile_id: 'p', n, lon: 121, lat: 14, accuracy_m: 3, at: `${n}` });
  const drawn = { corners: [[121, 14]], closed: false, method: 'tapped' };
  const written = { reasons: { X3: 'Two families left.' }, note: '' };

  it('is not erased as if all were sent: a walk, a drawing, a hand-in, each when nothing else is left', async () => {
    for (const [begin, end] of [
      [() => db.put('fixes', fix(1)), () => db.clear('fixes')],
      [() => db.put('meta', drawn, 'corners/p'), () => db.delete('meta', 'corners/p')],
      [() => db.put('meta', written, 'handin/p'), () => db.delete('meta', 'handin/p')],
    ] as const) {
      await begin();
      expect([(await leftHere(db)).unfinished, await forget(db, mara)]).toEqual([1, false]);
      await end();
    }
  });

  it('is one boundary however often it was walked and drawn, and no page on which nothing was written', async () => {
    for (const n of [1, 2, 3]) await db.put('fixes', fix(n));
    await db.put('meta', drawn, 'corners/p');
    await db.put('meta', { reasons: { X3: ' ' }, note: '' }, 'handin/p');
    await db.put('meta', { corners: [], closed: false, method: 'tapped' }, 'corners/q');
    await db.put('meta', { value: 3 }, 'before/p/taps'); // it was said before it was replaced
    expect((await leftHere(db)).unfinished).toBe(1);
  });

  it('goes with the rest once its person lets it go', async () => {
    await db.put('fixes', fix(1));
    await db.put('meta', drawn, 'corners/p');
    vi.stubGlobal('indexedDB', { ...indexedDB, deleteDatabase: () => undefined });
    expect(await forget(db, mara, await leftHere(db))).toBe(true);
    expect([await db.count('fixes'), await db.count('meta')]).toEqual([0, 0]);
  });

  it('or said in another tab, after its person saw what they let go, is not erased with it', async () => {
    await db.put('outbox', own(1));
    const seen = await leftHere(db);
    await db.put('outbox', own(2));
    expect([await forget(db, mara, seen), await db.count('outbox')]).toEqual([false, 2]);
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
