import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Answers, Form } from '../questionnaire/form';
import { allWarnings } from './row-rules';

interface Case {
  name: string;
  answers: Answers;
  today: string;
  warnings: { id: string; kind: string; says: string }[];
}

const vectors = new URL('../../../tests/vectors/boundary_rules.json', import.meta.url);
const { form, cases } = JSON.parse(readFileSync(vectors, 'utf8')) as { form: Form; cases: Case[] };

describe('a boundary is looked over the same on the phone as on the server', () => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', (_name, { answers, today, warnings }) => {
    const said = allWarnings(form, answers, today).map(({ id, kind, says }) => ({ id, kind, says: says.en }));
    expect(said).toEqual(warnings);
  });
});
