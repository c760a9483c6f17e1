/**
 * Keeps the whole app on the phone: every page's chunk and every language, so that a tab opens with the server switched off;
 * and sends what waits when the browser wakes it.
 */
import { APP, SPARED } from '../kit/shelves';
import { SEND_BEHIND, UNSENT } from '../sync/waking';

declare const self: ServiceWorkerGlobalScope & {
  __WB_MANIFEST: { url: string; revision: string | null }[];
  sendBehind?: (pageOpen: boolean) => Promise<void>;
};

const LANES = 3; // few at once: the line belongs to what is on the screen

const addressOf = (path: string): string => new URL(path, self.location.href).href;

/** Where each file lies in the cache; a new revision lies beside the old one until the new version takes over. */
const places = new Map(
  self.__WB_MANIFEST.map(({ url, revision }) => [
    addressOf(url),
    addressOf(revision ? `${url}?revision=${revision}` : url),
  ]),
);

async function keepFile(cache: Cache, address: string, place: string): Promise<void> {
  const answer = await fetch(address, { cache: address === place ? 'default' : 'no-cache' });
  if (!answer.ok) throw new Error(`${address} did not come: ${answer.status}`);
  await cache.put(place, answer);
}

/** Fetch what is not here yet; what came before the line broke is not fetched again. */
async function keepApp(): Promise<void> {
  const cache = await caches.open(APP);
  const here = new Set((await cache.keys()).map(({ url }) => url));
  const missing = [...places].filter(([, place]) => !here.has(place)).values();
  const lane = async () => {
    for (const [address, place] of missing) await keepFile(cache, address, place);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

/** Let go of what only the version before needed. */
async function tidy(): Promise<void> {
  for (const name of await caches.keys()) if (!SPARED.includes(name)) await caches.delete(name);
  const cache = await caches.open(APP);
  const wanted = new Set(places.values());
  for (const { url } of await cache.keys()) if (!wanted.has(url)) await cache.delete(url);
}

async function fromPhone(place: string, request: Request): Promise<Response> {
  const cache = await caches.open(APP);
  return (await cache.match(place, { ignoreVary: true })) ?? fetch(request);
}

self.addEventListener('install', (event) => {
  importScripts(SEND_BEHIND); // only now: a script that was not taken in while installing cannot be taken in later
  event.waitUntil(keepApp());
});

self.addEventListener('activate', (event) => event.waitUntil(tidy().then(() => self.clients.claim()))); // a first visit is kept at once

self.addEventListener('fetch', (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (event.request.method !== 'GET' || origin !== self.location.origin || pathname.startsWith('/api/')) return;
  const place = places.get(addressOf(event.request.mode === 'navigate' ? '/index.html' : pathname));
  if (place) event.respondWith(fromPhone(place, event.request));
});

self.addEventListener('message', (event) => {
  if ((event.data as { type?: string } | null)?.type === 'SKIP_WAITING') void self.skipWaiting();
});

/** Background Sync, where the browser has it: an event that names what it is for, and is repeated when it fails. */
self.addEventListener('sync', (event) => {
  const woken = event as ExtendableEvent & { tag: string };
  if (woken.tag === UNSENT) woken.waitUntil(wake());
});

async function wake(): Promise<void> {
  const pages = await self.clients.matchAll({ type: 'window' });
  if (!self.sendBehind) importScripts(SEND_BEHIND); // the worker was started anew
  await self.sendBehind?.(pages.length > 0);
}

export {}; // a module of its own: its `self` is the worker
