/** The ground two boundaries share, worked out on this phone; loaded only where boundaries are compared. The twin of
 * app/outlines/overlaps.py, held to it by tests/vectors/overlaps.json. Pure. */
import { difference, intersection, type Geom } from 'polyclip-ts';
import { areaM2, parts, type BoundaryGeometry, type MultiPolygonGeometry } from '../map/rules';

export interface Overlap {
  ground: MultiPolygonGeometry;
  m2: number;
  /** Of the smaller of the two; 1 where one lies inside the other. */
  share: number;
}

/** A neighbour, and the ground it claims as well. */
export type Disputed<Other> = Overlap & { other: Other };

/** More of the smaller settlement than this, and the leaders of both are told (X10). */
export const TOO_MUCH = 0.05;

/** What two boundaries share; null where they touch at most. */
export function overlapOf(one: BoundaryGeometry, other: BoundaryGeometry): Overlap | null {
  if (!near(one, other)) return null;
  const coordinates = intersection(parts(one) as Geom, parts(other) as Geom);
  const ground: MultiPolygonGeometry = { type: 'MultiPolygon', coordinates };
  const m2 = areaM2(ground);
  return m2 > 0 ? { ground, m2, share: Math.min(1, m2 / Math.min(areaM2(one), areaM2(other))) } : null;
}

/** What lies in one boundary and in none of the others. */
export function aloneIn(one: BoundaryGeometry, others: readonly BoundaryGeometry[]): MultiPolygonGeometry {
  const coordinates = difference(parts(one) as Geom, ...others.map((other) => parts(other) as Geom));
  return { type: 'MultiPolygon', coordinates };
}

/** Those that share too much ground with a boundary, the largest share first. */
export function tooNear<Other extends { boundary: BoundaryGeometry | null }>(
  boundary: BoundaryGeometry,
  others: readonly Other[],
): Disputed<Other>[] {
  const found = others.flatMap((other) => {
    const overlap = other.boundary && overlapOf(boundary, other.boundary);
    return overlap && overlap.share > TOO_MUCH ? [{ ...overlap, other }] : [];
  });
  return found.sort((a, b) => b.share - a.share);
}

type Extent = [west: number, south: number, east: number, north: number];

function near(one: BoundaryGeometry, other: BoundaryGeometry): boolean {
  const [a, b] = [extentOf(one), extentOf(other)];
  return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];
}

function extentOf(boundary: BoundaryGeometry): Extent {
  const around: Extent = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon, lat] of parts(boundary).flat(2)) {
    around[0] = Math.min(around[0], lon);
    around[1] = Math.min(around[1], lat);
    around[2] = Math.max(around[2], lon);
    around[3] = Math.max(around[3], lat);
  }
  return around;
}
