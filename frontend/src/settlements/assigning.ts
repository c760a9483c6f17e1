/** Says which team profiles which settlement: written on this phone at once, sent when there is signal. */

import type { LocalDb } from '../kit/local-db';
import { described, say, type Described } from '../sync/outbox';

export interface Assigned {
  settlement_id: string;
  city_id: string;
  name: string;
  code: string;
  team_id: string;
  /** How far its newest round is, as the server last told it. */
  state: string | null;
}

/** List the settlements on this phone by name, with their team. */
export async function assignedHere(db: LocalDb): Promise<Assigned[]> {
  const settlements = await described(db, 'settlement');
  return settlements.map(assigned).sort((one, other) => one.name.localeCompare(other.name));
}

function assigned(settlement: Described): Assigned {
  const code = textOf(settlement, 'code');
  return {
    settlement_id: settlement.record_id,
    city_id: settlement.city_id,
    name: textOf(settlement, 'name') || code,
    code,
    team_id: textOf(settlement, 'team'),
    state: settlement.state,
  };
}

function textOf(settlement: Described, path: string): string {
  const value = settlement.fields[path]?.[0]?.answer.value;
  return typeof value === 'string' ? value : '';
}

/** Give a settlement to a team, or to none. */
export async function assign(db: LocalDb, settlement: Assigned, team_id: string): Promise<void> {
  await say(db, {
    kind: 'settlement',
    record_id: settlement.settlement_id,
    settlement_id: settlement.settlement_id,
    city_id: settlement.city_id,
    form: 'kwetu@1',
    set: { team: team_id ? { value: team_id } : { answer: 'not_applicable' } },
  });
}
