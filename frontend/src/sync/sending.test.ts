import 'fake-indexeddb/auto';
import { afterEach, expect, test, vi } from 'vitest';
import { canonicalJson, sha256Hex } from '../kit/canonical';
import { openLocal } from '../kit/local-db';
import type { Edit } from '../kit/wire';
import { session } from '../people/session.svelte';
import type { PersonHere } from '../people/rules';
import { freeze, say } from './outbox';
import { line } from './line.svelte';
import { keptAt } from './proof';
import { sendWhatWasLeft, serve } from './sending';

afterEach(() => vi.unstubAllGlobals());

const answered = {
  kind: 'profile' as const,
  record_id: 'profile-1',
  settlement_id: 'settlement-1',
  city_id: 'city-1',
  form: 'settlement_profile@1',
  set: { drains: { value: 'no' } },
};

test('an answer is on its way as soon as its question is left, also without Next', async () => {
  session.db = await openLocal('rudo');
  await say(session.db, answered);
  await sendWhatWasLeft();
  expect((await session.db.getAll('outbox')).map(({ state }) => state)).toEqual(['frozen']);
});

test('what is practised is never on its way', async () => {
  session.db = await openLocal('practice');
  session.practice = true;
  await say(session.db, answered);
  await sendWhatWasLeft();
  expect((await session.db.getAll('outbox')).map(({ state }) => state)).toEqual(['open']);
});

test('the answers of somebody who is not writing any more are on their way', async () => {
  const tatenda = {
    person_id: 'tatenda',
    role: 'mapper',
    token: 't',
    server_keys: { sign: { jwk: {} } },
  } as PersonHere;
  const db = await openLocal('tatenda');
  await say(db, answered);
  vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('no line')));
  await serve(tatenda, false).catch(() => undefined);
  expect((await db.getAll('outbox')).map(({ state }) => state)).toEqual(['frozen']);
});

test('what an official wrote in an earlier role needs them, and nothing is fetched', async () => {
  const official = { person_id: 'official', role: 'official', token: 't' } as PersonHere;
  official.server_keys = { sign: { jwk: await someKey() }, seal: { jwk: {} } };
  session.person = official;
  const db = await openLocal('official');
  await say(db, answered);
  await freeze(db);
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path);
    const body = { type: '/problems/officials-read-releases', title: 'no', status: 403 };
    return Response.json(body, { status: 403, headers: { 'Content-Type': 'application/problem+json' } });
  });
  await serve(official, true);
  expect((await db.getAll('outbox')).map((own) => [own.state, keptAt(own)])).toEqual([['parked', 'official']]);
  expect(asked).toEqual(['/api/sync/push']);
});

test('a proof signed with a key this phone has not heard of is asked for once more, and never called safe before', async () => {
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const fresh = await crypto.subtle.exportKey('jwk', keys.publicKey);
  const leader = { person_id: 'lea', role: 'official', token: 't', cities: [], teams: [] } as unknown as PersonHere;
  leader.server_keys = { sign: { jwk: await someKey() }, seal: { jwk: {} } };
  session.person = null;
  const db = await openLocal('lea');
  await say(db, answered);
  await freeze(db);
  let known = false;
  vi.stubGlobal('fetch', async (path: string, asked: RequestInit) => {
    if (path === '/api/people/me') {
      const jwk = known ? fresh : leader.server_keys.sign.jwk;
      const person = { id: 'lea', name: 'Lea', role: 'official' };
      return Response.json({ person, cities: [], teams: [], server_keys: { sign: { jwk }, seal: { jwk: {} } } });
    }
    const { edits } = JSON.parse(await new Response(asked.body as Blob).text()) as { edits: Edit[] };
    const answers = await Promise.all(
      edits.map(async (edit) => ({
        edit_id: edit.edit_id,
        answer: 'kept',
        receipt: await signed(edit, keys.privateKey),
      })),
    );
    return Response.json({ server_time: new Date().toISOString(), answers });
  });
  await serve(leader, true);
  expect((await db.getAll('outbox')).map(({ state }) => state)).toEqual(['frozen']);
  expect(line.unproven).toBe(1);
  known = true;
  await serve(leader, true);
  expect((await db.getAll('outbox')).map(({ state }) => state)).toEqual(['safe']);
  expect(line.unproven).toBe(0);
});

async function signed(edit: Edit, key: CryptoKey): Promise<string> {
  const text = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const sha256 = await sha256Hex(canonicalJson(edit));
  const said = { edit_id: edit.edit_id, sha256, answer: 'kept', refused_paths: [], at: '2026-11-21T06:12:01.000Z' };
  const head = `${text({ alg: 'ES256' })}.${text(said)}`;
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, new TextEncoder().encode(head));
  return `${head}.${Buffer.from(signature).toString('base64url')}`;
}

async function someKey(): Promise<JsonWebKey> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  return crypto.subtle.exportKey('jwk', pair.publicKey);
}
