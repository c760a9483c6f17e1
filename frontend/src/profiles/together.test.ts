import { expect, test } from 'vitest';
import { decode, encode, mayNotJoin, type Invitation } from './together';

const INVITATION: Invitation = {
  settlement_id: '0193a5f2-0000-7000-8000-0000000000ff',
  city_id: '5d2f4a3e-1111-4222-8333-944444444444',
  team_id: '5d2f4a3e-1111-4222-8333-955555555555',
  ward_id: null,
  round: 2,
  form: 'settlement_profile@1',
  name: 'Purok 4 Riverside, Niño',
};

test('the second phone reads exactly what the first wrote', () => {
  expect(decode(encode(INVITATION))).toEqual(INVITATION);
});

test('ids that are no UUIDs pass too', () => {
  const city = { ...INVITATION, city_id: 'muntinlupa', team_id: null };
  expect(decode(encode(city))).toEqual(city);
});

test('the link stays short enough for a phone to scan', () => {
  expect(encode(INVITATION).length).toBeLessThan(180);
});

test('a very long name is cut between letters', () => {
  const read = decode(encode({ ...INVITATION, name: '🏚️'.repeat(500) }));
  expect(typeof read === 'object' && read.name.length).toBeLessThan(130);
  expect(typeof read === 'object' && read.name).not.toContain('\uFFFD');
});

test('a cut or mistyped link is called broken', () => {
  const whole = encode(INVITATION);
  expect(decode(whole.slice(0, -4))).toBe('broken');
  expect(decode(`A${whole.slice(2)}`)).toBe('broken');
  expect(decode('')).toBe('broken');
  expect(decode('not base64 at all!')).toBe('broken');
});

test('another city’s or another team’s profile is refused with its reason', () => {
  expect(mayNotJoin(INVITATION, ['elsewhere'], [])).toBe('other_city');
  expect(mayNotJoin(INVITATION, [INVITATION.city_id], ['other team'])).toBe('other_team');
  expect(mayNotJoin(INVITATION, [INVITATION.city_id], [INVITATION.team_id!])).toBeNull();
  expect(mayNotJoin({ ...INVITATION, team_id: null }, [INVITATION.city_id], [])).toBeNull();
});
