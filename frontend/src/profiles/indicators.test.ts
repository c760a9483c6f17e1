import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Answers } from '../questionnaire/form';
import { indicators } from './indicators';

interface Case {
  says: string;
  answers: Answers;
  area_m2: number | null;
  comes_to: Record<string, unknown>;
}
const vectors = new URL('../../../tests/vectors/indicators.json', import.meta.url);
const cases = JSON.parse(readFileSync(vectors, 'utf8')) as Case[];

test.each(cases.map((one) => [one.says, one] as const))('%s: the phone reckons as the server', (_says, one) => {
  const all = indicators(one.answers, one.area_m2);
  expect(Object.fromEntries(Object.keys(one.comes_to).map((name) => [name, all[name as keyof typeof all]]))).toEqual(
    one.comes_to,
  );
});
