/** Packs a text (RFC 1952); a browser that cannot press it together still writes what every reader of gzip opens. */
import type { Bytes } from './sealing';

const STORED_BYTES = 0xffff;

export async function gzip(text: string): Promise<Bytes> {
  const plain = new TextEncoder().encode(text);
  if (typeof CompressionStream === 'undefined') return stored(plain);
  const pressed = new Blob([plain]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(pressed).arrayBuffer());
}

/** The text in stored blocks, not pressed together. */
export function stored(plain: Bytes): Bytes {
  const blocks = Math.max(1, Math.ceil(plain.length / STORED_BYTES));
  const made = new Uint8Array(10 + plain.length + 5 * blocks + 8);
  const view = new DataView(made.buffer);
  made.set([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
  let to = 10;
  for (let at = 0; at < blocks; at += 1) {
    const block = plain.subarray(at * STORED_BYTES, (at + 1) * STORED_BYTES);
    made[to] = at === blocks - 1 ? 1 : 0;
    view.setUint16(to + 1, block.length, true);
    view.setUint16(to + 3, ~block.length & 0xffff, true);
    made.set(block, to + 5);
    to += 5 + block.length;
  }
  view.setUint32(to, crc32(plain), true);
  view.setUint32(to + 4, plain.length, true);
  return made;
}

function crc32(plain: Bytes): number {
  let crc = 0xffffffff;
  for (const byte of plain) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
