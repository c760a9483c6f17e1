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
  /** Of all known settlements, in whole per cent: the same for the same count, and never more than 100 together. */
  percent: number;
}

/** Count settlements by state, leaving out states nobody is in. */
export function countByState(states: readonly ProfileState[]): Counted[] {
  const counts = IN_ORDER.map((state) => ({ state, count: states.filter((one) => one === state).length }));
  const found = counts.filter(({ count }) => count > 0);
  const percents = hundredths(found.map(({ count }) => count));
  return found.map((one, at) => ({ ...one, percent: percents[at] ?? 0 }));
}

/**
 * Share out 100 by these counts in whole numbers: what is left after rounding down goes to the largest remainders, as long as
 * it reaches for all that have the same one.
 */
function hundredths(counts: readonly number[]): number[] {
  const all = counts.reduce((sum, count) => sum + count, 0);
  const whole = counts.map((count) => Math.floor((100 * count) / all));
  let left = 100 - whole.reduce((sum, one) => sum + one, 0);
  const remainder = (at: number): number => (100 * (counts[at] ?? 0)) % all;
  const remainders = counts.map((_, at) => remainder(at));
  const rounded = new Set<number>();
  for (const largest of [...new Set(remainders)].sort((one, other) => other - one)) {
    left -= remainders.filter((one) => one === largest).length;
    if (left < 0) break;
    rounded.add(largest);
  }
  return whole.map((one, at) => one + (rounded.has(remainders[at] ?? 0) ? 1 : 0));
}

/** Count the settlements whose profile is approved, shared or not. */
export function covered(states: readonly ProfileState[]): number {
  return states.filter((state) => state === 'approved' || state === 'released').length;
}

/** Read a state as the server names it; what this version does not know counts as on the list. */
export function stateNamed(name: string | null): ProfileState {
  return IN_ORDER.find((state) => state === name) ?? 'known';
}
