/** Counts how far the settlements of a city are: what is known, being profiled, approved, shared. */

import type { ProfileState } from './rules';

/** The states in the order a settlement goes through them. */
export const IN_ORDER: readonly ProfileState[] = [
  'known',
  'profiling',
  'handed_in',
  'returned',
  'verified',
  'approved',
  'released',
  'said_no',
  'withdrawn',
];

export interface Counted {
  state: ProfileState;
  count: number;
  /** Of all known settlements, in per cent, so rounded that all of them add up to 100. */
  percent: number;
}

/** Count settlements by state, leaving out states nobody is in. */
export function countByState(states: readonly ProfileState[]): Counted[] {
  const counts = IN_ORDER.map((state) => ({ state, count: states.filter((one) => one === state).length }));
  const found = counts.filter(({ count }) => count > 0);
  const percents = hundredths(found.map(({ count }) => count));
  return found.map((one, at) => ({ ...one, percent: percents[at] ?? 0 }));
}

/** Share out 100 by these counts in whole numbers: what is left after rounding down goes to the largest remainders. */
function hundredths(counts: readonly number[]): number[] {
  const all = counts.reduce((sum, count) => sum + count, 0);
  const whole = counts.map((count) => Math.floor((100 * count) / all));
  const left = 100 - whole.reduce((sum, one) => sum + one, 0);
  const remainder = (at: number): number => (100 * (counts[at] ?? 0)) % all;
  const first = [...counts.keys()].sort((one, other) => remainder(other) - remainder(one)).slice(0, left);
  return whole.map((one, at) => one + (first.includes(at) ? 1 : 0));
}

/** Count the settlements whose profile is approved, shared or not. */
export function covered(states: readonly ProfileState[]): number {
  return states.filter((state) => state === 'approved' || state === 'released').length;
}

/** Read a state as the server names it; what this version does not know counts as on the list. */
export function stateNamed(name: string | null): ProfileState {
  return IN_ORDER.find((state) => state === name) ?? 'known';
}
