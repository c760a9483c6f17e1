/** What of the ground no map of this phone shows, and which of the server's tiles are asked for there; when none is asked any more. Pure. */

import type { OverlayKind, PackKind } from './packs';

/** West, south, east, north in degrees. */
export type Bounds = readonly [number, number, number, number];
/** Zoom, column, row from the north. */
export type Place = readonly [number, number, number];

/** A pack, as far as it says what it covers. */
export interface Covering {
  kind: PackKind;
  bounds: Bounds;
}

export interface OverlayThere {
  overlay: string;
  kind: OverlayKind;
  name: string;
  attribution: string;
  date: string | null;
  bounds: Bounds;
}

/** What the server has of one kind (docs/basemaps.md). */
export interface KindThere {
  kind: PackKind;
  min_zoom: number;
  max_zoom: number;
  sheets: readonly { bounds: Bounds; attribution: string; date: string | null }[];
  overlays: readonly OverlayThere[];
}

export const meet = (one: Bounds, other: Bounds): boolean =>
  one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3];

/** What is left of some ground when what these cover is cut out of it. */
export function uncovered(ground: Bounds, covers: readonly Bounds[]): Bounds[] {
  return covers.reduce<Bounds[]>((left, cover) => left.flatMap((part) => cutOut(part, cover)), [ground]);
}

function cutOut(part: Bounds, cover: Bounds): Bounds[] {
  if (!meet(part, cover)) return [part];
  const [west, south, east, north] = part;
  const [low, high] = [Math.max(south, cover[1]), Math.min(north, cover[3])];
  const around: Bounds[] = [
    [west, south, east, low],
    [west, high, east, north],
    [west, low, Math.max(west, cover[0]), high],
    [Math.min(east, cover[2]), low, east, high],
  ];
  return around.filter(([left, bottom, right, top]) => left < right && bottom < top);
}

const boundsOf = (packs: readonly Covering[], kinds: readonly PackKind[]): Bounds[] =>
  packs.filter(({ kind }) => kinds.includes(kind)).map(({ bounds }) => bounds);

/** What of the ground in sight lies beyond the streets and pictures on this phone: only there the server is asked for anything. */
export const beyond = (view: Bounds, packs: readonly Covering[]): Bounds[] =>
  uncovered(view, boundsOf(packs, ['streets', 'imagery']));

/** Which kinds are drawn over what is in sight: streets, or pictures where there are no streets; what was mapped, but where a pack of it lies. */
export function kindsOver(view: Bounds, packs: readonly Covering[], there: readonly KindThere[]): KindThere[] {
  const ground = beyond(view, packs);
  const over = (kind: PackKind, parts: readonly Bounds[]) =>
    there.filter(
      (one) => one.kind === kind && one.sheets.some(({ bounds }) => parts.some((part) => meet(bounds, part))),
    );
  const streets = over('streets', ground);
  const own = boundsOf(packs, ['structures']);
  const bare = ground.flatMap((part) => uncovered(part, own));
  return [...(streets.length ? streets : over('imagery', ground)), ...over('structures', bare)];
}

/** Whether a tile is asked for: where the server has something, and no pack on this phone shows all of it. */
export function isAsked(place: Place, { kind, sheets }: KindThere, packs: readonly Covering[]): boolean {
  const bounds = boundsOfTile(place);
  const covers = boundsOf(packs, kind === 'structures' ? ['streets', 'imagery', 'structures'] : ['streets', 'imagery']);
  const left = uncovered(bounds, covers);
  return sheets.some((sheet) => left.some((part) => meet(part, sheet.bounds)));
}

/** A tile's edges in degrees. */
export function boundsOfTile([zoom, x, y]: Place): Bounds {
  const across = 2 ** zoom;
  const lon = (column: number): number => (column / across) * 360 - 180;
  const lat = (row: number): number => (Math.atan(Math.sinh(Math.PI * (1 - (2 * row) / across))) * 180) / Math.PI;
  return [lon(x), lat(y + 1), lon(x + 1), lat(y)];
}

const MOST_FAILURES = 3;
export const REST_MS = 60_000;

/** Whether the server is asked at all: after three failures in a row no more for a minute, or until there is signal again. */
export class Patience {
  #failures = 0;
  #rests_until = 0;

  came(): void {
    this.#failures = 0;
  }

  failed(now_ms: number): void {
    this.#failures += 1;
    if (this.#failures >= MOST_FAILURES) this.#rests_until = now_ms + REST_MS;
  }

  /** The server says no: it is not asked again as long as this map is open. */
  refused(): void {
    this.#rests_until = Infinity;
  }

  /** There is signal again. */
  signal(): void {
    if (this.#rests_until === Infinity) return;
    this.#failures = 0;
    this.#rests_until = 0;
  }

  asks(now_ms: number): boolean {
    return now_ms >= this.#rests_until;
  }
}
