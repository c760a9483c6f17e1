/**
 * A little room held back for answers: browsers no longer tell truly how much is left (Chromium says 10 GB to every page). When
 * the phone turns out to be full, what is held back goes to the answers, and the person is told in time.
 */

import { MAPS, RESERVE as SHELF, SOUND } from './shelves';

const BYTES = 3_000_000; // about a thousand answers

let given = false;

/** Hold the room back; tells whether it is held now. */
export async function holdBack(): Promise<boolean> {
  if (typeof caches === 'undefined') return true;
  try {
    const shelf = await caches.open(SHELF);
    if (!(await shelf.match(`/${SHELF}`))) await shelf.put(`/${SHELF}`, new Response(new Uint8Array(BYTES)));
    given = false;
    return true;
  } catch (fault) {
    return (fault as { name?: string }).name !== 'QuotaExceededError'; // where there is no such shelf nothing is known
  }
}

/** Maps lie elsewhere and are given up after everything else: out there nobody can fetch them again. */
async function giveUpMaps(): Promise<boolean> {
  const root = await (globalThis.navigator?.storage as StorageManager | undefined)?.getDirectory?.().catch(() => null);
  const gone = root?.removeEntry(MAPS, { recursive: true });
  return !!gone && gone.then(() => true).catch(() => false);
}

/** Give it to the answers, and with it what can be fetched again; tells whether there was any. */
export async function giveUp(): Promise<boolean> {
  if (typeof caches === 'undefined') return false;
  const freed = await Promise.all([SHELF, SOUND].map((one) => caches.delete(one).catch(() => false)));
  given ||= freed[0]!;
  return freed.includes(true) || giveUpMaps();
}

/** Whether it had to be given up. */
export const givenUp = (): boolean => given;
