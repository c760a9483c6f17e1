/** What a mapper's first page lists: the settlements of the mapper's teams, each with its state and what is asked of the mapper. */
import type { LocalDb } from '../kit/local-db';
import { formId, OWN_FORM } from '../kit/ids';
import type { PersonHere } from '../people/rules';
import { commentsAbout, decisionsAbout, waitingComments } from '../profiles/about';
import { profileState, type ProfileState } from '../review/rules';
import { boundaryOf, settlementOf, type SettlementHere } from '../settlements/here';
import type { Aliases } from '../sync/aliases';
import { described, type Candidate, type Described } from '../sync/outbox';
import { answersIn, needsPerson } from '../sync/count';
import { outboxOf } from '../sync/safety';
import { aliasesHere } from '../sync/store';
import type { OutboxEdit } from '../kit/wire';

export interface MySettlement {
  settlement: SettlementHere;
  /** The newest round on this phone. */
  profile_id: string | null;
  state: ProfileState;
  answers: number;
  boundary: boolean;
  questions: number;
  /** The question asked about first, which the card opens. */
  asked: string | null;
  handed_in: string | null;
  unsent: number;
  needs: number;
  touched: string;
  /** Whether it was asked by other questionnaires, too. */
  others: boolean;
}

/** A field that was emptied holds a null: it is no answer. */
const isBlank = ({ answer }: Candidate): boolean => answer.answer === undefined && (answer.value ?? null) === null;

export function answersOf(profile: Described): number {
  const told = Object.entries(profile.fields).filter(([path]) => path !== 'round' && !path.startsWith('_'));
  return told.filter(([, [first]]) => first && !isBlank(first)).length;
}

const newest = (profiles: Described[]): Described | null =>
  profiles.reduce<Described | null>((best, one) => (!best || roundOf(one) > roundOf(best) ? one : best), null);
const roundOf = (profile: Described): number => Number(profile.fields['round']?.[0]?.answer.value ?? 0);

const lastTouched = (profile: Described | null): string =>
  Object.values(profile?.fields ?? {}).reduce(
    (last, [first]) => (first && first.made_at > last ? first.made_at : last),
    '',
  );

const group = (records: Described[]): Map<string, Described[]> => {
  const by = new Map<string, Described[]>();
  for (const record of records)
    by.set(record.settlement_id ?? '', [...(by.get(record.settlement_id ?? '') ?? []), record]);
  return by;
};

/**
 * Whether a settlement is this person's to profile: of one of their teams, or added by themselves and given to none. Of
 * another team's settlement the server sends the name only, so "known from" tells the two apart.
 */
export function isMine(record: Described, person: Pick<PersonHere, 'person_id' | 'teams'> | null): boolean {
  if (!person) return true;
  const { team_id } = settlementOf(record);
  if (team_id) return person.teams.some(({ id }) => id === team_id);
  return (record.fields['known_from'] ?? []).some(({ by }) => by === person.person_id);
}

function line(
  record: Described,
  profiles: Described[],
  decided: Described[],
  comments: Described[],
  outbox: OutboxEdit[],
  aliases: Aliases,
): Omit<MySettlement, 'others'> {
  const settlement = settlementOf(record);
  const profile = newest(profiles);
  const decisions = profile ? decisionsAbout(profile.record_id, decided) : [];
  const consent = profile?.fields['consent_collect']?.[0]?.answer.value;
  const own = outbox.filter(({ settlement_id }) => settlement_id === settlement.settlement_id);
  const asked = profile ? waitingComments(commentsAbout(profile.record_id, comments, aliases), profile.fields) : [];
  const shared = settlement.state === 'released';
  const state = profileState(decisions, typeof consent === 'string' ? consent : null, !!profile, shared);
  return {
    settlement,
    profile_id: profile?.record_id ?? null,
    state,
    answers: profile ? answersOf(profile) : 0,
    boundary: boundaryOf(profile?.fields['boundary']?.[0]?.answer.value) !== null,
    questions: state === 'returned' ? asked.length : 0,
    asked: state === 'returned' ? (asked[0]?.path ?? null) : null,
    handed_in: decisions.filter(({ act }) => act === 'hand_in').at(-1)?.made_at ?? null,
    unsent: answersIn(own, 'open', 'frozen'),
    needs: own.filter((edit) => needsPerson(edit) && !edit.seen).length,
    touched: lastTouched(profile),
  };
}

const rank = (mine: MySettlement): number =>
  mine.state === 'returned' || mine.needs ? 0 : mine.state === 'profiling' ? 1 : mine.state === 'known' ? 2 : 3;

/** Read my settlements, what needs me first. */
export async function mySettlements(db: LocalDb, person: PersonHere | null): Promise<MySettlement[]> {
  const [settlements, written, decided, comments, outbox, aliases] = await Promise.all([
    described(db, 'settlement'),
    described(db, 'profile'),
    described(db, 'decision').then(group),
    described(db, 'comment').then(group),
    outboxOf(db),
    aliasesHere(db),
  ]);
  const isOwn = ({ form }: Described): boolean => formId(form) === OWN_FORM;
  const profiles = group(written.filter(isOwn));
  const others = new Set(written.filter((one) => !isOwn(one)).map((one) => one.settlement_id));
  const of = (by: Map<string, Described[]>, id: string): Described[] => by.get(id) ?? [];
  return settlements
    .filter((record) => (!record.deleted || profiles.has(record.record_id)) && isMine(record, person))
    .map((record) => ({
      ...line(
        record,
        of(profiles, record.record_id),
        of(decided, record.record_id),
        of(comments, record.record_id),
        outbox,
        aliases,
      ),
      others: others.has(record.record_id),
    }))
    .sort(
      (one, other) =>
        rank(one) - rank(other) ||
        other.touched.localeCompare(one.touched) ||
        one.settlement.name.localeCompare(other.settlement.name),
    );
}
