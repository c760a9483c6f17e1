import { describe, expect, it } from 'vitest';
import { inviteLacks, invitation, rolesToInvite, type Invitee } from './inviting';

const rudo: Invitee = { name: ' Rudo ', role: 'mapper', city_id: 'c', team_id: 't', office_id: 'o', ward_id: 'w' };

describe('inviting people', () => {
  it('lets a leader invite the people of the city, but make no other leader', () => {
    expect(rolesToInvite('leader')).toEqual(['mapper', 'verifier', 'official', 'ward_official']);
    expect(rolesToInvite('administrator')).toContain('administrator');
    expect(rolesToInvite('mapper')).toEqual([]);
  });
  it('asks an official for an office and a ward official for office and ward', () => {
    expect(inviteLacks({ ...rudo, role: 'official', office_id: '' })).toEqual(['office']);
    expect(inviteLacks({ ...rudo, role: 'ward_official', office_id: '', ward_id: '' })).toEqual(['office', 'ward']);
  });
  it('lets a mapper join a team later', () => {
    expect(inviteLacks({ ...rudo, team_id: '' })).toEqual([]);
  });
  it('sends only what the role needs', () => {
    expect(invitation(rudo)).toEqual({ name: 'Rudo', role: 'mapper', city_id: 'c', team_id: 't' });
    expect(invitation({ ...rudo, role: 'administrator' })).toEqual({ name: 'Rudo', role: 'administrator' });
  });
});
