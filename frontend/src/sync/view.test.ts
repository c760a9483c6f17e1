import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { openLocal } from '../kit/local-db';
import { onChange } from '../kit/changes';
import { describe, freeze, say } from './outbox';
import { hashOf, withOwn } from './view';

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

const FORM = { questions: { taps: { sensitive: 1 }, pumps: { sensitive: 2 }, wells: { sensitive: 0 } } };

test('what is told of an answer as it is written comes to the same as reading the record again', async () => {
  const db = await openLocal('mapper');
  await db.put('forms', { form: 'f@1', ...FORM });
  await db.put('records', {
    record_id: 'profile',
    kind: 'profile',
    settlement_id: 'lane',
    city_id: 'c',
    form: 'f@1',
    hash: '',
    level_hashes: [],
    edits: ['a', 'b'].map((edit_id) => ({ edit_id, by: 'ana', made_at: '2026-11-21T08:00:00Z' })),
    fields: {
      taps: [
        [0, { value: 9 }],
        [1, { value: 7, source: 'counted' }],
      ],
      pumps: [[1, { value: 2 }]],
    },
  });
  let told = (await describe(db, 'profile'))?.fields ?? {};
  const stop = onChange((change) => {
    if (change && 'own' in change) told = withOwn(told, change.own, change.joins);
  });
  const saying = { kind: 'profile' as const, record_id: 'profile', settlement_id: 'lane', city_id: 'c', form: 'f@1' };
  const acts: Record<string, { value: number | null; replaces?: string[] }>[] = [
    { taps: { value: 8, replaces: ['a'] } }, // the other one was not on the screen: two answers stand
    { taps: { value: 88, replaces: ['a'] } }, // one key later
    { pumps: { value: null }, wells: { value: 1 } },
    { wells: { value: 12 } },
    { taps: { value: 5 } },
  ];
  for (const [at, set] of acts.entries()) {
    await say(db, { ...saying, set });
    if (at === 3) await freeze(db);
    const read = await describe(db, 'profile');
    expect(told).toEqual(read?.fields);
    expect(hashOf(FORM, told)).toBe(read?.hash);
  }
  stop();
});

test('an answer that another tab wrote a moment ago is replaced as if it were known here', async () => {
  const db = await openLocal('mapper-of-two-tabs');
  const saying = { kind: 'profile' as const, record_id: 'p', settlement_id: 'lane', city_id: 'c', form: 'f@1' };
  await say(db, { ...saying, set: { taps: { value: 1 } } });
  await describe(db, 'p');
  const [own] = await db.getAll('outbox');
  await db.put('outbox', { ...own!, state: 'frozen' }); // sent by the other tab, whose word has not come yet
  await say(db, { ...saying, set: { taps: { value: 2 } } });
  const both = await db.getAll('outbox');
  expect(both).toHaveLength(2);
  expect(both.find(({ state }) => state === 'open')?.edit.set['taps']?.replaces).toEqual([own!.edit_id]);
});
