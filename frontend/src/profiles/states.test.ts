import { expect, test } from 'vitest';
import type { SettlementHere } from '../settlements/here';
import { settlementState } from './states';

const RIVERSIDE: SettlementHere = {
  settlement_id: 's',
  city_id: 'c',
  name: 'Riverside',
  other_names: null,
  code: null,
  ward_id: null,
  ward_text: null,
  team_id: null,
  households: null,
  at: null,
  boundary: null,
  added_here: false,
  deleted: false,
  taken_off: null,
  given: false,
  state: null,
  unsent: 0,
};

test('a settlement nobody began is on the list', () => {
  expect(settlementState(RIVERSIDE, [])).toBe('known');
  expect(settlementState({ ...RIVERSIDE, state: 'something newer' }, [])).toBe('known');
});

test('another team’s settlement is shown as the server tells', () => {
  expect(settlementState({ ...RIVERSIDE, state: 'approved' }, [])).toBe('approved');
});

test('what was decided on this phone counts at once, and the newest round counts', () => {
  const rounds = [
    { profile_id: 'one', round: 1, state: 'approved' as const, boundary: null, claims: [] },
    { profile_id: 'two', round: 2, state: 'handed_in' as const, boundary: null, claims: [] },
  ];
  expect(settlementState({ ...RIVERSIDE, state: 'profiling' }, rounds)).toBe('handed_in');
});

test('only the server knows that a profile is shared', () => {
  expect(
    settlementState({ ...RIVERSIDE, state: 'released' }, [
      { profile_id: 'one', round: 1, state: 'approved', boundary: null, claims: [] },
    ]),
  ).toBe('released');
});
