/**
 * How a profile travels from first answer to approval, told on the phone before the server is asked.
 * Twin of app/review/rules.py; tests/vectors/states.json holds the two together.
 */

export type Act = 'withdraw' | 'return' | 'approve' | 'verify' | 'hand_in';

export type ProfileState =
  'known' | 'profiling' | 'said_no' | 'handed_in' | 'returned' | 'verified' | 'approved' | 'released' | 'withdrawn';

/** One act of review, as its author made it; `saw` holds the decisions that were on the author's screen. */
export interface Decision {
  decision_id: string;
  act: Act;
  by: string;
  saw: readonly string[];
  hash?: string | null;
}

/** What stands in the way: the slug of the problem the server would answer, and the facts a person can act on. */
export interface Reason {
  slug: ReasonSlug;
  paths?: string[];
  count?: number;
  changed?: number;
}

export type ReasonSlug =
  | 'no-consent'
  | 'not-handed-in'
  | 'approve-own-profile'
  | 'two-answers-left'
  | 'does-not-fit'
  | 'changed-since'
  | 'not-checked-by-residents'
  | 'check-own-profile'
  | 'check-needs-women'
  | 'check-needs-tenants';

export interface CountAnswer {
  value?: unknown;
  answer?: string;
}

/** Gravest first: with several heads, the first of these wins. */
const ACTS: readonly Act[] = ['withdraw', 'return', 'approve', 'verify', 'hand_in'];

const STATE_OF_ACT: Record<Act, ProfileState> = {
  withdraw: 'withdrawn',
  return: 'returned',
  approve: 'approved',
  verify: 'verified',
  hand_in: 'handed_in',
};

/** The decisions that no other decision has seen; all of them should they name each other in a ring. */
export function heads(decisions: readonly Decision[]): Decision[] {
  const seen = new Set(decisions.flatMap((one) => one.saw.filter((id) => id !== one.decision_id)));
  const unseen = decisions.filter((one) => !seen.has(one.decision_id));
  return unseen.length > 0 ? unseen : [...decisions];
}

/** Names the state; `shared` tells that a release under an agreement in force holds the profile. */
export function profileState(
  decisions: readonly Decision[],
  consentCollect: string | null,
  hasAnswers: boolean,
  shared = false,
): ProfileState {
  const acts = new Set(heads(decisions).map((one) => one.act));
  if (acts.has('withdraw')) return 'withdrawn';
  if (consentCollect === 'no') return 'said_no';
  const act = ACTS.find((one) => acts.has(one));
  if (act) return act === 'approve' && shared ? 'released' : STATE_OF_ACT[act];
  return hasAnswers ? 'profiling' : 'known';
}

/** The ids of all decisions this one knows of, through those it saw. */
export function pastOf(decision: Decision, decisions: readonly Decision[]): Set<string> {
  const byId = new Map(decisions.map((one) => [one.decision_id, one]));
  const known = new Set<string>();
  const waiting = [...decision.saw];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (known.has(id)) continue;
    known.add(id);
    waiting.push(...(byId.get(id)?.saw ?? []));
  }
  return known;
}

function knewAll(decision: Decision, decisions: readonly Decision[], acts: readonly Act[]): boolean {
  const past = pastOf(decision, decisions);
  return decisions.every((one) => !acts.includes(one.act) || past.has(one.decision_id));
}

/** The approvals that knew of every return and every taking back: only these may leave the federation. */
export function standingApprovals(decisions: readonly Decision[]): Decision[] {
  return decisions.filter((one) => one.act === 'approve' && knewAll(one, decisions, ['return', 'withdraw']));
}

/** Whether residents checked this profile and it was not taken back since. */
export function checkedByResidents(decisions: readonly Decision[]): boolean {
  return decisions.some((one) => one.act === 'verify' && knewAll(one, decisions, ['withdraw']));
}

/** Of the consent to be profiled, where a profile's form has no such question: it never leaves the federation. */
export const NOT_ASKED = 'not_asked';

/**
 * What keeps this person from approving, gravest first (an empty list: go ahead).
 * `writers` are the people who wrote an answer other than by choosing between two; `changed` counts the answers that
 * differ from those on the screen (0 on the phone, which approves what it shows; null: nobody can tell how many); `blocked` are
 * the questions whose answers break a rule that blocks.
 */
export function reasonsNotToApprove(
  personId: string,
  decisions: readonly Decision[],
  profile: {
    writers: readonly string[];
    contested: readonly string[];
    blocked: readonly string[];
    changed: number | null;
    consentCollect: string | null;
  },
): Reason[] {
  const reasons: Reason[] = [];
  const state = profileState(decisions, profile.consentCollect, true);
  const handedInBy = decisions.filter((one) => one.act === 'hand_in').map((one) => one.by);
  if (profile.consentCollect !== 'yes' && profile.consentCollect !== NOT_ASKED) reasons.push({ slug: 'no-consent' });
  if (handedInBy.length === 0 || state === 'returned' || state === 'withdrawn') reasons.push({ slug: 'not-handed-in' });
  if (handedInBy.includes(personId) || profile.writers.includes(personId))
    reasons.push({ slug: 'approve-own-profile' });
  if (profile.contested.length > 0) {
    reasons.push({ slug: 'two-answers-left', paths: [...profile.contested].sort(), count: profile.contested.length });
  }
  if (profile.blocked.length > 0) {
    reasons.push({ slug: 'does-not-fit', paths: [...profile.blocked], count: profile.blocked.length });
  }
  if (profile.changed !== 0) {
    reasons.push({ slug: 'changed-since', ...(profile.changed === null ? {} : { changed: profile.changed }) });
  }
  if (!checkedByResidents(decisions)) reasons.push({ slug: 'not-checked-by-residents' });
  return reasons;
}

function noneAtAll(answer: CountAnswer | null | undefined): boolean {
  return !!answer && (answer.answer === 'not_applicable' || answer.value === 0);
}

/** Whether tenant or sub-tenant households are above zero, or not known. */
export function tenantsMayLiveHere(
  householdsTenant: CountAnswer | null | undefined,
  householdsSubtenant: CountAnswer | null | undefined,
): boolean {
  return !(noneAtAll(householdsTenant) && noneAtAll(householdsSubtenant));
}

/** What keeps a check by residents from counting: its recorder's own work, or who was missing. */
export function reasonsNotToVerify(check: {
  inTeam: boolean;
  wrote: boolean;
  handedIn: boolean;
  women: number | null;
  tenants: number | null;
  tenantsLiveHere: boolean;
}): Reason[] {
  const reasons: Reason[] = [];
  if (check.inTeam || check.wrote || check.handedIn) reasons.push({ slug: 'check-own-profile' });
  if (!check.women) reasons.push({ slug: 'check-needs-women' });
  if (check.tenantsLiveHere && !check.tenants) reasons.push({ slug: 'check-needs-tenants' });
  return reasons;
}

/** The key of a state's one word (kit/words/states.*.json). */
export function stateWord<State extends ProfileState>(state: State): `state.${State}` {
  return `state.${state}`;
}

/** The key of the sentence that tells what stands in the way (kit/words/states.*.json). */
export function reasonWord<Slug extends ReasonSlug>(slug: Slug): `reason.${Slug}` {
  return `reason.${slug}`;
}
