import 'fake-indexeddb/auto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openLocal } from '../kit/local-db';
import { levelIn, levelsOf, type Levelled } from './levels';

const vectors = new URL('../../../tests/vectors/rows.json', import.meta.url);
const { form, levels } = JSON.parse(readFileSync(vectors, 'utf8')) as {
  form: Levelled;
  levels: Record<string, number>;
};

test.each(Object.entries(levels))('the level of %s is the same on the phone as on the server', (path, level) => {
  expect(levelIn(form, path)).toBe(level);
});

test('each profile is read by the form it was begun with, and before that form came one level serves', async () => {
  const db = await openLocal('levels');
  for (const [version, sensitive] of [1, 3].entries())
    await db.put('forms', { form: `taps@${version}`, questions: { owner: { sensitive } }, repeats: {} });
  const levels = await levelsOf(db, ['taps@0', 'taps@1', 'taps@2', undefined]);
  expect(['taps@0', 'taps@1', 'taps@2', undefined].map((form) => levels(form)('owner'))).toEqual([1, 3, 0, 0]);
  expect(levels('taps@1')('never_asked')).toBe(3);
});
