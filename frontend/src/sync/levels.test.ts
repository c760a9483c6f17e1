import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { levelIn, type Levelled } from './levels';

const vectors = new URL('../../../tests/vectors/rows.json', import.meta.url);
const { form, levels } = JSON.parse(readFileSync(vectors, 'utf8')) as {
  form: Levelled;
  levels: Record<string, number>;
};

test.each(Object.entries(levels))('the level of %s is the same on the phone as on the server', (path, level) => {
  expect(levelIn(form, path)).toBe(level);
});
