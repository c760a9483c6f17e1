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

/** The key of a state's one word (kit/words/states.*.json). */
export function stateWord<State extends ProfileState>(state: State): `state.${State}` {
  return `state.${state}`;
}
