/** What follows from the points on a settlement's map: the next number, numbers told twice, where each lies. Pure. */

import { distanceM, type Position } from '../map/rules';
import type { Answer, Question } from '../questionnaire/form';
import { takenOff } from '../settlements/off-list';
import type { Candidate, Described } from '../sync/outbox';
import { isSettled } from '../sync/rules';
import type { Layer } from './catalogue';

export type Geometry =
  | { type: 'Point'; coordinates: Position }
  | { type: 'LineString'; coordinates: Position[] }
  | { type: 'Polygon'; coordinates: Position[][] }
  | { type: 'MultiPolygon'; coordinates: Position[][][] };

/** Something on the map as this phone knows it. */
export interface PointHere {
  id: string;
  form: string;
  layer: string;
  ref: string;
  geometry: Geometry | null;
  /** Per part the answers that stand, the one shown first at the front. */
  fields: Described['fields'];
  /** Parts of which people say different things. */
  contested: string[];
  deleted: boolean;
  /** Who took it off the map without having seen all that is said of it, so that it stands there still. */
  taken_off: Candidate | null;
  made_at: string;
}

const shown = (fields: Described['fields'], path: string): unknown => fields[path]?.[0]?.answer.value;

/** Read a point out of its record. */
export function pointOf(record: Described): PointHere {
  const { record_id, form, fields, deleted } = record;
  const ref = shown(fields, 'ref');
  return {
    id: record_id,
    form,
    layer: String(shown(fields, 'layer') ?? form.split('@')[0]),
    ref: typeof ref === 'string' ? ref : '',
    geometry: (shown(fields, 'geometry') as Geometry | undefined) ?? null,
    fields,
    contested: Object.keys(fields).filter(
      (path) => path !== '_deleted' && !isSettled((fields[path] ?? []).map(({ answer }) => answer)),
    ),
    deleted,
    taken_off: deleted ? null : takenOff(record),
    made_at: Object.values(fields)
      .flat()
      .reduce((first, { made_at }) => (first && first < made_at ? first : made_at), ''),
  };
}

/** The corners of a geometry; a point has one. */
export function positionsIn({ type, coordinates }: Geometry): Position[] {
  if (type === 'Point') return [coordinates];
  if (type === 'LineString') return coordinates;
  return type === 'Polygon' ? coordinates.flat() : coordinates.flat(2);
}

/** Say where a point, a line or an area is as one position: its middle corner. */
export function positionIn(geometry: Geometry): Position | null {
  const all = positionsIn(geometry);
  return all[Math.floor((all.length - 1) / 2)] ?? null;
}

/** Make the geometry of a layer from the corners that were put down; null while there are too few. */
export function geometryOf(shape: Geometry['type'], corners: readonly Position[]): Geometry | null {
  const [first] = corners;
  if (!first) return null;
  if (shape === 'Point') return { type: 'Point', coordinates: first };
  if (shape === 'LineString') return corners.length < 2 ? null : { type: 'LineString', coordinates: [...corners] };
  return corners.length < 3 ? null : { type: 'Polygon', coordinates: [[...corners, first]] };
}

const COUNTED = /^(.*?)(\d+)$/;

/**
 * The number proposed for the next point of a layer: one more than that of the last one put there, also of one taken off since,
 * whose number is still painted on a wall. `B2-14` is followed by `B2-15`; leading noughts stay.
 */
export function nextNumber({ number }: Pick<Layer, 'number'>, points: readonly PointHere[]): string {
  const used = new Set(points.map(({ ref }) => ref));
  const last = [...points]
    .sort((a, b) => a.made_at.localeCompare(b.made_at))
    .filter(({ ref }) => COUNTED.test(ref))
    .at(-1);
  const [, before = number, digits = '0'] = COUNTED.exec(last?.ref ?? '') ?? [];
  for (let next = Number(digits) + 1; ; next++) {
    const proposed = before + String(next).padStart(digits.length, '0');
    if (!used.has(proposed)) return proposed;
  }
}

/** Whether a number stands on something of the layer already, or stood on something that was taken off; empty where it is free. */
export function standing(ref: string, ever: readonly PointHere[]): '' | 'stands' | 'gone' {
  const bearing = ever.filter((one) => one.ref && one.ref === ref.trim());
  if (!bearing.length) return '';
  return bearing.some(({ deleted }) => !deleted) ? 'stands' : 'gone';
}

/** The points that bear the number of another of their layer: two phones without signal may both have painted it. */
export const numberedTwice = (points: readonly PointHere[]): PointHere[] =>
  points.filter(
    ({ id, ref, layer }) =>
      ref && points.some((other) => other.id !== id && other.ref === ref && other.layer === layer),
  );

/** The first answers of the last point of the same layer, to be said of another with one tap. */
export function sameAsLast(
  layer: Layer,
  points: readonly PointHere[],
  id: string,
): { ref: string; set: Record<string, Answer> } | null {
  const others = points.filter((one) => one.id !== id).sort((a, b) => a.made_at.localeCompare(b.made_at));
  const last = others.at(-1);
  if (!last) return null;
  const told = layer.quick.flatMap((name) => {
    const answer = last.fields[name]?.[0]?.answer as Answer | undefined;
    return answer?.value === undefined || answer.value === null ? [] : [[name, { value: answer.value }] as const];
  });
  return told.length ? { ref: last.ref, set: Object.fromEntries(told) } : null;
}

/** The questions of a layer in the order they are asked: first what is asked at once. */
export function asked({ quick, form }: Layer): [string, Question][] {
  const names = form.sections.flatMap(({ questions }) => questions);
  const later = names.filter((name) => !quick.includes(name));
  return [...quick, ...later].flatMap((name) => {
    const question = form.questions[name];
    return question ? [[name, question] as [string, Question]] : [];
  });
}

const SAME_PLACE_M = 2;
const SAME_SPOT_M = 1; // seen from as near as the map goes, marks would still hide each other
const SPOT_DEGREES = 1e-5; // beyond this no metres need be reckoned

const apartM = (at: Position, { geometry }: PointHere): number =>
  geometry?.type === 'Point' ? distanceM(at, geometry.coordinates) : Infinity;

/** The points of a layer that stand where another is about to be put down, but for the one that is moved there itself. */
export const standingAt = (at: Position, layer: string, points: readonly PointHere[], moved = ''): PointHere[] =>
  points.filter((one) => one.layer === layer && one.id !== moved && apartM(at, one) <= SAME_PLACE_M);

/** What a thumb so many metres wide may have meant beside the mark it touched: that mark first, then the nearest. */
export function underThumb(id: string, thumb_m: number, points: readonly PointHere[]): PointHere[] {
  const touched = points.find((one) => one.id === id);
  if (touched?.geometry?.type !== 'Point') return touched ? [touched] : [];
  const at = touched.geometry.coordinates;
  const near = points.filter((one) => one !== touched && apartM(at, one) <= thumb_m);
  return [touched, ...near.sort((a, b) => apartM(at, a) - apartM(at, b))];
}

const onSpot = (at: Position, { geometry }: PointHere): boolean =>
  geometry?.type === 'Point' &&
  Math.abs(geometry.coordinates[1] - at[1]) < SPOT_DEGREES &&
  distanceM(at, geometry.coordinates) <= SAME_SPOT_M;

/** The points by where they stand: those on the very same spot together, in the order they were put down; lines and areas each alone. */
export function togetherAt(points: readonly PointHere[]): PointHere[][] {
  const spots: PointHere[][] = [];
  for (const one of [...points].sort((a, b) => a.made_at.localeCompare(b.made_at))) {
    const at = one.geometry?.type === 'Point' ? one.geometry.coordinates : null;
    const spot = at && spots.find(([first]) => first && onSpot(at, first));
    if (spot) spot.push(one);
    else spots.push([one]);
  }
  return spots;
}
