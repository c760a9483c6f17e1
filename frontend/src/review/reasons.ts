/**
 * What stands in the way of approving a profile, or of a check by residents, told on the phone before the server is asked. Pure.
 * Twin of the second half of app/review/rules.py; tests/vectors/states.json holds the two together.
 */

import { profileState, type Act, type Decision } from './rules';

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

/** The key of the sentence that tells what stands in the way (kit/words/states.*.json). */
export function reasonWord<Slug extends ReasonSlug>(slug: Slug): `reason.${Slug}` {
  return `reason.${slug}`;
}
