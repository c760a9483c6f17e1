/** Two places found to be one, or a place that belongs to another city: said on this phone, sent like any answer. */
import type { LocalDb } from '../kit/local-db';
import type { Answer } from '../kit/wire';
import { standsFor, type Aliases } from '../sync/aliases';
import { describe, described, JOINED_TO, say, type Described } from '../sync/outbox';
import { settlementOf, type SettlementHere } from './here';
import { allSettlements, KWETU_FORM, wardOf } from './store';

export interface PlaceFacts {
  settlement: SettlementHere;
  ward: string | null;
  profiles: number;
}

/** What this phone knows of a place, and where it is said to belong. */
export interface Placing {
  here: PlaceFacts;
  /** The settlement it was said to be the same as, while the server has not joined them. */
  same_as: PlaceFacts | null;
  /** The city it was said to belong to, while it is not there. */
  moving_to: string | null;
  /** Settlements that were joined to this one. */
  joined: string[];
  /** The others of its city it may be the same as. */
  others: SettlementHere[];
}

const valueOf = (record: Described, path: string): string | null => {
  const value = record.fields[path]?.[0]?.answer.value;
  return typeof value === 'string' && value ? value : null;
};

/** Facts of a place to compare it by. */
export async function factsOf(db: LocalDb, id: string): Promise<PlaceFacts | null> {
  const record = await describe(db, id);
  if (!record) return null;
  const settlement = settlementOf(record);
  const [ward, profiles] = await Promise.all([wardOf(db, settlement), described(db, 'profile', id)]);
  return { settlement, ward, profiles: profiles.length };
}

/** Read where a settlement is said to belong. */
export async function placingOf(db: LocalDb, asked: string): Promise<Placing | null> {
  const aliases = ((await db.get('meta', 'aliases')) as Aliases | undefined) ?? {};
  const id = standsFor(aliases, asked); // joined meanwhile: the page goes on with the place that stands for it
  const [here, record, all] = await Promise.all([factsOf(db, id), describe(db, id), allSettlements(db)]);
  if (!here || !record) return null;
  const other = valueOf(record, JOINED_TO);
  const city = valueOf(record, 'city');
  return {
    here,
    same_as: other && other !== id ? await factsOf(db, other) : null,
    moving_to: city && city !== record.city_id ? city : null,
    joined: Object.keys(aliases).filter((one) => aliases[one] === id && one !== id),
    others: all.filter((one) => one.settlement_id !== id && one.city_id === here.settlement.city_id),
  };
}

async function tell(db: LocalDb, id: string, city_id: string, set: Record<string, Answer>): Promise<void> {
  const seen = (await describe(db, id))?.fields ?? {};
  const said = Object.entries(set).map(([path, answer]) => [
    path,
    { replaces: (seen[path] ?? []).map(({ edit_id }) => edit_id), ...answer },
  ]);
  await say(db, {
    kind: 'settlement',
    record_id: id,
    settlement_id: id,
    city_id,
    form: KWETU_FORM,
    set: Object.fromEntries(said) as Record<string, Answer>,
  });
}

/** Say that a settlement is the same as another; all that was said of both will stand there. */
export const sayTheSame = (db: LocalDb, { settlement_id, city_id }: SettlementHere, other: string): Promise<void> =>
  tell(db, settlement_id, city_id, { [JOINED_TO]: { value: other } });

/** Take it back, before it was sent or after. */
export const sayNotTheSame = (db: LocalDb, { settlement_id, city_id }: SettlementHere): Promise<void> =>
  tell(db, settlement_id, city_id, { [JOINED_TO]: { answer: 'not_applicable' } });

/** Part again what was joined to this settlement: the edit names the place that comes back. */
export async function part(db: LocalDb, kept: SettlementHere, joined: string): Promise<void> {
  const known = await describe(db, kept.settlement_id);
  const replaces = (known?.fields[JOINED_TO] ?? []).map(({ edit_id }) => edit_id);
  const undone = { answer: 'not_applicable', replaces } as Answer;
  await tell(db, joined, kept.city_id, { [JOINED_TO]: undone });
}

/** Say that a settlement belongs to another city. */
export const moveTo = (db: LocalDb, { settlement_id, city_id }: SettlementHere, city: string): Promise<void> =>
  tell(db, settlement_id, city_id, { city: { value: city } });
