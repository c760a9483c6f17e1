/** A new version tidies up the cache storage: nothing this phone holds for answers may go with it. */
import { afterEach, expect, test, vi } from 'vitest';
import { holdBack } from './reserve';
import { copied, copy } from './second-copy';
import { SPARED } from './shelves';

afterEach(() => vi.unstubAllGlobals());

test('every shelf something of answers is put on is spared by a new version', async () => {
  const names = new Set<string>();
  const shelf = { put: async () => undefined, match: async () => undefined, delete: async () => true };
  vi.stubGlobal('caches', { open: async (name: string) => (names.add(name), shelf) });
  copy('kwetu-rosa', 'e1', { taps: 9 });
  await copied();
  expect(await holdBack()).toBe(true);
  expect(names.size).toBe(2);
  for (const name of names) expect(SPARED).toContain(name);
});
