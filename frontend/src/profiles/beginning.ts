/** Beginning a profile: with which questionnaire, in which version, and joining one that a teammate began. */

import { OWN_FORM, profileId } from '../kit/ids';
import type { LocalDb } from '../kit/local-db';
import type { SettlementHere } from '../settlements/here';
import { addSettlement, oneSettlement } from '../settlements/store';
import { describe, say } from '../sync/outbox';
import { newestForms } from './forms-store';
import type { Invitation } from './together';

/** Begin the profile of a round, or join the one a teammate began: the same id on every phone. Without a form it is the newest
 * version of our own questionnaire; what was begun on an older one is finished on it. */
export async function beginProfile(
  db: LocalDb,
  settlement: SettlementHere,
  round: number,
  of?: string,
): Promise<string> {
  const form = of ?? (await newestForms(db))[OWN_FORM] ?? `${OWN_FORM}@1`;
  const id = profileId(settlement.settlement_id, round, form);
  if (await describe(db, id)) return id;
  const { settlement_id, city_id } = settlement;
  await say(db, {
    kind: 'profile',
    record_id: id,
    settlement_id,
    city_id,
    form,
    set: { round: { value: round } },
  });
  return id;
}

/** Join the profile a teammate's phone showed; a settlement not yet known here is put on the list under the same id. */
export async function joinProfile(db: LocalDb, invitation: Invitation): Promise<string> {
  const { settlement_id, city_id, name, team_id, ward_id, round } = invitation;
  if (!(await oneSettlement(db, settlement_id))) {
    await addSettlement(db, { settlement_id, city_id, name, ward_id, team_id, at: null });
  }
  const settlement = await oneSettlement(db, settlement_id);
  if (!settlement) throw new Error('the settlement was not written down');
  return beginProfile(db, settlement, round);
}
