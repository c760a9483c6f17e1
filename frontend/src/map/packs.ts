/** The maps kept on this phone: each a file in the browser's own folder (OPFS), beside a leaf that tells what it shows and is written last. */

import { MAPS } from '../kit/shelves';

/** What the city gave as a layer to look at, never to answer. */
export type OverlayKind = 'ward' | 'zoning' | 'cadastre' | 'flood' | 'other';

export interface Overlay {
  overlay: string;
  kind: OverlayKind;
  name: string;
  attribution: string;
  date: string | null;
}

export type PackKind = 'streets' | 'imagery' | 'structures';

/** What is told of a pack by the server, and travels with the file that is passed on (docs/basemaps.md). */
export interface PackTold {
  pack: string;
  /** Another one where anything that goes into the pack has changed. */
  version: string;
  kind: PackKind;
  name: string;
  /** Whether it may be passed on: what a community said of single homes may not. */
  shareable: boolean;
  /** West, south, east, north in degrees. */
  bounds: [number, number, number, number];
  attribution: string[];
  date: string | null;
  made_at: string;
  overlays: Overlay[];
  size: number;
  sha256: string;
  /** The SHA-256 of each `block_bytes` of the file. */
  blocks: string[];
  block_bytes: number;
  /** The server's word for it, as on a receipt. */
  signature: string;
}

/** What this phone notes of a pack besides: what may not be passed on is only shown to whom it was given. */
export interface Leaf extends PackTold {
  of: string | null;
}

/** A pack on this phone, ready to be drawn. */
export interface PackHere extends Leaf {
  file: File;
}

const LEAF = /^(.+)\.json$/;

type Named = Pick<PackTold, 'pack' | 'version'>;
export const tilesOf = ({ pack, version }: Named): string => `${pack}.${version}.pmtiles`;
export const leafOf = ({ pack, version }: Named): string => `${pack}.${version}.json`;

/** The folder of maps; null on a phone whose browser has none. */
export async function mapFolder(): Promise<FileSystemDirectoryHandle | null> {
  const storage = navigator.storage as StorageManager | undefined;
  if (!storage?.getDirectory) return null;
  return storage
    .getDirectory()
    .then((root) => root.getDirectoryHandle(MAPS, { create: true }))
    .catch(() => null); // a private window has the door, and nothing behind it
}

export async function fileIn(folder: FileSystemDirectoryHandle, name: string): Promise<File | null> {
  return folder
    .getFileHandle(name)
    .then((found) => found.getFile())
    .catch(() => null);
}

/** What a leaf says, and the file beside it; null where either is gone or the file was cut short. */
async function packAt(folder: FileSystemDirectoryHandle, stem: string): Promise<PackHere | null> {
  const [leaf, file] = await Promise.all([fileIn(folder, `${stem}.json`), fileIn(folder, `${stem}.pmtiles`)]);
  if (!leaf || !file) return null;
  const told = await leaf.text().then(
    (text) => JSON.parse(text) as Leaf,
    () => null,
  );
  return told?.size === file.size ? { ...told, file } : null;
}

/** The names of all files in the folder. */
export async function namesIn(folder: FileSystemDirectoryHandle): Promise<string[]> {
  const names: string[] = [];
  for await (const name of (folder as unknown as { keys(): AsyncIterable<string> }).keys()) names.push(name);
  return names;
}

/** Whether there is any pack on this phone, whole or not. */
export async function somePack(): Promise<boolean> {
  const folder = await mapFolder();
  return !!folder && (await namesIn(folder)).some((name) => name.endsWith('.pmtiles'));
}

/** Every whole pack on this phone that is for everybody or for this person, in the order of their names. */
export async function packsHere(person_id: string | null): Promise<PackHere[]> {
  const folder = await mapFolder();
  if (!folder) return [];
  const stems = (await namesIn(folder)).flatMap((name) => LEAF.exec(name)?.[1] ?? []);
  const packs = await Promise.all(stems.map((stem) => packAt(folder, stem)));
  const mine = packs.filter((pack) => pack !== null).filter(({ of }) => of === null || of === person_id);
  return mine.sort((one, other) => one.name.localeCompare(other.name) || one.kind.localeCompare(other.kind));
}
