/** One profile as this phone knows it: its questions, answers, decisions and comments; and writing to it. */

import { uuid7 } from '../kit/ids';
import { today } from '../kit/clock';
import type { Change } from '../kit/changes';
import { Kept } from '../kit/kept';
import type { LocalDb } from '../kit/local-db';
import type { Answer as Spoken } from '../kit/wire';
import { session } from '../people/session.svelte';
import type { Answer, Answers, Form } from '../questionnaire/form';
import { profileState, type Act, type ProfileState } from '../review/rules';
import type { SettlementHere } from '../settlements/here';
import { KWETU_FORM, oneSettlement, wardOf } from '../settlements/store';
import { inTeam, mayWrite } from '../settlements/writers';
import { standsFor } from '../sync/aliases';
import { describe, described, say, type Described } from '../sync/outbox';
import { isSettled } from '../sync/rules';
import { aliasesHere } from '../sync/store';
import { hashOf, withOwn } from '../sync/view';
import { commentsAbout, decisionsAbout, type CommentHere, type DecisionHere } from './about';
import { askAt, goOnAt, isTold, labelAt, questionsAsked } from './asking';

export { inTeam, mayWrite };

export interface ProfileHere {
  profile_id: string;
  settlement: SettlementHere;
  ward: string | null;
  round: number;
  form: Form;
  /** Per question the answers that stand, the one shown first at the front. */
  fields: Described['fields'];
  answers: Answers;
  contested: string[];
  hash: string;
  decisions: DecisionHere[];
  comments: CommentHere[];
  state: ProfileState;
  people: Record<string, string>;
  /** The beginning of the paths of the row it is seen as; none where it is seen whole. */
  row?: string;
}

export type Missing = 'profile' | 'form';

/** The questions of a form as last pulled, null before they came. */
export async function formHere(db: LocalDb, name: string): Promise<Form | null> {
  const form = (await db.get('forms', name)) as Form | undefined;
  if (form?.further) await import('../questionnaire/engine');
  return form ?? null;
}

const kept = new Kept<ProfileHere>((profile, change) => {
  if ('frozen' in change) return profile; // on their way, and nothing is said otherwise
  if (profile.settlement.taken_off) return null; // an answer may put the place on the list again
  if (change.own.record_id === profile.profile_id) return withOwnAnswer(profile, change);
  return change.own.edit.kind === 'profile' ? profile : null;
});
const nameOf = (db: LocalDb, named: string): string => `${db.name} ${named}`;

/** The profile as it was read last and changed by answers here since; null where it has to be read. */
export const profileKept = (db: LocalDb, named: string): ProfileHere | null => kept.get(nameOf(db, named));

/** Read one profile with all that belongs to it; of one that was joined to another, that other. */
export async function readProfile(db: LocalDb, named: string): Promise<ProfileHere | Missing> {
  const before = profileKept(db, named);
  if (before) return before;
  const keep = kept.reading(nameOf(db, named));
  const read = await readAnew(db, named);
  if (typeof read === 'object') keep(read);
  return read;
}

/** The same profile after one more answer of this phone; nothing else of it is looked at again. */
function withOwnAnswer(profile: ProfileHere, { own, joins }: Extract<Change, { own: unknown }>): ProfileHere {
  const fields = withOwn(profile.fields, own, joins);
  const said = Object.keys(own.edit.set).map((path) => [path, fields[path]?.[0]?.answer as Answer | undefined]);
  const answers = { ...profile.answers, ...(Object.fromEntries(said) as Answers) };
  return beside(profile, {
    fields,
    answers,
    contested: contestedIn(profile.form, fields),
    state: profileState(profile.decisions, consentOf(answers), true),
    get hash() {
      return hashOf(profile.form, fields);
    },
  });
}

/** The same profile with some of it seen otherwise. Its hash is not reckoned by copying it: that takes long, and only a decision asks. */
export const beside = (profile: ProfileHere, otherwise: Partial<ProfileHere>): ProfileHere =>
  Object.create(null, {
    ...Object.getOwnPropertyDescriptors(profile),
    ...Object.getOwnPropertyDescriptors(otherwise),
  }) as ProfileHere;

async function readAnew(db: LocalDb, named: string): Promise<ProfileHere | Missing> {
  const aliases = await aliasesHere(db);
  const id = standsFor(aliases, named);
  const record = await describe(db, id);
  if (!record?.settlement_id || record.kind !== 'profile') return 'profile';
  const form = await formHere(db, record.form);
  if (!form) return 'form';
  const [settlement, decided, commented, people] = await Promise.all([
    oneSettlement(db, record.settlement_id),
    described(db, 'decision', record.settlement_id),
    described(db, 'comment', record.settlement_id),
    peopleHere(db),
  ]);
  if (!settlement) return 'profile';
  const answers = shownFirst(record.fields);
  const decisions = decisionsAbout(id, decided);
  const round = Number(answers['round']?.value ?? 1);
  return {
    profile_id: id,
    settlement,
    ward: await wardOf(db, settlement),
    round,
    form,
    fields: record.fields,
    answers,
    contested: contestedIn(form, record.fields),
    get hash() {
      return hashOf(form, record.fields);
    },
    decisions,
    comments: commentsAbout(id, commented, aliases),
    state: profileState(decisions, consentOf(answers), true),
    people,
  };
}

/** What the meeting said to being profiled. */
export function consentOf(answers: Answers): string | null {
  const value = answers['consent_collect']?.value;
  return typeof value === 'string' ? value : null;
}

/** The answers shown first. */
export function shownFirst(fields: Described['fields']): Answers {
  return Object.fromEntries(
    Object.entries(fields).map(([path, [first]]) => [path, first?.answer as Answer | undefined]),
  );
}

function contestedIn(form: Form, fields: Described['fields']): string[] {
  return Object.entries(fields)
    .filter(([, candidates]) => candidates.length > 1 && !isSettled(candidates.map(({ answer }) => answer)))
    .map(([path]) => path)
    .filter((path) => labelAt(form, path) && !path.includes('/_'));
}

async function peopleHere(db: LocalDb): Promise<Record<string, string>> {
  const people = ((await db.get('meta', 'people')) ?? []) as { id: string; name: string }[];
  return Object.fromEntries(people.map(({ id, name }) => [id, name]));
}

/** Write answers down, or blank them (null). Each replaces what `profile` showed. Resolves only when a power cut would not lose it. */
export async function answer(db: LocalDb, profile: ProfileHere, set: Record<string, Answer | null>): Promise<void> {
  const said = Object.entries(set).map(([path, one]) => [
    path,
    { ...((one ?? { value: null }) as Spoken), replaces: seen(profile, path) },
  ]);
  await say(db, {
    ...recordOf(profile),
    set: Object.fromEntries(said) as Record<string, Spoken & { replaces: string[] }>,
  });
}

/** The answers on the screen; the outbox knows by itself which of the phone's own are replaced. */
function seen(profile: ProfileHere, path: string): string[] {
  return (profile.fields[path] ?? []).filter(({ mine }) => !mine).map(({ edit_id }) => edit_id);
}

function recordOf({ profile_id, settlement, form }: ProfileHere) {
  return {
    kind: 'profile' as const,
    record_id: profile_id,
    settlement_id: settlement.settlement_id,
    city_id: settlement.city_id,
    form: form.form,
  };
}

/** Decide about a profile; `saw` names all decisions now on this phone, so that a later one knows what came before. */
export async function decide(
  db: LocalDb,
  profile: ProfileHere,
  act: Act,
  more: Record<string, unknown> = {},
): Promise<void> {
  const facts = {
    act,
    about: profile.profile_id,
    hash: profile.hash,
    saw: profile.decisions.map((one) => one.decision_id),
    ...more,
  };
  await sayFacts(db, profile, 'decision', uuid7(), facts);
}

/** Write a comment on one question of a profile. */
export async function comment(db: LocalDb, profile: ProfileHere, path: string, text: string): Promise<void> {
  await sayFacts(db, profile, 'comment', uuid7(), { about: profile.profile_id, path, text });
}

/** Mark a question for the team as done. */
export async function markDone(db: LocalDb, profile: ProfileHere, commentId: string): Promise<void> {
  await sayFacts(db, profile, 'comment', commentId, { done: true });
}

async function sayFacts(
  db: LocalDb,
  profile: ProfileHere,
  kind: 'decision' | 'comment',
  id: string,
  facts: Record<string, unknown>,
): Promise<void> {
  const { settlement_id, city_id } = profile.settlement;
  const set = Object.fromEntries(Object.entries(facts).map(([path, value]) => [path, { value }]));
  await say(db, { kind, record_id: id, settlement_id, city_id, form: KWETU_FORM, set });
}

/** Remember at which question a person left a profile. */
export async function leaveAt(db: LocalDb, id: string, question: string): Promise<void> {
  await db.put('meta', question, `place/${id}`);
}

/** The question at which a person left a profile. */
export async function leftAt(db: LocalDb, id: string): Promise<string | null> {
  return ((await db.get('meta', `place/${id}`)) as string | undefined) ?? null;
}

/** The address of the very question that was left, answered or not; of the next open one; of the overview when all is answered. */
export async function goOnAddress(db: LocalDb, profile: ProfileHere): Promise<string> {
  const all = questionsAsked(profile.form, profile.answers, today());
  const asked = all.filter((name) => !isTold(profile.form, name));
  const left = await leftAt(db, profile.profile_id);
  const open = goOnAt(asked, profile.answers, left);
  const next = open && left && asked.includes(left) ? left : open;
  return next ? askAt(profile.form, profile.profile_id, next) : `#/profiles/${profile.profile_id}`;
}

/** Whether the person writing is of the profile's team or wrote in it: the residents' check is then not theirs to write down. */
export function isOwn({ settlement, fields }: ProfileHere): boolean {
  const me = session.person?.person_id;
  const wrote = Object.values(fields).flat();
  return !session.practice && (inTeam(settlement) || wrote.some(({ by, answer }) => by === me && !answer.chosen_with));
}
