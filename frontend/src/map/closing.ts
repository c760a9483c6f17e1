/** Closes lines that were walked or tapped into a boundary: its parts, each with the pockets cut out of it. Pure. */
import { asKept, inside, stretchesNotWalked, toldWalked, turn, type Ring } from './rings';
import { ringAreaM2, withoutClosing, type BoundaryGeometry, type PolygonGeometry, type Position } from './rules';

/** Close corners into a polygon: repeats dropped, seven decimals (1 cm), counter-clockwise (RFC 7946). Null below three corners. */
export function closeRing(corners: readonly Position[]): PolygonGeometry | null {
  const ring = withoutClosing(asKept(corners));
  const [first, ...others] = ring;
  if (!first || ring.length < 3) return null;
  return { type: 'Polygon', coordinates: [[first, ...(turn(ring) < 0 ? others.reverse() : others), first]] };
}

/** What keeps lines from being one boundary: a pocket that lies in no part, a part that lies inside another. */
export type Misplaced = 'pocket' | 'part';

export interface Closed {
  boundary: BoundaryGeometry | null;
  misplaced: { ring: number; as: Misplaced }[];
}

/** Close all lines; each pocket goes to the smallest part around it. Lines of fewer than three corners are left out. */
export function closeAll(rings: readonly Ring[]): Closed {
  const closed = rings.flatMap(({ corners, pocket = false }, ring) => {
    const outline = closeRing(corners)?.coordinates[0];
    return outline ? [{ ring, pocket, outline, area: ringAreaM2(outline), pockets: [] as Position[][] }] : [];
  });
  const outers = closed.filter(({ pocket }) => !pocket).sort((a, b) => a.area - b.area);
  const misplaced: Closed['misplaced'] = [];
  for (const { ring, outline } of closed.filter(({ pocket }) => pocket)) {
    const around = outers.find((outer) => isWithin(outline, outer.outline));
    if (around) around.pockets.push([...outline].reverse());
    else misplaced.push({ ring, as: 'pocket' });
  }
  for (const { ring, outline } of outers) {
    const around = outers.find((outer) => outer.ring !== ring && isWithin(outline, outer.outline));
    if (around && !around.pockets.some((pocket) => isWithin(outline, pocket))) misplaced.push({ ring, as: 'part' });
  }
  const polygons = outers.sort((a, b) => a.ring - b.ring).map(({ outline, pockets }) => [outline, ...pockets]);
  return { boundary: withWalked(asBoundary(polygons), rings), misplaced };
}

function asBoundary(polygons: Position[][][]): BoundaryGeometry | null {
  const [only, more] = polygons;
  if (!only) return null;
  return more ? { type: 'MultiPolygon', coordinates: polygons } : { type: 'Polygon', coordinates: only };
}

/** Tell beside a boundary where nobody walked; of one that nobody walked anywhere nothing is told. */
function withWalked(boundary: BoundaryGeometry | null, rings: readonly Ring[]): BoundaryGeometry | null {
  if (!boundary || !rings.some(({ gaps }) => gaps)) return boundary;
  const stretches = toldWalked(rings).flatMap(stretchesNotWalked);
  return { ...boundary, not_walked: stretches.map(asKept).filter(({ length }) => length > 1) };
}

/** A ring lies within another when every corner of it does, or lies on its line; one at least inside. */
function isWithin(ring: readonly Position[], around: readonly Position[]): boolean {
  const strays = ring.filter((corner) => !inside(corner, around));
  return strays.length < ring.length / 2;
}
