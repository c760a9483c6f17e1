/** Reads and writes zip files (PKWARE APPNOTE 6.3): where each file stands in one, and a new one packed no further. */

export interface Entry {
  name: string;
  method: number;
  crc: number;
  /** Where its local header begins; its bytes come after that. */
  at: number;
  packed: number;
  bytes: number;
}

/** A file that is no zip, or one that this phone cannot read. */
export class ZipBroken extends Error {}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 65_535;
const STORED = 0;
const DEFLATED = 8;

const viewOf = async (blob: Blob): Promise<DataView> => new DataView(await blob.arrayBuffer());

/** The files in a zip, told by its central directory. */
export async function entriesOf(blob: Blob): Promise<Entry[]> {
  const tail = await viewOf(blob.slice(Math.max(0, blob.size - END_BYTES - LONGEST_COMMENT)));
  let end = tail.byteLength - END_BYTES;
  while (end >= 0 && tail.getUint32(end, true) !== END) end -= 1;
  if (end < 0) throw new ZipBroken();
  const [bytes, at] = [tail.getUint32(end + 12, true), tail.getUint32(end + 16, true)];
  if (at + bytes > blob.size) throw new ZipBroken();
  return listed(await viewOf(blob.slice(at, at + bytes)), tail.getUint16(end + 10, true));
}

function listed(view: DataView, count: number): Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; entries.length < count;) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== CENTRAL) throw new ZipBroken();
    if (view.getUint16(at + 8, true) & 1) throw new ZipBroken(); // locked with a password
    const length = view.getUint16(at + 28, true);
    entries.push({
      name: new TextDecoder().decode(new Uint8Array(view.buffer, at + 46, Math.min(length, view.byteLength - at - 46))),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      bytes: view.getUint32(at + 24, true),
      at: view.getUint32(at + 42, true),
    });
    at += 46 + length + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/** Where the bytes of a file begin. */
export async function beginOf(blob: Blob, entry: Entry): Promise<number> {
  const head = await viewOf(blob.slice(entry.at, entry.at + 30));
  if (head.byteLength < 30 || head.getUint32(0, true) !== LOCAL) throw new ZipBroken();
  const begin = entry.at + 30 + head.getUint16(26, true) + head.getUint16(28, true);
  if (begin + entry.packed > blob.size) throw new ZipBroken();
  return begin;
}

/** The bytes of one file; more than the zip tells, or others than it sums up, are not taken. */
export async function bytesOf(blob: Blob, entry: Entry): Promise<Uint8Array<ArrayBuffer>> {
  const begin = await beginOf(blob, entry);
  const packed = blob.slice(begin, begin + entry.packed);
  const bytes = entry.method === STORED ? new Uint8Array(await packed.arrayBuffer()) : await inflated(packed, entry);
  if (bytes.length !== entry.bytes || crc32(bytes) !== entry.crc) throw new ZipBroken();
  return bytes;
}

async function inflated(packed: Blob, { method, bytes }: Entry): Promise<Uint8Array<ArrayBuffer>> {
  if (method !== DEFLATED || typeof DecompressionStream === 'undefined') throw new ZipBroken();
  const reader = packed.stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const whole = new Uint8Array(bytes);
  let filled = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new ZipBroken();
    });
    if (done) return whole.subarray(0, filled);
    if (filled + value.length > bytes) throw new ZipBroken(); // it unpacks to more than it tells
    whole.set(value, filled);
    filled += value.length;
  }
}

let table: Uint32Array | undefined;

function crcTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_none, n) => {
    let sum = n;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? 0xedb88320 ^ (sum >>> 1) : sum >>> 1;
    return sum >>> 0;
  });
}

export function crc32(bytes: Uint8Array): number {
  table ??= crcTable();
  let sum = 0xffffffff;
  for (const byte of bytes) sum = (table[(sum ^ byte) & 0xff] ?? 0) ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}

export interface Packed {
  name: string;
  body: Uint8Array<ArrayBuffer>;
}

/** Write files into a zip as they are: sounds and maps are packed already. */
export function zipOf(files: readonly Packed[]): Blob {
  const parts: BlobPart[] = [];
  const central: BlobPart[] = [];
  let at = 0;
  for (const { name, body } of files) {
    const title = new TextEncoder().encode(name);
    const told = header(title.length, body);
    parts.push(shorts(LOCAL, told), title, body);
    central.push(centralOf(told, at), title);
    at += 30 + title.length + body.length;
  }
  const bytes = central.reduce((sum, part) => sum + (part as Uint8Array).byteLength, 0);
  return new Blob([...parts, ...central, endOf(files.length, bytes, at)], { type: 'application/zip' });
}

const UTF8 = 0x0800;
const FIRST_OF_2026 = ((2026 - 1980) << 9) | (1 << 5) | 1;

/** What stands in both headers of a file: version, flags, method, time, day, sum, sizes, length of its name. */
function header(length: number, body: Uint8Array): DataView<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(26));
  [20, UTF8, STORED, 0, FIRST_OF_2026].forEach((value, n) => view.setUint16(n * 2, value, true));
  [crc32(body), body.length, body.length].forEach((value, n) => view.setUint32(10 + n * 4, value, true));
  view.setUint16(22, length, true);
  return view;
}

function shorts(sign: number, told: DataView<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(4 + told.byteLength);
  new DataView(whole.buffer).setUint32(0, sign, true);
  whole.set(new Uint8Array(told.buffer), 4);
  return whole;
}

function centralOf(told: DataView<ArrayBuffer>, at: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(46);
  const view = new DataView(whole.buffer);
  view.setUint32(0, CENTRAL, true);
  view.setUint16(4, 20, true);
  whole.set(new Uint8Array(told.buffer), 6);
  view.setUint32(42, at, true);
  return whole;
}

function endOf(count: number, bytes: number, at: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(END_BYTES);
  const view = new DataView(whole.buffer);
  view.setUint32(0, END, true);
  view.setUint16(8, count, true);
  view.setUint16(10, count, true);
  view.setUint32(12, bytes, true);
  view.setUint32(16, at, true);
  return whole;
}
