import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { expect, test } from 'vitest';
import { openLocal } from './local-db';

/** The store as the first builds made it: the outbox knew neither settlement nor kind. */
async function earlyPhone(person: string): Promise<void> {
  const db = await openDB(`kwetu-${person}`, 1, {
    upgrade(old) {
      const records = old.createObjectStore('records', { keyPath: 'record_id' });
      records.createIndex('kind', 'kind');
      records.createIndex('settlement_id', 'settlement_id');
      const outbox = old.createObjectStore('outbox', { keyPath: 'edit_id' });
      outbox.createIndex('record_id', 'record_id');
      outbox.createIndex('state', 'state');
      old.createObjectStore('meta');
      old.createObjectStore('forms', { keyPath: 'form' });
      old.createObjectStore('fixes', { keyPath: ['profile_id', 'n'] });
    },
  });
  await db.put('outbox', {
    edit_id: 'e',
    record_id: 'r',
    settlement_id: 's',
    state: 'open',
    edit: { kind: 'profile' },
  });
  await db.put('meta', 7, 'n');
  db.close();
}

test('a phone that joined on an earlier build gets the new indexes and loses nothing', async () => {
  await earlyPhone('rudo');
  const db = await openLocal('rudo');
  expect((await db.getAllFromIndex('outbox', 'settlement_id', 's')).map(({ edit_id }) => edit_id)).toEqual(['e']);
  expect(await db.countFromIndex('outbox', 'kind', 'profile')).toBe(1);
  expect(await db.get('meta', 'n')).toBe(7);
});

test('a new phone has the same stores and indexes as one that was upgraded', async () => {
  await earlyPhone('ana');
  const [upgraded, fresh] = await Promise.all([openLocal('ana'), openLocal('bea')]);
  expect([...upgraded.objectStoreNames]).toEqual([...fresh.objectStoreNames]);
  const indexes = (db: typeof fresh) => [...db.transaction('outbox').store.indexNames];
  expect(indexes(upgraded)).toEqual(indexes(fresh));
});
