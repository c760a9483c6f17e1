/** Who a person is on this phone, and what each role may do. */

export type Role = 'administrator' | 'leader' | 'mapper' | 'verifier' | 'ward_official' | 'official';

export interface City {
  id: string;
  name: string;
  country: string;
  time_zone: string;
  currency: string;
}

export interface Team {
  id: string;
  name: string;
  city_id: string;
}

/** A person who has joined on this phone. */
export interface PersonHere {
  person_id: string;
  name: string;
  role: Role;
  token: string;
  device_id: string;
  cities: City[];
  server_keys: { sign: { jwk: JsonWebKey }; seal: { jwk: JsonWebKey } };
  office: { id: string; name: string } | null;
  teams: Team[];
  last_used: string;
  /** Signed out here: hidden from the list, never deleted while answers are unsent. */
  hidden?: boolean;
}

/** Whether this role reads settlements and profiles, and so pulls and pushes. */
export const keepsRecords = (role: Role): boolean => role !== 'official' && role !== 'ward_official';

/** Whether this role leads: reviews, approves, agrees, releases. */
export const leads = (role: Role): boolean => role === 'leader' || role === 'administrator';

/** Where a role begins its day. */
export function firstPage(role: Role): string {
  if (leads(role) || role === 'verifier') return '#/review';
  return keepsRecords(role) ? '#/' : '#/agreements';
}
