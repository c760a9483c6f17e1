import { expect, test } from 'vitest';
import { hourOf, saidByOne } from './letters';

const said = (by: string, made_at: string) => ({ by, made_at });

test('two answers of one person on one day are told apart by the hour it was there; others are by who or when', () => {
  const [early, late] = [said('rosa', '2026-11-23T08:15:00+08:00'), said('rosa', '2026-11-23T16:40:00+08:00')];
  const [jun, before] = [said('jun', '2026-11-23T08:15:00+08:00'), said('rosa', '2026-11-22T08:15:00+08:00')];
  const all = [early, late, jun, before];
  expect(all.map((one) => hourOf(one, all))).toEqual(['08:15', '16:40', '', '']);
  expect([saidByOne([early, late]), saidByOne(all)]).toEqual([true, false]);
});
