/** Fetches a map block by block: each is checked as it comes and written at once, and what came before the line broke stays. */

import { sha256Hex } from '../kit/canonical';
import { noNetwork } from '../kit/problem';
import { mustHaveRoom } from '../kit/room';
import { fileIn, tilesOf, type PackTold } from '../map/packs';
import { penFor, type Pen } from './pen';
import { Gathering, NoMap } from './rules';
import { fileFrom, tellOf } from './server';
import { finish, mustHaveFolder, orLetGo } from './store';

const SILENCE_MS = 45_000; // a line that brings nothing for so long has broken

export interface Watching {
  /** So many bytes of so many are here. */
  told(bytes: number, size: number): void;
  /** The server sends all of it again, because it cannot go on where it stopped. */
  again(): void;
  /** The person does not want it any more. */
  stop: AbortSignal;
}

/** Fetch a map and put it on this phone; what was here of it already is not fetched again. */
export async function fetchPack(pack: string, person_id: string | null, watching: Watching): Promise<void> {
  const folder = await mustHaveFolder();
  const told = await tellOf(pack);
  const here = await goodBytes(told, await fileIn(folder, tilesOf(told)));
  await mustHaveRoom(told.size - here);
  await orLetGo(told, async () => {
    const pen = await penFor(tilesOf(told));
    try {
      await pen.cut(here);
      watching.told(here, told.size);
      if (here < told.size) await fetchRest(told, here, pen, watching);
    } finally {
      await pen.close();
    }
    await finish(told, person_id);
  });
}

/** How many bytes at the beginning of what is here are what they should be, in whole blocks. */
export async function goodBytes({ blocks, block_bytes, size }: PackTold, file: Blob | null): Promise<number> {
  let good = 0;
  for (const sum of blocks) {
    const end = Math.min(good + block_bytes, size);
    if (!file || file.size < end) return good;
    const block = new Uint8Array(await file.slice(good, end).arrayBuffer());
    if ((await sha256Hex(block)) !== sum) return good;
    good = end;
  }
  return good;
}

async function fetchRest(told: PackTold, here: number, pen: Pen, { told: tell, again, stop }: Watching): Promise<void> {
  const { pieces, whole } = await fileFrom(told, here);
  if (whole && here) again();
  const gathering = new Gathering(told.block_bytes, told.size - here, whole ? here : 0);
  const stopped = new Promise<never>((_never, broken) => {
    stop.addEventListener('abort', () => broken(stop.reason as Error), { once: true });
  });
  stopped.catch(() => undefined); // nobody waits for it any more once the file is here
  let at = here;
  try {
    while (at < told.size) {
      for (const block of gathering.take(await nextPiece(pieces, stopped))) {
        if ((await sha256Hex(block)) !== told.blocks[at / told.block_bytes]) throw new NoMap('wrong_part');
        await pen.write(at, block);
        tell((at += block.length), told.size);
      }
    }
  } finally {
    void pieces.cancel().catch(() => undefined);
  }
}

/** The next piece of the file; throws `no-network` when the line broke or is silent, and when it ended too soon. */
async function nextPiece(
  pieces: ReadableStreamDefaultReader<Uint8Array>,
  stopped: Promise<never>,
): Promise<Uint8Array> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silent = new Promise<never>((_never, broken) => {
    timer = setTimeout(() => broken(noNetwork()), SILENCE_MS);
  });
  const read = pieces.read().catch(() => {
    throw noNetwork();
  });
  const { done, value } = await Promise.race([read, silent, stopped]).finally(() => clearTimeout(timer));
  if (done) throw noNetwork();
  return value;
}
