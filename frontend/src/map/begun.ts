/** Reads a boundary in the making from this phone: what was walked, what was tapped, and whether there is any. */
import type { LocalDb } from '../kit/local-db';
import { standsNow } from '../sync/store';
import type { Ring } from './rings';
import type { Position } from './rules';
import type { Fix } from './walk';

/** A drawing as it stands after one step. */
export interface Sketch {
  rings: Ring[];
  /** GPS points up to this one are kept, but belong to a line that is finished or was begun again. */
  after?: number;
  /** Stretches of a walk that were taken back: from which GPS point to which. They are kept, too. */
  back?: [from: number, to: number][];
  /** A line is being walked. */
  walking?: boolean;
  /** What the next line is to be, once there is one already. */
  next?: 'part' | 'pocket' | null;
}

/** A drawing with what can be undone and done again. */
export interface Draft extends Sketch {
  past: Sketch[];
  future: Sketch[];
  /** The person paused the walk; otherwise it goes on by itself wherever the phone left it. */
  paused?: boolean;
  /** The answers that stood when it was begun: only these does it replace. */
  saw?: string[];
}

/** A drawing as versions before parts and pockets kept it; of a boundary of several parts they took the first alone. */
export interface OldDraft {
  corners: Position[];
  closed: boolean;
  method: 'walked' | 'tapped';
  after?: number;
  before?: OldDraft;
}

/** One structure counted on a walk: to which question it adds one. */
export interface Tap {
  of: string;
  at: string;
  place?: Position;
}

/** A count of structures on a walk. */
export interface Count {
  taps: Tap[];
  /** Taps taken back, to be put back. */
  off?: Tap[];
  /** GPS points up to this one are of a count before. */
  after?: number;
  paused?: boolean;
  /** The answers that stood when it was begun: only these does it replace. */
  saw?: string[];
  /** When it was written down as answers; the count and its path stay on this phone. */
  saved_at?: string;
  /** The count that was there when this one was begun. */
  before?: Count | undefined;
}

/** A line or an area that is being put on the map of a settlement, corner by corner, and is not there yet. */
export interface Placing {
  /** The layer it is put down in, or the record that is drawn anew. */
  of: string;
  ref: string;
  shape: 'Point' | 'LineString' | 'Polygon' | null;
  corners: readonly Position[];
}

/** What a walk is for; each has a line of its own. */
export type WalkFor = 'boundary' | 'count';

/** Under which name the fixes of a walk lie, once it is known which profile stands for this one. */
export const walkName = (profileId: string, of: WalkFor): string => (of === 'count' ? `${profileId}+count` : profileId);

/** The keys of a walk's fixes. */
export function range(walk: string, from = 0, to = Number.MAX_SAFE_INTEGER): IDBKeyRange {
  return IDBKeyRange.bound([walk, from], [walk, to]);
}

/** The fixes of a walk, in the order they came. */
export async function fixesOf(db: LocalDb, profileId: string, of: WalkFor = 'boundary'): Promise<Fix[]> {
  return db.getAll('fixes', range(walkName(await standsNow(db, profileId), of)));
}

/** What was drawn so far and is not yet saved as an answer, as the version that kept it wrote it. */
export async function draftOf(db: LocalDb, profileId: string): Promise<Draft | OldDraft | null> {
  return ((await db.get('meta', `corners/${await standsNow(db, profileId)}`)) as Draft | OldDraft | undefined) ?? null;
}

/** What was counted on a walk so far, or last. */
export async function countOf(db: LocalDb, profileId: string): Promise<Count | null> {
  return ((await db.get('meta', `count/${await standsNow(db, profileId)}`)) as Count | undefined) ?? null;
}

/** The line or area that was begun on the map of a settlement. */
export async function placingOf(db: LocalDb, settlementId: string): Promise<Placing | null> {
  return ((await db.get('meta', `placing/${await standsNow(db, settlementId)}`)) as Placing | undefined) ?? null;
}

/** Whether a drawing holds anything of a person, now or to be brought back. */
const holds = (draft: Draft | OldDraft): boolean =>
  'rings' in draft ? draft.rings.length > 0 || draft.past.length > 0 : draft.corners.length > 0 || !!draft.before;

/** Whether a boundary was begun here, walked or tapped, and is not saved as an answer yet. */
export async function isBegun(db: LocalDb, profileId: string): Promise<boolean> {
  const [draft, fixes] = await Promise.all([draftOf(db, profileId), fixesOf(db, profileId)]);
  return fixes.length > 0 || (draft !== null && holds(draft));
}
