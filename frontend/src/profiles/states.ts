/** The one state a settlement is shown in: that of its newest round, as this phone knows it or as the server told. Pure. */

import type { Mark, Tone } from '../map/map';
import type { ProfileState } from '../review/rules';
import type { SettlementHere } from '../settlements/here';
import type { RoundHere } from './rounds';

const STATES: readonly string[] = [
  'known',
  'profiling',
  'said_no',
  'handed_in',
  'returned',
  'verified',
  'approved',
  'released',
  'withdrawn',
];

function told(state: string | null): ProfileState {
  return state !== null && STATES.includes(state) ? (state as ProfileState) : 'known';
}

/** What this phone can read off the newest round; only the server knows of releases, and of rounds that are not ours to read. */
export function settlementState(settlement: SettlementHere, rounds: readonly RoundHere[]): ProfileState {
  const newest = rounds.reduce<RoundHere | null>((best, one) => (best && best.round > one.round ? best : one), null);
  const server = told(settlement.state);
  if (!newest) return server;
  return newest.state === 'approved' && server === 'released' ? 'released' : newest.state;
}

/** How each state is marked on the map: a shape and a colour, and the word beside it in the list. */
export const MARKS: Record<ProfileState, [Mark, Tone]> = {
  known: ['ring', 'plain'],
  profiling: ['half', 'waiting'],
  handed_in: ['square', 'map'],
  returned: ['diamond', 'needs'],
  verified: ['triangle', 'safe'],
  approved: ['star', 'safe'],
  released: ['star', 'safe'],
  said_no: ['cross', 'plain'],
  withdrawn: ['cross', 'plain'],
};
