/** Looks for what was begun on this phone and is not said yet: nobody else has it, and no page may say that all is safe. */
import type { LocalDb } from '../kit/local-db';
import type { Safety } from '../kit/safety.svelte';
import { goesOn, unfinished } from './unfinished';

/** What is walked (one name a walk, however long it is) and what is half done, by key. */
async function begunHere(db: LocalDb): Promise<[walked: string[], half_done: [string, unknown][]]> {
  const tx = db.transaction(['fixes', 'meta']);
  const walked: string[] = [];
  let at = await tx.objectStore('fixes').openKeyCursor();
  while (at) {
    const [walk] = at.key;
    walked.push(walk);
    at = await at.continue([walk, Infinity]); // on to the next walk
  }
  const keys = (await tx.objectStore('meta').getAllKeys()).filter((key) =>
    /^(handin|corners|count|placing)\//.test(key),
  );
  const values = await Promise.all(keys.map((key) => tx.objectStore('meta').get(key)));
  return [walked, keys.map((key, n) => [key, values[n]])];
}

/** How many boundaries, counts, lines of the map and hand-ins were begun here. */
export const unfinishedHere = async (db: LocalDb): Promise<number> => unfinished(...(await begunHere(db)));

/** What is told where all that was said is safe: that, or what is not finished. */
export const orUnfinished = async (db: LocalDb, now: Safety): Promise<Safety> =>
  goesOn(...(await begunHere(db))) ?? now;
