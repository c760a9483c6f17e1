import { beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson, sha256Hex } from '../kit/canonical';
import type { Edit, OutboxEdit } from '../kit/wire';
import { settle, type PushAnswer } from './push';
import { signingKey, verified } from './receipts';

const EDIT: Edit = {
  edit_id: 'e1', by: 'p', kind: 'profile', record_id: 'r', settlement_id: 's', city_id: 'c', form: 'settlement_profile@1',
  made_at: '2026-11-21T08:12:00+02:00', n: 1, set: { taps: { value: 9, replaces: [] }, name: { value: 'Kwe₣u 😀', replaces: [] } },
}; // prettier-ignore
const OWN: OutboxEdit = { edit_id: 'e1', record_id: 'r', settlement_id: 's', state: 'frozen', edit: EDIT, made_n: 1 };

let pair: CryptoKeyPair;
let key: CryptoKey;

const base64url = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64url');

async function receipt(over: object = {}, signer = pair.privateKey): Promise<string> {
  const said = {
    edit_id: 'e1',
    sha256: await sha256Hex(canonicalJson(EDIT)),
    answer: 'kept',
    refused_paths: [],
    at: '2026-11-21T06:12:01.000Z',
    ...over,
  };
  const head = `${base64url(JSON.stringify({ alg: 'ES256' }))}.${base64url(JSON.stringify(said))}`;
  const signature = await crypto.subtle.sign(
    { name: 'ECDSA', hash: 'SHA-256' },
    signer,
    new TextEncoder().encode(head),
  );
  return `${head}.${base64url(new Uint8Array(signature))}`;
}

beforeAll(async () => {
  pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const read = await signingKey(await crypto.subtle.exportKey('jwk', pair.publicKey));
  if (!read) throw new Error('no Web Crypto');
  key = read;
});

describe('a receipt', () => {
  it('proves exactly the edit it was signed for', async () => {
    expect((await verified(await receipt(), EDIT, key))?.answer).toBe('kept');
  });

  it('proves nothing of an edit that says something else', async () => {
    const other = { ...EDIT, set: { taps: { value: 10, replaces: [] } } };
    expect(await verified(await receipt(), other, key)).toBeNull();
  });

  it('proves nothing when another key signed it', async () => {
    const stranger = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
    expect(await verified(await receipt({}, stranger.privateKey), EDIT, key)).toBeNull();
  });

  it.each(['', 'a.b', 'a.b.c', 'eyJhbGciOiJub25lIn0.e30.'])(
    'proves nothing when it cannot be read: %j',
    async (broken) => {
      expect(await verified(broken, EDIT, key)).toBeNull();
    },
  );
});

describe('what an answer of the server makes of an edit', () => {
  it('is safe with a receipt that verifies', async () => {
    const settled = await settle(OWN, { edit_id: 'e1', answer: 'kept', receipt: await receipt() }, key);
    expect([settled.state, settled.safe_at]).toEqual(['safe', '2026-11-21T06:12:01.000Z']);
  });

  it('stays on its way when the receipt proves nothing', async () => {
    const forged = await receipt({ sha256: '0'.repeat(64) });
    expect((await settle(OWN, { edit_id: 'e1', answer: 'kept', receipt: forged }, key)).state).toBe('frozen');
  });

  it('takes the first answer when the server had it already', async () => {
    const first = { answer: 'contested' as const, receipt: await receipt({ answer: 'contested' }) };
    const settled = await settle(OWN, { edit_id: 'e1', answer: 'already_had', first }, key);
    expect([settled.state, settled.answer]).toEqual(['safe', 'contested']);
  });

  it('is kept for the leader when it was parked, with the reason', async () => {
    const problem = { type: '/problems/settlement-not-yours', title: '', status: 403 };
    const settled = await settle(
      OWN,
      { edit_id: 'e1', answer: 'parked', problem, receipt: await receipt({ answer: 'parked' }) },
      key,
    );
    expect([settled.state, settled.problem]).toEqual(['parked', problem]);
  });

  it('remembers the paths that were refused', async () => {
    const refused_paths = { taps: { type: '/problems/answer-wrong-type', title: '', status: 422 } };
    const signed = await receipt({ refused_paths: ['taps'] });
    const settled = await settle(OWN, { edit_id: 'e1', answer: 'kept', refused_paths, receipt: signed }, key);
    expect(settled.refused).toEqual(refused_paths);
  });

  it('is refused where the server signed that it is, and nowhere else, whatever is said beside it', async () => {
    const wrong = { type: '/problems/answer-wrong-type', title: '', status: 422 };
    const signed = await receipt({ refused_paths: ['taps'] });
    const beside = async (refused_paths?: unknown, before = OWN) => {
      const told = { edit_id: 'e1', answer: 'kept' as const, receipt: signed, refused_paths } as PushAnswer;
      return (await settle(before, told, key)).refused;
    };
    const general = { taps: { type: '/problems/edit-refused', status: 422 } };
    for (const unreadable of [undefined, null, {}, 'taps', { name: wrong }, { taps: null }, { taps: 'no' }])
      expect(await beside(unreadable), JSON.stringify(unreadable)).toMatchObject(general);
    expect(await beside({ taps: wrong, name: wrong }, { ...OWN, refused: { name: wrong } })).toEqual({ taps: wrong });
  });

  it('is refused no more once the server signs that all of it was taken in', async () => {
    const refused = { taps: { type: '/problems/answer-wrong-type', title: '', status: 422 } };
    const told = { edit_id: 'e1', answer: 'kept' as const, receipt: await receipt() };
    expect((await settle({ ...OWN, refused }, told, key)).refused).toBeUndefined();
  });

  it('knows its place in the order of the server only together with the proof, and in which epoch', async () => {
    const told = { edit_id: 'e1', answer: 'kept' as const, seq: 7, scope: 'city' };
    const proven = await settle(OWN, { ...told, receipt: await receipt() }, key, 'first');
    expect([proven.seq, proven.scope, proven.epoch]).toEqual([7, 'city', 'first']);
    const unproven = await settle(OWN, { ...told, receipt: await receipt({ edit_id: 'e2' }) }, key, 'first');
    expect([unproven.state, unproven.seq, unproven.epoch]).toEqual(['frozen', undefined, undefined]);
  });

  it('is not called safe again by a receipt of an unknown key, though it was safe before a restore', async () => {
    const stranger = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
    const again = { ...OWN, receipt: await receipt(), safe_at: '2026-11-20T00:00:00Z' };
    const told = { edit_id: 'e1', answer: 'kept' as const, receipt: await receipt({}, stranger.privateKey) };
    expect((await settle(again, told, key, 'second')).state).toBe('frozen');
  });
});
