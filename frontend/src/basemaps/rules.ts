/** What a phone reckons of maps: which it has, which are offered or newer, and how a file comes together of blocks. Pure. */

import type { PackHere, PackTold } from '../map/packs';

/** A pack the server offers this person. */
export type Offered = Pick<PackTold, 'pack' | 'version' | 'kind' | 'name' | 'shareable'> & {
  settlement_ids: string[];
  /** Not known before it was cut. */
  size: number | null;
};

/** A pack whose file this phone cannot use, or cannot fetch; `why` is a key of words. */
export class NoMap extends Error {
  constructor(
    readonly why:
      'no_folder' | 'two_tabs' | 'wrong_part' | 'no_map' | 'not_whole' | 'foreign' | 'not_to_pass' | 'older',
  ) {
    super(why);
  }
}

/** More than this is no map of a settlement. */
export const LARGEST = 40_000_000;

/** What the page shows: maps that are here with what is newer, and maps that are not here with how much of them is. */
export interface Laid {
  here: { pack: PackHere; newer: Offered | null }[];
  offered: { pack: Offered; bytes: number }[];
}

/** Lay side by side what is here, what is offered (nothing known: null) and what came before a line broke. */
export function lay(
  here: readonly PackHere[],
  offers: readonly Offered[] | null,
  halves: ReadonlyMap<string, number>,
): Laid {
  const known = offers ?? [];
  const held = new Set(here.map(({ pack }) => pack));
  const newer = ({ pack, version }: PackHere): Offered | null =>
    known.find((one) => one.pack === pack && one.version !== version) ?? null;
  return {
    here: here.map((pack) => ({ pack, newer: newer(pack) })),
    offered: known
      .filter(({ pack }) => !held.has(pack))
      .map((pack) => ({ pack, bytes: halves.get(`${pack.pack}.${pack.version}`) ?? 0 })),
  };
}

/** Gathers what a line brings, in pieces of any length, into blocks of one length; the last may be shorter. */
export class Gathering {
  #block: Uint8Array<ArrayBuffer>;
  #filled = 0;
  #left: number;

  /** `skip` bytes are here already and come once more; after them `left` bytes make the file whole. */
  constructor(
    readonly block_bytes: number,
    left: number,
    private skip = 0,
  ) {
    this.#left = left;
    this.#block = new Uint8Array(Math.min(block_bytes, left));
  }

  /** Take a piece; returns the blocks it made whole. */
  take(piece: Uint8Array): Uint8Array<ArrayBuffer>[] {
    const whole: Uint8Array<ArrayBuffer>[] = [];
    let at = Math.min(this.skip, piece.length);
    this.skip -= at;
    while (at < piece.length && this.#left > 0) {
      const part = piece.subarray(at, at + this.#block.length - this.#filled);
      this.#block.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === this.#block.length) whole.push(this.#next());
    }
    return whole;
  }

  #next(): Uint8Array<ArrayBuffer> {
    const block = this.#block;
    this.#left -= block.length;
    this.#filled = 0;
    this.#block = new Uint8Array(Math.min(this.block_bytes, this.#left));
    return block;
  }
}

/** The name under which a map is passed on: of the place, never of a settlement. */
export function fileName({ name, kind, date }: Pick<PackTold, 'name' | 'kind' | 'date'>): string {
  const place = name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .replace(/[^\p{Letter}\p{Number}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .toLowerCase();
  return ['kwetu-map', place, kind, date].filter(Boolean).join('-') + '.zip';
}

const TEXTS = ['pack', 'version', 'kind', 'name', 'sha256', 'signature', 'made_at'] as const;

/** Read what travels with a map; null when it is not that. */
export function toldIn(text: string): PackTold | null {
  try {
    const told = JSON.parse(text) as Partial<PackTold>;
    const plain =
      TEXTS.every((part) => typeof told[part] === 'string') && /^[\w-]+$/.test(`${told.pack}${told.version}`);
    const laid = [told.blocks, told.overlays, told.attribution].every(Array.isArray) && told.bounds?.length === 4;
    return plain && laid && Number.isInteger(told.size) ? (told as PackTold) : null;
  } catch {
    return null;
  }
}
