import 'fake-indexeddb/auto';
import { expect, test, vi } from 'vitest';
import { openLocal } from '../kit/local-db';
import { keepPerson } from '../people/directory';
import type { PersonHere } from '../people/rules';
import { session } from '../people/session.svelte';
import { sendNow } from './sending';

test('all that is new is fetched after all when another was sending at the moment it was asked for', async () => {
  const luz = { person_id: 'luz', role: 'leader', token: 't', cities: [], teams: [], last_used: '2026-11-23' };
  session.person = luz as unknown as PersonHere;
  session.db = await openLocal('luz');
  await keepPerson(session.person);
  const pulls: string[] = [];
  vi.stubGlobal('fetch', async (path: string) => {
    if (path.startsWith('/api/sync/changes')) pulls.push(path);
    throw new TypeError('no line');
  });
  vi.spyOn(Date, 'now').mockReturnValue(10_000); // nothing is due by itself yet
  let busy = true;
  const request = async (_name: string, _how: unknown, work: (lock: object | null) => unknown) =>
    work(busy ? null : {});
  vi.stubGlobal('navigator', { onLine: true, locks: { request } });
  await sendNow({ eager: true });
  expect(pulls).toEqual([]);
  busy = false;
  await sendNow();
  expect(pulls).toHaveLength(1);
});
