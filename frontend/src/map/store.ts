/** Keeps a boundary in the making: every GPS fix as it arrives, every corner as it is tapped, until the boundary is saved. */

import { durably, type Fix as KeptFix, type LocalDb } from '../kit/local-db';
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
  return db.getAll('fixes', range(profileId));
}

/** Keep a fix; resolves when a power cut would not lose it. */
export async function keepFix(db: LocalDb, profileId: string, fix: Fix): Promise<void> {
  const kept: KeptFix = { profile_id: profileId, ...fix };
  await durably(db, ['fixes'], ({ store }) => store.put(kept));
}

/** Let go of a walk, once its boundary is saved. */
export async function forgetFixes(db: LocalDb, profileId: string): Promise<void> {
  await durably(db, ['fixes'], ({ store }) => store.delete(range(profileId)));
}

/** The corners drawn so far and not yet saved as an answer. */
export async function draftOf(db: LocalDb, profileId: string): Promise<Draft | null> {
  return ((await db.get('meta', `corners/${profileId}`)) as Draft | undefined) ?? null;
}

/** Keep the corners drawn so far; null once they are saved as an answer. */
export async function keepDraft(db: LocalDb, profileId: string, draft: Draft | null): Promise<void> {
  const key = `corners/${profileId}`;
  await durably(
    db,
    ['meta'],
    async ({ store }) => void (draft ? await store.put(draft, key) : await store.delete(key)),
  );
}
