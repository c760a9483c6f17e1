/** Turn the GPS fixes of a walk into a line: which fixes to trust, where the gaps are. Pure. */

import type { Fix as KeptFix } from '../kit/local-db';
import { crossings } from './crossing';
import { footOn, type Ring } from './rings';
import { distanceM, lineM, ringAreaM2, type Position } from './rules';

export type Fix = Omit<KeptFix, 'profile_id'>;

export interface Gap {
  from: number; // index in the walked line of the last corner before the gap
  length_m: number;
}

export interface Walk {
  line: Position[];
  /** For each corner of the line, the number of its fix. */
  fixes: number[];
  gaps: Gap[];
  left_out: number; // fixes too inaccurate to trust
}

const TRUSTED_ACCURACY_M = 30;
const SHORTEST_STEP_M = 3;
const JUMP_M = 30;
const GAP_M = 20;
const SILENT_S = 60;
const SPIKE_M = 60;
const SPIKE_S = 20;

/** Tell whether a fix is good enough to draw; all fixes are kept on the phone whatever this says. */
export function trusted(fix: Fix): boolean {
  return fix.accuracy_m <= TRUSTED_ACCURACY_M;
}

/**
 * Follow the trusted fixes in the order they came: standing still adds no corner, a jump there and back is left out. A pause
 * is told at the next fix that is drawn, whatever came in between.
 */
export function walkOf(fixes: readonly Fix[]): Walk {
  const all = [...fixes].sort((a, b) => a.n - b.n);
  const good = new Set(withoutSpikes(all.filter(trusted)));
  const walk: Walk = { line: [], fixes: [], gaps: [], left_out: all.length - good.size };
  let last: Fix | null = null;
  let paused = false;
  for (const fix of all) {
    paused ||= !!fix.gap;
    const step = last ? distanceM(place(last), place(fix)) : Infinity;
    if (!good.has(fix) || step < stepNeededM(fix)) continue;
    if (last && isGap(step, paused || between(last, fix) > SILENT_S))
      walk.gaps.push({ from: walk.line.length - 1, length_m: step });
    walk.line.push(place(fix));
    walk.fixes.push(fix.n);
    last = fix;
    paused = false;
  }
  return walk;
}

/** Nobody is known to have walked a long jump; after a pause or a silence of GPS, a shorter one neither. */
const isGap = (step_m: number, away: boolean): boolean => step_m > JUMP_M || (away && step_m > GAP_M);

/** Leave out a fix from which the walk at once came back to where it was; the newest waits until the next one bears it out. */
function withoutSpikes(fixes: readonly Fix[]): Fix[] {
  const kept = fixes.filter((fix, i) => {
    const [before, after] = [fixes[i - 1], fixes[i + 1]];
    if (!before || !after) return true;
    const away = Math.min(distanceM(place(before), place(fix)), distanceM(place(fix), place(after)));
    const quick = between(before, after) < SPIKE_S;
    return !(quick && away > SPIKE_M && distanceM(place(before), place(after)) < away / 3);
  });
  const [last, before] = [kept.at(-1), kept.at(-2)];
  const far = !!last && !!before && distanceM(place(before), place(last)) > SPIKE_M;
  if (far && !last.gap && between(before, last) < SPIKE_S) kept.pop();
  return kept;
}

function place(fix: Fix): Position {
  return [fix.lon, fix.lat];
}

/** Seconds between two fixes, by the phone's clock. */
function between(before: Fix, fix: Fix): number {
  return (Date.parse(fix.at) - Date.parse(before.at)) / 1000;
}

/** Within the doubt of the fix itself a step means nothing. */
function stepNeededM(fix: Fix): number {
  return Math.max(SHORTEST_STEP_M, fix.accuracy_m / 3);
}

/** Leave out corners that lie within `tolerance_m` of the line between their neighbours (Douglas and Peucker, 1973). */
export function simplify(line: readonly Position[], tolerance_m: number): Position[] {
  const first = line[0];
  const last = line.at(-1);
  if (!first || !last || line.length < 3) return [...line];
  let farthest = 0;
  let distance = 0;
  line.forEach((point, i) => {
    const away = offLineM(point, first, last);
    if (away > distance) [farthest, distance] = [i, away];
  });
  if (distance <= tolerance_m) return [first, last];
  return [
    ...simplify(line.slice(0, farthest + 1), tolerance_m).slice(0, -1),
    ...simplify(line.slice(farthest), tolerance_m),
  ];
}

/** How far a point lies from the straight line between two others, in metres, on a flat map around it. */
function offLineM(point: Position, from: Position, to: Position): number {
  return distanceM(point, footOn(point, from, to));
}

/** For each corner of a walk, whether nobody walked the side that begins there. */
export function gapsOf({ line, gaps }: Walk): boolean[] {
  const from = new Set(gaps.map((gap) => gap.from));
  return line.map((_, n) => from.has(n));
}

const TOLERANCE_M = 1.5;
const FINEST_M = 0.05;
const LARGEST_CHANGE = 0.01; // of the area inside
const SAME_PLACE_M = 5;

/**
 * The line of a finished walk with corners few enough to be dragged: the area inside stays the same to 1 in 100, no side
 * crosses another that did not before, and where nobody walked stays told.
 */
export function walkedRing(walk: Walk): Ring {
  const whole = ringOf(walk, 0, 0);
  for (const same_m of [SAME_PLACE_M, 0])
    for (let tolerance_m = TOLERANCE_M; tolerance_m > FINEST_M; tolerance_m /= 2) {
      const fewer = ringOf(walk, tolerance_m, same_m);
      if (isLike(fewer, whole)) return fewer;
    }
  return whole;
}

function isLike(fewer: Ring, whole: Ring): boolean {
  const area = ringAreaM2(whole.corners);
  const change = Math.abs(ringAreaM2(fewer.corners) - area);
  return change <= area * LARGEST_CHANGE && crossings(fewer.corners).length <= crossings(whole.corners).length;
}

/** Each stretch between two gaps is simplified by itself; the walker's last steps over the first corner are one corner. */
function ringOf({ line, gaps }: Walk, tolerance_m: number, same_m: number): Ring {
  const corners: Position[] = [];
  const not_walked: boolean[] = [];
  let begin = 0;
  for (const end of [...gaps.map(({ from }) => from), line.length - 1]) {
    const stretch = simplify(line.slice(begin, end + 1), tolerance_m);
    corners.push(...stretch);
    not_walked.push(...stretch.map((_, n) => n === stretch.length - 1 && end < line.length - 1));
    begin = end + 1;
  }
  const open = whereOpenM(corners);
  if (corners.length > 3 && open < same_m) {
    corners.pop();
    not_walked.pop();
  } else if (open > GAP_M) not_walked[corners.length - 1] = true;
  return { corners, closed: true, gaps: not_walked, tapped: [] };
}

/** How far from where it began a walk ended: nobody walked that side. */
function whereOpenM(corners: readonly Position[]): number {
  const [first] = corners;
  const last = corners.at(-1);
  return first && last ? distanceM(first, last) : 0;
}

/** The GPS points of the line being walked: without those of lines before it, and of stretches taken back. */
export function walkedNow(
  fixes: readonly Fix[],
  after = 0,
  back: readonly (readonly [from: number, to: number])[] = [],
): Fix[] {
  const ends = new Set(back.map(([, to]) => to + 1));
  return fixes
    .filter(({ n }) => n > after && !back.some(([from, to]) => from <= n && n <= to))
    .map((fix) => (ends.has(fix.n) ? { ...fix, gap: true } : fix));
}

/** The last stretch of a walk of about so many metres: from which GPS point to which; null where nothing is walked. */
export function lastStretch(walk: Walk, fixes: readonly Fix[], metres: number): [from: number, to: number] | null {
  const to = fixes.at(-1)?.n;
  if (to === undefined || !walk.line.length) return null;
  let from = walk.line.length - 1;
  while (from > 0 && lineM(walk.line.slice(from)) < metres) from -= 1;
  return [(walk.fixes[from] ?? 0) + (from > 0 ? 1 : 0), to];
}
