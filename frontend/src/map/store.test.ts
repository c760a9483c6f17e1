/** A boundary in the making is kept where it is read, whatever name the page was opened under. */
import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
import { openLocal, type LocalDb } from '../kit/local-db';
import { draftOf, fixesOf, keepDraft, keepFixes } from './store';

let db: LocalDb;
let phone = 0;
const fix = (n: number, at: string) => ({ n, lon: 121, lat: 14, accuracy_m: 4, at });

beforeEach(async () => {
  db = await openLocal(`walker-${(phone += 1)}`);
});

test('a page still open under the name of a profile that was joined goes on with the walk where it lies now', async () => {
  await keepFixes(db, 'pB', [fix(1, 'first')]);
  await db.put('meta', { pA: 'pB' }, 'aliases');
  await keepFixes(db, 'pA', [fix(1, 'second'), fix(2, 'third')]);
  expect((await fixesOf(db, 'pA')).map(({ at }) => at)).toEqual(['first', 'second', 'third']);
  await keepDraft(db, 'pA', { corners: [[121, 14]], closed: false, method: 'tapped' });
  expect((await draftOf(db, 'pB'))?.corners).toEqual([[121, 14]]);
});

test('a fix that is written twice, because the phone had said it was full, is one fix', async () => {
  await keepFixes(db, 'p', [fix(1, 'first')]);
  await keepFixes(db, 'p', [fix(1, 'first'), fix(2, 'second')]);
  expect((await fixesOf(db, 'p')).map(({ n }) => n)).toEqual([1, 2]);
});
