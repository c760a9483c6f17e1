/**
 * Closes letters that only the server opens: ECDH P-256, HKDF-SHA-256, AES-256-GCM in chunks with counter and final flag, so
 * that a chunk changed, moved, left out or added does not open. `app/kit/sealing.py` opens what this closes.
 */

export type Bytes = Uint8Array<ArrayBuffer>;

export const CHUNK_BYTES = 1024 * 1024;
const TAG_BYTES = 16;
const CURVE = { name: 'ECDH', namedCurve: 'P-256' } as const;
const USE = new TextEncoder().encode('kwetu hand-over 1');

/** How long so many bytes are once sealed. */
export const sealedSize = (plain: number): number => plain + TAG_BYTES * Math.max(1, Math.ceil(plain / CHUNK_BYTES));

/** A key made for one letter: its public half travels in the clear, the letter's key is worked out with the server's. */
export interface LetterKey {
  ephemeral: { kty: string; crv: string; x: string; y: string };
  salt: Bytes;
  key: CryptoKey;
}

/** Make the key of one letter to the server. */
export async function letterKey(server: JsonWebKey): Promise<LetterKey> {
  const { kty, crv, x, y } = server;
  const theirs = await crypto.subtle.importKey('jwk', { kty, crv, x, y } as JsonWebKey, CURVE, false, []);
  const own = await crypto.subtle.generateKey(CURVE, true, ['deriveBits']);
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, own.privateKey, 256);
  const salt = crypto.getRandomValues(new Uint8Array(32));
  const base = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
  const how = { name: 'HKDF', hash: 'SHA-256', salt, info: USE };
  const key = await crypto.subtle.deriveKey(how, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt']);
  const made = await crypto.subtle.exportKey('jwk', own.publicKey);
  return { ephemeral: { kty: 'EC', crv: 'P-256', x: made.x ?? '', y: made.y ?? '' }, salt, key };
}

/** Seven zero bytes, the chunk's number, whether it is the last. A key closes one letter only. */
function nonce(number: number, last: boolean): Bytes {
  const made = new Uint8Array(12);
  new DataView(made.buffer).setUint32(7, number);
  made[11] = last ? 1 : 0;
  return made;
}

/** Close a letter; `head` stands before it in the clear and is vouched for with every chunk. */
export async function sealed(plain: Bytes, key: CryptoKey, head: Bytes): Promise<Bytes[]> {
  const count = Math.max(1, Math.ceil(plain.length / CHUNK_BYTES));
  const chunks: Bytes[] = [];
  for (let at = 0; at < count; at += 1) {
    const chunk = plain.subarray(at * CHUNK_BYTES, (at + 1) * CHUNK_BYTES);
    const how = { name: 'AES-GCM', iv: nonce(at, at === count - 1), additionalData: head };
    chunks.push(new Uint8Array(await crypto.subtle.encrypt(how, key, chunk)));
  }
  return chunks;
}
