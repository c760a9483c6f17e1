import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const reload = vi.fn();
const worker = { state: 'installed', postMessage: vi.fn() };
let container: EventTarget & { controller: unknown };

/** Let the clock run until it is done. */
async function patiently(doing: Promise<void>): Promise<void> {
  await vi.advanceTimersByTimeAsync(2_000);
  await doing;
}

/** A tab in which an earlier version is in charge. */
async function tab() {
  vi.resetModules();
  const { install, version } = await import('./version.svelte');
  await patiently(install());
  return version;
}

beforeEach(() => {
  vi.stubEnv('DEV', false);
  vi.useFakeTimers();
  const registration = Object.assign(new EventTarget(), { waiting: worker, installing: null });
  container = Object.assign(new EventTarget(), {
    controller: { state: 'activated' },
    register: async () => registration,
  });
  vi.stubGlobal('navigator', { serviceWorker: container });
  vi.stubGlobal('document', new EventTarget());
  vi.stubGlobal('location', { reload });
  reload.mockClear();
  worker.state = 'installed';
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

function takesOver(): void {
  worker.state = 'activated';
  container.controller = worker;
  container.dispatchEvent(new Event('controllerchange'));
}

test('the tab that takes the new version reloads when it is in charge', async () => {
  const version = await tab();
  await patiently(version.take());
  expect(worker.postMessage).toHaveBeenCalledWith({ type: 'SKIP_WAITING' });
  expect(reload).not.toHaveBeenCalled();
  takesOver();
  expect(reload).toHaveBeenCalledOnce();
});

test('a worker that does not let go of the version before holds nobody up for ever', async () => {
  const version = await tab();
  await patiently(version.take());
  await vi.advanceTimersByTimeAsync(3_000);
  expect(reload).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(reload).toHaveBeenCalledOnce();
});

test('another tab goes on as it is, says that there is a new version, and reloads when asked', async () => {
  const version = await tab();
  takesOver();
  expect(reload).not.toHaveBeenCalled();
  expect(version.waiting).toBe(worker);
  await patiently(version.take());
  expect(reload).toHaveBeenCalledOnce();
});

test('a page that only the version before had opens in the new one, once that is in charge', async () => {
  const version = await tab();
  version.missed();
  expect(reload).not.toHaveBeenCalled();
  takesOver();
  version.missed();
  expect(reload).toHaveBeenCalledOnce();
});
