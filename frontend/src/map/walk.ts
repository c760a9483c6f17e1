/** Turn the GPS fixes of a walk into a line: which fixes to trust, where the gaps are. Pure. */

import type { Fix as KeptFix } from '../kit/local-db';
import { distanceM, type Position } from './rules';

export type Fix = Omit<KeptFix, 'profile_id'>;

export interface Gap {
  from: number; // index in the walked line of the last corner before the gap
  length_m: number;
}

export interface Walk {
  line: Position[];
  gaps: Gap[];
  left_out: number; // fixes too inaccurate to trust
}

const TRUSTED_ACCURACY_M = 30;
const SHORTEST_STEP_M = 3;
const GAP_M = 25;
const GAP_S = 20;
const SPIKE_M = 60;

/** Tell whether a fix is good enough to draw; all fixes are kept on the phone whatever this says. */
export function trusted(fix: Fix): boolean {
  return fix.accuracy_m <= TRUSTED_ACCURACY_M;
}

/** Follow the trusted fixes in the order they came: standing still adds no corner, a jump there and back is left out. */
export function walkOf(fixes: readonly Fix[]): Walk {
  const good = withoutSpikes([...fixes].sort((a, b) => a.n - b.n).filter(trusted));
  const walk: Walk = { line: [], gaps: [], left_out: fixes.length - good.length };
  let last: Fix | null = null;
  for (const fix of good) {
    const step = last ? distanceM(place(last), place(fix)) : Infinity;
    if (step < stepNeededM(fix)) continue;
    if (last && step >= GAP_M && (fix.gap || between(last, fix) >= GAP_S))
      walk.gaps.push({ from: walk.line.length - 1, length_m: step });
    walk.line.push(place(fix));
    last = fix;
  }
  return walk;
}

/** Leave out a fix from which the walk at once came back to where it was. */
function withoutSpikes(fixes: readonly Fix[]): Fix[] {
  return fixes.filter((fix, i) => {
    const [before, after] = [fixes[i - 1], fixes[i + 1]];
    if (!before || !after) return true;
    const away = Math.min(distanceM(place(before), place(fix)), distanceM(place(fix), place(after)));
    const quick = between(before, after) < GAP_S;
    return !(quick && away > SPIKE_M && distanceM(place(before), place(after)) < away / 3);
  });
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
  const squeeze = Math.cos((point[1] * Math.PI) / 180);
  const flat = ([lon, lat]: Position): Position => [lon * squeeze, lat];
  const [p, a, b] = [flat(point), flat(from), flat(to)];
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const length = dx * dx + dy * dy;
  const t = length ? Math.min(1, Math.max(0, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length)) : 0;
  const foot: Position = [(a[0] + t * dx) / squeeze, a[1] + t * dy];
  return distanceM(point, foot);
}
