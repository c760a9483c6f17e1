/**
 * A second copy of what no server has signed for yet, kept outside IndexedDB: a browser that finds its database damaged
 * deletes all of it by itself (Chromium does so on a wrong checksum), and then these answers are brought back from here.
 */
import { ANSWERS as SHELF } from './shelves';
import type { Fix } from './local-db';
import type { OutboxEdit } from './wire';

/** Where walks and drawings of a store are copied: they are in no edit yet. */
export const halfDoneOf = (store: string): string => `${store}.half`;

/** A part of a walk, or a drawing under its key in `meta`. */
export interface HalfDone {
  fixes?: Fix[];
  meta?: [key: string, value: unknown];
}

/** What is to be written, the newest of each place; null lets go of it. */
const waiting = new Map<string, string | null>();
let underWay: Promise<void> | null = null;

/** While somebody types, the phone has something better to do; a browser that cannot say when it rests is given a moment. */
const RESTS_WITHIN_MS = 2_000;
let hurry = (): void => undefined;
const atRest = (): Promise<void> =>
  new Promise((rest) => {
    hurry = rest;
    if (typeof requestIdleCallback === 'function') requestIdleCallback(() => rest(), { timeout: RESTS_WITHIN_MS });
    else setTimeout(rest);
  });

const place = (store: string, name: string): string => `/second/${store}/${name}`;

/** Keep a copy under a name, or let go of it (null). Behind what is durable already: nobody waits for it. */
export function copy(store: string, name: string, value: unknown): void {
  if (typeof caches === 'undefined') return;
  waiting.set(place(store, name), value === null ? null : JSON.stringify(value));
  underWay ??= atRest()
    .then(write)
    .finally(() => (underWay = null));
}

/** Resolves when nothing of it is left to write or to let go of. */
export const copied = async (): Promise<void> => {
  hurry();
  await underWay;
};

async function write(): Promise<void> {
  const shelf = await caches.open(SHELF).catch(() => null);
  for (const [path, json] of waiting) {
    waiting.delete(path);
    await (json === null ? shelf?.delete(path) : shelf?.put(path, new Response(json)))?.catch(() => undefined);
  }
}

/** Every copy of a store by its name, whatever of it can be read. */
export async function copiesOf(store: string): Promise<Map<string, unknown>> {
  const found = new Map<string, unknown>();
  if (typeof caches === 'undefined') return found;
  await copied();
  const shelf = await caches.open(SHELF).catch(() => null);
  for (const request of (await shelf?.keys().catch(() => [])) ?? []) {
    const [, of, name = ''] = /\/second\/([^/]+)\/([^/]+)$/.exec(new URL(request.url).pathname) ?? [];
    const value = of === store ? ((await (await shelf?.match(request))?.json().catch(() => null)) as unknown) : null;
    if (value) found.set(name, value);
  }
  return found;
}

/** Which stores have a copy here. */
export async function storesCopied(): Promise<string[]> {
  if (typeof caches === 'undefined') return [];
  const shelf = await caches.open(SHELF).catch(() => null);
  const paths = ((await shelf?.keys().catch(() => [])) ?? []).map(
    ({ url }) => new URL(url).pathname.split('/')[2] ?? '',
  );
  return [...new Set(paths)];
}

/**
 * Of copied edits, those to bring back. One that was joined into a later edit just before the phone died may still lie
 * here: the later one says all it said without naming it as replaced, so it is left out. Pure.
 */
export function toBringBack(copies: readonly OutboxEdit[]): OutboxEdit[] {
  return copies.filter((own) => !copies.some((later) => joinedInto(own, later)));
}

const joinedInto = (own: OutboxEdit, later: OutboxEdit): boolean =>
  later.made_n > own.made_n &&
  later.record_id === own.record_id &&
  Object.keys(own.edit.set).every((path) => later.edit.set[path]?.replaces.includes(own.edit_id) === false);
