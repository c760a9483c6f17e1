/** Read settlements and places out of their records, in the words the pages use. Pure. */

import type { Described } from '../sync/outbox';
import type { Tract } from '../map/map';
import { takenOff } from './off-list';
import { parts, type BoundaryGeometry, type Position } from '../map/rules';

export interface SettlementHere {
  settlement_id: string;
  city_id: string;
  name: string;
  other_names: string | null;
  code: string | null;
  ward_id: string | null;
  ward_text: string | null;
  team_id: string | null;
  households: number | null;
  at: Position | null;
  boundary: BoundaryGeometry | null;
  /** Put on the list by a team, not by a file or a city's list. */
  added_here: boolean;
  /** Off the list, and whoever took it off had seen all that is said there. */
  deleted: boolean;
  /** Taken off the list by whom and when, also where it stays because somebody answered there unseen. */
  taken_off: { by: string; made_at: string } | null;
  /** Sections of its profile were given to somebody of the team. */
  given: boolean;
  /** State of the newest round as the server last told it. */
  state: string | null;
  unsent: number;
}

export interface PlaceHere {
  place_id: string;
  city_id: string;
  name: string;
  code: string | null;
  boundary: BoundaryGeometry | null;
}

/** How the fields of a settlement begin that say who asks a section. */
export const ASKED_BY = 'asked_by_';

const shown = (record: Described, path: string): unknown => record.fields[path]?.[0]?.answer.value;
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** Take a GeoJSON point's position. */
export function positionOf(value: unknown): Position | null {
  const point = value as { type?: unknown; coordinates?: unknown[] } | null | undefined;
  if (point?.type !== 'Point') return null;
  const [lon, lat] = point.coordinates ?? [];
  return typeof lon === 'number' && typeof lat === 'number' ? [lon, lat] : null;
}

/** Take a GeoJSON polygon or multipolygon as a boundary. */
export function boundaryOf(value: unknown): BoundaryGeometry | null {
  const shape = value as BoundaryGeometry | null | undefined;
  return shape?.type === 'Polygon' || shape?.type === 'MultiPolygon' ? shape : null;
}

/** Read a settlement; `off`: the deletion in force, where what stands beside the record is known. */
export function settlementOf(record: Described, off = record.deleted): SettlementHere {
  const removed = takenOff(record);
  return {
    settlement_id: record.record_id,
    city_id: record.city_id,
    name: text(shown(record, 'name')) ?? text(shown(record, 'code')) ?? '?',
    other_names: text(shown(record, 'other_names')),
    code: text(shown(record, 'code')),
    ward_id: text(shown(record, 'ward')),
    ward_text: text(shown(record, 'ward_text')),
    team_id: text(shown(record, 'team')),
    households: number(shown(record, 'households_estimate')),
    at: positionOf(shown(record, 'centre_point')),
    boundary: boundaryOf(shown(record, 'boundary')),
    added_here: shown(record, 'known_from') === 'federation',
    deleted: off,
    taken_off: removed && { by: removed.by, made_at: removed.made_at },
    given: Object.keys(record.fields).some((path) => path.startsWith(ASKED_BY)),
    state: record.state,
    unsent: record.unsent,
  };
}

export function placeOf(record: Described): PlaceHere {
  return {
    place_id: record.record_id,
    city_id: record.city_id,
    name: text(shown(record, 'name')) ?? '?',
    code: text(shown(record, 'code')),
    boundary: boundaryOf(shown(record, 'boundary')),
  };
}

/** The ward's name for a settlement: of the known place, else as the list had it. */
export function wardName(settlement: SettlementHere, places: readonly PlaceHere[]): string | null {
  return places.find((place) => place.place_id === settlement.ward_id)?.name ?? settlement.ward_text;
}

/** Names a settlement goes by, for finding it again; several in one cell stand apart. */
export function namesOf(settlement: SettlementHere): string[] {
  const others = (settlement.other_names ?? '').split(/[,;/|]/).map((name) => name.trim());
  return [settlement.name, ...others].filter(Boolean);
}

/** The places whose outline is known, as the map draws them. */
export function tractsOf(places: readonly PlaceHere[]): Tract[] {
  return places.flatMap(({ place_id, name, boundary }) => (boundary ? [{ id: place_id, name, boundary }] : []));
}

/** Where a settlement without a place of its own may be: its ward, else among all that is known of its city. */
export function whereToLook(
  settlement: SettlementHere,
  places: readonly PlaceHere[],
  settlements: readonly SettlementHere[],
): Position[] {
  const inCity = <Here extends { city_id: string }>(all: readonly Here[]) =>
    all.filter(({ city_id }) => city_id === settlement.city_id);
  const ward = places.find(({ place_id }) => place_id === settlement.ward_id);
  if (ward?.boundary) return positionsOf([ward.boundary]);
  const known = [...inCity(places), ...inCity(settlements)].flatMap(({ boundary }) => boundary ?? []);
  return [...positionsOf(known), ...inCity(settlements).flatMap(({ at }) => (at ? [at] : []))];
}

/** All corners of some boundaries, to look at them together. */
export function positionsOf(boundaries: readonly BoundaryGeometry[]): Position[] {
  return boundaries.flatMap((boundary) => parts(boundary).flatMap(([outer]) => outer ?? []));
}
