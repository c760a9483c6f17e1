/** Keeps a boundary in the making: every GPS fix as it arrives, every corner as it is tapped, until the boundary is saved. */

import { durably, personOf, PRACTICE, type Fix as KeptFix, type LocalDb } from '../kit/local-db';
import { copiesOf, copy, halfDoneOf, type HalfDone } from '../kit/second-copy';
import { standsFor } from '../sync/aliases';
import { aliasesHere, standsNow } from '../sync/store';
import { range, type Draft } from './begun';
import type { Fix } from './walk';

/** Fixes are copied so many at a time: a walk of an hour is not written anew with each of them. */
const COPIED_TOGETHER = 50;

function copyHalf(db: LocalDb, name: string, half: HalfDone | null): void {
  if (personOf(db) !== PRACTICE) copy(halfDoneOf(db.name), name, half);
}

async function copyWalk(db: LocalDb, profile_id: string, numbers: readonly number[]): Promise<void> {
  for (const part of new Set(numbers.map((n) => Math.floor(n / COPIED_TOGETHER)))) {
    const from = part * COPIED_TOGETHER;
    const fixes = await db.getAll('fixes', range(profile_id, from, from + COPIED_TOGETHER - 1));
    copyHalf(db, `walk.${profile_id}.${part}`, { fixes });
  }
}

/** Let go of copies, also of those made under the name of a profile that was joined to this one. */
async function forgetCopies(db: LocalDb, what: 'walk' | 'drawn', profile_id: string): Promise<void> {
  const aliases = await aliasesHere(db);
  for (const name of (await copiesOf(halfDoneOf(db.name))).keys()) {
    const [kind, of = ''] = name.split('.');
    if (kind === what && standsFor(aliases, of) === profile_id) copyHalf(db, name, null);
  }
}

/** Keep fixes, all or none; resolves when a power cut would not lose them. One that lies there already is not written over. */
export async function keepFixes(db: LocalDb, profileId: string, fixes: readonly Fix[]): Promise<void> {
  const profile_id = await standsNow(db, profileId);
  const numbers = await durably(db, ['fixes'], async ({ store }) => {
    const written: number[] = [];
    for (const fix of fixes) {
      const there = await store.get([profile_id, fix.n]);
      if (there?.at === fix.at) continue; // it was kept before
      const last = there ? (await store.getAllKeys(range(profile_id))).at(-1) : undefined;
      const kept: KeptFix = { ...fix, profile_id, n: last ? last[1] + 1 : fix.n };
      await store.put(kept);
      written.push(kept.n);
    }
    return written;
  });
  await copyWalk(db, profile_id, numbers);
}

/** Let go of a walk, once its boundary is saved. */
export async function forgetFixes(db: LocalDb, profileId: string): Promise<void> {
  const profile_id = await standsNow(db, profileId);
  await durably(db, ['fixes'], ({ store }) => store.delete(range(profile_id)));
  await forgetCopies(db, 'walk', profile_id);
}

/** Keep the corners drawn so far; null once they are saved as an answer. */
export async function keepDraft(db: LocalDb, profileId: string, draft: Draft | null): Promise<void> {
  const profile_id = await standsNow(db, profileId);
  const key = `corners/${profile_id}`;
  await durably(
    db,
    ['meta'],
    async ({ store }) => void (draft ? await store.put(draft, key) : await store.delete(key)),
  );
  if (draft) copyHalf(db, `drawn.${profile_id}`, { meta: [key, draft] });
  else await forgetCopies(db, 'drawn', profile_id);
}
