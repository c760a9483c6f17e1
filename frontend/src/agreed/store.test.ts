import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { openLocal } from '../kit/local-db';
import { draftHere, keepDraft } from './store';

test('a half-written agreement outlives leaving the page, and is gone once made', async () => {
  const db = await openLocal('luz');
  const draft = {
    office_id: 'o',
    title: 'Water plan',
    purpose: '',
    settlement_ids: ['s'],
    ticked: [],
    decided: {},
    boundary: 'none' as const,
    layers: ['water_point'],
    valid_from: '2026-11-21',
    valid_until: '',
    terms: '',
    contact: '',
  };
  const kept = { draft, city_id: 'c', signed_city: '', signed_federation: '', at: '2026-11-21T14:02:00+08:00' };
  await keepDraft(db, kept);
  expect(await draftHere(db)).toEqual(kept);
  await keepDraft(db, null);
  expect(await draftHere(db)).toBeNull();
});
