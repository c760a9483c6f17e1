/** The word for a state as this person reads it: only who answers for a settlement reads "Questions for you". */

import type { WordKey } from '../kit/words/keys';
import { leads } from '../people/rules';
import { session } from '../people/session.svelte';
import { leadersWord } from '../review/queue';
import { stateWord, type ProfileState } from '../review/rules';
import type { SettlementHere } from '../settlements/here';
import { mayWrite } from '../settlements/writers';

/** The word for the state that some settlements are in. */
export function wordFor(state: ProfileState, some: readonly SettlementHere[]): WordKey {
  const leader = session.person !== null && leads(session.person.role);
  return !leader && some.some(mayWrite) ? stateWord(state) : leadersWord(state);
}
