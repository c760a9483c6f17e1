import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { openLocal } from '../kit/local-db';
import { deciderOf } from './parked';

test('who decided about what could not be taken in is told by name, and not guessed where nobody knows them', async () => {
  const db = await openLocal('leader');
  await db.put('meta', [{ id: 'luz', name: 'Luz Herrera' }], 'people');
  expect(await deciderOf(db, { settled_by: 'luz' })).toBe('Luz Herrera');
  expect(await deciderOf(db, { settled_by: 'who' })).toBe('');
  expect(await deciderOf(db, { settled_by: null })).toBe('');
});
