import { expect, test } from 'vitest';
import { likeliest, likeness, nearby, plain, type Known } from './rules';

const RIVERSIDE: Known = {
  settlement_id: 'riverside',
  names: ['Purok 4 Riverside', 'Tabing-ilog'],
  at: [121.04, 14.37],
};
const RAILWAY: Known = { settlement_id: 'railway', names: ['Railway Line B'], at: [121.06, 14.39] };
const UNPLACED: Known = { settlement_id: 'unplaced', names: ['Riverside purok 4'], at: null };

function ids(name: string, at: [number, number] | null): string[] {
  return nearby([RAILWAY, RIVERSIDE, UNPLACED], name, at).map((one) => one.settlement_id);
}

test('the same name written otherwise is found first', () => {
  expect(ids('purok-4, RIVERSIDE', [121.0405, 14.3702])[0]).toBe('riverside');
});

test('another name of the same settlement is found too', () => {
  expect(ids('Tabing ilog', null)).toContain('riverside');
});

test('a settlement within 300 metres is shown whatever its name', () => {
  expect(ids('New hope', [121.0405, 14.37])).toEqual(['riverside']);
});

test('an unlike name far away is not shown', () => {
  expect(ids('New hope', [121.2, 14.6])).toEqual([]);
});

test('an alike name far away is another settlement, the very same name is still asked about', () => {
  expect(ids('Railway Line C', [121.2, 14.6])).toEqual([]);
  expect(ids('Railway Line B', [121.2, 14.6])).toEqual(['railway']);
});

test('names in any script are compared', () => {
  expect(plain('Niño Jesús')).toBe('ninojesus');
  expect(likeness('คลองเตย', 'คลองเตย')).toBe(1);
  expect(likeness('', 'x')).toBe(0);
  expect(likeness('a', 'b')).toBe(0);
});

test('a name cut short, mistyped, or with a remark in brackets is still found', () => {
  const lakeside: Known = { settlement_id: 'lakeside', names: ['Lakeside (invented)'], at: null };
  for (const typed of ['Lakesid', 'lake side', 'Lakside', 'Lakeside', 'Lake'])
    expect(nearby([lakeside], typed, null), typed).toHaveLength(1);
  expect(nearby([lakeside], 'Riverside (invented)', null)).toEqual([]);
  expect(likeness('(Old) Mabvuku', 'Mabvuku')).toBe(1);
});

test('puroks that differ by their number alone are no slips of each other', () => {
  expect(likeness('Purok 4', 'Purok 5')).toBeLessThan(0.9);
});

test('all others are offered without anything typed, the nearest and likest first', () => {
  const order = likeliest([RAILWAY, UNPLACED, RIVERSIDE], 'Purok 4 Riverside', [121.0405, 14.37]);
  expect(order).toEqual(['riverside', 'unplaced', 'railway']);
});
