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
  /** Of all known settlements, in per cent, rounded. */
  percent: number;
}

/** Count settlements by state, leaving out states nobody is in. */
export function countByState(states: readonly ProfileState[]): Counted[] {
  return IN_ORDER.map((state) => {
    const count = states.filter((one) => one === state).length;
    return { state, count, percent: states.length ? Math.round((100 * count) / states.length) : 0 };
  }).filter((counted) => counted.count > 0);
}

/** Count the settlements whose profile is approved, shared or not. */
export function covered(states: readonly ProfileState[]): number {
  return states.filter((state) => state === 'approved' || state === 'released').length;
}

/** Read a state as the server names it; what this version does not know counts as on the list. */
export function stateNamed(name: string | null): ProfileState {
  return IN_ORDER.find((state) => state === name) ?? 'known';
}
