/** Asks the server about people, teams, offices and cities; none of it works without signal. */

import { ask, askRaw, type Schema } from '../kit/http';
import type { City, Role } from './rules';
import { session } from './session.svelte';

export type Device = Schema<'DeviceShown'>;
export type Person = Schema<'PersonShown'> & { role: Role };
export type TeamOfCity = Schema<'TeamShown'>;
export type Office = Schema<'OfficeShown'>;
export type Invitation = Schema<'InvitationShown'>;

function said<Answer>(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<Answer> {
  return ask<Answer>(`/api/people${path}`, {
    method,
    token: session.person?.token,
    ...(body === undefined ? {} : { body }),
  });
}

export const listPeople = (): Promise<Person[]> => said('GET', '');
export const listTeams = (): Promise<TeamOfCity[]> => said('GET', '/teams');
export const listOffices = (): Promise<Office[]> => said('GET', '/offices');
export const listCities = (): Promise<City[]> => said('GET', '/cities');

/** Invite somebody; the link is shown once. */
export const invite = (invitee: Record<string, string>): Promise<{ person: Person; invitation: Invitation }> =>
  said('POST', '', invitee);

/** Make another link for somebody: a second phone, or a lost link. */
export const inviteAgain = (person_id: string): Promise<Invitation> => said('POST', `/${person_id}/invitations`);

/** Take a phone's access away. */
export async function revoke(device_id: string): Promise<void> {
  await askRaw(`/api/people/devices/${device_id}/revoke`, { method: 'POST', token: session.person?.token });
}

export const addTeam = (name: string, city_id: string): Promise<TeamOfCity> =>
  said('POST', '/teams', { name, city_id });
export const setMembers = (team_id: string, member_ids: string[]): Promise<TeamOfCity> =>
  said('PUT', `/teams/${team_id}`, { member_ids });
export const addOffice = (name: string, city_id: string): Promise<Office> =>
  said('POST', '/offices', { name, city_id });

export interface NewCity {
  name: string;
  country: string;
  time_zone: string;
  currency: string;
}

export const addCity = (city: NewCity): Promise<City> => said('POST', '/cities', city);
