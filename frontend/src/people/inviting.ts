/** Who may invite whom, and what each role needs to be told: decided without server or screen. */

export const ROLES = ['mapper', 'verifier', 'leader', 'official', 'ward_official', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

const INVITED_BY_LEADERS: readonly Role[] = ['mapper', 'verifier', 'official', 'ward_official'];

/** List the roles this person may invite: leaders are made by an administrator, never by another leader. */
export function rolesToInvite(own: string): readonly Role[] {
  if (own === 'administrator') return ROLES;
  if (own === 'leader') return INVITED_BY_LEADERS;
  return [];
}

export interface Invitee {
  name: string;
  role: Role;
  city_id: string;
  team_id: string;
  office_id: string;
  ward_id: string;
}

/** Tell which places a role must name: an official an office, a ward official its ward too, all but the administrator a city. */
export function placesFor(role: Role): { city: boolean; team: boolean; office: boolean; ward: boolean } {
  return {
    city: role !== 'administrator',
    team: role === 'mapper',
    office: role === 'official' || role === 'ward_official',
    ward: role === 'ward_official',
  };
}

export type InviteLack = 'name' | 'city' | 'office' | 'ward';

/** Say what an invitation still lacks; a team may come later. */
export function inviteLacks(invitee: Invitee): InviteLack[] {
  const places = placesFor(invitee.role);
  const lacks: [InviteLack, boolean][] = [
    ['name', invitee.name.trim() === ''],
    ['city', places.city && invitee.city_id === ''],
    ['office', places.office && invitee.office_id === ''],
    ['ward', places.ward && invitee.ward_id === ''],
  ];
  return lacks.filter(([, missing]) => missing).map(([lack]) => lack);
}

/** Keep of an invitation only what its role needs. */
export function invitation(invitee: Invitee): Record<string, string> {
  const places = placesFor(invitee.role);
  const wanted: Record<string, string> = { name: invitee.name.trim(), role: invitee.role };
  if (places.city) wanted['city_id'] = invitee.city_id;
  if (places.team && invitee.team_id) wanted['team_id'] = invitee.team_id;
  if (places.office) wanted['office_id'] = invitee.office_id;
  if (places.ward) wanted['ward_id'] = invitee.ward_id;
  return wanted;
}
