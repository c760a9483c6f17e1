import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Answers, Form } from '../questionnaire/form';
import { askedNow, openQuestions, warnings } from './rules';

interface Case {
  name: string;
  answers: Answers;
  today: string;
  open: string[];
  asked: string[];
  warnings: { id: string; kind: string; says: string }[];
}

const vectors = new URL('../../../tests/vectors/profile_rules.json', import.meta.url);
const { form, cases } = JSON.parse(readFileSync(vectors, 'utf8')) as { form: Form; cases: Case[] };
const named = (name: string) => cases.find((one) => one.name.startsWith(name)) as Case;

describe('a profile is looked over the same on the phone as on the server', () => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', (_name, one) => {
    expect(openQuestions(form, one.answers, one.today)).toEqual(one.open);
    expect(askedNow(form, one.answers, one.today)).toEqual(one.asked);
    const said = warnings(form, one.answers, one.today).map(({ id, kind, says }) => ({ id, kind, says: says.en }));
    expect(said).toEqual(one.warnings);
  });

  it('says a warning in the language of the meeting', () => {
    const { answers, today } = named('More working taps');
    expect(warnings(form, answers, today)[0]?.says['fil']).toContain('13 sa 12');
  });
});
