/** Sorts the city's profiles into the piles a leader works through: waiting, asked, approved, being profiled, closed. */

import type { Words } from '../questionnaire/form';
import { stateWord, type ProfileState } from './rules';

export interface ProfileInReview {
  profile_id: string;
  settlement_id: string;
  name: string;
  /** What its questionnaire is called; null for our own. */
  other: Words | null;
  round: number;
  /** Its settlement was taken off the list by somebody who had not seen what stands here. */
  taken_off: boolean;
  state: ProfileState;
  /** How many questions have two different answers. */
  contested: number;
  warnings: number;
  /** Answers that arrived after the last decision was taken. */
  came_after: number;
  /** When the last decision was taken, or the last answer given; ISO time. */
  since: string | null;
  /** Residents present at the check, when there was one. */
  checked_by: number | null;
}

export type Pile = 'waiting' | 'asked' | 'approved' | 'profiling' | 'closed';

export const PILES: readonly Pile[] = ['waiting', 'asked', 'profiling', 'approved', 'closed'];

const PILE_OF: Record<ProfileState, Pile> = {
  known: 'profiling',
  profiling: 'profiling',
  handed_in: 'waiting',
  verified: 'waiting',
  returned: 'asked',
  approved: 'approved',
  released: 'approved',
  said_no: 'closed',
  withdrawn: 'closed',
};

/** Tell in which pile a profile lies. */
export function pileOf(state: ProfileState): Pile {
  return PILE_OF[state];
}

/** Sort profiles into piles; what residents have checked comes first, then what has waited longest. */
export function piles(profiles: readonly ProfileInReview[]): Record<Pile, ProfileInReview[]> {
  const sorted: Record<Pile, ProfileInReview[]> = { waiting: [], asked: [], approved: [], profiling: [], closed: [] };
  for (const profile of profiles) sorted[pileOf(profile.state)].push(profile);
  for (const pile of PILES) sorted[pile].sort(pile === 'approved' ? newestFirst : readiestFirst);
  return sorted;
}

/** Count the whole days since something happened. */
export function daysSince(moment: string, now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - Date.parse(moment)) / 86_400_000));
}

/** Find the profiles whose settlement's name holds what was typed, without minding accents or capitals. */
export function named(profiles: readonly ProfileInReview[], typed: string): ProfileInReview[] {
  const wanted = plain(typed);
  return profiles.filter((profile) => plain(profile.name).includes(wanted));
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
}

function readiestFirst(one: ProfileInReview, other: ProfileInReview): number {
  const ready = Number(other.state === 'verified') - Number(one.state === 'verified');
  return ready || (one.since ?? '').localeCompare(other.since ?? '') || one.name.localeCompare(other.name);
}

function newestFirst(one: ProfileInReview, other: ProfileInReview): number {
  return (other.since ?? '').localeCompare(one.since ?? '') || one.name.localeCompare(other.name);
}

/** The key of a state's word as a leader reads it: what is "Questions for you" to the team was asked by the leader. */
export function leadersWord(state: ProfileState): `state.${ProfileState}` | 'review.state.returned' {
  return state === 'returned' ? 'review.state.returned' : stateWord(state);
}
