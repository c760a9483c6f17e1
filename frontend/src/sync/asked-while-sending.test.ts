import 'fake-indexeddb/auto';
import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { openLocal } from '../kit/local-db';
import { keepPerson } from '../people/directory';
import type { PersonHere } from '../people/rules';
import { session } from '../people/session.svelte';
import { sendNow } from './sending';

const here = vi.hoisted(() => ({ now: 10_000 }));
const pulls: string[] = [];
let lineAnswers: Promise<void> = Promise.resolve();

beforeAll(async () => {
  const luz = { person_id: 'luz', role: 'leader', token: 't', cities: [], teams: [], last_used: '2026-11-23' };
  session.person = luz as unknown as PersonHere;
  session.db = await openLocal('luz');
  await keepPerson(session.person);
  vi.stubGlobal('fetch', async (path: string) => {
    if (path.startsWith('/api/sync/changes')) pulls.push(path);
    await lineAnswers;
    throw new TypeError('no line');
  });
  vi.spyOn(Date, 'now').mockImplementation(() => here.now); // nothing is due by itself yet
});

beforeEach(() => {
  pulls.length = 0;
  here.now += 6_000; // whoever waited after a failure waited
});

/** One sender at a time, as browsers hold it. */
function oneAtATime(taken = false) {
  let held = taken;
  const request = async (_name: string, _how: unknown, work: (lock: object | null) => Promise<unknown>) => {
    if (held) return work(null);
    held = true;
    return work({}).finally(() => (held = false));
  };
  vi.stubGlobal('navigator', { onLine: true, locks: { request } });
  return { free: () => (held = false) };
}

test('all that is new is fetched after all when another was sending at the moment it was asked for', async () => {
  const another = oneAtATime(true);
  await sendNow({ eager: true });
  expect(pulls).toEqual([]);
  another.free();
  await sendNow();
  expect(pulls).toHaveLength(1);
});

test('and when it was this page itself that was sending, and ended only afterwards', async () => {
  oneAtATime();
  let answer = (): void => undefined;
  lineAnswers = new Promise((resolve) => (answer = resolve));
  const sending = sendNow({ eager: true });
  await vi.waitFor(() => expect(pulls).toHaveLength(1));
  await sendNow({ eager: true });
  answer();
  await sending;
  here.now += 16_000;
  await sendNow();
  expect(pulls).toHaveLength(2);
});
