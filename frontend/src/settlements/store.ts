/** The settlements and places this phone knows, and adding one without signal. */

import { uuid7 } from '../kit/ids';
import { durably, type LocalDb } from '../kit/local-db';
import type { Answer } from '../kit/wire';
import type { Marked, Tract } from '../map/map';
import type { Position } from '../map/rules';
import { standsFor, type Aliases } from '../sync/aliases';
import { describe, described, say, type Described } from '../sync/outbox';
import { editsIn, isOffList } from './off-list';
import { placeOf, settlementOf, tractsOf, whereToLook, type PlaceHere, type SettlementHere } from './here';

/** Edits of all kinds but profiles name this form. */
export const KWETU_FORM = 'kwetu@1';

/** All settlements this phone knows, by name; without those off the list. */
export const allSettlements = async (db: LocalDb): Promise<SettlementHere[]> =>
  (await everySettlement(db)).filter(({ deleted }) => !deleted);

/** The settlements taken off the list, by name. */
export const offList = async (db: LocalDb): Promise<SettlementHere[]> =>
  (await everySettlement(db)).filter(({ deleted }) => deleted);

async function everySettlement(db: LocalDb): Promise<SettlementHere[]> {
  const known = await described(db, 'settlement');
  const read = await Promise.all(known.map(async (one) => settlementOf(one, await isOffList(db, one))));
  return read.sort((a, b) => a.name.localeCompare(b.name));
}

/** One settlement, or the one it was found to be; null when this phone does not know it. */
export async function oneSettlement(db: LocalDb, id: string): Promise<SettlementHere | null> {
  const record = await describe(db, standsFor((await db.get('meta', 'aliases')) as Aliases | undefined, id));
  return record?.kind === 'settlement' ? settlementOf(record, await isOffList(db, record)) : null;
}

/** All wards, barangays and districts this phone knows, by name. */
export async function allPlaces(db: LocalDb): Promise<PlaceHere[]> {
  return (await described(db, 'place'))
    .map(placeOf)
    .sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
}

/** The ward's name: of the known place, else as the list had it. */
export async function wardOf(db: LocalDb, settlement: SettlementHere): Promise<string | null> {
  const place = settlement.ward_id ? await describe(db, settlement.ward_id) : null;
  return place ? placeOf(place).name : settlement.ward_text;
}

export interface NewSettlement {
  settlement_id?: string;
  city_id: string;
  name: string;
  ward_id: string | null;
  team_id: string | null;
  at: Position | null;
}

/** Put a settlement on the list; it is durable when this resolves. */
export async function addSettlement(db: LocalDb, added: NewSettlement): Promise<string> {
  const id = added.settlement_id ?? uuid7();
  const set: Record<string, Answer> = { name: { value: added.name.trim() }, known_from: { value: 'federation' } };
  if (added.ward_id) set['ward'] = { value: added.ward_id };
  if (added.team_id) set['team'] = { value: added.team_id };
  if (added.at) set['centre_point'] = { value: { type: 'Point', coordinates: added.at } };
  await say(db, {
    kind: 'settlement',
    record_id: id,
    settlement_id: id,
    city_id: added.city_id,
    form: KWETU_FORM,
    set,
  });
  return id;
}

/** Say something more of a settlement. */
export async function tell(db: LocalDb, id: string, set: (known: Described) => Record<string, Answer>): Promise<void> {
  const known = await describe(db, id);
  if (!known) throw new Error('the settlement is not on this phone');
  const { city_id } = known;
  await say(db, { kind: 'settlement', record_id: id, settlement_id: id, city_id, form: KWETU_FORM, set: set(known) });
}

/** Correct a settlement's name. */
export const rename = (db: LocalDb, id: string, name: string): Promise<void> =>
  tell(db, id, () => ({ name: { value: name.trim() } }));

/**
 * Take a settlement off the list, with those edits of its profiles that were `seen` there; what anybody says of it unseen
 * keeps it there.
 */
export const takeOffList = (db: LocalDb, id: string, seen: readonly string[] = []): Promise<void> =>
  tell(db, id, (known) => ({ _deleted: { saw: [...new Set([...editsIn([known]), ...seen])] } }));

/** Undo taking a settlement off the list. */
export const putBack = (db: LocalDb, id: string): Promise<void> => tell(db, id, () => ({ _deleted: { value: false } }));

/** A settlement being typed in, kept until it is added. */
export interface Adding {
  name: string;
  ward: string;
  team: string;
  city: string;
  at: Position | null;
  accuracy: number;
}

/** What was typed of a settlement and not added yet. */
export const addingHere = async (db: LocalDb): Promise<Adding | null> =>
  ((await db.get('meta', 'adding')) as Adding | undefined) ?? null;

/** Keep what is being typed; null once it is added. */
export const keepAdding = (db: LocalDb, adding: Adding | null): Promise<void> =>
  durably(
    db,
    ['meta'],
    async ({ store }) => void (adding ? await store.put(adding, 'adding') : await store.delete('adding')),
  );

/** The name of a person of the federation, as last pulled. */
export async function nameOf(db: LocalDb, personId: string): Promise<string | null> {
  return named(await db.get('meta', 'people'), personId);
}

/** The name of a team, as last pulled. */
export async function teamName(db: LocalDb, teamId: string): Promise<string | null> {
  return named(await db.get('meta', 'teams'), teamId);
}

function named(list: unknown, id: string): string | null {
  if (!Array.isArray(list)) return null;
  const found = (list as { id?: unknown; name?: unknown }[]).find((one) => one.id === id);
  return typeof found?.name === 'string' ? found.name : null;
}

export interface Around {
  tracts: Tract[];
  settlements: Marked[];
  /** Where to look when the settlement itself has no place yet. */
  whole: Position[];
}

/** What stands around a settlement on the map: the city's wards, the other settlements. */
export async function around(db: LocalDb, settlement: SettlementHere): Promise<Around> {
  const [places, settlements] = await Promise.all([allPlaces(db), allSettlements(db)]);
  const tracts = tractsOf(places);
  return {
    tracts,
    settlements: settlements.map((one) => ({
      id: one.settlement_id,
      name: one.name,
      mark: 'ring',
      tone: one.settlement_id === settlement.settlement_id ? 'map' : 'plain',
      at: one.at,
      boundary: one.boundary,
    })),
    whole: whereToLook(settlement, places, settlements),
  };
}
