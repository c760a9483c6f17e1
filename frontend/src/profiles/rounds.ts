/** The rounds of profiling of each settlement, and the state every settlement of the city is shown in. */

import { formId, OWN_FORM, profileId } from '../kit/ids';
import type { LocalDb } from '../kit/local-db';
import type { BoundaryGeometry } from '../map/rules';
import type { Answers } from '../questionnaire/form';
import { profileState, type ProfileState } from '../review/rules';
import { boundariesSaid } from '../settlements/claimed';
import type { PlaceHere, SettlementHere } from '../settlements/here';
import { allPlaces, allSettlements } from '../settlements/store';
import { described, type Described } from '../sync/outbox';
import { decisionsAbout } from './about';
import { settlementState } from './states';
import { consentOf, shownFirst } from './store';

const MOST_ROUNDS = 100;

export interface RoundHere {
  profile_id: string;
  round: number;
  state: ProfileState;
  boundary: BoundaryGeometry | null;
  /** All boundaries that are said of it; the first is the one above. */
  claims: BoundaryGeometry[];
}

/** The rounds of profiling this phone knows of a settlement, the newest first; with other questionnaires no round is begun. */
export async function roundsOf(db: LocalDb, settlementId: string): Promise<RoundHere[]> {
  const [profiles, decided] = await Promise.all([
    described(db, 'profile', settlementId),
    described(db, 'decision', settlementId),
  ]);
  return roundsIn(settlementId, profiles, decided);
}

function roundsIn(settlementId: string, profiles: readonly Described[], decided: readonly Described[]): RoundHere[] {
  return profiles
    .filter(({ form }) => formId(form) === OWN_FORM)
    .map((record) => {
      const answers = shownFirst(record.fields);
      const state = profileState(decisionsAbout(record.record_id, decided), consentOf(answers), true);
      const claims = boundariesSaid(record.fields['boundary']);
      const round = roundOf(settlementId, record.record_id, answers);
      return { profile_id: record.record_id, round, state, boundary: claims[0] ?? null, claims };
    })
    .sort((a, b) => b.round - a.round);
}

/** The number of a round: as written, else found again from the profile's own id. */
export function roundOf(settlementId: string, id: string, answers: Answers): number {
  const written = answers['round']?.value;
  if (typeof written === 'number') return written;
  const rounds = Array.from({ length: MOST_ROUNDS }, (_, i) => i + 1);
  return rounds.find((round) => profileId(settlementId, round) === id) ?? 1;
}

/** A profile with another questionnaire than our own. */
export interface OtherProfile extends Omit<RoundHere, 'boundary' | 'claims'> {
  questionnaire: string;
}

/** What a settlement was asked with other questionnaires, the newest round first. */
export async function otherProfiles(db: LocalDb, settlementId: string): Promise<OtherProfile[]> {
  const [profiles, decided] = await Promise.all([
    described(db, 'profile', settlementId),
    described(db, 'decision', settlementId),
  ]);
  return profiles
    .filter(({ form }) => formId(form) !== OWN_FORM)
    .map(({ record_id, form, fields }) => ({
      profile_id: record_id,
      questionnaire: formId(form),
      round: Number(fields['round']?.[0]?.answer.value ?? 1),
      state: profileState(decisionsAbout(record_id, decided), null, true),
    }))
    .sort((one, other) => other.round - one.round || one.questionnaire.localeCompare(other.questionnaire));
}

export interface CitySettlement extends SettlementHere {
  shown: ProfileState;
  /** The round whose boundary is shown; null where it is that of the list. */
  drawn: RoundHere | null;
}

export interface CityHere {
  settlements: CitySettlement[];
  places: PlaceHere[];
}

/** Every settlement this phone knows with its newest boundary and the state it is shown in, and the places around them. */
export async function cityHere(db: LocalDb): Promise<CityHere> {
  const [settlements, places, profiles, decided] = await Promise.all([
    allSettlements(db),
    allPlaces(db),
    described(db, 'profile'),
    described(db, 'decision'),
  ]);
  const bySettlement = grouped(profiles);
  const shown = settlements.map((one) => {
    const rounds = roundsIn(one.settlement_id, bySettlement.get(one.settlement_id) ?? [], decided);
    const drawn = rounds.find(({ boundary }) => boundary) ?? null;
    return { ...one, boundary: drawn?.boundary ?? one.boundary, drawn, shown: settlementState(one, rounds) };
  });
  return { settlements: shown, places };
}

function grouped(records: readonly Described[]): Map<string | null, Described[]> {
  const groups = new Map<string | null, Described[]>();
  for (const record of records) groups.set(record.settlement_id, [...(groups.get(record.settlement_id) ?? []), record]);
  return groups;
}
