import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Answers, Form } from '../questionnaire/form';
import { againstMap, type Mapped } from './against-map';

interface Case {
  name: string;
  answers: Answers;
  map: (Mapped & { times?: number })[];
  found: { id: string; questions: string[]; says: string; fil?: string }[];
}

const vectors = new URL('../../../tests/vectors/against_map.json', import.meta.url);
const { form, cases } = JSON.parse(readFileSync(vectors, 'utf8')) as { form: Form; cases: Case[] };

describe('a map is held against the totals of a profile the same on the phone as on the server', () => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', (_name, { answers, map, found }) => {
    const points = map.flatMap((point) => Array.from({ length: point.times ?? 1 }, () => point));
    const told = againstMap(form, answers, points, '2026-11-22');
    expect(told.map(({ id, questions, says }) => ({ id, questions, says: says.en }))).toEqual(
      found.map(({ id, questions, says }) => ({ id, questions, says })),
    );
    expect(told.map(({ says }, at) => (found[at]?.fil ? says['fil'] : undefined))).toEqual(found.map(({ fil }) => fil));
  });
});
