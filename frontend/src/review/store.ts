/** What the leader's pages read and write on this phone: profiles in review, one profile laid out, decisions, questions. */

import { today } from '../kit/clock';
import { formId, OWN_FORM, uuid7 } from '../kit/ids';
import type { LocalDb } from '../kit/local-db';
import type { Answer } from '../kit/wire';
import { formHere, readProfile, type Missing, type ProfileHere } from '../profiles/store';
import { allWarnings } from '../profiles/row-rules';
import type { Answers, Form } from '../questionnaire/form';
import { allSettlements, KWETU_FORM } from '../settlements/store';
import type { SettlementHere } from '../settlements/here';
import { standsFor } from '../sync/aliases';
import { described, say, type Described } from '../sync/outbox';
import { isSettled } from '../sync/rules';
import { aliasesHere } from '../sync/store';
import { stateNamed } from './coverage';
import type { ProfileInReview } from './queue';
import { profileState, type Act, type ProfileState } from './rules';
import { answersOf, contestedPaths, type Same } from './sheet';
import { cameAfter, decisionTold, latestCheck, newest, type DecisionTold } from './decisions';
import { numberOf, textOf, when, writtenBetween } from './told';
import { talkTold, threads, type Thread } from './talks';

/** Two answers are the same when the merge rule calls them settled. */
export const same: Same = (one, other) => isSettled([one, other]);

/** List every profile on this phone as the review page shows it. */
export async function profilesInReview(db: LocalDb): Promise<ProfileInReview[]> {
  const [profiles, decided, settlements] = await Promise.all([
    described(db, 'profile'),
    described(db, 'decision'),
    allSettlements(db),
  ]);
  const names = [...new Set(profiles.map(({ form }) => form))];
  const forms = new Map(await Promise.all(names.map(async (name) => [name, await formHere(db, name)] as const)));
  const listed = new Map(settlements.map((one) => [one.settlement_id, one]));
  const byProfile = groupBy(
    decided.map(decisionTold).filter((one) => one !== null),
    (one) => one.about,
  );
  return profiles.flatMap((profile) => {
    const settlement = listed.get(profile.settlement_id ?? '');
    return settlement
      ? [inReview(profile, byProfile.get(profile.record_id) ?? [], settlement, forms.get(profile.form) ?? null)]
      : [];
  });
}

function inReview(
  profile: Described,
  decisions: DecisionTold[],
  { settlement_id, name, taken_off }: SettlementHere,
  form: Form | null,
): ProfileInReview {
  const last = newest(decisions);
  const spoken = newest(decisions.filter((one) => one.act !== 'return'));
  return {
    profile_id: profile.record_id,
    settlement_id,
    name,
    other: formId(profile.form) === OWN_FORM ? null : (form?.title ?? { en: formId(profile.form) }),
    taken_off: taken_off !== null,
    round: numberOf(profile, 'round') ?? 1,
    state: profileState(decisions, textOf(profile, 'consent_collect') || null, true),
    contested: contestedPaths(profile).length,
    warnings: form ? allWarnings(form, answersOf(profile) as Answers, today()).length : 0,
    came_after: cameAfter(profile, spoken, profile.hash),
    since: (last && when(last)) ?? writtenBetween(profile)?.[1] ?? null,
    checked_by: present(latestCheck(decisions)),
  };
}

function present(check: DecisionTold | null): number | null {
  return check?.check ? (check.check.women ?? 0) + (check.check.men ?? 0) : null;
}

function groupBy<One>(list: readonly One[], key: (one: One) => string): Map<string, One[]> {
  const groups = new Map<string, One[]>();
  for (const one of list) groups.set(key(one), [...(groups.get(key(one)) ?? []), one]);
  return groups;
}

/** A settlement of the city and how far its newest round is. */
export interface SettlementStanding {
  settlement_id: string;
  city_id: string;
  name: string;
  team: string | null;
  profile_id: string | null;
  state: ProfileState;
  /** Taken off the list, but somebody answered there unseen. */
  taken_off: boolean;
}

/** List all settlements on this phone by name, with the state of their newest round. */
export async function settlementsOfCities(db: LocalDb): Promise<SettlementStanding[]> {
  const [settlements, profiles, teams] = await Promise.all([allSettlements(db), profilesInReview(db), teamsHere(db)]);
  return settlements.map(({ settlement_id, city_id, name, team_id, state, taken_off }) => {
    const rounds = profiles
      .filter((one) => one.settlement_id === settlement_id && !one.other)
      .sort((one, other) => other.round - one.round);
    return {
      settlement_id,
      city_id,
      name,
      team: teams.find((team) => team.id === team_id)?.name ?? null,
      profile_id: rounds[0]?.profile_id ?? null,
      state: newestState(rounds[0]?.state, stateNamed(state)),
      taken_off: taken_off !== null,
    };
  });
}

/** What is said here counts at once; only the server knows of releases and of rounds this phone has not. */
function newestState(here: ProfileState | undefined, told: ProfileState): ProfileState {
  if (!here) return told;
  return here === 'approved' && told === 'released' ? told : here;
}

/** One profile with everything a leader weighs. */
export interface ProfileToReview extends ProfileHere {
  told: DecisionTold[];
  threads: Thread[];
  team: string | null;
  /** The profile of the round before, to show what was said last time. */
  before: Record<string, Answer>;
}

/** Read one profile for review. */
export async function profileToReview(db: LocalDb, named: string): Promise<ProfileToReview | Missing> {
  const profile = await readProfile(db, named);
  if (profile === 'profile' || profile === 'form') return profile;
  const { profile_id } = profile;
  const { settlement_id } = profile.settlement;
  const [aliases, decided, talked, rounds] = await Promise.all([
    aliasesHere(db),
    described(db, 'decision', settlement_id),
    described(db, 'comment', settlement_id),
    described(db, 'profile', settlement_id),
  ]);
  const told = decided.map(decisionTold).filter((one) => one?.about === profile_id) as DecisionTold[];
  const talks = talked.map(talkTold).filter((one) => one !== null);
  const about = talks.filter(
    (one) => standsFor(aliases, one.about) === profile_id || talks.some((other) => other.comment_id === one.reply_to),
  );
  return {
    ...profile,
    told,
    threads: threads(about, told),
    team: await teamOf(db, profile.settlement),
    before: lastTime(rounds, profile),
  };
}

function lastTime(rounds: readonly Described[], profile: ProfileHere): Record<string, Answer> {
  const earlier = rounds.find(
    (one) => one.record_id !== profile.profile_id && (numberOf(one, 'round') ?? 1) === profile.round - 1,
  );
  return earlier ? answersOf(earlier) : {};
}

async function teamOf(db: LocalDb, settlement: SettlementHere): Promise<string | null> {
  return (await teamsHere(db)).find((team) => team.id === settlement.team_id)?.name ?? null;
}

async function teamsHere(db: LocalDb): Promise<{ id: string; name: string }[]> {
  return ((await db.get('meta', 'teams')) ?? []) as { id: string; name: string }[];
}

/**
 * Let one of several answers stand, with the names of those who agreed; all the others are kept in the history. It takes the
 * place of the edits that were `seen`: what came meanwhile nobody has weighed; so does what was said `together` with it. Returns the id of the edit, to take it back.
 */
export function choose(
  db: LocalDb,
  profile: ProfileHere,
  path: string,
  chosen: Answer & { chosen_with: string },
  seen: string[],
  together: Readonly<Record<string, Answer>> = {},
): Promise<string> {
  const { settlement_id, city_id } = profile.settlement;
  const also = Object.entries(together).map(([name, answer]): [string, Answer & { replaces: string[] }] => [
    name,
    { ...answer, chosen_with: chosen.chosen_with, replaces: seen },
  ]);
  return say(db, {
    kind: 'profile',
    record_id: profile.profile_id,
    settlement_id,
    city_id,
    form: profile.form.form,
    set: { [path]: { ...chosen, replaces: seen }, ...Object.fromEntries(also) },
  });
}

/** Ask the team about one answer. */
export async function askAbout(db: LocalDb, profile: ProfileHere, path: string, text: string): Promise<void> {
  await sayParts(db, profile, 'comment', uuid7(), { about: profile.profile_id, path, text });
}

/** Answer in a conversation. */
export async function reply(db: LocalDb, profile: ProfileHere, thread: Thread, text: string): Promise<void> {
  const { comment_id, path } = thread.question;
  await sayParts(db, profile, 'comment', uuid7(), { about: profile.profile_id, path, text, reply_to: comment_id });
}

/** Say that a question is settled. */
export async function settle(db: LocalDb, profile: ProfileHere, comment_id: string): Promise<void> {
  await sayParts(db, profile, 'comment', comment_id, { done: true });
}

/** Decide about what stands on the screen now; returns the id of the edit, to follow what the server says of it. */
export function decideAbout(
  db: LocalDb,
  profile: ProfileToReview,
  act: Act,
  more: Record<string, unknown> = {},
): Promise<string> {
  const saw = profile.told.map((one) => one.decision_id);
  return sayParts(db, profile, 'decision', uuid7(), {
    act,
    about: profile.profile_id,
    hash: profile.hash,
    saw,
    ...more,
  });
}

function sayParts(
  db: LocalDb,
  profile: ProfileHere,
  kind: 'comment' | 'decision',
  record_id: string,
  parts: Record<string, unknown>,
): Promise<string> {
  const { settlement_id, city_id } = profile.settlement;
  const set = Object.fromEntries(Object.entries(parts).map(([path, value]) => [path, { value }]));
  return say(db, { kind, record_id, settlement_id, city_id, form: KWETU_FORM, set });
}

/** What became of an edit: still on its way, safe on the server, or not taken and why. */
export type Outcome = { is: 'on its way' } | { is: 'safe' } | { is: 'not taken'; problem: unknown };

/** Tell what became of an edit. */
export async function outcomeOf(db: LocalDb, edit_id: string): Promise<Outcome> {
  const own = await db.get('outbox', edit_id);
  if (!own || own.state === 'safe') return { is: 'safe' };
  return own.state === 'parked' ? { is: 'not taken', problem: own.problem } : { is: 'on its way' };
}

/** How much could not be taken in, as the server last told this leader. */
export const parkedCount = async (db: LocalDb): Promise<number> => Number((await db.get('meta', 'parked_count')) ?? 0);

/** Remember it for when there is no signal. */
export async function noteParkedCount(db: LocalDb, n: number): Promise<void> {
  await db.put('meta', n, 'parked_count');
}
