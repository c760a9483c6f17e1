/** A new version of the app waits until the person takes it; it never takes over by itself. */

const AFTER_MS = 1_000;
/** A worker that is still at work for the version before holds the new one back: the page does not wait for ever. */
const AT_MOST_MS = 5_000;

class Version {
  /** The new version: not yet in charge, or put in charge by another tab. */
  waiting = $state.raw<ServiceWorker | null>(null);
  /** This tab asked for it, so it reloads; another may be in the middle of an answer. */
  asked = false;

  /** A page of the version before may be gone once the new one is in charge: then it opens in the new one. */
  missed(): void {
    if (this.waiting && this.waiting.state !== 'installed') location.reload();
  }

  /** Take the new version: every open field is left first, so that what was typed is saved. */
  async take(): Promise<void> {
    (document.activeElement as HTMLElement | null)?.blur();
    await new Promise((resolve) => setTimeout(resolve, 300)); // the durable write of that last field
    this.asked = true;
    if (this.waiting?.state !== 'installed') return location.reload();
    this.waiting.postMessage({ type: 'SKIP_WAITING' });
    setTimeout(() => location.reload(), AT_MOST_MS);
  }
}

export const version = new Version();

function watch(registration: ServiceWorkerRegistration): void {
  const note = (worker: ServiceWorker | null) => {
    if (worker?.state === 'installed' && navigator.serviceWorker.controller) version.waiting = worker;
  };
  note(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => note(worker));
  });
}

/** Keep the app on this phone, so that it opens without network. */
export async function install(): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  let hadOne = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (version.asked) location.reload();
    else if (hadOne) version.waiting = navigator.serviceWorker.controller;
    hadOne = true;
  });
  await new Promise((resolve) => setTimeout(resolve, AFTER_MS)); // the first page has the line for itself
  const registration = await navigator.serviceWorker.register('/service-worker.js').catch(() => null);
  if (!registration) return;
  watch(registration);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && navigator.onLine) void registration.update().catch(() => undefined);
  });
}
