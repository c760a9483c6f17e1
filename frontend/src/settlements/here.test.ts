import { expect, test } from 'vitest';
import type { Position } from '../map/rules';
import { whereToLook, type PlaceHere, type SettlementHere } from './here';

const RING: Position[] = [
  [121, 14],
  [121.1, 14],
  [121.1, 14.1],
  [121, 14],
];
const settlement = (over: Partial<SettlementHere>): SettlementHere => ({
  settlement_id: 's',
  city_id: 'muntinlupa',
  name: 'S',
  other_names: null,
  code: null,
  ward_id: null,
  ward_text: null,
  team_id: null,
  households: null,
  at: null,
  boundary: null,
  added_here: true,
  deleted: false,
  taken_off: null,
  given: false,
  state: null,
  unsent: 0,
  ...over,
});
const WARD: PlaceHere = {
  place_id: 'w',
  city_id: 'muntinlupa',
  name: 'Tunasan',
  code: null,
  boundary: { type: 'Polygon', coordinates: [RING] },
};

test('a settlement without a point is looked for in its ward', () => {
  expect(whereToLook(settlement({ ward_id: 'w' }), [WARD], [])).toEqual(RING);
});

test('without a ward the map shows the other settlements of the city, not the whole world', () => {
  const others = [settlement({ at: [121.05, 14.05] }), settlement({ city_id: 'harare', at: [31, -17] })];
  expect(whereToLook(settlement({}), [], others)).toEqual([[121.05, 14.05]]);
});
