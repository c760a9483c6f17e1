/** How large a shape is, how far points lie apart and what encloses what; the twin of app/questionnaire/ground.py. */
import { crossingsOf } from '../map/crossing';
import { footOn, inside, isNothing } from '../map/rings';
import { areaM2, lineM, parts, same, withoutClosing, type BoundaryGeometry, type Position } from '../map/rules';
import { isShape, type Outcome } from './values';

/** A way through points, along a line, or round a polygon's outside. */
function wayThrough(shape: Outcome): Position[] | null {
  const { type, coordinates } = shape as { type?: string; coordinates?: unknown };
  if (type === 'Point') return [coordinates as Position];
  return type === 'LineString'
    ? (coordinates as Position[])
    : type === 'Polygon'
      ? (coordinates as Position[][])[0]!
      : null;
}

/** The length in metres of a way through shapes. */
export function lengthOf(values: readonly Outcome[]): number | null {
  const ways = values.map((shape) => (isShape(shape) ? wayThrough(shape) : null));
  return ways.includes(null) ? null : lineM((ways as Position[][]).flat());
}

const boundaryIn = (shape: Outcome): BoundaryGeometry | null =>
  isShape(shape) && /Polygon$/.test(String((shape as BoundaryGeometry).type)) ? (shape as BoundaryGeometry) : null;

export function areaOf(shape: Outcome): number | null {
  const boundary = boundaryIn(shape);
  return boundary && areaM2(boundary);
}

/** Whether a boundary crosses or touches itself, or encloses nothing. */
export function crossesItself(shape: Outcome): boolean | null {
  const boundary = boundaryIn(shape);
  if (!boundary) return null;
  const all = parts(boundary);
  const rings = all.flat();
  const isNone = (ring: Position[]): boolean => !same(ring[0]!, ring.at(-1)!) || new Set(ring.map(String)).size < 3;
  return isNothing(boundary) || rings.some(isNone) || crossingsOf(rings).length > 0 || all.some(isMisplaced);
}

/** A pocket outside its part or inside another pocket, or a part inside another. */
function isMisplaced([outer = [], ...pockets]: Position[][], at: number, all: Position[][][]): boolean {
  return (
    pockets.some((one) => !lies(one, outer) || pockets.some((other) => other !== one && lies(one, other))) ||
    all.some(
      ([around = [], ...holes], n) => n !== at && lies(outer, around) && !holes.some((hole) => lies(outer, hole)),
    )
  );
}

/** Whether a ring lies inside another that it does not cross: told by any corner that is not on the other's line. */
function lies(one: Position[], other: Position[]): boolean {
  const corner = one.find((at) => !isOn(at, other));
  return corner !== undefined && inside(corner, withoutClosing(other));
}

const isOn = (at: Position, ring: Position[]): boolean =>
  ring.some((corner, n) => same(footOn(at, corner, ring[n + 1] ?? corner), at));

/** Whether a point lies inside a boundary or on its line. */
export function liesIn(point: Outcome, shape: Outcome): boolean | null {
  const boundary = boundaryIn(shape);
  const at = isShape(point) && (point as { type?: string }).type === 'Point' ? wayThrough(point)?.[0] : undefined;
  if (!boundary || !at) return null;
  return parts(boundary).some(
    ([outer = [], ...holes]) =>
      [outer, ...holes].some((ring) => isOn(at, ring)) ||
      (inside(at, outer) && !holes.some((hole) => inside(at, hole))),
  );
}
