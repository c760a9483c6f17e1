/** Asks the server for single tiles: few at a time, for answers on their way go first, none twice, and none any more where it fails. */

import { now } from '../kit/clock';
import { ask, askRaw, type Schema } from '../kit/http';
import { noNetwork, Problem } from '../kit/problem';
import { session } from '../people/session.svelte';
import { Patience, type KindThere, type Place } from './beyond';
import type { PackKind } from './packs';

const AT_ONCE = 4;
const SLOWEST_MS = 20_000;
const KEPT_BYTES = 6_000_000; // as long as the app is open: going from page to page costs no data
const A_TILE = /mvt|vector-tile|image\//; // what a portal says is none

export type Bytes = ArrayBuffer | null;

/** Tiles that came, the one looked at longest ago first. */
class Shelf {
  readonly #tiles = new Map<string, Bytes>();
  #bytes = 0;

  find(key: string): Bytes | undefined {
    const found = this.#tiles.get(key);
    if (found !== undefined) {
      this.#tiles.delete(key);
      this.#tiles.set(key, found);
    }
    return found;
  }

  put(key: string, tile: Bytes): void {
    this.#tiles.set(key, tile);
    this.#bytes += tile?.byteLength ?? 0;
    for (const [oldest, one] of this.#tiles) {
      if (this.#bytes <= KEPT_BYTES) return;
      this.#tiles.delete(oldest);
      this.#bytes -= one?.byteLength ?? 0;
    }
  }
}

/** Streets and pictures are everybody's; what was mapped is one person's to see, and changes: it is kept while one map is open. */
const ofEverybody = new Shelf();

export class OnlineTiles {
  /** Whether the server may be asked at all; nothing is while there is no signal. */
  open = true;
  readonly #patience = new Patience();
  readonly #own = new Shelf();
  readonly #coming = new Map<string, Promise<Bytes>>();
  readonly #queue: (() => void)[] = [];
  #going = 0;

  constructor(private readonly token: string | undefined = session.person?.token) {}

  signal(): void {
    this.#patience.signal();
  }

  get asks(): boolean {
    return this.open && this.#patience.asks(now().getTime());
  }

  /** What tiles there are for this person; throws when it was not told. */
  async kinds(): Promise<readonly KindThere[]> {
    const told = await this.#asked(() =>
      ask<Schema<'TilesOnline'>>('/api/tiles', { token: this.token, patience_ms: SLOWEST_MS }),
    );
    return told.kinds as KindThere[];
  }

  /** One tile, null where nothing is; throws when it did not come. `wanted` is asked again when its turn has come. */
  tile(kind: PackKind, place: Place, wanted: () => boolean): Promise<Bytes> {
    const key = [kind, ...place].join('/');
    const shelf = kind === 'structures' ? this.#own : ofEverybody;
    const here = shelf.find(key);
    if (here !== undefined) return Promise.resolve(here);
    const coming = this.#coming.get(key) ?? this.#inTurn(key, wanted).finally(() => this.#coming.delete(key));
    this.#coming.set(key, coming);
    return coming.then((tile) => {
      if (shelf.find(key) === undefined) shelf.put(key, tile);
      return tile;
    });
  }

  async #inTurn(key: string, wanted: () => boolean): Promise<Bytes> {
    if (this.#going >= AT_ONCE) await new Promise<void>((turn) => this.#queue.push(turn));
    this.#going += 1;
    try {
      if (!wanted()) throw noNetwork();
      return await this.#asked(() => this.#fetched(key));
    } finally {
      this.#going -= 1;
      this.#queue.shift()?.();
    }
  }

  async #fetched(key: string): Promise<Bytes> {
    const answer = await askRaw(`/api/tiles/${key}`, { token: this.token, patience_ms: SLOWEST_MS });
    if (answer.status === 204) return null;
    if (!A_TILE.test(answer.headers.get('Content-Type') ?? '')) throw noNetwork();
    return inTime(answer.arrayBuffer());
  }

  async #asked<Answer>(asking: () => Promise<Answer>): Promise<Answer> {
    if (!this.asks) throw noNetwork();
    try {
      const answer = await asking();
      this.#patience.came();
      return answer;
    } catch (fault) {
      const status = fault instanceof Problem ? fault.status : 0;
      if (status === 401 || status === 403) this.#patience.refused();
      else this.#patience.failed(now().getTime());
      throw fault;
    }
  }
}

/** The rest of an answer; throws `no-network` where it does not come. */
async function inTime<Rest>(rest: Promise<Rest>): Promise<Rest> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_never, broken) => {
    timer = setTimeout(() => broken(noNetwork()), SLOWEST_MS);
  });
  return Promise.race([rest, late]).finally(() => clearTimeout(timer));
}
