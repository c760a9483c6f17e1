/** A boundary in the making as it is now: what it measures, and what is wrong with it, in words' keys. Pure. */

import { closeAll, type Closed } from '../map/closing';
import { crossingsOf, type Crossing } from '../map/crossing';
import { footOn, inside, isNothing, stretchesNotWalked, toldWalked, type Ring } from '../map/rings';
import {
  areaM2,
  boundaryRoundM,
  distanceM,
  lineM,
  parts,
  roundM,
  type BoundaryGeometry,
  type Position,
} from '../map/rules';
import type { Gap } from '../map/walk';

const SMALLEST_M2 = 500; // profile.md, X9: 0.05 to 400 ha
const LARGEST_M2 = 4_000_000;
const ABSURD_M2 = 1e9; // 100,000 ha, larger than a whole city
const FAR_M = 5_000;
const BESIDE_M = 300;

export interface Drawn extends Closed {
  corners: number;
  area_m2: number;
  /** Round the parts; a line that is still open is closed as its area is. */
  length_m: number;
  crossings: Crossing[];
  unusual: 'absurd' | 'nothing' | 'small' | 'large' | 'far' | null;
  far_m: number;
  /** So far from it lies the place where the settlement was known to be; nothing where that is inside, or close by. */
  beside_m: number;
  /** It could be the answer: every line is closed, and nothing crosses or lies where it may not. */
  whole: boolean;
}

/** Look at lines as a boundary; while one is open, its closing side does not cross anything yet. */
export function look(rings: readonly Ring[], expected: Position | null): Drawn {
  const closed = rings.length > 0 && rings.every((ring) => ring.closed && ring.corners.length > 2);
  const { boundary, misplaced } = closeAll(rings);
  const area_m2 = boundary ? areaM2(boundary) : 0;
  const first = rings[0]?.corners[0];
  const far_m = expected && first ? distanceM(expected, first) : 0;
  const size = closed && boundary && isNothing(boundary) ? 'nothing' : unusual(area_m2, far_m, closed);
  const crossings = crossingsOf(rings.map(({ corners }) => corners)).filter(
    ({ sides }) => !sides.some(({ ring, side }) => isClosing(rings[ring], side)),
  );
  const sound = !crossings.length && !misplaced.length && size !== 'absurd' && size !== 'nothing';
  return {
    boundary,
    misplaced: closed ? misplaced : [],
    corners: rings.reduce((sum, ring) => sum + ring.corners.length, 0),
    area_m2,
    length_m: boundary ? boundaryRoundM(boundary) : 0,
    crossings,
    unusual: size,
    far_m,
    beside_m: closed && boundary && expected ? besideM(boundary, expected) : 0,
    whole: closed && boundary !== null && sound,
  };
}

const isClosing = (ring: Ring | undefined, side: number): boolean =>
  !!ring && !ring.closed && side === ring.corners.length - 1;

function unusual(area_m2: number, far_m: number, closed: boolean): Drawn['unusual'] {
  if (area_m2 > ABSURD_M2) return 'absurd';
  if (far_m > FAR_M) return 'far';
  if (!closed) return null;
  if (area_m2 < SMALLEST_M2) return 'small';
  return area_m2 > LARGEST_M2 ? 'large' : null;
}

/** How many stretches nobody walked, and how long they are together. */
export function notWalked(rings: readonly Ring[]): Stretches {
  const lengths = toldWalked(rings).flatMap(stretchesNotWalked).map(lineM);
  return { n: lengths.length, m: Math.round(lengths.reduce((sum, one) => sum + one, 0)) };
}

/** How far a place lies from a boundary; 0 inside, and where it is no further than a rough place on a list may be. */
function besideM(boundary: BoundaryGeometry, at: Position): number {
  const outers = parts(boundary).flatMap(([outer]) => (outer ? [outer] : []));
  if (outers.some((outer) => inside(at, outer))) return 0;
  const sides = outers.flatMap((outer) => outer.slice(1).map((to, n) => [outer[n] ?? to, to] as const));
  const away = sides.reduce((least, [from, to]) => Math.min(least, distanceM(at, footOn(at, from, to))), Infinity);
  return away > BESIDE_M && away < Infinity ? away : 0;
}

/** So many stretches, so long together. */
export interface Stretches {
  n: number;
  m: number;
}

/** Where a boundary that was walked was not: GPS was away; a thumb put it there on purpose; or of a line of before nobody knows which. */
export interface NotWalked {
  away: Stretches;
  tapped: Stretches;
  unknown: Stretches;
}

/** Tell apart what nobody walked. */
export function toldApart(rings: readonly Ring[]): NotWalked {
  const told = toldWalked(rings);
  const masked = (mask: (ring: Ring, side: number) => boolean): Stretches =>
    notWalked(told.map((ring) => ({ ...ring, gaps: ring.corners.map((_, n) => !!ring.gaps?.[n] && mask(ring, n)) })));
  return {
    away: masked(({ tapped }, n) => !!tapped && !tapped[n]),
    tapped: masked(({ tapped }, n) => !!tapped?.[n]),
    unknown: masked(({ tapped }) => !tapped),
  };
}

/** The gaps of a walk that is under way. */
export function gapsTold(gaps: readonly Gap[]): NotWalked {
  const away = { n: gaps.length, m: Math.round(gaps.reduce((sum, gap) => sum + gap.length_m, 0)) };
  return { away, tapped: { n: 0, m: 0 }, unknown: { n: 0, m: 0 } };
}

/** A boundary that stands; of one that was walked, earlier versions did not keep where nobody did. */
export const asWalked = (boundary: BoundaryGeometry | null, method: unknown): BoundaryGeometry | null =>
  boundary && method === 'walked_gps' ? { not_walked: [], ...boundary } : boundary;

/** As little as this of a boundary is the doubt where a walk ends, and no other way of making it. */
const SLIGHT = 0.05;

/** How a boundary came about: walked, tapped, part of each; or as it stood before, where most of it did. */
export function methodOf(rings: readonly Ring[], stood: string | null): string {
  const lengths = { walked: 0, tapped: 0, stood: 0 };
  for (const { corners, gaps, stood: before } of rings) {
    const all = roundM(corners);
    const not_walked = gaps ? notWalked([{ corners, gaps, closed: true }]).m : all;
    if (before && stood && !gaps) lengths.stood += all;
    else {
      lengths.walked += all - not_walked;
      lengths.tapped += not_walked;
    }
  }
  const { walked, tapped } = lengths;
  if (stood && lengths.stood > walked + tapped) return stood;
  if (tapped <= SLIGHT * (walked + tapped)) return 'walked_gps';
  return walked <= SLIGHT * (walked + tapped) ? 'corners_tapped' : 'walked_and_tapped';
}
