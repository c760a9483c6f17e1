/** Reads a boundary in the making from this phone: what was walked, what was tapped, and whether there is any. */
import type { LocalDb } from '../kit/local-db';
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

/** The keys of a walk's fixes. */
export function range(profileId: string, from = 0, to = Number.MAX_SAFE_INTEGER): IDBKeyRange {
  return IDBKeyRange.bound([profileId, from], [profileId, to]);
}

/** The fixes of a walk, in the order they came. */
export async function fixesOf(db: LocalDb, profileId: string): Promise<Fix[]> {
  return db.getAll('fixes', range(await standsNow(db, profileId)));
}

/** The corners drawn so far and not yet saved as an answer. */
export async function draftOf(db: LocalDb, profileId: string): Promise<Draft | null> {
  return ((await db.get('meta', `corners/${await standsNow(db, profileId)}`)) as Draft | undefined) ?? null;
}

/** Whether a boundary was begun here, walked or tapped, and is not saved as an answer yet. */
export async function isBegun(db: LocalDb, profileId: string): Promise<boolean> {
  const [draft, fixes] = await Promise.all([draftOf(db, profileId), fixesOf(db, profileId)]);
  return fixes.length > 0 || !!draft?.before || !!draft?.corners.length;
}
