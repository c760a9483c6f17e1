/** Keeps a boundary in the making: every GPS fix as it arrives, every corner as it is tapped, until the boundary is saved. */

import { durably, type Fix as KeptFix, type LocalDb } from '../kit/local-db';
import { standsNow } from '../sync/store';
import type { Position } from './rules';
import type { Fix } from './walk';

export type Method = 'walked' | 'tapped';

export interface Draft {
  corners: Position[];
  closed: boolean;
  method: Method;
  /** Begun again after this GPS point: the earlier ones are kept, but not of this drawing. */
  after?: number;
  /** What was drawn before beginning again, for undoing it. */
  before?: Draft;
}

function range(profileId: string): IDBKeyRange {
  return IDBKeyRange.bound([profileId, 0], [profileId, Number.MAX_SAFE_INTEGER]);
}

/** The fixes of a walk, in the order they came. */
export async function fixesOf(db: LocalDb, profileId: string): Promise<Fix[]> {
  return db.getAll('fixes', range(await standsNow(db, profileId)));
}

/** Keep fixes, all or none; resolves when a power cut would not lose them. One that lies there already is not written over. */
export async function keepFixes(db: LocalDb, profileId: string, fixes: readonly Fix[]): Promise<void> {
  const profile_id = await standsNow(db, profileId);
  await durably(db, ['fixes'], async ({ store }) => {
    for (const fix of fixes) {
      const there = await store.get([profile_id, fix.n]);
      if (there?.at === fix.at) continue; // it was kept before
      const last = there ? (await store.getAllKeys(range(profile_id))).at(-1) : undefined;
      const kept: KeptFix = { ...fix, profile_id, n: last ? last[1] + 1 : fix.n };
      await store.put(kept);
    }
  });
}

/** Let go of a walk, once its boundary is saved. */
export async function forgetFixes(db: LocalDb, profileId: string): Promise<void> {
  const profile_id = await standsNow(db, profileId);
  await durably(db, ['fixes'], ({ store }) => store.delete(range(profile_id)));
}

/** The corners drawn so far and not yet saved as an answer. */
export async function draftOf(db: LocalDb, profileId: string): Promise<Draft | null> {
  return ((await db.get('meta', `corners/${await standsNow(db, profileId)}`)) as Draft | undefined) ?? null;
}

/** Keep the corners drawn so far; null once they are saved as an answer. */
export async function keepDraft(db: LocalDb, profileId: string, draft: Draft | null): Promise<void> {
  const key = `corners/${await standsNow(db, profileId)}`;
  await durably(
    db,
    ['meta'],
    async ({ store }) => void (draft ? await store.put(draft, key) : await store.delete(key)),
  );
}
