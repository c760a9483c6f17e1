import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { openLocal } from '../kit/local-db';
import { answerBefore, handInDraft, keepBefore, keepHandInDraft } from './drafts';

test('reasons and note of a hand-in outlive the page, until it is handed in', async () => {
  const db = await openLocal('draft-1');
  expect(await handInDraft(db, 'p')).toEqual({ reasons: {}, note: '' });
  await keepHandInDraft(db, 'p', { reasons: { X3: 'Two families left.' }, note: 'All walked.' });
  expect(await handInDraft(db, 'p')).toEqual({ reasons: { X3: 'Two families left.' }, note: 'All walked.' });
  expect((await handInDraft(db, 'another')).note).toBe('');
  await keepHandInDraft(db, 'p', null);
  expect(await handInDraft(db, 'p')).toEqual({ reasons: {}, note: '' });
});

test('the boundary that stood before "Refused" is there after a restart', async () => {
  const walked = { value: { type: 'Polygon', coordinates: [[[121, 14]]] }, source: 'observed' } as const;
  await keepBefore(await openLocal('draft-2'), 'p', 'boundary', walked);
  const again = await openLocal('draft-2');
  expect(await answerBefore(again, 'p', 'boundary')).toEqual(walked);
  await keepBefore(again, 'p', 'boundary', null);
  expect(await answerBefore(again, 'p', 'boundary')).toBeNull();
});
