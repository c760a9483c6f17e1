/** Reads a file of recorded questions before it is put on this phone: whole, every sound what it says, none too large. */

import {
  isTheComputers,
  kindOf,
  MOST_FILES,
  nameOf,
  PACK_LIMIT,
  SOUND_LIMIT,
  type About,
  type Installed,
} from './rules';
import { sha256Hex } from '../kit/canonical';
import { beginOf, bytesOf, entriesOf, zipOf, type Entry, type Packed } from '../kit/zip';

const PACK = 'pack.json';

/** A file that holds no recorded questions this phone can play; `why` is a key of words. */
export class NoPack extends Error {
  constructor(readonly why: 'broken' | 'no_pack' | 'too_much' | 'no_sounds') {
    super(why);
  }
}

interface Told extends About {
  /** The SHA-256 of each sound, where a server wrote the pack. */
  sounds?: Record<string, string>;
  /** Who else spoke sounds in it. */
  others?: { recorded_by?: unknown }[];
}

interface Read {
  body: Blob;
  pack: Installed;
}

/** Read a pack: its file as this phone keeps it, and what stands where in it. */
export async function readPack(file: Blob): Promise<Read> {
  if (file.size > PACK_LIMIT) throw new NoPack('too_much');
  const entries = await entriesOf(file).catch(() => {
    throw new NoPack('broken');
  });
  const named = entries.filter(({ name }) => !isTheComputers(name));
  if (named.length > MOST_FILES || named.reduce((sum, { bytes }) => sum + bytes, 0) > PACK_LIMIT)
    throw new NoPack('too_much');
  const about = named.find(({ name }) => name.split('/').at(-1) === PACK);
  if (!about) throw new NoPack('no_pack');
  const told = await toldIn(file, about);
  const sounds = await soundsIn(
    file,
    named.filter((one) => one !== about),
    told,
  );
  if (!sounds.length) throw new NoPack('no_sounds');
  const plain = named.length === entries.length && sounds.length + 1 === named.length;
  const asKept = named.every(
    ({ name, method }) => !method && (name === PACK || sounds.some((one) => one.name === name)),
  );
  return laidOut(file, told, sounds, plain && asKept);
}

async function toldIn(file: Blob, entry: Entry): Promise<Told> {
  const text = new TextDecoder().decode(await bytesOf(file, entry).catch(broken));
  const told = JSON.parse(asJson(text)) as Partial<Told>;
  const parts = ['form', 'language', 'name', 'recorded_by', 'consent'] as const;
  if (parts.some((part) => typeof told[part] !== 'string' || !told[part].trim())) throw new NoPack('no_pack');
  return told as Told;
}

function asJson(text: string): string {
  try {
    return JSON.stringify(Object(JSON.parse(text)));
  } catch {
    throw new NoPack('no_pack');
  }
}

/** Everybody who spoke. */
function voicesIn({ recorded_by, others }: Told): string {
  const more = Array.isArray(others) ? others.map((one) => one.recorded_by) : [];
  return [recorded_by, ...more.filter((name) => typeof name === 'string')].join(', ');
}

const broken = (): never => {
  throw new NoPack('broken');
};

async function soundsIn(file: Blob, entries: readonly Entry[], { sounds }: Told): Promise<Packed[]> {
  const found: Packed[] = [];
  for (const entry of entries) {
    if (entry.bytes > SOUND_LIMIT) throw new NoPack('too_much');
    const body = await bytesOf(file, entry).catch(broken);
    const kind = kindOf(body);
    if (!kind) continue; // what is no sound is left out of what this phone keeps
    if (sounds && sounds[entry.name] !== (await sha256Hex(body))) throw new NoPack('broken');
    found.push({ name: `${nameOf(entry.name)}.${kind}`, body });
  }
  return found;
}

/** Note where each sound stands; a file packed further, or named otherwise, is written anew with every sound as it is. */
async function laidOut(file: Blob, told: Told, found: readonly Packed[], plain: boolean): Promise<Read> {
  const { form, language, name, consent } = told;
  const about = { name: PACK, body: new TextEncoder().encode(JSON.stringify({ ...told, sounds: undefined })) };
  const body = plain ? file : zipOf([about, ...found]);
  const places = (await entriesOf(body)).filter((entry) => entry.name !== PACK);
  const stands = places.map(async (entry) => {
    const kind = entry.name.split('.').at(-1);
    return [nameOf(entry.name), { at: await beginOf(body, entry), bytes: entry.bytes, kind }] as const;
  });
  const sounds = Object.fromEntries(await Promise.all(stands)) as Installed['sounds'];
  const pack_id = await sha256Hex(new Uint8Array(await body.arrayBuffer()));
  return {
    body,
    pack: { form, language, name, recorded_by: voicesIn(told), consent, pack_id, bytes: body.size, sounds },
  };
}
