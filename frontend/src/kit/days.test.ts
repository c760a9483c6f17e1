import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { day, useWords } from './i18n.svelte';

describe('a day', () => {
  beforeAll(() => useWords('en', {}));
  afterEach(() => vi.unstubAllEnvs());

  it.each(['Asia/Manila', 'America/Lima', 'Africa/Harare'])('without a time is the same day in %s', (zone) => {
    vi.stubEnv('TZ', zone);
    expect(day('2026-11-20')).toBe('20 Nov 2026');
  });
});
