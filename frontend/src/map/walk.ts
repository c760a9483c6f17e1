/** Turn the GPS fixes of a walk into a line: which fixes to trust, where the gaps are. Pure. */

import { distanceM, type Position } from './rules';

export interface Fix {
  n: number;
  lon: number;
  lat: number;
  accuracy_m: number;
  at: number; // milliseconds, the phone's clock
}

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
const GAP_MS = 20_000;
const FASTEST_M_PER_S = 8; // faster than running: the fix has jumped

/** Tell whether a fix is good enough to draw; all fixes are kept on the phone whatever this says. */
export function trusted(fix: Fix): boolean {
  return fix.accuracy_m <= TRUSTED_ACCURACY_M;
}

/** Follow the trusted fixes in the order they came: standing still adds no corner, a jump there and back is left out. */
export function walkOf(fixes: readonly Fix[]): Walk {
  const walk: Walk = { line: [], gaps: [], left_out: 0 };
  let last: Fix | null = null;
  for (const fix of [...fixes].sort((a, b) => a.n - b.n)) {
    if (!trusted(fix) || (last && jumped(last, fix))) {
      walk.left_out += 1;
      continue;
    }
    const step = last ? distanceM(place(last), place(fix)) : Infinity;
    if (step < stepNeededM(fix)) continue;
    if (last && step >= GAP_M && fix.at - last.at >= GAP_MS) walk.gaps.push({ from: walk.line.length - 1, length_m: step });
    walk.line.push(place(fix));
    last = fix;
  }
  return walk;
}

function place(fix: Fix): Position {
  return [fix.lon, fix.lat];
}

/** Within the doubt of the fix itself a step means nothing. */
function stepNeededM(fix: Fix): number {
  return Math.max(SHORTEST_STEP_M, fix.accuracy_m / 3);
}

function jumped(before: Fix, fix: Fix): boolean {
  const seconds = Math.max((fix.at - before.at) / 1000, 1);
  const doubt = before.accuracy_m + fix.accuracy_m;
  return distanceM(place(before), place(fix)) - doubt > FASTEST_M_PER_S * seconds;
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
  return [...simplify(line.slice(0, farthest + 1), tolerance_m).slice(0, -1), ...simplify(line.slice(farthest), tolerance_m)];
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
