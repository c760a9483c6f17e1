import { beforeAll, describe, expect, it } from 'vitest';
import { sha256Hex } from '../kit/canonical';
import { zipOf } from '../kit/zip';
import type { PackHere, PackTold } from '../map/packs';
import { packFile, readFile } from './passing';

const TILES = Uint8Array.from({ length: 300 }, (_none, n) => n % 251);
const base64url = (said: Uint8Array | string): string => Buffer.from(said).toString('base64url');

let server: CryptoKeyPair;
let jwk: JsonWebKey;

async function signed(told: Partial<PackTold>): Promise<PackTold> {
  const { pack, version, kind, size, sha256 } = { ...OF_TUNASAN, sha256: await sha256Hex(TILES), ...told };
  const word = { pack, version, kind, size, sha256 };
  const head = `${base64url(JSON.stringify({ alg: 'ES256' }))}.${base64url(JSON.stringify(word))}`;
  const seal = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, server.privateKey, Buffer.from(head));
  return { ...OF_TUNASAN, sha256, ...told, signature: `${head}.${base64url(new Uint8Array(seal))}` };
}

const OF_TUNASAN: PackTold = {
  pack: 'streets-6850', version: '5b0a', kind: 'streets', name: 'Tunasan, Muntinlupa', shareable: true,
  bounds: [121, 14, 122, 15], attribution: ['Invented'], date: null, made_at: '2026-11-22T17:40:00+00:00', overlays: [],
  size: TILES.length, sha256: '', blocks: ['-'], block_bytes: 1 << 20, signature: '',
}; // prettier-ignore

const here = (told: PackTold): PackHere => ({ ...told, of: null, file: new File([TILES], 'tiles') });
const why = (file: Promise<unknown>): Promise<string> => file.then(() => 'taken', (fault: Error) => fault.message); // prettier-ignore

beforeAll(async () => {
  server = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  jwk = await crypto.subtle.exportKey('jwk', server.publicKey);
});

describe('a map passed from phone to phone', () => {
  it('is on the other phone what the server signed', async () => {
    const told = await signed({});
    const read = await readFile(await packFile(here(told)), jwk);
    expect(read.told).toEqual(told);
    expect(read.tiles).toEqual(TILES);
  });

  it('is not taken when it was cut on the way, wherever', async () => {
    const whole = await packFile(here(await signed({})));
    for (const at of [0, 10, 200, whole.size - 1])
      expect(await why(readFile(whole.slice(0, at), jwk))).toBe('not_whole');
  });

  it('is not taken with other tiles, or with other words about them, than were signed', async () => {
    const other = Uint8Array.from(TILES, (byte) => byte ^ 1);
    const changed = { ...here(await signed({})), file: new File([other], 'tiles') };
    expect(await why(readFile(await packFile(changed), jwk))).toBe('not_whole');
    const forged = { ...changed, sha256: await sha256Hex(other) };
    expect(await why(readFile(await packFile(forged), jwk))).toBe('foreign');
    const renamed = { ...here(await signed({})), pack: 'streets-1' };
    expect(await why(readFile(await packFile(renamed), jwk))).toBe('foreign');
  });

  it('is not taken from another federation', async () => {
    const { publicKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
      'sign',
      'verify',
    ]);
    const theirs = await crypto.subtle.exportKey('jwk', publicKey);
    expect(await why(readFile(await packFile(here(await signed({}))), theirs))).toBe('foreign');
  });

  it('never shows what people said of single homes, however the file came about', async () => {
    expect(await why(packFile(here(await signed({ shareable: false }))))).toBe('not_to_pass');
    const homes = { ...(await signed({ kind: 'structures' })), shareable: true };
    expect(await why(readFile(await packFile(here(homes)), jwk))).toBe('not_to_pass');
  });

  it('is told from other files', async () => {
    const zip = zipOf([{ name: 'holiday.jpg', body: TILES }]);
    expect(await why(readFile(zip, jwk))).toBe('no_map');
    expect(await why(readFile(new Blob(['{"type":"FeatureCollection"}']), jwk))).toBe('no_map');
    const odd = zipOf([
      { name: 'map.json', body: new TextEncoder().encode('{}') },
      { name: 'map.pmtiles', body: TILES },
    ]);
    expect(await why(readFile(odd, jwk))).toBe('no_map');
  });
});
