/**
 * The hand-over file: a magic line, a header in the clear, and a letter that only the server opens. The carrier can neither
 * read nor change it. `docs/handover.md` says what each part is for; `app/sync/files.py` reads what this writes.
 */
import type { OutboxEdit } from '../kit/wire';
import { answersOf } from './count';
import { gzip } from './gzip';
import { letterKey, sealed, sealedSize, type Bytes } from './sealing';

const MAGIC = 'KWETU HAND-OVER\n';
const VERSION = 1;
const SIGNATURE_BYTES = 64;
const HEAD_BYTES = 4096;
/** A file of so much text stays below the server's 8 MB however badly it packs. */
export const FILE_TEXT = 6_000_000;

/** What stands in the clear: enough to carry the file, nothing of what anybody answered. */
export interface Head {
  version: number;
  /** The name of the server's key: no other server opens it. */
  seal: string;
  device_id: string;
  size: number;
  made_at: string;
  answers: number;
  settlements: number;
}

/** Who hands over, to which server, and how the phone signs. */
export interface Author {
  person_id: string;
  device_id: string;
  seal: JsonWebKey & { kid?: string };
  sign: (message: Bytes) => Promise<Bytes>;
}

const text = (told: string): Bytes => new TextEncoder().encode(told);
const base64url = (bytes: Bytes): string =>
  btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');

const counted = (edits: readonly OutboxEdit[]): Pick<Head, 'answers' | 'settlements'> => ({
  answers: edits.reduce((n, own) => n + answersOf(own), 0),
  settlements: new Set(edits.map(({ settlement_id }) => settlement_id)).size,
});

/** Write one hand-over file. */
export async function handoverFile(author: Author, edits: readonly OutboxEdit[], made_at: string): Promise<Blob> {
  const { person_id, device_id } = author;
  const server = author.seal.kid ?? '';
  const told = { device_id, person_id, server, made_at, edits: edits.map(({ edit }) => edit) };
  const packed = await gzip(JSON.stringify(told));
  const { ephemeral, salt, key } = await letterKey(author.seal);
  const size = SIGNATURE_BYTES + packed.length;
  const clear: Head = { version: VERSION, seal: server, device_id, size, made_at, ...counted(edits) };
  const head = text(`${MAGIC}${JSON.stringify({ ...clear, ephemeral, salt: base64url(salt) })}\n`);
  const signature = await author.sign(joined(head, packed));
  return new Blob([head, ...(await sealed(joined(signature, packed), key, head))]);
}

function joined(one: Bytes, other: Bytes): Bytes {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}

/** Share edits out over as few files as hold them, in their order. */
export function filesOf(edits: readonly OutboxEdit[], room = FILE_TEXT): OutboxEdit[][] {
  const files: OutboxEdit[][] = [];
  let left = 0;
  for (const own of edits) {
    const size = JSON.stringify(own.edit).length * 2; // a sign may take more bytes than one
    const last = files[files.length - 1];
    if (last && size <= left) last.push(own);
    else files.push([own]);
    left = (last && size <= left ? left : room) - size;
  }
  return files;
}

/** What is wrong with a file before anything is asked of the server. */
export type NoFile = 'not-a-handover' | 'handover-cut-short' | 'handover-damaged' | 'handover-of-another-server';

/** Read the header of a file somebody hands over; what it says is proven only by the server. */
export function readHead(file: Bytes, seal: string | undefined): Head | NoFile {
  const begin = new TextDecoder().decode(file.subarray(0, MAGIC.length + HEAD_BYTES));
  if (!begin.startsWith(MAGIC)) return 'not-a-handover';
  const end = begin.indexOf('\n', MAGIC.length);
  if (end < 0) return file.length < HEAD_BYTES ? 'handover-cut-short' : 'handover-damaged';
  const head = parsed(begin.slice(MAGIC.length, end));
  if (!head || typeof head.size !== 'number') return 'handover-damaged';
  if (head.version === VERSION && file.length < end + 1 + sealedSize(head.size)) return 'handover-cut-short';
  return head.seal === seal ? head : 'handover-of-another-server';
}

function parsed(line: string): Head | null {
  try {
    return JSON.parse(line) as Head | null;
  } catch {
    return null;
  }
}
