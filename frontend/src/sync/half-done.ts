/** What a person has half done on a record (a walk, a drawing, a count, a page half written) goes along when another stands for it. */
import type { Fix, Tx } from '../kit/local-db';
import { standsFor, type Aliases } from './aliases';

/** What is half done lies in `meta` under its kind and its record. */
export const HALF_DONE = /^(handin|before|corners|count|placing)\//;

type Moving = Tx<['records', 'outbox', 'meta', 'fixes']>;

/** Move what is half done to the records that stand for others now. Nothing is written over, and nothing is let go. */
export async function follow(tx: Moving, told: Aliases): Promise<void> {
  for (const [from, to] of Object.entries(told))
    if (from !== to) for (const of of ['', '+count']) await moveWalk(tx, from + of, to + of);
  for (const key of await tx.objectStore('meta').getAllKeys()) await moveHalfDone(tx, String(key), told);
}

const walkOf = (tx: Moving, record_id: string): Promise<Fix[]> =>
  tx.objectStore('fixes').getAll(IDBKeyRange.bound([record_id], [record_id, []]));

/** A walk that lies there already goes first; after it comes this one, as after a pause. */
async function moveWalk(tx: Moving, from: string, to: string): Promise<void> {
  const [walk, there] = await Promise.all([walkOf(tx, from), walkOf(tx, to)]);
  const last = there.at(-1)?.n ?? 0;
  for (const [at, fix] of walk.entries()) {
    const paused = last > 0 && at === 0 ? { gap: true } : {};
    await tx.objectStore('fixes').put({ ...fix, ...paused, profile_id: to, n: last + fix.n });
    await tx.objectStore('fixes').delete([from, fix.n]);
  }
}

/** What is half done there already stays, and so does this, each under its own name. */
async function moveHalfDone(tx: Moving, key: string, told: Aliases): Promise<void> {
  if (!HALF_DONE.test(key)) return;
  const [kind, record_id = '', ...rest] = key.split('/');
  const there = [kind, standsFor(told, record_id), ...rest].join('/');
  const meta = tx.objectStore('meta');
  if (there === key || (await meta.getKey(there)) !== undefined) return;
  await meta.put(await meta.get(key), there);
  await meta.delete(key);
}
