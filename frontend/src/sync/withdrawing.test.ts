import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { openLocal, type LocalDb } from '../kit/local-db';
import type { Answer } from '../kit/wire';
import { replacedHere } from './earlier';
import { describe, freeze, say } from './outbox';
import { mayBeWithdrawn, withdraw } from './withdrawing';

/** Mara counted 210 households, Jun heard of 180. */
async function withTwo(name: string): Promise<LocalDb> {
  const db = await openLocal(name);
  await db.put('records', {
    record_id: 'profile',
    kind: 'profile',
    settlement_id: 'settlement',
    city_id: 'city',
    form: 'settlement_profile@1',
    hash: '',
    level_hashes: [],
    edits: ['mara', 'jun'].map((by) => ({ edit_id: `of-${by}`, by, made_at: '2026-11-21T08:00:00Z' })),
    fields: { households: [210, 180].map((value, at): [number, Answer] => [at, { value }]) },
  });
  return db;
}

const PROFILE = { kind: 'profile', record_id: 'profile', settlement_id: 'settlement', city_id: 'city' } as const;

const let210Stand = (db: LocalDb, chosen_with?: string): Promise<string> =>
  say(db, {
    ...PROFILE,
    form: 'settlement_profile@1',
    set: { households: { value: 210, ...(chosen_with ? { chosen_with } : {}) } },
  });

const standing = async (db: LocalDb): Promise<unknown[]> =>
  ((await describe(db, 'profile'))?.fields['households'] ?? []).map(({ answer }) => answer.value).sort();

test('a choosing taken back before it was sent leaves both answers standing, as if nothing had been chosen', async () => {
  const db = await withTwo('undo');
  const chosen = await let210Stand(db, 'both teams');
  expect(await standing(db)).toEqual([210]);
  expect(await withdraw(db, chosen)).toBe(true);
  expect(await standing(db)).toEqual([180, 210]);
  expect(await withdraw(db, chosen)).toBe(false);
});

test('what is on its way is not taken back: it may be on the server already', async () => {
  const db = await withTwo('too-late');
  const chosen = await let210Stand(db, 'both teams');
  await freeze(db);
  expect(await mayBeWithdrawn(db, chosen)).toBe(false);
  expect(await withdraw(db, chosen)).toBe(false);
  expect(await standing(db)).toEqual([210]);
});

test('an answer of its own is never taken back as if it had only been chosen', async () => {
  const db = await withTwo('own-answer');
  expect(await withdraw(db, await let210Stand(db))).toBe(false);
});

test('the answers replaced on this phone are listed as earlier ones, with who gave them and when', async () => {
  const db = await withTwo('earlier');
  expect(await replacedHere(db, 'profile')).toEqual([]);
  await let210Stand(db, 'both teams');
  const earlier = await replacedHere(db, 'profile', 'households');
  expect(earlier.map(({ by, made_at, answer }) => [by, made_at, answer.value])).toEqual([
    ['mara', '2026-11-21T08:00:00Z', 210],
    ['jun', '2026-11-21T08:00:00Z', 180],
  ]);
  expect(await replacedHere(db, 'profile', 'taps')).toEqual([]);
});
