/** Who may describe a settlement on this phone; the server decides by itself what it takes. */

import { leads } from '../people/rules';
import { session } from '../people/session.svelte';
import type { SettlementHere } from './here';

/** Whether the person writing belongs to the settlement's team, or leads; in practice everyone writes. */
export function mayWrite(settlement: SettlementHere): boolean {
  if (session.practice) return true;
  if (!session.person) return false;
  return leads(session.person.role) || settlement.team_id === null || inTeam(settlement);
}

/** Whether the person writing is of the team that profiles this settlement. */
export function inTeam(settlement: SettlementHere): boolean {
  return session.person?.teams.some((team) => team.id === settlement.team_id) ?? false;
}
