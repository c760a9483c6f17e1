import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openLocal, type LocalDb } from '../kit/local-db';
import type { Edit, OutboxEdit } from '../kit/wire';
import type { PersonHere } from '../people/rules';
import { onlyHere } from './copies';
import { keptAt } from './proof';
import { batches, push } from './push';

let db: LocalDb;
let phone = 0;
let person: PersonHere;

const own = (n: number, text = ''): OutboxEdit => {
  const edit_id = `e${n}`;
  const edit: Edit = {
    edit_id,
    by: 'me',
    kind: 'profile',
    record_id: 'r',
    settlement_id: 's',
    city_id: 'c',
    form: 'f',
    made_at: '',
    n,
    set: { note: { value: text, replaces: [] } },
  };
  return { edit_id, record_id: 'r', settlement_id: 's', state: 'frozen', made_n: n, edit };
};

const problem = (slug: string, status: number): Response =>
  Response.json(
    { type: `/problems/${slug}`, title: slug, status },
    { status, headers: { 'Content-Type': 'application/problem+json' } },
  );

/** A server that keeps everything but what `refuse` answers to. */
function serve(refuse: (edits: Edit[]) => number | null): number[] {
  const sizes: number[] = [];
  vi.stubGlobal('fetch', async (_path: string, asked: RequestInit) => {
    const body = asked.body as Blob;
    const zipped = (asked.headers as Record<string, string>)['Content-Encoding'] === 'gzip';
    const plain = zipped ? body.stream().pipeThrough(new DecompressionStream('gzip')) : body.stream();
    const { edits } = (await new Response(plain).json()) as { edits: Edit[] };
    sizes.push(edits.length);
    const status = refuse(edits);
    if (status) return problem(status === 413 ? 'body-too-large' : 'unexpected', status);
    return Response.json({ server_time: '', answers: edits.map(({ edit_id }) => ({ edit_id, answer: 'parked' })) });
  });
  return sizes;
}

const states = async () =>
  Object.fromEntries((await db.getAll('outbox')).map((one) => [one.edit_id, one.problem ? 'problem' : one.state]));

beforeEach(async () => {
  db = await openLocal(`pusher-${(phone += 1)}`);
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const jwk = await crypto.subtle.exportKey('jwk', pair.publicKey);
  person = { token: 't', server_keys: { sign: { jwk }, seal: { jwk } } } as PersonHere;
});
afterEach(() => vi.unstubAllGlobals());

describe('sending', () => {
  it('cuts batches of at most 200 edits and about a megabyte, in the order they were made', () => {
    const small = Array.from({ length: 450 }, (_, n) => own(450 - n));
    expect(batches(small).map(({ length }) => length)).toEqual([200, 200, 50]);
    expect(batches(small)[0]?.[0]?.edit_id).toBe('e1');
    expect(
      batches([own(1, 'x'.repeat(500_000)), own(2, 'x'.repeat(500_000)), own(3)]).map(({ length }) => length),
    ).toEqual([1, 2]);
  });

  it('sends a settlement before what is said of it, though it was corrected later', () => {
    const settlement = own(9);
    settlement.edit.kind = 'settlement';
    expect(batches([own(1), settlement])[0]?.map(({ edit_id }) => edit_id)).toEqual(['e9', 'e1']);
  });

  it('halves what is too much until the one edit at fault stands alone, and keeps it for the person to see', async () => {
    for (const n of [1, 2, 3, 4, 5]) await db.put('outbox', own(n, n === 4 ? 'huge' : ''));
    serve((edits) => (edits.some(({ n }) => n === 4) ? 413 : null));
    await push(db, person);
    expect(await states()).toEqual({ e1: 'parked', e2: 'parked', e3: 'parked', e4: 'problem', e5: 'parked' });
  });

  it('leaves everything as it is when the server cannot be reached', async () => {
    await db.put('outbox', own(1));
    vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('no line')));
    await expect(push(db, person)).rejects.toThrow('No network');
    expect(await states()).toEqual({ e1: 'frozen' });
  });

  it.each([400, 404, 405, 410, 413, 451])(
    'takes a page of a portal (%i) for a bad line, not for an answer',
    async (status) => {
      for (const n of [1, 2]) await db.put('outbox', own(n));
      let asked = 0;
      vi.stubGlobal('fetch', async () => {
        asked += 1;
        return new Response('<html>', { status, headers: { 'Content-Type': 'text/html' } });
      });
      await expect(push(db, person)).rejects.toThrow();
      expect([await states(), asked]).toEqual([{ e1: 'frozen', e2: 'frozen' }, 1]);
    },
  );

  it('never halves what the server stumbles over, sends the other batches, and says that it stumbled', async () => {
    for (let n = 1; n <= 201; n += 1) await db.put('outbox', own(n));
    const sizes = serve((edits) => (edits.length > 1 ? 500 : null));
    await expect(push(db, person)).rejects.toThrow('unexpected');
    expect([sizes, (await states())['e1'], (await states())['e201']]).toEqual([[200, 1], 'frozen', 'parked']);
  });

  it('counts only what is in another state than before', async () => {
    await db.put('outbox', own(1));
    vi.stubGlobal('fetch', async () =>
      Response.json({ server_time: '', answers: [{ edit_id: 'e1', answer: 'kept' }] }),
    );
    expect(await push(db, person)).toBe(0);
  });

  it('keeps on this phone what the server could not read and did not keep, and says so', async () => {
    await db.put('outbox', own(1));
    const problem = { type: '/problems/edit-unreadable', title: 'no', status: 422 };
    vi.stubGlobal('fetch', async () =>
      Response.json({ server_time: '', answers: [{ edit_id: 'e1', answer: 'not_kept', problem }] }),
    );
    expect(await push(db, person)).toBe(1);
    const here = (await db.get('outbox', 'e1')) as OutboxEdit;
    expect([here.state, here.answer, here.problem, keptAt(here), onlyHere(here)]).toEqual([
      'parked',
      undefined,
      problem,
      'unread',
      true,
    ]);
  });

  it('notes that the server keeps for a leader what somebody wrote before becoming an official', async () => {
    await db.put('outbox', own(1));
    const problem = { type: '/problems/officials-read-releases', title: 'no', status: 403 };
    vi.stubGlobal('fetch', async () =>
      Response.json({ server_time: '', answers: [{ edit_id: 'e1', answer: 'parked', problem }] }),
    );
    expect([await push(db, person), await states()]).toEqual([1, { e1: 'problem' }]);
    expect(await db.get('outbox', 'e1')).toMatchObject({ state: 'parked', answer: 'parked', problem });
  });

  it('keeps the answers of somebody who became an official where the person sees them', async () => {
    await db.put('outbox', own(1));
    vi.stubGlobal('fetch', async () => problem('officials-read-releases', 403));
    expect([await push(db, person), await states()]).toEqual([1, { e1: 'problem' }]);
  });

  it('compresses a long body', async () => {
    await db.put('outbox', own(1, 'long '.repeat(1000)));
    const sizes = serve(() => null);
    await push(db, person);
    expect(sizes).toEqual([1]);
  });
});
