/** The maps on this phone: putting one there whole, letting one go, and what is half here because a line broke. */

import { phoneFault } from '../kit/phone-faults';
import { fileIn, leafOf, mapFolder, namesIn, tilesOf, type Leaf, type PackTold } from '../map/packs';
import { penFor } from './pen';
import { NoMap } from './rules';

const TILES = /^(.+)\.pmtiles$/;

/** The folder of maps; throws where the browser has none. */
export async function mustHaveFolder(): Promise<FileSystemDirectoryHandle> {
  const folder = await mapFolder();
  if (!folder) throw new NoMap('no_folder');
  return folder;
}

/** How many bytes are here of each map that is not whole, by its name and version. */
export async function halves(): Promise<Map<string, number>> {
  const folder = await mapFolder();
  if (!folder) return new Map();
  const names = await namesIn(folder);
  const stems = names.flatMap((name) => TILES.exec(name)?.[1] ?? []).filter((stem) => !names.includes(`${stem}.json`));
  const sized = stems.map(async (stem) => [stem, (await fileIn(folder, `${stem}.pmtiles`))?.size ?? 0] as const);
  return new Map(await Promise.all(sized));
}

/** Say that a map is whole: without its leaf it is not there. Then every other version of it goes. */
export async function finish(told: PackTold, person_id: string | null): Promise<void> {
  const leaf: Leaf = { ...told, of: told.shareable ? null : person_id };
  const bytes = new TextEncoder().encode(JSON.stringify(leaf));
  const pen = await penFor(leafOf(told));
  try {
    await pen.cut(0);
    await pen.write(0, bytes);
  } finally {
    await pen.close();
  }
  await letOthersGo(told);
}

/** Take every other version of this map off the phone, whole or half. */
export async function letOthersGo({ pack, version }: Pick<PackTold, 'pack' | 'version'>): Promise<void> {
  const folder = await mustHaveFolder();
  const others = (await namesIn(folder)).filter(
    (name) => name.startsWith(`${pack}.`) && !name.startsWith(`${pack}.${version}.`),
  );
  for (const name of others) await folder.removeEntry(name);
}

/** Take a map off this phone, or what is half here of it: the leaf first, so that it is never half there. */
export async function letGo(one: Pick<PackTold, 'pack' | 'version'>): Promise<void> {
  const folder = await mapFolder();
  for (const name of [leafOf(one), tilesOf(one)]) await folder?.removeEntry(name).catch(() => undefined);
}

/** Run a writing; on a full phone what is half here goes at once, for the room belongs to answers. */
export async function orLetGo<Made>(told: PackTold, writing: () => Promise<Made>): Promise<Made> {
  try {
    return await writing();
  } catch (fault) {
    if (phoneFault(fault)) await letGo(told);
    throw fault;
  }
}
