/** Where the lines of a boundary in the making cross: an honest boundary crosses itself nowhere. Pure. */
import { same, withoutClosing, type Position } from './rules';

/** A side of a drawing: of which ring, and from which corner (side 0 goes from corner 0 to corner 1). */
export interface SideOf {
  ring: number;
  side: number;
}

export interface Crossing {
  sides: [SideOf, SideOf];
  at: Position;
}

interface Side extends SideOf {
  from: Position;
  to: Position;
  last: boolean; // it closes its ring
}

/** Where the sides of a ring (open or closed corners) cross or touch each other; an honest boundary has none. */
export const crossings = (corners: readonly Position[]): Crossing[] => crossingsOf([corners]);

/**
 * Where sides cross: those of one ring may not even touch, those of two may touch at a point. Sides are met from west to
 * east, each only with those that reach as far: 15,000 corners are looked through at once.
 */
export function crossingsOf(rings: readonly (readonly Position[])[]): Crossing[] {
  const sides = rings.flatMap(sidesOf).sort((one, other) => west(one) - west(other));
  const found: Crossing[] = [];
  sides.forEach((one, i) => {
    const east = Math.max(one.from[0], one.to[0]);
    for (let j = i + 1; j < sides.length; j++) {
      const other = sides[j];
      if (!other || west(other) > east) break;
      const at = overlap(one, other) ? meet(one, other) : null;
      if (at) found.push({ sides: inOrder(one, other), at });
    }
  });
  return found.sort(({ sides: [a] }, { sides: [b] }) => a.ring - b.ring || a.side - b.side);
}

const west = ({ from, to }: Side): number => Math.min(from[0], to[0]);

/** The sides of a ring under the numbers of its corners as drawn; a corner twice in a row makes no side. */
function sidesOf(ring: readonly Position[], number: number): Side[] {
  const corners = withoutClosing(ring);
  const sides = corners.flatMap((from, side): Side[] => {
    const last = side === corners.length - 1;
    const to = (last ? corners[0] : corners[side + 1]) ?? from;
    return same(from, to) ? [] : [{ ring: number, side, from, to, last }];
  });
  return sides.length > 2 ? sides : [];
}

function inOrder(one: Side, other: Side): [SideOf, SideOf] {
  const told = [one, other].map(({ ring, side }) => ({ ring, side })) as [SideOf, SideOf];
  return told.sort((a, b) => a.ring - b.ring || a.side - b.side);
}

function overlap(one: Side, other: Side): boolean {
  const [a, b, c, d] = [one.from[1], one.to[1], other.from[1], other.to[1]];
  return Math.max(a, b) >= Math.min(c, d) && Math.max(c, d) >= Math.min(a, b);
}

/** Where two sides meet that may not: neighbours share a corner, and may not run back on each other. */
function meet(one: Side, other: Side): Position | null {
  const at = meeting([one.from, one.to], [other.from, other.to]);
  if (!at) return null;
  if (one.ring !== other.ring) return isEnd(at, one, other) && !share(one, other) ? null : at;
  if (same(one.to, other.from)) return runsBack(one, other) ? other.from : null;
  if (same(other.to, one.from)) return runsBack(other, one) ? one.from : null;
  return at;
}

const SAME_DEGREES = 1e-9; // a tenth of a millimetre

const isEnd = (at: Position, one: Side, other: Side): boolean =>
  [one.from, one.to, other.from, other.to].some(
    (end) => Math.abs(end[0] - at[0]) + Math.abs(end[1] - at[1]) < SAME_DEGREES,
  );

/** Two sides lie on each other for a length, not only at a point. */
function share(one: Side, other: Side): boolean {
  if (cross(one.from, one.to, other.from, other.to) !== 0) return false;
  const on = [other.from, other.to].filter((end) => onSide(one.from, one.to, end));
  const within = [one.from, one.to].filter((end) => onSide(other.from, other.to, end));
  return new Set([...on, ...within].map(String)).size > 1;
}

/** The second side goes back along the first, from the corner they share. */
function runsBack(first: Side, second: Side): boolean {
  if (cross(first.from, first.to, second.from, second.to) !== 0) return false;
  const along = (first.to[0] - first.from[0]) * (second.to[0] - second.from[0]);
  return along + (first.to[1] - first.from[1]) * (second.to[1] - second.from[1]) < 0;
}

type Line = [Position, Position];

/** Where two sides meet, null if they do not; sides lying on each other meet where the second begins on the first. */
function meeting([a, b]: Line, [c, d]: Line): Position | null {
  const along = cross(a, b, c, d);
  if (along === 0) return [c, d].find((end) => onSide(a, b, end)) ?? [a, b].find((end) => onSide(c, d, end)) ?? null;
  const t = ((c[0] - a[0]) * (d[1] - c[1]) - (c[1] - a[1]) * (d[0] - c[0])) / along;
  const u = ((c[0] - a[0]) * (b[1] - a[1]) - (c[1] - a[1]) * (b[0] - a[0])) / along;
  if (t < 0 || t > 1 || u < 0 || u > 1) return null;
  return [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
}

function cross(a: Position, b: Position, c: Position, d: Position): number {
  return (b[0] - a[0]) * (d[1] - c[1]) - (b[1] - a[1]) * (d[0] - c[0]);
}

function onSide(a: Position, b: Position, point: Position): boolean {
  if (cross(a, b, a, point) !== 0) return false;
  const within = (from: number, to: number, x: number) => Math.min(from, to) <= x && x <= Math.max(from, to);
  return within(a[0], b[0], point[0]) && within(a[1], b[1], point[1]);
}
