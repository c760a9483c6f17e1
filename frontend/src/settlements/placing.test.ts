import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
import { openLocal, type LocalDb } from '../kit/local-db';
import type { Answer } from '../kit/wire';
import { describe } from '../sync/outbox';
import { settlementOf } from './here';
import { chosenSince, moveBack, moveTo, placingOf, saidNo, sayTheSame } from './placing';

const LANE = { name: 'Old Market Lane', code: 'OML-1', team: 'lanes' };
const MANGGA = { name: 'Sitio Mangga', code: 'SM-7', ward: 'alabang' };
let db: LocalDb;
let count = 0;

async function put(id: string, said: Record<string, string>, decisionOf?: string): Promise<void> {
  await db.put('records', {
    record_id: id,
    kind: decisionOf ? 'decision' : 'settlement',
    settlement_id: decisionOf ?? id,
    city_id: 'muntinlupa',
    form: 'kwetu@1',
    hash: '',
    level_hashes: [],
    edits: [{ edit_id: `${id}-1`, by: 'ana', made_at: '2026-11-21T08:00:00Z' }],
    fields: Object.fromEntries(
      Object.entries(said).map(([path, value]): [string, [number, Answer][]] => [path, [[0, { value }]]]),
    ),
  });
}

const settlement = async (id: string) => {
  const record = await describe(db, id);
  if (!record) throw new Error('the settlement is not on this phone');
  return settlementOf(record);
};

beforeEach(async () => {
  db = await openLocal(`leader-${count++}`);
  await put('lane', LANE);
  await put('mangga', MANGGA);
});

test('what the staying place is called takes the place of what the joined one was called', async () => {
  await sayTheSame(db, await settlement('lane'), 'mangga');
  const said = (await db.getAll('outbox')).map(({ edit }) => edit);
  const kept = said.find(({ record_id }) => record_id === 'mangga')?.set ?? {};
  expect(kept['name']).toEqual({ value: 'Sitio Mangga', replaces: ['lane-1', 'mangga-1'] });
  expect(kept['code']?.replaces).toEqual(['lane-1', 'mangga-1']);
  expect(Object.keys(kept)).not.toContain('team'); // it has none of its own: the other's goes on
  expect(said.find(({ record_id }) => record_id === 'lane')?.set['same_as']?.value).toBe('mangga');
});

test('a place that is moved leaves ward and code behind, and has them again when it is moved back', async () => {
  await moveTo(db, await settlement('mangga'), 'harare');
  expect((await settlement('mangga')).code).toBeNull();
  expect((await placingOf(db, 'mangga'))?.moving_to).toBe('harare');
  await moveBack(db, await settlement('mangga'));
  expect(await settlement('mangga')).toMatchObject({ code: 'SM-7', ward_id: 'alabang' });
  expect((await placingOf(db, 'mangga'))?.moving_to).toBeNull();
});

test('a place that came to its new city can still be brought back', async () => {
  await moveTo(db, await settlement('mangga'), 'harare');
  const record = await db.get('records', 'mangga');
  if (record) await db.put('records', { ...record, city_id: 'harare' });
  expect(await placingOf(db, 'mangga')).toMatchObject({ moving_to: null, moved_from: 'muntinlupa' });
});

test('a place of which any round was approved is neither joined to another nor moved', async () => {
  await put('handed in', { act: 'hand_in' }, 'mangga');
  expect((await placingOf(db, 'mangga'))?.approved).toBe(false);
  await put('approved', { act: 'approve' }, 'mangga');
  await put('taken back', { act: 'withdraw' }, 'mangga');
  expect((await placingOf(db, 'mangga'))?.approved).toBe(true);
  expect((await placingOf(db, 'lane'))?.approved).toBe(false);
});

test('a no is a no when it is what is shown of all that was said', () => {
  const said = (value: string) => ({ edit_id: value, by: 'ana', made_at: '', mine: false, answer: { value } }) as never;
  expect(saidNo([said('yes')])).toBe(false);
  expect(saidNo([said('no')])).toBe(true);
  expect(saidNo([])).toBe(false);
});

test('what was chosen together while two places were one is named before they are parted; what was chosen before is not', () => {
  const said = (path: string, made_at: string, chosen_with?: string) => [
    path,
    [{ edit_id: path, by: 'luz', made_at, answer: { value: 210, ...(chosen_with ? { chosen_with } : {}) } }],
  ];
  const fields = Object.fromEntries([
    said('before', '2026-11-20T08:00:00+08:00', 'both teams'),
    said('written', '2026-11-22T08:00:00+08:00'),
    said('households_total', '2026-11-22T08:00:00+08:00', 'both teams'),
  ]) as Parameters<typeof chosenSince>[0];
  expect(chosenSince(fields, Date.parse('2026-11-21T00:00:00Z'))).toEqual(['households_total']);
});
