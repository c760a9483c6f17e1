/** Proof: an answer is called safe only when the server's signature over exactly this edit verifies on this phone. */
import { canonicalJson, sha256Hex } from '../kit/canonical';
import type { Edit } from '../kit/wire';

/** What a receipt says (a JWS, ES256, compact). */
export interface Receipt {
  edit_id: string;
  sha256: string;
  answer: string;
  refused_paths: string[];
  at: string;
}

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256' } as const;

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const plain = atob(base64url.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

const parsed = (part: string): unknown => JSON.parse(new TextDecoder().decode(bytes(part)));

/** Read the server's signing key once; null where the address offers no Web Crypto. */
export async function signingKey(jwk: JsonWebKey): Promise<CryptoKey | null> {
  if (!globalThis.crypto?.subtle) return null;
  const { kty, crv, x, y } = jwk;
  return crypto.subtle.importKey('jwk', { kty, crv, x, y } as JsonWebKey, ECDSA, false, ['verify']);
}

/** What the server said and signed (a JWS, ES256, compact); null when it is not this key's word. */
export async function wordOf(letter: string, key: CryptoKey): Promise<unknown> {
  const [header, payload, signature] = letter.split('.');
  if (!header || !payload || !signature) return null;
  try {
    if ((parsed(header) as { alg?: string }).alg !== 'ES256') return null;
    const signed = new TextEncoder().encode(`${header}.${payload}`);
    const genuine = await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, bytes(signature), signed);
    return genuine ? parsed(payload) : null;
  } catch {
    return null; // what cannot be read proves nothing
  }
}

/** Return what the receipt says of this edit, or null when it proves nothing. */
export async function verified(receipt: string, edit: Edit, key: CryptoKey): Promise<Receipt | null> {
  const said = (await wordOf(receipt, key)) as Receipt | null;
  const same = said?.edit_id === edit.edit_id && said.sha256 === (await sha256Hex(canonicalJson(edit)));
  return same ? said : null;
}
