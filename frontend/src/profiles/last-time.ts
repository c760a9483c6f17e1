/** What was answered in the rounds before this one: the newest that says anything of a question is "last time". */

import { language } from '../kit/i18n.svelte';
import type { LocalDb } from '../kit/local-db';
import type { Answer } from '../questionnaire/form';
import { described, type Candidate } from '../sync/outbox';
import { roundOf } from './rounds';
import { isAnswered } from './rules';
import { shownFirst, type ProfileHere } from './store';

/** The answer of last time to one question, null in the first round or where nobody said anything this phone may read. */
export async function saidBefore(
  db: LocalDb,
  profile: Pick<ProfileHere, 'settlement' | 'round' | 'row'>,
  name: string,
): Promise<Candidate | null> {
  const { settlement_id } = profile.settlement;
  const path = (profile.row ?? '') + name;
  const rounds = (await described(db, 'profile', settlement_id))
    .map(({ record_id, fields }) => ({ fields, round: roundOf(settlement_id, record_id, shownFirst(fields)) }))
    .filter(({ round }) => round < profile.round)
    .sort((one, other) => other.round - one.round);
  const said = rounds.map(({ fields }) => fields[path]?.[0]);
  return said.find((one) => isAnswered(one?.answer as Answer | undefined)) ?? null;
}

/** A month as "May 2025". */
export function monthOf(moment: string): string {
  const date = new Date(moment);
  const month = date.toLocaleDateString(language() === 'en' ? 'en-GB' : language(), { month: 'long' });
  return `${month} ${date.getFullYear()}`;
}
