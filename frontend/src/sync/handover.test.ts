import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { uuid7 } from '../kit/ids';
import { openLocal, type LocalDb } from '../kit/local-db';
import { fileKey, handedOver, noteHandedOver, type HandedOver } from './handover';

const file = (name: string, at: string): HandedOver => ({ name, at, answers: 3, settlements: 1, edit_ids: ['e1'] });
const one = file('kwetu-rosa-2026-11-22-0800.kwetu', '2026-11-22T08:00:07+08:00');
const later = file('kwetu-rosa-2026-11-22-0800.kwetu', '2026-11-22T08:00:41+08:00');

let db: LocalDb;
beforeEach(async () => {
  db = await openLocal(uuid7());
});

describe('what was handed over', () => {
  it('is noted once, however often the same file is given on', async () => {
    await noteHandedOver(db, one);
    await noteHandedOver(db, later);
    await noteHandedOver(db, one);
    expect((await handedOver(db)).map(({ at }) => at)).toEqual([one.at, later.at]);
  });

  it('is read once on a phone that noted a file twice before', async () => {
    await db.put('meta', [one, one, later], 'handed_over');
    const keys = (await handedOver(db)).map(fileKey);
    expect(keys).toEqual([...new Set(keys)]);
    expect(keys).toHaveLength(2);
  });
});
