/** What a phone hands over: sealed, signed, and told in the clear only as far as a carrier needs it. */
import { describe, expect, it } from 'vitest';
import type { Edit, OutboxEdit } from '../kit/wire';
import { gzip, stored } from './gzip';
import { filesOf, handoverFile, readHead, type Author } from './handover-file';
import { sealedSize, type Bytes } from './sealing';

const edit = (n: number, words = 'nine'): OutboxEdit => {
  const edit_id = `01930000-0000-7000-8000-${String(n).padStart(12, '0')}`;
  const settlement_id = `01930000-0000-7000-9000-${String(n % 3).padStart(12, '0')}`;
  const told: Edit = {
    edit_id,
    by: 'mara',
    kind: 'profile',
    record_id: settlement_id,
    settlement_id,
    city_id: 'muntinlupa',
    form: 'settlement_profile@1',
    made_at: '2026-11-21T08:12:00+02:00',
    n,
    set: { round: { value: 1, replaces: [] }, notes: { value: words, replaces: [] } },
  };
  return { edit_id, record_id: settlement_id, settlement_id, state: 'frozen', edit: told, made_n: n };
};

const keys = (): Promise<CryptoKeyPair> =>
  crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);

async function author(): Promise<Author> {
  const { privateKey } = await keys();
  const server = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
  const seal = { ...(await crypto.subtle.exportKey('jwk', server.publicKey)), kid: 'the-server' };
  const how = { name: 'ECDSA', hash: 'SHA-256' };
  const sign = async (message: Bytes) => new Uint8Array(await crypto.subtle.sign(how, privateKey, message));
  return { person_id: 'mara', device_id: 'phone', seal, sign };
}

const bytesOf = async (file: Blob): Promise<Bytes> => new Uint8Array(await file.arrayBuffer());
const unpacked = (packed: Bytes): Promise<string> =>
  new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'))).text();

describe('a hand-over file', () => {
  it('tells its carrier how much it holds and for whom, and nothing of what was answered', async () => {
    const file = await bytesOf(await handoverFile(await author(), [edit(1), edit(2), edit(3)], '2026-11-21T09:00:00Z'));
    expect(readHead(file, 'the-server')).toMatchObject({ answers: 3, settlements: 3, made_at: '2026-11-21T09:00:00Z' });
    expect(new TextDecoder('latin1').decode(file)).not.toMatch(/nine|mara|notes|muntinlupa/);
  });

  it('is never the same twice, so that nobody learns what two files have in common', async () => {
    const mara = await author();
    const [one, other] = await Promise.all(
      [1, 2].map(async () => bytesOf(await handoverFile(mara, [edit(1)], '2026-11-21T09:00:00Z'))),
    );
    expect(one?.slice(-40)).not.toEqual(other?.slice(-40));
  });

  it('that is not one, is cut short, spoilt, or for another server is known as such on the phone already', async () => {
    const file = await bytesOf(await handoverFile(await author(), [edit(1)], '2026-11-21T09:00:00Z'));
    const head = file.indexOf(10, 16) + 1;
    expect(readHead(new TextEncoder().encode('%PDF-1.7 something'), 'the-server')).toBe('not-a-handover');
    expect(readHead(file.slice(0, 40), 'the-server')).toBe('handover-cut-short');
    expect(readHead(file.slice(0, -1), 'the-server')).toBe('handover-cut-short');
    expect(readHead(file.slice(0, head + 30), 'the-server')).toBe('handover-cut-short');
    expect(readHead(new TextEncoder().encode('KWETU HAND-OVER\n{no\nx'), 'the-server')).toBe('handover-damaged');
    expect(readHead(file, 'another')).toBe('handover-of-another-server');
  });

  it('is as long as it says', async () => {
    const file = await bytesOf(await handoverFile(await author(), [edit(1)], '2026-11-21T09:00:00Z'));
    const head = readHead(file, 'the-server');
    expect(typeof head === 'string' ? head : file.indexOf(10, 16) + 1 + sealedSize(head.size)).toBe(file.length);
  });
});

describe('many answers', () => {
  it('are shared out over several files in their order, none left out', () => {
    const all = Array.from({ length: 40 }, (_, n) => edit(n, 'x'.repeat(2_000)));
    const files = filesOf(all, 20_000);
    expect(files.length).toBeGreaterThan(5);
    expect(files.flat()).toEqual(all);
    for (const file of files) expect(JSON.stringify(file.map((own) => own.edit)).length).toBeLessThan(20_000);
  });

  it('of which one is larger than a file should be travel all the same', () => {
    expect(filesOf([edit(1, 'x'.repeat(5_000)), edit(2)], 1_000).map((file) => file.length)).toEqual([1, 1]);
  });
});

describe('packing', () => {
  it('without help of the browser opens like packing with it', async () => {
    for (const length of [0, 1, 65_535, 65_536, 200_001]) {
      const told = 'ñ'.repeat(length).slice(0, length);
      expect(await unpacked(stored(new TextEncoder().encode(told)))).toBe(told);
      expect(await unpacked(await gzip(told))).toBe(told);
    }
  });
});
