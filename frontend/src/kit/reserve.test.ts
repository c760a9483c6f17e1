import 'fake-indexeddb/auto';
import { afterEach, expect, test, vi } from 'vitest';
import { durably, openLocal } from './local-db';
import { givenUp, holdBack } from './reserve';

afterEach(() => vi.unstubAllGlobals());

/** Shelves as a browser has them, in memory. */
function shelves(): Map<string, Map<string, Response>> {
  const all = new Map<string, Map<string, Response>>();
  vi.stubGlobal('caches', {
    open: async (name: string) => {
      const shelf = all.get(name) ?? new Map<string, Response>();
      all.set(name, shelf);
      return {
        match: async (path: string) => shelf.get(path),
        put: async (path: string, body: Response) => void shelf.set(path, body),
        keys: async () => [],
      };
    },
    delete: async (name: string) => all.delete(name),
  });
  return all;
}

test('a full phone gives what was held back to the answer, which is then written down', async () => {
  const all = shelves();
  expect(await holdBack()).toBe(true);
  const db = await openLocal('full');
  const tries: number[] = [];
  await durably(db, ['meta'], async ({ store }) => {
    tries.push(tries.length);
    if (all.has('kwetu-reserve')) throw new DOMException('no room', 'QuotaExceededError');
    await store.put(9, 'taps');
  });
  expect([await db.get('meta', 'taps'), tries.length, givenUp()]).toEqual([9, 2, true]);
});

test('recorded questions are given up before an answer has no place, even when nothing else is held back', async () => {
  const all = shelves();
  all.set('kwetu-sound', new Map());
  all.set('kwetu-recorded', new Map());
  const db = await openLocal('full-of-sound');
  await durably(db, ['meta'], async ({ store }) => {
    if (all.has('kwetu-sound')) throw new DOMException('no room', 'QuotaExceededError');
    await store.put(9, 'taps');
  });
  expect([await db.get('meta', 'taps'), all.has('kwetu-recorded')]).toEqual([9, true]);
});

test('maps are given up last, when an answer has no place otherwise', async () => {
  const folders = new Set(['maps', 'other']);
  const root = { removeEntry: async (name: string) => void folders.delete(name) };
  vi.stubGlobal('navigator', { storage: { getDirectory: async () => root } });
  const all = shelves();
  await holdBack();
  const db = await openLocal('full-of-maps');
  const write = (value: number) =>
    durably(db, ['meta'], async ({ store }) => {
      if (value > 1 ? folders.has('maps') : all.has('kwetu-reserve')) throw new DOMException('', 'QuotaExceededError');
      await store.put(value, 'taps');
    });
  await write(1);
  expect([...folders]).toEqual(['maps', 'other']);
  await write(2);
  expect([[...folders], await db.get('meta', 'taps')]).toEqual([['other'], 2]);
});

test('what has no place is said to be on a full phone when nothing is held back any more', async () => {
  shelves();
  const db = await openLocal('fuller');
  const full = (): never => {
    throw new DOMException('no room', 'QuotaExceededError');
  };
  await expect(durably(db, ['meta'], async () => full())).rejects.toMatchObject({ slug: 'phone-full' });
});

test('a browser without such shelves is not called full', async () => {
  vi.stubGlobal('caches', { open: () => Promise.reject(new DOMException('not here', 'SecurityError')) });
  expect(await holdBack()).toBe(true);
  vi.stubGlobal('caches', { open: () => Promise.reject(new DOMException('no room', 'QuotaExceededError')) });
  expect(await holdBack()).toBe(false);
});
