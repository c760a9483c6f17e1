import { expect, test, vi } from 'vitest';
import { openPatiently } from './opening';

const broken = (name: string): DOMException => new DOMException('Internal error opening backing store', name);
const store = () => ({ close: vi.fn() });

test('a store that fails for a moment is opened after some tries', async () => {
  const opened = store();
  const open = vi.fn().mockRejectedValueOnce(broken('UnknownError')).mockRejectedValueOnce(broken('AbortError'));
  open.mockResolvedValue(opened);
  expect(await openPatiently(open, [0, 0])).toBe(opened);
  expect(open).toHaveBeenCalledTimes(3);
});

test('a store that stays broken is named so, after all tries', async () => {
  const open = vi.fn().mockRejectedValue(broken('UnknownError'));
  await expect(openPatiently(open, [0, 0])).rejects.toMatchObject({ slug: 'store-broken' });
  expect(open).toHaveBeenCalledTimes(3);
});

test.each([
  ['VersionError', 'store-newer'],
  ['QuotaExceededError', 'phone-full'],
])('%s is not tried again: it is %s', async (name, slug) => {
  const open = vi.fn().mockRejectedValue(broken(name));
  await expect(openPatiently(open, [0, 0])).rejects.toMatchObject({ slug });
  expect(open).toHaveBeenCalledTimes(1);
});

test('a fault of ours is not called one of the phone', async () => {
  await expect(openPatiently(() => Promise.reject(new TypeError('ours')), [0])).rejects.toThrow('ours');
});

test('a store that another tab does not let go of is told, and closed again when it opens late', async () => {
  vi.useFakeTimers();
  const late = store();
  let open: (db: typeof late) => void = () => undefined;
  const asked = openPatiently((held) => {
    held();
    return new Promise<typeof late>((done) => (open = done));
  });
  const refused = expect(asked).rejects.toMatchObject({ slug: 'store-held' });
  await vi.advanceTimersByTimeAsync(5_000);
  await refused;
  open(late);
  await vi.runAllTimersAsync();
  expect(late.close).toHaveBeenCalled();
  vi.useRealTimers();
});

test('a store that is let go of in time opens as if nothing had been', async () => {
  const opened = store();
  const db = await openPatiently((held) => {
    held();
    return Promise.resolve(opened);
  });
  expect(db).toBe(opened);
});
