import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { canonicalJson, sha256Hex } from '../kit/canonical';
import { uuid7 } from '../kit/ids';
import { openLocal, type LocalDb } from '../kit/local-db';
import type { Edit, OutboxEdit } from '../kit/wire';
import type { PersonHere } from '../people/rules';
import { answeredAnew } from './count';
import { push } from './push';

const own = (n: number, path: string, more: Partial<OutboxEdit> = {}): OutboxEdit => ({
  edit_id: `e${n}`,
  record_id: 'r',
  settlement_id: 's',
  state: 'frozen',
  made_n: n,
  edit: {
    edit_id: `e${n}`,
    by: 'me',
    kind: 'profile',
    record_id: 'r',
    settlement_id: 's',
    city_id: 'c',
    form: 'settlement_profile@1',
    made_at: '',
    n,
    set: { [path]: { value: `said ${n}`, replaces: [] } },
  },
  ...more,
});
const wrong = { type: '/problems/answer-wrong-type', title: 'wrong', status: 422 };
const refused = (): OutboxEdit => own(1, 'return_date', { state: 'parked', refused: { return_date: wrong } });

const base64url = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64url');

/** A server that signs for every edit, refusing the paths named. */
async function signing(refuses: string[] = []): Promise<PersonHere> {
  const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const pair = await crypto.subtle.generateKey(ecdsa, true, ['sign', 'verify']);
  const receipt = async (edit: Edit): Promise<string> => {
    const sha256 = await sha256Hex(canonicalJson(edit));
    const said = { edit_id: edit.edit_id, sha256, answer: 'kept', refused_paths: refuses, at: '2026-11-22T00:00:00Z' };
    const head = `${base64url(JSON.stringify({ alg: 'ES256' }))}.${base64url(JSON.stringify(said))}`;
    const signed = await crypto.subtle.sign(ecdsa, pair.privateKey, new TextEncoder().encode(head));
    return `${head}.${base64url(new Uint8Array(signed))}`;
  };
  vi.stubGlobal('fetch', async (_path: string, asked: RequestInit) => {
    const { edits } = (await new Response(asked.body).json()) as { edits: Edit[] };
    const answers = edits.map(async (edit) => ({
      edit_id: edit.edit_id,
      answer: 'kept',
      refused_paths: Object.fromEntries(refuses.map((path) => [path, wrong])),
      receipt: await receipt(edit),
    }));
    return Response.json({ server_time: '', answers: await Promise.all(answers) });
  });
  const jwk = await crypto.subtle.exportKey('jwk', pair.publicKey);
  return { person_id: 'me', token: 't', server_keys: { sign: { jwk } } } as PersonHere;
}

let db: LocalDb;
beforeEach(async () => {
  db = await openLocal(uuid7());
  await db.put('outbox', refused());
});
afterEach(() => vi.unstubAllGlobals());

test('an answer given anew, once it is proven, closes what was refused and leaves it word for word', async () => {
  await db.put('outbox', own(2, 'return_date'));
  await push(db, await signing());
  expect((await db.get('outbox', 'e2'))?.state).toBe('safe');
  expect(await db.get('outbox', 'e1')).toEqual({ ...refused(), seen: true });
});

test('an answer to another question, or one refused as well, closes nothing', async () => {
  await db.put('outbox', own(2, 'taps'));
  await push(db, await signing());
  await db.put('outbox', own(3, 'return_date'));
  await push(db, await signing(['return_date']));
  expect((await db.get('outbox', 'e1'))?.seen).toBeUndefined();
});

test('what was answered before it, or is not proven yet, answers nothing anew', () => {
  expect(answeredAnew(refused(), [own(0, 'return_date', { state: 'safe' }), own(2, 'return_date')])).toBe(false);
  expect(answeredAnew(own(1, 'return_date', { state: 'parked' }), [own(2, 'return_date', { state: 'safe' })])).toBe(
    false,
  );
});
