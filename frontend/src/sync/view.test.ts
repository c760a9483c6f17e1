import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { openLocal } from '../kit/local-db';
import { describe } from './outbox';

test('an answer is described with the wrong clock of its phone, and those beside it without', async () => {
  const db = await openLocal('leader');
  await db.put('records', {
    record_id: 'profile',
    kind: 'profile',
    settlement_id: 'lane',
    city_id: 'muntinlupa',
    form: 'settlement_profile@1',
    hash: '',
    level_hashes: [],
    edits: ['late', 'right'].map((edit_id) => ({ edit_id, by: 'ana', made_at: '2024-11-21T08:00:00Z' })),
    fields: { taps: [[0, { value: 9 }]], pumps: [[1, { value: 2 }]] },
    clocks: { late: -63_000_000 },
  });
  const fields = (await describe(db, 'profile'))?.fields;
  expect(fields?.['taps']?.[0]?.skew_s).toBe(-63_000_000);
  expect(fields?.['pumps']?.[0]).not.toHaveProperty('skew_s');
});
