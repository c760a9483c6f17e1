/**
 * Recorded questions on this phone. They lie on a shelf of their own in the browser's cache storage: when the phone runs out of
 * room they are given up before anything of an answer is (kit/reserve).
 */

import { RECORDED, SOUND } from '../kit/shelves';
import type { LocalDb } from '../kit/local-db';
import type { Form } from '../questionnaire/form';
import { TYPES, type About, type Installed } from './rules';

/** Set while a pack is in use: the question page looks here before it fetches anything for sound. */
export const IN_USE = SOUND;

const INDEX = /\/sound\/([0-9a-f]{64})\.json$/;
const fileOf = (pack_id: string): string => `/sound/${pack_id}`;
const indexOf = (pack_id: string): string => `${fileOf(pack_id)}.json`;
const partOf = (pack_id: string, n: number): string => `${fileOf(pack_id)}/part/${n}`;

/** Put a pack on the shelf, its index last: without that it is not there. It is used from now on. */
export async function install(body: Blob, pack: Installed): Promise<void> {
  const shelf = await caches.open(SOUND);
  for (const other of await installed()) if (isOfSame(other, pack)) await letGo(other.pack_id);
  await shelf.put(fileOf(pack.pack_id), new Response(body));
  await shelf.put(indexOf(pack.pack_id), Response.json(pack));
  use(pack.pack_id);
}

const isOfSame = (one: About, other: About): boolean => one.form === other.form && one.language === other.language;

/** Every pack on this phone. */
export async function installed(): Promise<Installed[]> {
  const shelf = await caches.open(SOUND);
  const indexes = (await shelf.keys()).filter(({ url }) => INDEX.test(new URL(url).pathname));
  return Promise.all(indexes.map(async (one) => (await shelf.match(one))?.json() as Promise<Installed>));
}

export const inUse = (): string | null => localStorage.getItem(IN_USE);

/** Play from this pack from now on. */
export const use = (pack_id: string): void => localStorage.setItem(IN_USE, pack_id);

/** The pack that is played from; null where it was given up for answers. */
export async function packInUse(): Promise<Installed | null> {
  const pack_id = inUse();
  const index = pack_id ? await (await caches.open(SOUND)).match(indexOf(pack_id)) : undefined;
  return index ? ((await index.json()) as Installed) : null;
}

/** Take a pack off this phone. */
export async function letGo(pack_id: string): Promise<void> {
  const shelf = await caches.open(SOUND);
  await shelf.delete(indexOf(pack_id));
  for (const one of await shelf.keys())
    if (new URL(one.url).pathname.startsWith(fileOf(pack_id))) await shelf.delete(one);
  if (inUse() === pack_id) localStorage.removeItem(IN_USE);
}

/** The file of a pack, to be passed on. */
export async function packFile(pack_id: string): Promise<Blob | null> {
  const file = await (await caches.open(SOUND)).match(fileOf(pack_id));
  return file ? file.blob() : null;
}

/** The sounds of these names. */
export async function sounds(pack: Installed, names: readonly string[]): Promise<Blob[]> {
  const file = await packFile(pack.pack_id);
  const places = names.map((name) => pack.sounds[name]).filter((one) => one !== undefined);
  return file ? places.map(({ at, bytes, kind }) => file.slice(at, at + bytes, TYPES[kind])) : [];
}

/** A part of a pack that is on its way; null where it has not come. */
export async function partHere(pack_id: string, n: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const part = await (await caches.open(SOUND)).match(partOf(pack_id, n));
  return part ? new Uint8Array(await part.arrayBuffer()) : null;
}

export async function keepPart(pack_id: string, n: number, body: Uint8Array<ArrayBuffer>): Promise<void> {
  await (await caches.open(SOUND)).put(partOf(pack_id, n), new Response(body));
}

/** Let go of the parts, once they are a pack. */
export async function letPartsGo(pack_id: string): Promise<void> {
  const shelf = await caches.open(SOUND);
  for (const one of await shelf.keys())
    if (new URL(one.url).pathname.startsWith(`${fileOf(pack_id)}/part/`)) await shelf.delete(one);
}

/** What is being recorded here: who speaks which language, and what they agreed to. */
const ABOUT = '/recorded/about.json';
const takeOf = (name: string): string => `/recorded/take/${encodeURIComponent(name)}`;
const BEFORE = '.before';

export async function aboutRecording(): Promise<About | null> {
  const kept = await (await caches.open(RECORDED)).match(ABOUT);
  return kept ? ((await kept.json()) as About) : null;
}

export async function keepAbout(about: About): Promise<void> {
  await (await caches.open(RECORDED)).put(ABOUT, Response.json(about));
}

/** Keep what was recorded of a question; what was there before can be brought back. */
export async function keepTake(name: string, sound: Blob): Promise<void> {
  const shelf = await caches.open(RECORDED);
  const before = await shelf.match(takeOf(name));
  if (before) await shelf.put(takeOf(name) + BEFORE, before);
  await shelf.put(takeOf(name), new Response(sound));
}

/** Bring back what was recorded before, or nothing where this was the first. */
export async function undoTake(name: string): Promise<void> {
  const shelf = await caches.open(RECORDED);
  const before = await shelf.match(takeOf(name) + BEFORE);
  if (before) await shelf.put(takeOf(name), before);
  else await shelf.delete(takeOf(name));
  await shelf.delete(takeOf(name) + BEFORE);
}

export async function take(name: string): Promise<Blob | null> {
  const kept = await (await caches.open(RECORDED)).match(takeOf(name));
  return kept ? kept.blob() : null;
}

/** The names of everything recorded so far. */
export async function taken(): Promise<string[]> {
  const paths = (await (await caches.open(RECORDED)).keys()).map(({ url }) => new URL(url).pathname);
  const takes = paths.filter((path) => path.startsWith('/recorded/take/') && !path.endsWith(BEFORE));
  return takes.map((path) => decodeURIComponent(path.slice('/recorded/take/'.length)));
}

/** Let go of what was recorded, once the server has it. */
export const forgetRecording = (): Promise<boolean> => caches.delete(RECORDED);

const OWN = 'settlement_profile@';

/** The questions of the settlement profile on this phone, in its newest version. */
export async function questionsHere(db: LocalDb): Promise<Form | null> {
  const forms = ((await db.getAll('forms')) as unknown as Form[]).filter(({ form }) => form.startsWith(OWN));
  const version = ({ form }: Form): number => Number(form.slice(OWN.length));
  return forms.sort((one, other) => version(one) - version(other)).at(-1) ?? null;
}
