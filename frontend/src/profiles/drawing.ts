/** A boundary in the making: its corners, what is wrong with it in words' keys, and its measures. Pure. */

import type { Draft } from '../map/begun';
import { closeRing, crossings, type Crossing } from '../map/closing';
import { areaM2, distanceM, lineM, roundM, type PolygonGeometry, type Position } from '../map/rules';
import { simplify, walkOf, type Fix, type Walk } from '../map/walk';

const SMALLEST_M2 = 500; // profile.md, X9: 0.05 to 400 ha
const LARGEST_M2 = 4_000_000;
const ABSURD_M2 = 1e9; // 100,000 ha, larger than a whole city
const FAR_M = 5_000;
const WALK_TOLERANCE_M = 1.5;

export interface Drawn {
  polygon: PolygonGeometry | null;
  area_m2: number;
  /** Round the closed ring, or along the open line. */
  length_m: number;
  crossings: Crossing[];
  unusual: 'absurd' | 'small' | 'large' | 'far' | null;
  far_m: number;
}

/** Look at the corners as a boundary; while it is open, the closing side does not cross anything yet. */
export function look(corners: readonly Position[], closed: boolean, expected: Position | null): Drawn {
  const polygon = closeRing(corners);
  const area_m2 = polygon ? areaM2(polygon) : 0;
  const far_m = expected && corners[0] ? distanceM(expected, corners[0]) : 0;
  const found = crossings(corners).filter(({ sides }) => closed || !sides.includes(corners.length - 1));
  return {
    polygon,
    area_m2,
    length_m: closed ? roundM(corners) : lineM(corners),
    crossings: found,
    unusual: unusual(area_m2, far_m, closed),
    far_m,
  };
}

function unusual(area_m2: number, far_m: number, closed: boolean): Drawn['unusual'] {
  if (area_m2 > ABSURD_M2) return 'absurd';
  if (far_m > FAR_M) return 'far';
  if (!closed) return null;
  if (area_m2 < SMALLEST_M2) return 'small';
  return area_m2 > LARGEST_M2 ? 'large' : null;
}

/** The corners of a finished walk, few enough to be dragged; the walker's last steps over the first are one corner. */
export function cornersWalked(fixes: readonly Fix[]): Position[] {
  const line = simplify(walkOf(fixes).line, WALK_TOLERANCE_M);
  const [first] = line;
  const last = line.at(-1);
  return first && last && line.length > 3 && distanceM(first, last) < 5 ? line.slice(0, -1) : line;
}

/** The gaps of a walk as drawn: which sides are dotted, how long they are together. */
export function gapsOf(walk: Walk): { sides: number[]; metres: number } {
  return {
    sides: walk.gaps.map(({ from }) => from),
    metres: Math.round(walk.gaps.reduce((sum, gap) => sum + gap.length_m, 0)),
  };
}

const EMPTY: Draft = { corners: [], closed: false, method: 'tapped' };

/** Begin again: an empty drawing that remembers the one before; GPS points walked so far are set aside, not deleted. */
export function begunAgain(draft: Draft, fixes: readonly Fix[]): Draft {
  if (!draft.corners.length && !walkedIn(draft, fixes).length) return draft;
  const { before: _older, ...before } = draft;
  return { ...EMPTY, after: fixes.at(-1)?.n ?? 0, before };
}

/** The GPS points of this drawing. */
export function walkedIn(draft: Draft, fixes: readonly Fix[]): Fix[] {
  return fixes.filter(({ n }) => n > (draft.after ?? 0));
}

/** Move one corner. */
export function moved(corners: readonly Position[], corner: number, to: Position): Position[] {
  return corners.map((one, i) => (i === corner ? to : one));
}

/** Take one corner away. */
export function without(corners: readonly Position[], corner: number): Position[] {
  return corners.filter((_, i) => i !== corner);
}
