/** Brings a pack onto this phone part by part: what came before the line broke is not fetched again, and each is checked. */

import { sha256Hex } from '../kit/canonical';
import { Problem } from '../kit/problem';
import { mustHaveRoom } from '../kit/room';
import { readPack } from './reading';
import type { Installed } from './rules';
import { fetchPart, packShown, type PackListed } from './server';
import { install, keepPart, letPartsGo, partHere } from './store';

/** Fetch and install; `told` hears how many bytes are here. */
export async function fetchPack({ pack_id, bytes }: PackListed, told: (bytes: number) => void): Promise<Installed> {
  await mustHaveRoom(2 * bytes);
  const { parts } = await packShown(pack_id);
  const whole: Uint8Array<ArrayBuffer>[] = [];
  let here = 0;
  for (const [n, sum] of parts.entries()) {
    const part = await partOf(pack_id, n, sum);
    whole.push(part);
    told((here += part.length));
  }
  const pack = await installFile(new Blob(whole));
  await letPartsGo(pack_id);
  return pack;
}

async function partOf(pack_id: string, n: number, sum: string): Promise<Uint8Array<ArrayBuffer>> {
  const here = await partHere(pack_id, n);
  if (here && (await sha256Hex(here)) === sum) return here;
  const part = await fetchPart(pack_id, n);
  if ((await sha256Hex(part)) !== sum) throw new Problem({ type: '/problems/body-unreadable', title: '', status: 422 });
  await keepPart(pack_id, n, part);
  return part;
}

/** Put a file of recorded questions on this phone, however it came here. */
export async function installFile(file: Blob): Promise<Installed> {
  await mustHaveRoom(file.size);
  const { body, pack } = await readPack(file);
  await install(body, pack);
  return pack;
}
