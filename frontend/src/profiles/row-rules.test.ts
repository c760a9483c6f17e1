import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import type { Answers, Form } from '../questionnaire/form';
import { rowsIn } from '../questionnaire/rows-here';
import { allWarnings, askedInRow, ranked, rankingOf } from './row-rules';
import { askedNow, isSaid, openQuestions } from './rules';

interface Case {
  name: string;
  answers: Answers;
  today: string;
  open: string[];
  asked: string[];
  rows: Record<string, string[]>;
  warnings: { id: string; kind: string; says: string; questions: string[] }[];
}

const vectors = new URL('../../../tests/vectors/rows.json', import.meta.url);
const { form, cases } = JSON.parse(readFileSync(vectors, 'utf8')) as { form: Form; cases: Case[] };
const named = (start: string): Case => cases.find(({ name }) => name.startsWith(start)) as Case;

describe('the rows of a profile are looked over the same on the phone as on the server', () => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', (_name, one) => {
    const rows = Object.entries(rowsIn(one.answers)).filter(([, keys]) => keys?.length);
    expect(Object.fromEntries(rows)).toEqual(one.rows);
    expect(openQuestions(form, one.answers, one.today)).toEqual(one.open);
    expect(askedNow(form, one.answers, one.today)).toEqual(one.asked);
    const said = allWarnings(form, one.answers, one.today);
    expect(said.map(({ id, kind, says, questions }) => ({ id, kind, says: says.en, questions }))).toEqual(one.warnings);
  });
});

test('a list counts as one question answered by its rows or by one of the whole answers, never by both', () => {
  expect(isSaid(named('None of these').answers, 'toilet_group')).toBe(true);
  expect(isSaid(named('A row answers').answers, 'toilet_group')).toBe(true);
  expect(isSaid(named('Rows and none').answers, 'toilet_group')).toBe(false);
  expect(isSaid(named('A row taken off says nothing').answers, 'toilet_group')).toBe(false);
});

test('what makes a row and its place in a list are not asked in it, nor what does not concern it', () => {
  const { answers, today } = named('Rows stand');
  const seats = ['toilet_seats_total', 'toilet_seats_working'];
  expect(askedInRow(form, answers, 'toilet_group', 'shared+pit_slab', today)).toEqual(['toilet_blocks', ...seats]);
  expect(askedInRow(form, answers, 'toilet_group', 'household+vip', today)).toEqual(seats);
  expect(askedInRow(form, answers, 'priority_item', 'women+water', today)).toEqual([]);
});

test('each group has its own list, the first need first', () => {
  const ranking = rankingOf(form, 'priority_item');
  const { answers } = named('Lists in order');
  expect(ranking && ranked(answers, ranking, 'everyone')).toEqual(['everyone+water', 'everyone+roads']);
  expect(ranking && ranked(answers, ranking, 'women')).toEqual(['women+waste']);
  expect(rankingOf(form, 'toilet_group')).toBeNull();
});
