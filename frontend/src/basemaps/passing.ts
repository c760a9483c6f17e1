/** Passes a map from phone to phone as one file: a zip of the tiles and of what the server told and signed of them. */

import { sha256Hex } from '../kit/canonical';
import { mustHaveRoom } from '../kit/room';
import { bytesOf, entriesOf, zipOf } from '../kit/zip';
import { packsHere, tilesOf, type PackHere, type PackTold } from '../map/packs';
import type { PersonHere } from '../people/rules';
import { signingKey, wordOf } from '../sync/receipts';
import { penFor } from './pen';
import { LARGEST, NoMap, toldIn } from './rules';
import { finish, mustHaveFolder, orLetGo } from './store';

const TOLD = 'map.json';
const TILES = 'map.pmtiles';

/** The file to pass on. What may not be passed on has no button, and no file either. */
export async function packFile({ file, of: _of, ...told }: PackHere): Promise<Blob> {
  if (!told.shareable) throw new NoMap('not_to_pass');
  const tiles = new Uint8Array(await file.arrayBuffer());
  return zipOf([
    { name: TOLD, body: new TextEncoder().encode(JSON.stringify(told)) },
    { name: TILES, body: tiles },
  ]);
}

/** Read such a file: what it is of and its tiles, whole and as this person's server signed them. */
export async function readFile(
  file: Blob,
  jwk: JsonWebKey,
): Promise<{ told: PackTold; tiles: Uint8Array<ArrayBuffer> }> {
  const [text, tiles] = await partsOf(file);
  const told = toldIn(new TextDecoder().decode(text));
  if (!told) throw new NoMap('no_map');
  if (tiles.length !== told.size || (await sha256Hex(tiles)) !== told.sha256) throw new NoMap('not_whole');
  if (!(await isSigned(told, jwk))) throw new NoMap('foreign');
  if (!told.shareable || told.kind === 'structures') throw new NoMap('not_to_pass');
  return { told, tiles };
}

async function partsOf(file: Blob): Promise<[Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>]> {
  if (file.size > LARGEST || !(await isZip(file))) throw new NoMap('no_map');
  const entries = await entriesOf(file).catch(() => {
    throw new NoMap('not_whole');
  });
  const [told, tiles] = [TOLD, TILES].map((wanted) => entries.find(({ name }) => name === wanted));
  if (!told || !tiles || told.bytes + tiles.bytes > LARGEST) throw new NoMap('no_map');
  return Promise.all([bytesOf(file, told), bytesOf(file, tiles)]).catch(() => {
    throw new NoMap('not_whole');
  });
}

/** Whether a file begins as what is passed on does; one that does not was not cut on the way: it is something else. */
const isZip = async (file: Blob): Promise<boolean> =>
  'PK\u0003\u0004'.startsWith(new TextDecoder().decode(await file.slice(0, 4).arrayBuffer()));

const SIGNED = ['pack', 'version', 'kind', 'size', 'sha256'] as const;

/** Whether the server of this federation said exactly this of the map. */
async function isSigned(told: PackTold, jwk: JsonWebKey): Promise<boolean> {
  const key = await signingKey(jwk);
  const word = key && ((await wordOf(told.signature, key)) as Partial<PackTold> | null);
  return !!word && SIGNED.every((part) => word[part] === told[part]);
}

/** Put a file that somebody passed on onto this phone, whole or not at all; returns what it is of. */
export async function takeFile(file: Blob, person: PersonHere): Promise<PackTold> {
  await mustHaveFolder();
  const { told, tiles } = await readFile(file, person.server_keys.sign.jwk);
  const held = (await packsHere(person.person_id)).find(({ pack }) => pack === told.pack);
  if (held && held.made_at > told.made_at) throw new NoMap('older');
  if (held?.version === told.version) return told;
  await mustHaveRoom(tiles.length);
  await orLetGo(told, async () => {
    const pen = await penFor(tilesOf(told));
    try {
      await pen.cut(0);
      await pen.write(0, tiles);
    } finally {
      await pen.close();
    }
    await finish(told, person.person_id);
  });
  return told;
}
