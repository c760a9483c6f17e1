/** The steps of drawing a boundary: each makes a new drawing, and can be undone and done again. Pure. */

import type { Draft, OldDraft, Sketch } from '../map/begun';
import { ringsOf, withCorner, withMoved, withoutCorner, type Ring } from '../map/rings';
import { cornersOf, same, type BoundaryGeometry, type Position } from '../map/rules';
import { lastStretch, walkedNow, walkedRing, walkOf, type Fix } from '../map/walk';

const STEPS_KEPT = 40;
const CORNERS_KEPT = 6_000; // of all steps together, so that a drawing of many corners still fits a phone

export const EMPTY: Draft = { rings: [], past: [], future: [] };

/**
 * The drawing to go on with: what was kept, else what stands as the answer, with all its parts and pockets. A drawing of
 * an earlier version that changed the first part only gets the others back.
 */
export function goOnWith(
  kept: Draft | OldDraft | null,
  stands: BoundaryGeometry | null,
  fixes: readonly Fix[],
  saw: readonly string[],
): Draft {
  if (kept && 'rings' in kept) return kept;
  if (kept) return { ...fromOld(kept, stands, fixes), saw: [...saw] };
  const walking = fixes.length > 0;
  return { ...EMPTY, rings: stands && !walking ? ringsOf(stands) : [], saw: [...saw], ...(walking ? { walking } : {}) };
}

function fromOld(old: OldDraft, stands: BoundaryGeometry | null, fixes: readonly Fix[]): Draft {
  const { before } = old;
  const past = before ? [sketchOf(before, stands, [])] : [];
  return { ...sketchOf(old, before ? null : stands, fixes), past, future: [] };
}

function sketchOf(
  { corners, closed, method, after }: OldDraft,
  stands: BoundaryGeometry | null,
  fixes: readonly Fix[],
): Sketch {
  const own: Ring = { corners, closed, ...(method === 'walked' ? { gaps: [] } : {}) };
  const first = stands ? cornersOf(stands) : [];
  const redrawn = corners.filter((one) => first.some((other) => same(one, other))).length > 1;
  const [, ...others] = stands && redrawn ? ringsOf(stands) : [];
  const walking = !corners.length && walkedNow(fixes, after).length > 0;
  return {
    rings: corners.length ? [redrawn ? { ...own, stood: true } : own, ...others] : [],
    ...(after ? { after } : {}),
    ...(walking ? { walking } : {}),
  };
}

/** Take a step: what was there can be brought back. */
export function stepTo(draft: Draft, next: Partial<Sketch>): Draft {
  return { ...draft, ...next, past: within([...draft.past, sketchIn(draft)]), future: [] };
}

function sketchIn({ rings, after, back, walking, next }: Draft): Sketch {
  return {
    rings,
    ...(after ? { after } : {}),
    ...(back?.length ? { back } : {}),
    ...(walking ? { walking } : {}),
    ...(next ? { next } : {}),
  };
}

/** Put a drawing of before in the place of this one; what it lacks is lacking. */
function as(draft: Draft, { rings, after = 0, back = [], walking = false, next = null }: Sketch): Draft {
  return { ...draft, rings, after, back, walking, next };
}

function within(past: Sketch[]): Sketch[] {
  const kept: Sketch[] = [];
  let corners = 0;
  for (const one of [...past].reverse().slice(0, STEPS_KEPT)) {
    corners += one.rings.reduce((sum, ring) => sum + ring.corners.length, 0);
    if (kept.length && corners > CORNERS_KEPT) break;
    kept.unshift(one);
  }
  return kept;
}

export function undone(draft: Draft): Draft {
  const before = draft.past.at(-1);
  if (!before) return draft;
  return { ...as(draft, before), past: draft.past.slice(0, -1), future: [...draft.future, sketchIn(draft)] };
}

export function redone(draft: Draft): Draft {
  const next = draft.future.at(-1);
  if (!next) return draft;
  return { ...as(draft, next), past: [...draft.past, sketchIn(draft)], future: draft.future.slice(0, -1) };
}

const changed = (draft: Draft, ring: number, next: (ring: Ring) => Ring): Draft =>
  stepTo(draft, { rings: draft.rings.map((one, n) => (n === ring ? next(one) : one)) });

/** Which line is open, and takes the next corner. */
export const openRing = ({ rings }: Sketch): number => rings.findIndex(({ closed }) => !closed);

/** A corner can be added: to a line that is open, or to begin one. */
export const takesCorners = (sketch: Sketch): boolean => openRing(sketch) >= 0 || !sketch.rings.length || !!sketch.next;

/** Add a corner to the open line, or begin one with it. */
export function added(draft: Draft, at: Position): Draft {
  const open = openRing(draft);
  if (open < 0) {
    const begun: Ring = { corners: [at], closed: false, ...asNext(draft) };
    return stepTo(draft, { rings: [...draft.rings, begun] });
  }
  return changed(draft, open, (ring) => ({
    ...ring,
    corners: [...ring.corners, at],
    ...(ring.gaps ? { gaps: withLast(ring, ring.gaps) } : {}),
    ...(ring.tapped ? { tapped: withLast(ring, ring.tapped) } : {}),
  }));
}

/** What is told of the sides of a line, and of the one after its last corner. */
const withLast = ({ corners }: Ring, told: readonly boolean[], last = true): boolean[] =>
  corners.map((_, n) => (n === corners.length - 1 ? last : !!told[n]));

export const inserted = (draft: Draft, ring: number, after: number, at: Position): Draft =>
  changed(draft, ring, (one) => withCorner(one, after, at));

export const movedTo = (draft: Draft, ring: number, corner: number, at: Position): Draft =>
  changed(draft, ring, (one) => withMoved(one, corner, at));

/** Take a corner away, and with its last corner the line. */
export function removed(draft: Draft, ring: number, corner: number): Draft {
  const left = draft.rings.map((one, n) => (n === ring ? withoutCorner(one, corner) : one));
  return stepTo(draft, { rings: left.filter(({ corners }) => corners.length > 0) });
}

export const withoutLine = (draft: Draft, ring: number): Draft =>
  stepTo(draft, { rings: draft.rings.filter((_, n) => n !== ring) });

/** Close the open line, where it has three corners. The side that closes a line that was walked was not walked. */
export function closedNow(draft: Draft): Draft {
  const open = openRing(draft);
  if ((draft.rings[open]?.corners.length ?? 0) < 3) return draft;
  const all = changed(draft, open, (ring) => ({
    ...ring,
    closed: true,
    ...(ring.gaps ? { gaps: ring.corners.map((_, n) => ring.gaps?.[n] ?? n === ring.corners.length - 1) } : {}),
    ...(ring.tapped ? { tapped: withLast(ring, ring.tapped, !!ring.tapped[ring.corners.length - 2]) } : {}),
  }));
  return { ...all, next: null };
}

export const openAgain = (draft: Draft, ring: number): Draft =>
  changed(draft, ring, (one) => ({ ...one, closed: false }));

/** Begin another line: a part, or a pocket, to be tapped or walked. */
export function another(draft: Draft, fixes: readonly Fix[], next: 'part' | 'pocket', walking: boolean): Draft {
  return stepTo(draft, { next, walking, ...(walking ? { after: fixes.at(-1)?.n ?? 0, back: [] } : {}) });
}

const asNext = ({ next }: Sketch): Partial<Ring> => (next === 'pocket' ? { pocket: true } : {});

/** Begin anew with an empty drawing; what was drawn can be brought back, and GPS points are set aside, not deleted. */
export function begunAgain(draft: Draft, fixes: readonly Fix[]): Draft {
  if (!draft.rings.length && !walkedIn(draft, fixes).length) return draft;
  return stepTo(draft, { rings: [], after: fixes.at(-1)?.n ?? 0, back: [], walking: false, next: null });
}

/** The GPS points of the line that is walked now. */
export const walkedIn = ({ after, back }: Sketch, fixes: readonly Fix[]): Fix[] => walkedNow(fixes, after, back);

/** End a walk: its line is closed, or goes on by tapping corners where nobody can walk. */
export function walkEnded(draft: Draft, fixes: readonly Fix[], how: 'closed' | 'tapping'): Draft {
  const ring = walkedRing(walkOf(walkedIn(draft, fixes)));
  const { corners, gaps = [] } = ring;
  const open = { ...ring, closed: false, gaps: corners.map((_, n) => n < corners.length - 1 && !!gaps[n]) };
  const line: Ring = { ...(how === 'closed' ? ring : open), ...asNext(draft) };
  const rings = corners.length ? [...draft.rings, line] : draft.rings;
  return stepTo(draft, { rings, after: fixes.at(-1)?.n ?? 0, back: [], walking: false, next: null });
}

/** Take back the last stretch of a walk: a wrong turn. Its GPS points are kept. */
export function takenBack(draft: Draft, fixes: readonly Fix[], metres: number): Draft {
  const walked = walkedIn(draft, fixes);
  const stretch = lastStretch(walkOf(walked), walked, metres);
  return stretch ? stepTo(draft, { back: [...(draft.back ?? []), stretch] }) : draft;
}
