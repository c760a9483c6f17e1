/** What this phone carries for others: hand-over files until they are delivered, and the receipts that go back. */
import { changed } from '../kit/changes';
import { localIso } from '../kit/clock';
import { ask, type Schema } from '../kit/http';
import { durably, type LocalDb } from '../kit/local-db';
import { Problem } from '../kit/problem';
import type { Carried, CarriedReceipts } from '../kit/wire';
import type { PersonHere } from '../people/rules';
import { readHead, type NoFile } from './handover-file';
import { receiptsIn, type Receipts } from './receipts-file';

export const FILE_BYTES = 8 * 1024 * 1024;

/** What a picked file turned out to be. */
export type Picked = { carried: Carried } | { receipts: Receipts } | { wrong: NoFile | 'too-large' | 'own' };

/** Look at a file somebody gives, and keep it if it is one to carry; twice the same is kept once. */
export async function takeFile(db: LocalDb, person: PersonHere, file: Blob): Promise<Picked> {
  if (file.size > FILE_BYTES) return { wrong: 'too-large' };
  const bytes = new Uint8Array(await file.arrayBuffer());
  const receipts = receiptsIn(bytes);
  if (receipts) return { receipts };
  const head = readHead(bytes, (person.server_keys.seal.jwk as { kid?: string }).kid);
  if (typeof head === 'string') return { wrong: head };
  if (head.device_id === person.device_id) return { wrong: 'own' };
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const { made_at, answers, settlements } = head;
  const carried = await durably(db, ['carried'], async ({ store }) => {
    const before = await store.get(sha256);
    const kept: Carried = before ?? {
      sha256,
      made_at: String(made_at),
      taken_at: localIso(),
      answers: Number(answers) || 0,
      settlements: Number(settlements) || 0,
      file: bytes.buffer,
      state: 'carried',
    };
    await store.put(kept);
    return kept;
  });
  changed();
  return { carried };
}

/** All this phone carries or has carried, the latest first. */
export async function carriedHere(db: LocalDb): Promise<Carried[]> {
  const all = await db.getAll('carried');
  return all.sort((one, other) => other.taken_at.localeCompare(one.taken_at));
}

/** Faults of the line or of this phone's standing: the file is tried again. All others are of the file itself. */
const AGAIN: readonly string[] = [
  'no-network',
  'unexpected',
  'database-away',
  'body-too-slow',
  'body-unreadable',
  'token-unknown',
  'device-revoked',
  'sign-in-needed',
];

/** Deliver what waits; returns how many files were. A fault of the line is thrown, what is wrong with a file is kept with it. */
export async function deliver(db: LocalDb, person: PersonHere): Promise<number> {
  let n = 0;
  let stumbled: unknown;
  for (const carried of await db.getAll('carried')) {
    if (carried.state !== 'carried' || !carried.file) continue;
    try {
      await note(db, await delivered(carried, carried.file, person.token));
      n += 1;
    } catch (fault) {
      if (!(fault instanceof Problem) || fault.status < 500) throw fault;
      stumbled = fault; // one file the server stumbles over does not hold up the others
    }
  }
  if (stumbled) throw stumbled;
  return n;
}

async function delivered(carried: Carried, file: ArrayBuffer, token: string): Promise<Carried> {
  try {
    const told = await ask<Schema<'HandoverAnswers'>>('/api/sync/handovers', {
      method: 'POST',
      token,
      body: new Blob([file]),
      headers: { 'Content-Type': 'application/octet-stream' },
      patience_ms: 300_000,
    });
    const { server_time, epoch, author, answers } = told as unknown as CarriedReceipts;
    return { ...carried, file: null, state: 'delivered', receipts: { server_time, epoch, author, answers } };
  } catch (fault) {
    if (!(fault instanceof Problem) || AGAIN.includes(fault.slug)) throw fault;
    return { ...carried, state: 'refused', problem: fault.body };
  }
}

async function note(db: LocalDb, carried: Carried): Promise<void> {
  await durably(db, ['carried'], ({ store }) => store.put(carried));
  changed();
}

/** The receipts were handed on. */
export const noteGivenBack = (db: LocalDb, carried: Carried): Promise<void> =>
  note(db, { ...carried, given_back: true });

/** Try a refused file again: the server may have been mended. */
export const carryAgain = (db: LocalDb, { problem: _was, ...carried }: Carried): Promise<void> =>
  note(db, { ...carried, state: 'carried' });

/** Let go of what is delivered, or of what the server refuses; what still waits is not let go. */
export async function letGo(db: LocalDb, { sha256, state }: Carried): Promise<void> {
  if (state === 'carried') return;
  await durably(db, ['carried'], ({ store }) => store.delete(sha256));
  changed();
}
