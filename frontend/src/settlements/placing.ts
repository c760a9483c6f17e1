/** Two places found to be one, or a place that belongs to another city: said on this phone, sent like any answer. */
import type { LocalDb } from '../kit/local-db';
import type { Answer } from '../kit/wire';
import { parts, type Position } from '../map/rules';
import type { Form, Words } from '../questionnaire/form';
import { standsFor, type Aliases } from '../sync/aliases';
import { earlierAnswers } from '../sync/earlier';
import { describe, described, JOINED_TO, say, type Candidate, type Described } from '../sync/outbox';
import { inOrder } from '../sync/rules';
import { settlementOf, type SettlementHere } from './here';
import { allSettlements, KWETU_FORM, teamName, wardOf } from './store';

export interface PlaceFacts {
  settlement: SettlementHere;
  ward: string | null;
  team: string | null;
  state: string;
  answers: number;
  /** What was said of whether the community agrees, in every round. */
  consents: Candidate[];
}

/** What a place is called by and whose it is: at a joining, that of the place that stays stands. */
const STAYING = ['name', 'code', 'ward', 'ward_text', 'team', 'centre_point', 'boundary'] as const;
/** What a place is in its city only. */
const OF_CITY = ['ward', 'ward_text', 'code', 'team'] as const;
const OWN_MARKS = new Set(['round']);
const CONSENT = 'consent_collect';

/** What this phone knows of a place, and where it is said to belong. */
export interface Placing {
  here: PlaceFacts;
  /** The settlement it was said to be the same as, while the server has not joined them. */
  same_as: PlaceFacts | null;
  /** The city it was said to belong to, while it is not there. */
  moving_to: string | null;
  /** The city it was moved from on this phone, so that this can be taken back. */
  moved_from: string | null;
  /** Settlements that were joined to this one. */
  joined: string[];
  /** Questions that people settled together while the places were one: what they chose does not go back. */
  settled: Words[];
  /** A profile of it was approved: what offices may read of stays where and what it is. */
  approved: boolean;
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
  const [ward, team, profiles] = await Promise.all([
    wardOf(db, settlement),
    settlement.team_id ? teamName(db, settlement.team_id) : null,
    described(db, 'profile', id),
  ]);
  const consents = profiles.flatMap(({ fields }) => fields[CONSENT] ?? []);
  return {
    settlement,
    ward,
    team,
    state: saidNo(consents) ? 'said_no' : (settlement.state ?? 'known'),
    answers: profiles.reduce((sum, { fields }) => sum + answersIn(fields), 0),
    consents,
  };
}

const answersIn = (fields: Described['fields']): number =>
  Object.keys(fields).filter((path) => !path.startsWith('_') && !OWN_MARKS.has(path)).length;

/** Whether a community's no is what is shown of these. */
export function saidNo(consents: readonly Candidate[]): boolean {
  const [shown] = inOrder(Object.fromEntries(consents.map(({ edit_id, answer }) => [edit_id, answer])));
  return consents.find(({ edit_id }) => edit_id === shown)?.answer.value === 'no';
}

/** Where a place lies: its point, else a corner of its boundary. */
export const placeAt = ({ at, boundary }: SettlementHere): Position | null =>
  at ?? (boundary ? (parts(boundary)[0]?.[0]?.[0] ?? null) : null);

/** Read where a settlement is said to belong. */
export async function placingOf(db: LocalDb, asked: string): Promise<Placing | null> {
  const aliases = ((await db.get('meta', 'aliases')) as Aliases | undefined) ?? {};
  const id = standsFor(aliases, asked); // joined meanwhile: the page goes on with the place that stands for it
  const [here, record, all, decided] = await Promise.all([
    factsOf(db, id),
    describe(db, id),
    allSettlements(db),
    described(db, 'decision', id),
  ]);
  if (!here || !record) return null;
  const other = valueOf(record, JOINED_TO);
  const city = valueOf(record, 'city');
  const moved = await movedHere(db, id);
  const joined = Object.keys(aliases).filter((one) => aliases[one] === id && one !== id);
  return {
    here,
    same_as: other && other !== id ? await factsOf(db, other) : null,
    moving_to: city && city !== record.city_id ? city : null,
    moved_from: moved?.to === record.city_id ? moved.from : null,
    joined,
    settled: joined.length ? await settledAsOne(db, record) : [],
    approved: decided.some((decision) => valueOf(decision, 'act') === 'approve'),
    others: all.filter((one) => one.settlement_id !== id && one.city_id === here.settlement.city_id),
  };
}

/** Read which questions were settled together since this place and another are one. */
async function settledAsOne(db: LocalDb, record: Described): Promise<Words[]> {
  const joinedAt = (record.fields[JOINED_TO] ?? []).map(({ made_at }) => Date.parse(made_at));
  const profiles = await described(db, 'profile', record.record_id);
  const paths = new Set(
    profiles.flatMap(({ fields }) => chosenSince(fields, joinedAt.length ? Math.min(...joinedAt) : 0)),
  );
  const forms = (await db.getAll('forms')) as unknown as Partial<Pick<Form, 'questions'>>[];
  return [...paths].flatMap((path) => forms.find(({ questions }) => questions?.[path])?.questions?.[path]?.label ?? []);
}

/** The questions of which an answer was chosen together at that moment or later. Pure. */
export const chosenSince = (fields: Described['fields'], moment: number): string[] =>
  Object.entries(fields)
    .filter(([, standing]) =>
      standing.some(({ answer, made_at }) => answer.chosen_with && Date.parse(made_at) >= moment),
    )
    .map(([path]) => path);

/** What a place that was joined to this one was called, by its id; without signal nobody knows. */
export async function namesOfJoined(db: LocalDb, id: string): Promise<Record<string, string>> {
  const { answers } = await earlierAnswers(db, id, 'name');
  return Object.fromEntries(answers.reverse().map(({ said_of, answer }) => [said_of, String(answer.value ?? '')]));
}

type Telling = Answer & { replaces?: string[] };

async function tell(db: LocalDb, id: string, city_id: string, set: Record<string, Telling>): Promise<void> {
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

/**
 * Say that a settlement is the same as another; all that was said of both will stand there. What the other is called and
 * whose it is stays its own: that is said first, in the place of what the joined one was called.
 */
export async function sayTheSame(db: LocalDb, here: SettlementHere, other: string): Promise<void> {
  const [joined, kept] = await Promise.all([describe(db, here.settlement_id), describe(db, other)]);
  const set = joined && kept ? settled(kept, joined) : {};
  if (Object.keys(set).length) await tell(db, other, here.city_id, set);
  await tell(db, here.settlement_id, here.city_id, { [JOINED_TO]: { value: other } });
}

/** Settle what only the joined one could contest: the answers of the place that stays replace the joined one's. Pure. */
export function settled(kept: Described, joined: Described): Record<string, Telling> {
  const set: Record<string, Telling> = {};
  for (const path of STAYING) {
    const [shown] = kept.fields[path] ?? [];
    const away = (joined.fields[path] ?? []).map(({ edit_id }) => edit_id);
    if (shown && away.length) set[path] = { ...shown.answer, replaces: [shown.edit_id, ...away] };
  }
  return set;
}

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

/** What a place was in the city it was moved from, kept on this phone for undoing it. */
interface Moved {
  from: string;
  to: string;
  was: Record<string, Answer>;
}

const movedHere = async (db: LocalDb, id: string): Promise<Moved | undefined> =>
  (await db.get('meta', `moved/${id}`)) as Moved | undefined;

/** Say that a settlement belongs to another city; ward, code and team of the old one are not of the new one. */
export async function moveTo(db: LocalDb, { settlement_id, city_id }: SettlementHere, city: string): Promise<void> {
  const fields = (await describe(db, settlement_id))?.fields ?? {};
  const known = OF_CITY.flatMap((path) => (fields[path]?.[0] ? [[path, fields[path][0].answer] as const] : []));
  const moved: Moved = { from: city_id, to: city, was: Object.fromEntries(known) };
  await db.put('meta', moved, `moved/${settlement_id}`);
  const none: Answer = { answer: 'not_applicable' };
  await tell(db, settlement_id, city_id, {
    city: { value: city },
    ...Object.fromEntries(known.map(([path]) => [path, none])),
  });
}

/** Take the moving back, before it was sent or after: the old city's ward, code and team come back with it. */
export async function moveBack(db: LocalDb, { settlement_id, city_id }: SettlementHere): Promise<void> {
  const moved = await movedHere(db, settlement_id);
  await tell(db, settlement_id, city_id, { city: { value: moved?.from ?? city_id }, ...(moved?.was ?? {}) });
  await db.delete('meta', `moved/${settlement_id}`);
}
