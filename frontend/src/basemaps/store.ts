/** The maps on this phone: putting one there whole, letting one go, and what is half here because a line broke. */

import type { LocalDb } from '../kit/local-db';
import { phoneFault } from '../kit/phone-faults';
import { fileIn, leafOf, mapFolder, namesIn, tilesOf, type Leaf, type PackTold } from '../map/packs';
import type { Position } from '../map/rules';
import { boundaryOf, positionsOf } from '../settlements/here';
import { allSettlements } from '../settlements/store';
import { described } from '../sync/outbox';
import { penFor } from './pen';
import { NoMap, type GroundHere } from './rules';

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

/** Where each settlement this phone knows lies: its point and every boundary that was said of it, together. */
export async function groundsHere(db: LocalDb): Promise<GroundHere[]> {
  const [settlements, profiles] = await Promise.all([allSettlements(db), described(db, 'profile')]);
  return settlements.map(({ settlement_id, name, at, boundary }) => {
    const drawn = profiles
      .filter((profile) => profile.settlement_id === settlement_id)
      .flatMap(({ fields }) => (fields['boundary'] ?? []).flatMap(({ answer }) => boundaryOf(answer.value) ?? []));
    const where = [...positionsOf(boundary ? [boundary, ...drawn] : drawn), ...(at ? [at] : [])];
    return { settlement_id, name, bounds: where.length ? boundsOf(where) : null };
  });
}

function boundsOf(where: readonly Position[]): GroundHere['bounds'] {
  const [lons, lats] = [where.map(([lon]) => lon), where.map(([, lat]) => lat)];
  const least = (all: number[]): number => all.reduce((a, b) => Math.min(a, b));
  const most = (all: number[]): number => all.reduce((a, b) => Math.max(a, b));
  return [least(lons), least(lats), most(lons), most(lats)];
}
