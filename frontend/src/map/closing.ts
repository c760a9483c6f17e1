/** Whether corners that were walked or tapped can be a boundary: closed, and its sides nowhere crossing. Pure. */
import { same, withoutClosing, type PolygonGeometry, type Position } from './rules';

/** Close corners into a polygon: repeats dropped, seven decimals (1 cm), counter-clockwise (RFC 7946). Null below three corners. */
export function closeRing(corners: readonly Position[]): PolygonGeometry | null {
  const ring = withoutClosing(withoutRepeats(corners.map(rounded)));
  const [first] = ring;
  if (!first || ring.length < 3) return null;
  if (turn(ring) < 0) ring.reverse();
  const start = ring[0] ?? first;
  return { type: 'Polygon', coordinates: [[...ring, start]] };
}

function rounded([lon, lat]: Position): Position {
  return [Math.round(lon * 1e7) / 1e7, Math.round(lat * 1e7) / 1e7];
}

function withoutRepeats(line: readonly Position[]): Position[] {
  return line.filter((here, i) => {
    const before = line[i - 1];
    return !before || !same(before, here);
  });
}

/** Twice the signed planar area: above zero is counter-clockwise. */
function turn(ring: readonly Position[]): number {
  return ring.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length] ?? [x, y];
    return sum + x * nextY - nextX * y;
  }, 0);
}

export interface Crossing {
  sides: [number, number]; // side 0 goes from corner 0 to corner 1
  at: Position;
}

/** Where the sides of a ring (open or closed corners) cross or touch each other; an honest boundary has none. */
export function crossings(corners: readonly Position[]): Crossing[] {
  const ring = withoutClosing(withoutRepeats(corners));
  const found: Crossing[] = [];
  if (ring.length < 4) return found;
  for (let i = 0; i < ring.length; i++) {
    for (let j = i + 1; j < ring.length; j++) {
      const at = neighbours(i, j, ring.length) ? null : meeting(side(ring, i), side(ring, j));
      if (at) found.push({ sides: [i, j], at });
    }
  }
  return found;
}

type Side = [Position, Position];

function side(ring: readonly Position[], i: number): Side {
  const from = ring[i] ?? [0, 0];
  return [from, ring[(i + 1) % ring.length] ?? from];
}

function neighbours(i: number, j: number, count: number): boolean {
  return j === i + 1 || (i === 0 && j === count - 1);
}

/** Where two sides meet, null if they do not; sides lying on each other meet where the second begins on the first. */
function meeting([a, b]: Side, [c, d]: Side): Position | null {
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
