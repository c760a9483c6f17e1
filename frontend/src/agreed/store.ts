/** The settlements of this phone that an agreement may name, with how far they are and what their communities said. */

import { formId, OWN_FORM } from '../kit/ids';
import type { LocalDb } from '../kit/local-db';
import { ownForm } from '../profiles/forms-store';
import type { Form } from '../questionnaire/form';
import { profileState, type ProfileState } from '../review/rules';
import { decisionTold } from '../review/decisions';
import { numberOf, textOf } from '../review/told';
import { allSettlements } from '../settlements/store';
import { described, type Described } from '../sync/outbox';
import type { DraftKept } from './rules';
import { readForm } from './server';

export interface Shareable {
  settlement_id: string;
  city_id: string;
  name: string;
  state: ProfileState;
  /** What the community said to sharing with the city: yes, part, no; empty while nobody asked. */
  consent: string;
}

/** List the settlements by name; those a release would hold today come first. */
export async function shareable(db: LocalDb): Promise<Shareable[]> {
  const [settlements, profiles, decided] = await Promise.all([
    allSettlements(db),
    described(db, 'profile'),
    described(db, 'decision'),
  ]);
  const own = profiles.filter(({ form }) => formId(form) === OWN_FORM);
  const decisions = decided.map(decisionTold).filter((one) => one !== null);
  return settlements
    .map(({ settlement_id, city_id, name }) => {
      const profile = newestRound(own.filter((one) => one.settlement_id === settlement_id));
      const about = decisions.filter((one) => one.about === profile?.record_id);
      const state = profile ? profileState(about, textOf(profile, 'consent_collect') || null, true) : 'known';
      return { settlement_id, city_id, name, state, consent: profile ? textOf(profile, 'consent_city') : '' };
    })
    .sort((one, other) => Number(mayLeave(other)) - Number(mayLeave(one)) || one.name.localeCompare(other.name));
}

/** Tell whether a release made now would hold this settlement. */
export function mayLeave(settlement: Shareable): boolean {
  const approved = settlement.state === 'approved' || settlement.state === 'released';
  return approved && (settlement.consent === 'yes' || settlement.consent === 'part');
}

function newestRound(profiles: readonly Described[]): Described | null {
  return [...profiles].sort((one, other) => (numberOf(other, 'round') ?? 1) - (numberOf(one, 'round') ?? 1))[0] ?? null;
}

const DRAFT = 'agreement';

/** The agreement somebody began to write here and has not made yet; one of an earlier version names no layers. */
export async function draftHere(db: LocalDb): Promise<DraftKept | null> {
  const kept = (await db.get('meta', DRAFT)) as DraftKept | undefined;
  return kept ? { ...kept, draft: { ...kept.draft, layers: kept.draft.layers ?? [] } } : null;
}

/** Keep what is written of an agreement; null once it is made or given up. */
export async function keepDraft(db: LocalDb, draft: DraftKept | null): Promise<void> {
  if (draft) await db.put('meta', draft, DRAFT);
  else await db.delete('meta', DRAFT);
}

/** The questions in words: from this phone, else from the server. */
export async function questionsInWords(db: LocalDb): Promise<Form> {
  return (await ownForm(db)) ?? (await readForm());
}
