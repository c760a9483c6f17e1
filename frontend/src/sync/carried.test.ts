/** What is carried for others survives, is delivered once, and comes back as proof that the author's phone checks itself. */
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { canonicalJson, sha256Hex } from '../kit/canonical';
import { openLocal, type LocalDb } from '../kit/local-db';
import type { Carried, Edit, OutboxEdit } from '../kit/wire';
import { keepPerson } from '../people/directory';
import type { PersonHere } from '../people/rules';
import { carriedHere, carryAgain, deliver, letGo, noteGivenBack, takeFile } from './carried';
import { needsPerson } from './count';
import { handoverFile } from './handover-file';
import { prove, receiptsFile, receiptsIn, takeReceipts, type Receipts } from './receipts-file';
import type { Bytes } from './sealing';

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGN = { name: 'ECDSA', hash: 'SHA-256' } as const;
let stores = 0;
let server: CryptoKeyPair;
let seal: JsonWebKey & { kid: string };
let jun: PersonHere;
let mara: PersonHere;
let db: LocalDb;

const own = (n: number, state: OutboxEdit['state'] = 'frozen'): OutboxEdit => {
  const edit: Edit = {
    edit_id: `e${n}`,
    by: mara.person_id,
    kind: 'profile',
    record_id: 'r',
    settlement_id: 's',
    city_id: 'c',
    form: 'f',
    made_at: '2026-11-21T08:00:00+02:00',
    n,
    set: { note: { value: n, replaces: [] } },
  };
  return { edit_id: edit.edit_id, record_id: 'r', settlement_id: 's', state, made_n: n, edit };
};

const person = (name: string, sign: JsonWebKey): PersonHere =>
  ({
    person_id: `${name}-${stores}`,
    device_id: `phone-of-${name}`,
    name,
    role: 'mapper',
    token: name,
    server_keys: { sign: { jwk: sign }, seal: { jwk: seal } },
    last_used: '',
  }) as unknown as PersonHere;

/** A hand-over file of Mara's. */
async function fileOf(...edits: OutboxEdit[]): Promise<Blob> {
  const { privateKey } = await crypto.subtle.generateKey(ECDSA, false, ['sign', 'verify']);
  const sign = async (message: Bytes) => new Uint8Array(await crypto.subtle.sign(SIGN, privateKey, message));
  const author = { person_id: mara.person_id, device_id: mara.device_id, seal, sign };
  return handoverFile(author, edits, '2026-11-22T08:00:00+08:00');
}

const base64url = (bytes: Uint8Array | string): string => Buffer.from(bytes as Uint8Array).toString('base64url');

/** A receipt as the server signs it. */
async function receipt(
  { edit }: OutboxEdit,
  answer = 'kept',
  refused_paths: string[] = [],
  key = server,
): Promise<string> {
  const said = {
    edit_id: edit.edit_id,
    sha256: await sha256Hex(canonicalJson(edit)),
    answer,
    refused_paths,
    at: 'then',
  };
  const head = `${base64url(JSON.stringify({ alg: 'ES256' }))}.${base64url(JSON.stringify(said))}`;
  const signature = await crypto.subtle.sign(SIGN, key.privateKey, new TextEncoder().encode(head));
  return `${head}.${base64url(new Uint8Array(signature))}`;
}

const receiptsOf = (...answers: unknown[]): Receipts => ({
  kwetu: 'receipts',
  version: 1,
  server_time: '2026-11-22T00:30:00Z',
  epoch: 'first',
  author: { person_id: mara.person_id, name: mara.name, device_id: mara.device_id },
  answers,
});

/** A server that answers every delivery so; counts what reaches it. */
function answering(answer: () => Response): { n: number } {
  const asked = { n: 0 };
  vi.stubGlobal('fetch', async () => {
    asked.n += 1;
    return answer();
  });
  return asked;
}
const problem = (slug: string, status: number) => (): Response =>
  Response.json(
    { type: `/problems/${slug}`, title: slug, status },
    { status, headers: { 'Content-Type': 'application/problem+json' } },
  );
const taken = () => Response.json(receiptsOf({ edit_id: 'e1', answer: 'kept', receipt: 'r' }));
const states = async () => (await carriedHere(db)).map(({ state }) => state);
const first = async (): Promise<Carried> => (await carriedHere(db))[0]!;

beforeEach(async () => {
  stores += 1;
  server = await crypto.subtle.generateKey(ECDSA, true, ['sign', 'verify']);
  const sealing = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
  seal = { ...(await crypto.subtle.exportKey('jwk', sealing.publicKey)), kid: 'server' };
  const jwk = await crypto.subtle.exportKey('jwk', server.publicKey);
  [jun, mara] = [person('jun', jwk), person('mara', jwk)];
  db = await openLocal(jun.person_id);
});
afterEach(() => vi.unstubAllGlobals());

describe('a file that is carried', () => {
  it('is kept until it is delivered, and the same file is kept once', async () => {
    const file = await fileOf(own(1), own(2));
    for (const _ of [1, 2]) expect(await takeFile(db, jun, file)).toHaveProperty('carried.answers', 2);
    db.close();
    db = await openLocal(jun.person_id);
    expect(await states()).toEqual(['carried']);
    const asked = answering(taken);
    expect(await deliver(db, jun)).toBe(1);
    expect(await deliver(db, jun)).toBe(0);
    expect(asked.n).toBe(1);
    expect(await first()).toMatchObject({ state: 'delivered', file: null, receipts: { author: { name: 'mara' } } });
  });

  it('waits on when there is no signal, when the server stumbles, and when this phone was shut out', async () => {
    await takeFile(db, jun, await fileOf(own(1)));
    for (const [slug, status] of [
      ['unexpected', 500],
      ['database-away', 503],
      ['device-revoked', 401],
    ] as const) {
      answering(problem(slug, status));
      await expect(deliver(db, jun)).rejects.toThrow(slug);
    }
    vi.stubGlobal('fetch', () => Promise.reject(new Error('no line')));
    await expect(deliver(db, jun)).rejects.toThrow();
    expect(await states()).toEqual(['carried']);
  });

  it('that the server stumbles over does not hold up the others', async () => {
    await takeFile(db, jun, await fileOf(own(1)));
    await takeFile(db, jun, await fileOf(own(2)));
    let n = 0;
    answering(() => ((n += 1) === 1 ? problem('unexpected', 500)() : taken()));
    await expect(deliver(db, jun)).rejects.toThrow('unexpected');
    expect((await states()).sort()).toEqual(['carried', 'delivered']);
  });

  it('that the server refuses says why, and is kept until it is let go of', async () => {
    await takeFile(db, jun, await fileOf(own(1)));
    answering(problem('handover-damaged', 422));
    await deliver(db, jun);
    expect(await first()).toMatchObject({ state: 'refused', problem: { type: '/problems/handover-damaged' } });
    await carryAgain(db, await first());
    answering(taken);
    await deliver(db, jun);
    await noteGivenBack(db, await first());
    expect(await first()).toMatchObject({ state: 'delivered', given_back: true });
    expect((await first()).problem).toBeUndefined();
    await letGo(db, await first());
    expect(await states()).toEqual([]);
  });

  it('is not let go of while it waits', async () => {
    await takeFile(db, jun, await fileOf(own(1)));
    await letGo(db, await first());
    expect(await states()).toEqual(['carried']);
  });

  it('that is none, is cut short, too large, or this phone’s own is not carried', async () => {
    const whole = await fileOf(own(1));
    expect(await takeFile(db, jun, new Blob(['a letter']))).toEqual({ wrong: 'not-a-handover' });
    expect(await takeFile(db, jun, whole.slice(0, whole.size - 1))).toEqual({ wrong: 'handover-cut-short' });
    expect(await takeFile(db, jun, new Blob([new Uint8Array(8 * 1024 * 1024 + 1)]))).toEqual({ wrong: 'too-large' });
    expect(await takeFile(db, mara, whole)).toEqual({ wrong: 'own' });
    expect(await states()).toEqual([]);
  });
});

describe('receipts that come back', () => {
  const writes = async (...edits: OutboxEdit[]): Promise<LocalDb> => {
    const store = await openLocal(mara.person_id);
    for (const edit of edits) await store.put('outbox', edit);
    return store;
  };
  const safe = async (store: LocalDb) =>
    Object.fromEntries((await store.getAll('outbox')).map(({ edit_id, state }) => [edit_id, state]));

  it('make safe exactly what the server signed for', async () => {
    const store = await writes(own(1), own(2), own(3), own(4));
    const stranger = await crypto.subtle.generateKey(ECDSA, true, ['sign', 'verify']);
    const proven = await prove(
      store,
      mara,
      receiptsOf(
        { edit_id: 'e1', answer: 'kept', receipt: await receipt(own(1)) },
        { edit_id: 'e2', answer: 'kept', receipt: await receipt(own(2), 'kept', [], stranger) },
        { edit_id: 'e3', answer: 'kept', receipt: await receipt(own(1)) },
        { edit_id: 'e4', answer: 'kept' },
        { edit_id: 'e9', answer: 'kept', receipt: await receipt(own(9)) },
      ),
    );
    expect(await safe(store)).toEqual({ e1: 'safe', e2: 'frozen', e3: 'frozen', e4: 'frozen' });
    expect(proven).toEqual({ name: 'mara', answers: 1, useless: 4 });
  });

  it('say what became of an edit by what is signed, not by what the carrier’s file says beside it', async () => {
    const store = await writes(own(1), own(2));
    const parked = await receipt(own(1), 'parked');
    const refused = await receipt(own(2), 'kept', ['note']);
    await prove(
      store,
      mara,
      receiptsOf(
        { edit_id: 'e1', answer: 'kept', receipt: parked },
        {
          edit_id: 'e2',
          answer: 'kept',
          receipt: refused,
          refused_paths: { note: { type: 'x' }, other: { type: 'y' } },
        },
      ),
    );
    expect(await store.get('outbox', 'e1')).toMatchObject({ state: 'parked', safe_at: 'then' });
    expect((await store.get('outbox', 'e2'))?.refused).toEqual({ note: { type: 'x' } });
  });

  it('leave a refused answer before its person though the file does not say that it was refused', async () => {
    const store = await writes(own(1));
    const signed = await receipt(own(1), 'kept', ['note']);
    const proven = await prove(store, mara, receiptsOf({ edit_id: 'e1', answer: 'kept', receipt: signed }));
    const now = (await store.get('outbox', 'e1')) as OutboxEdit;
    expect([proven.answers, needsPerson(now), now.refused?.['note']?.type]).toEqual([
      0,
      true,
      '/problems/edit-refused',
    ]);
  });

  it('change nothing of what the phone has sent by itself meanwhile', async () => {
    const store = await writes({ ...own(1, 'safe'), receipt: 'own', safe_at: 'before' });
    await prove(store, mara, receiptsOf({ edit_id: 'e1', answer: 'kept', receipt: await receipt(own(1)) }));
    expect(await store.get('outbox', 'e1')).toMatchObject({ receipt: 'own', safe_at: 'before' });
  });

  it('are taken in for whoever of this phone they are, and for nobody else', async () => {
    (await writes(own(1))).close();
    const told = receiptsOf({ edit_id: 'e1', answer: 'kept', receipt: await receipt(own(1)) });
    expect(await takeReceipts(told)).toBeNull();
    await keepPerson(mara);
    expect(await takeReceipts(told)).toEqual({ name: 'mara', answers: 1, useless: 0 });
  });

  it('travel in a file that is read as what was written', async () => {
    await takeFile(db, jun, await fileOf(own(1)));
    expect(receiptsFile(await first())).toBeNull();
    answering(taken);
    await deliver(db, jun);
    const file = receiptsFile(await first());
    const bytes = new Uint8Array(await file!.arrayBuffer());
    expect(receiptsIn(bytes)).toEqual(receiptsOf({ edit_id: 'e1', answer: 'kept', receipt: 'r' }));
    expect(await takeFile(db, jun, file!)).toHaveProperty('receipts');
    for (const other of ['{', '[]', '{}', '{"kwetu":"receipts","answers":[]}'])
      expect(receiptsIn(new TextEncoder().encode(other))).toBeNull();
  });
});
