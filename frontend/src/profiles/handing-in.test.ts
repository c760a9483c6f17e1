import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import type { Answers, Form } from '../questionnaire/form';
import { blockedBy, lookedThrough, unanswered } from './handing-in';
import type { Warning } from './rules';

interface Case {
  name: string;
  vectors: 'profile_rules' | 'rows';
  case: string;
  reasons: Record<string, string>;
  open: string[];
  blocks: string[];
  unexplained: string[];
  explained: string[];
  told: string[];
}
interface Told {
  form: Form;
  cases: { name: string; answers: Answers; today: string }[];
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../tests/vectors/${name}.json`, import.meta.url), 'utf8'));
const { cases } = read('handing_in') as { cases: Case[] };
const told = { profile_rules: read('profile_rules') as Told, rows: read('rows') as Told };
const ids = (found: Warning[]): string[] => found.map(({ id }) => id);

describe('a profile that is handed in comes to the same on the phone as on the server', () => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', (_name, one) => {
    const { form, cases: of } = told[one.vectors];
    const profile = of.find(({ name }) => name === one.case);
    if (!profile) throw new Error(`there is no case ${one.case}`);
    const verdict = lookedThrough(form, profile.answers, one.reasons, profile.today);
    expect(verdict.open).toEqual(one.open);
    expect([verdict.blocks, verdict.unexplained, verdict.explained, verdict.told].map(ids)).toEqual([
      one.blocks,
      one.unexplained,
      one.explained,
      one.told,
    ]);
    expect(blockedBy(verdict.blocks).length > 0).toBe(one.blocks.length > 0);
  });
});

test('what has no answer is counted, also where none is needed', () => {
  const section = (questions: string[], answered: number) => ({ code: 'A', stops: questions, questions, answered });
  expect(unanswered([section(['taps', 'hours'], 1), section([], 0), section(['note'], 0)])).toBe(2);
});
