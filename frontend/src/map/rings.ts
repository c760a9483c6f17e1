/** The lines a boundary is made of: round each part, and round each pocket cut out of one; their corners come, go and move. Pure. */

import { distanceM, parts, same, withoutClosing, type BoundaryGeometry, type Position } from './rules';

export interface Ring {
  corners: Position[]; // open: the first is not repeated
  closed: boolean;
  /** A pocket inside a part that does not belong to the settlement. */
  pocket?: boolean;
  /** Of a line that was walked: the sides nobody walked (side 0 goes from corner 0 to corner 1). */
  gaps?: boolean[];
  /** Which of these a thumb put down on purpose; not known of a line of before. On the others GPS was away. */
  tapped?: boolean[];
  /** It stood in the answer before it was changed here. */
  stood?: boolean;
}

/** Where a thumb is on a drawing: on a corner, or on the side that begins at one. */
export type Touched =
  { ring: number; corner: number; side?: undefined } | { ring: number; side: number; at: Position; corner?: undefined };

/** Every line of a boundary, for drawing on: all parts, all pockets, and which of their sides nobody walked. */
export function ringsOf(boundary: BoundaryGeometry): Ring[] {
  const not_walked = boundary.not_walked && new Set(boundary.not_walked.flatMap(sidesOf));
  return parts(boundary).flatMap((part) =>
    part.map((ring, n): Ring => {
      const corners = withoutClosing(ring).map(([lon, lat]): Position => [lon, lat]);
      const gaps = not_walked && sidesOf([...corners, ...corners.slice(0, 1)]).map((side) => not_walked.has(side));
      const tapped = gaps?.every((gap) => gap === gaps[0]) ? { tapped: gaps } : {}; // nobody set out to walk it, or all was walked
      const told = gaps ? { gaps, ...tapped } : {};
      return { corners, closed: true, stood: true, ...(n > 0 ? { pocket: true } : {}), ...told };
    }),
  );
}

/** The sides along a line, each by its two ends, whichever way it is gone. */
function sidesOf(line: readonly Position[]): string[] {
  return line.slice(1).map((to, n) => [String(line[n]?.slice(0, 2)), String(to.slice(0, 2))].sort().join(' '));
}

/** A line as a boundary keeps it: seven decimals (1 cm), no corner twice in a row. */
export function asKept(line: readonly Position[]): Position[] {
  const kept = line.map(([lon, lat]): Position => [Math.round(lon * 1e7) / 1e7, Math.round(lat * 1e7) / 1e7]);
  return kept.filter((here, n) => {
    const before = kept[n - 1];
    return !before || !same(before, here);
  });
}

/** Where some of a boundary was walked, a line that was tapped is told as not walked; where none was, nothing is told. */
export function toldWalked(rings: readonly Ring[]): readonly Ring[] {
  if (!rings.some(({ gaps }) => gaps)) return rings;
  return rings.map((ring) => {
    const all = ring.corners.map(() => true);
    return ring.gaps ? ring : { ...ring, gaps: all, tapped: all };
  });
}

/** The stretches of a line that nobody walked, each from where the walk left it to where it came back. */
export function stretchesNotWalked({ corners, gaps = [] }: Ring): Position[][] {
  const first = corners.findIndex((_, n) => !gaps[n]) + 1; // begins behind a side that was walked
  const stretches: Position[][] = [];
  corners.forEach((_, i) => {
    const n = (first + i) % corners.length;
    const [from, to] = [corners[n], corners[(n + 1) % corners.length]];
    if (!from || !to || !gaps[n]) return;
    const goesOn = i > 0 && gaps[(n || corners.length) - 1] ? stretches.at(-1) : undefined;
    if (goesOn) goesOn.push(to);
    else stretches.push([from, to]);
  });
  return stretches;
}

/** Put a corner in after another; both halves of a side nobody walked are still not walked, and lie now where a thumb put them. */
export function withCorner(ring: Ring, after: number, at: Position): Ring {
  const corners = [...ring.corners.slice(0, after + 1), at, ...ring.corners.slice(after + 1)];
  if (!ring.gaps) return { ...ring, corners };
  const gap = ring.gaps[after] ?? false;
  return {
    ...ring,
    corners,
    gaps: spliced(ring.corners, ring.gaps, after, [gap, gap]),
    ...(ring.tapped ? { tapped: spliced(ring.corners, ring.tapped, after, [gap, gap]) } : {}),
  };
}

function spliced(corners: readonly Position[], told: readonly boolean[], at: number, put: boolean[]): boolean[] {
  const all = corners.map((_, n) => told[n] ?? false);
  all.splice(at, 1, ...put);
  return all;
}

/** Take one corner away; below three corners a line is open again. */
export function withoutCorner(ring: Ring, corner: number): Ring {
  const corners = ring.corners.filter((_, n) => n !== corner);
  const rest = { ...ring, corners, closed: ring.closed && corners.length > 2 };
  const before = (corner || ring.corners.length) - 1;
  const joined = (told: readonly boolean[]): boolean[] =>
    ring.corners
      .map((_, n) => (n === before ? !!(told[before] || told[corner]) : !!told[n]))
      .filter((_, n) => n !== corner);
  return {
    ...rest,
    ...(ring.gaps ? { gaps: joined(ring.gaps) } : {}),
    ...(ring.tapped ? { tapped: joined(ring.tapped) } : {}),
  };
}

/** Move one corner: where its two sides run now, nobody walked, a thumb put them there. */
export function withMoved(ring: Ring, corner: number, to: Position): Ring {
  const corners = ring.corners.map((one, n) => (n === corner ? to : one));
  const before = (corner || corners.length) - 1;
  const beside = (told: readonly boolean[]): boolean[] =>
    corners.map((_, n) => n === corner || n === before || !!told[n]);
  return {
    ...ring,
    corners,
    ...(ring.gaps ? { gaps: beside(ring.gaps) } : {}),
    ...(ring.tapped ? { tapped: beside(ring.tapped) } : {}),
  };
}

/** The corner within reach of a thumb, else the side within reach; the nearest of them. */
export function touched(rings: readonly Ring[], at: Position, reach_m: number): Touched | null {
  let corner: Touched | null = null;
  let side: Touched | null = null;
  let [toCorner, toSide] = [reach_m, reach_m];
  rings.forEach(({ corners, closed }, ring) => {
    corners.forEach((one, n) => {
      const away = distanceM(at, one);
      if (away <= toCorner) [corner, toCorner] = [{ ring, corner: n }, away];
      const next = corners[n + 1] ?? (closed ? corners[0] : undefined);
      const foot = next && footOn(at, one, next);
      const off = foot ? distanceM(at, foot) : Infinity;
      if (foot && off <= toSide) [side, toSide] = [{ ring, side: n, at: foot }, off];
    });
  });
  return corner ?? side;
}

/** The place on the straight line between two corners that is nearest to a position, on a flat map around it. */
export function footOn(at: Position, from: Position, to: Position): Position {
  const squeeze = Math.cos((at[1] * Math.PI) / 180);
  const [dx, dy] = [(to[0] - from[0]) * squeeze, to[1] - from[1]];
  const length = dx * dx + dy * dy;
  const along = length ? ((at[0] - from[0]) * squeeze * dx + (at[1] - from[1]) * dy) / length : 0;
  const t = Math.min(1, Math.max(0, along));
  return [from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])];
}

/** Whether a position lies inside a ring; on its line is not inside. */
export function inside([x, y]: Position, ring: readonly Position[]): boolean {
  let odd = false;
  ring.forEach(([ax, ay], n) => {
    const [bx, by] = ring[(n + 1) % ring.length] ?? [ax, ay];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd;
  });
  return odd;
}

/** Twice the signed planar area in square degrees, reckoned from the first corner: above zero is counter-clockwise. */
export function turn(ring: readonly Position[]): number {
  const [x, y] = ring[0] ?? [0, 0];
  return ring.reduce((sum, [ax, ay], i) => {
    const [bx, by] = ring[(i + 1) % ring.length] ?? [ax, ay];
    return sum + (ax - x) * (by - y) - (bx - x) * (ay - y);
  }, 0);
}

const LEAST_M2 = 1;
const M2_OF_A_DEGREE = 111195 ** 2;

/** Whether a boundary encloses less than any ground, measured flat, as the server does: corners on one line hold none. */
export function isNothing(boundary: BoundaryGeometry): boolean {
  const lats = parts(boundary).flatMap(([outer]) => (outer ?? []).map(([, lat]) => lat));
  const middle = (lats.reduce((a, b) => Math.min(a, b), 90) + lats.reduce((a, b) => Math.max(a, b), -90)) / 2;
  const twice = parts(boundary).reduce((sum, [outer, ...holes]) => {
    return sum + Math.abs(turn(outer ?? [])) - holes.reduce((hole, ring) => hole + Math.abs(turn(ring)), 0);
  }, 0);
  return (twice / 2) * M2_OF_A_DEGREE * Math.cos((middle * Math.PI) / 180) < LEAST_M2;
}
