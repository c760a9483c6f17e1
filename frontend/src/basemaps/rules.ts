/** What a phone reckons of maps: which it has, which are offered or newer, and how a file comes together of blocks. Pure. */

import type { PackHere, PackTold } from '../map/packs';
import type { Position } from '../map/rules';

/** A pack the server offers this person. */
export type Offered = Pick<PackTold, 'pack' | 'version' | 'kind' | 'name' | 'shareable' | 'bounds'> & {
  settlement_ids: string[];
  /** Not known before it was cut. */
  size: number | null;
  /** Until then what the server reckons. */
  size_about?: number | null;
};

const TOLD_IN = 100_000; // sizes are told in MB with one place

/** A size as it is told, rounded up by itself: what is summed is what stands on the screen. */
const asTold = (bytes: number): number => Math.ceil(bytes / TOLD_IN) * TOLD_IN;

/** What maps will cost to fetch, in bytes as they are told of each, without what is here of them already; `about` where the server only reckons it. Null where it does not. */
export function costOf(packs: readonly Pick<ToFetch, 'pack' | 'bytes'>[]): { bytes: number; about: boolean } | null {
  const sizes = packs.map(({ pack: { size, size_about } }) => size ?? size_about ?? null);
  if (sizes.includes(null)) return null;
  const left = (size: number, here: number): number =>
    size > here ? Math.max(TOLD_IN, asTold(size) - asTold(here)) : 0;
  const bytes = packs.reduce((sum, one, n) => sum + left(sizes[n] ?? 0, one.bytes), 0);
  return { bytes, about: packs.some(({ pack }) => pack.size === null) };
}

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

type Bounds = PackTold['bounds'];

/** Where a settlement lies as far as this phone knows: all that was said of it together; null where nothing was. */
export interface GroundHere {
  settlement_id: string;
  name: string;
  bounds: Bounds | null;
}

/** A map that is not here, with how much of it came before a line broke. */
export interface ToFetch {
  pack: Offered;
  bytes: number;
  /** The settlements it is for. */
  of: string[];
}

/** A map that is here. */
export interface Kept {
  pack: PackHere;
  newer: Offered | null;
  /** Maps that show a little more of the ground around than this one does, for the same settlements. */
  more: ToFetch[];
  /** The settlements that lie on it. */
  of: string[];
}

/** What the page shows: maps that are here with what is newer, and maps that are not here. */
export interface Laid {
  here: Kept[];
  offered: ToFetch[];
}

const MOST = 0.7; // so much of a settlement on a map is enough to go by it

/** How much of some ground lies on a map, from 0 to 1. */
export function shareOn([west, south, east, north]: Bounds, of: Bounds): number {
  const part = (from: number, to: number, low: number, high: number): number =>
    high > low
      ? Math.max(0, Math.min(to, high) - Math.max(from, low)) / (high - low)
      : Number(low >= from && low <= to);
  return part(west, east, of[0], of[2]) * part(south, north, of[1], of[3]);
}

/** The settlements a map is for, as far as this phone knows where they lie; else the ground it would show. */
function wanted({ settlement_ids, bounds }: Offered, grounds: readonly GroundHere[]): Bounds[] {
  const known = grounds.filter(({ settlement_id }) => settlement_ids.includes(settlement_id));
  const where = known.flatMap((one) => (one.bounds ? [one.bounds] : []));
  return where.length ? where : [bounds];
}

/** The map here that shows most of what one that is offered is for: the boundary has grown since, and the map still serves. */
function serving(offer: Offered, here: readonly PackHere[], grounds: readonly GroundHere[]): PackHere | undefined {
  if (offer.kind === 'structures') return undefined; // each is of one settlement
  const where = wanted(offer, grounds);
  return here.find(
    (one) =>
      one.kind === offer.kind &&
      !isWithin(offer.bounds, one.bounds) &&
      where.every((ground) => shareOn(one.bounds, ground) >= MOST),
  );
}

const isWithin = (one: Bounds, other: Bounds): boolean => shareOn(other, one) > 0.999;

/** A larger map of the same sheets is here: nothing is missing of this one. */
const isPartOf = (here: Offered | PackHere, offer: Offered): boolean =>
  here.kind === offer.kind &&
  here.kind !== 'structures' &&
  here.version === offer.version &&
  isWithin(offer.bounds, here.bounds);

/** Lay side by side what is here, what is offered (nothing known: null) and what came before a line broke. */
export function lay(
  here: readonly PackHere[],
  offers: readonly Offered[] | null,
  halves: ReadonlyMap<string, number>,
  grounds: readonly GroundHere[] = [],
): Laid {
  const known = offers ?? [];
  const held = new Set(here.map(({ pack }) => pack));
  const toFetch = known
    .filter((offer) => !held.has(offer.pack) && !here.some((one) => isPartOf(one, offer)))
    .map((pack) => ({
      pack,
      bytes: halves.get(`${pack.pack}.${pack.version}`) ?? 0,
      of: grounds.filter(({ settlement_id }) => pack.settlement_ids.includes(settlement_id)).map(({ name }) => name),
      on: serving(pack, here, grounds),
    }));
  const newer = ({ pack, version }: PackHere): Offered | null =>
    known.find((one) => one.pack === pack && one.version !== version) ?? null;
  const of = ({ pack, kind, bounds }: PackHere): string[] =>
    grounds.flatMap((one) => {
      const on = kind === 'structures' ? pack.endsWith(one.settlement_id) : one.bounds && shareOn(bounds, one.bounds) >= MOST; // prettier-ignore
      return on ? [one.name] : [];
    });
  return {
    here: here.map((pack) => ({
      pack,
      newer: newer(pack),
      more: toFetch.filter(({ on }) => on === pack).map(({ on: _on, ...one }) => one),
      of: of(pack),
    })),
    offered: toFetch.filter(({ on }) => !on).map(({ on: _on, ...one }) => one),
  };
}

/** Of maps that are fetched together, the other one that shows all of this one as well; where two show the same, the first stands. */
export const wholeOf = (part: ToFetch, all: readonly ToFetch[]): Offered | null =>
  all.find(
    (one, n) =>
      one !== part && isPartOf(one.pack, part.pack) && (n < all.indexOf(part) || !isPartOf(part.pack, one.pack)),
  )?.pack ?? null;

/** Of maps that are fetched together, those that no other of them shows whole: the same ground is paid for once. */
export const withoutParts = (all: readonly ToFetch[]): ToFetch[] => all.filter((one) => !wholeOf(one, all));

/** The maps of the place somebody looks at come first, the one around it most evenly before all; the others stay as they were. */
export function nearFirst(all: readonly ToFetch[], near: Position): ToFetch[] {
  const off = ({ pack: { bounds } }: ToFetch): number => {
    const [west, south, east, north] = bounds;
    return shareOn(bounds, [...near, ...near]) ? Math.hypot((west + east) / 2 - near[0], (south + north) / 2 - near[1]) : Infinity; // prettier-ignore
  };
  return [...all].sort((a, b) => off(a) - off(b) || 0);
}

/** A place as an address tells it, "121.0466,14.3724"; null of anything else. */
export function placeIn(address: string): Position | null {
  const [lon = NaN, lat = NaN, ...more] = address.split(',').map((part) => (part.trim() ? Number(part) : NaN));
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 && !more.length ? [lon, lat] : null;
}

/** The maps that show nothing a new one does not, and go once it is here: not pictures, which may be finer on the smaller map. */
export const outgrown = (fetched: Offered, here: readonly PackHere[]): PackHere[] =>
  here.filter(
    ({ pack, kind, bounds }) =>
      kind === 'streets' && fetched.kind === kind && pack !== fetched.pack && isWithin(bounds, fetched.bounds),
  );

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
