/** The one small interface over the map library, so that another library could stand behind it; loads it only when a map is shown. */

import { somePack, type Overlay, type PackHere, type PackKind } from './packs';
import type { BoundaryGeometry, Position } from './rules';

export interface Tract {
  id: string;
  name: string;
  boundary: BoundaryGeometry;
}

/** How a settlement is marked: always a shape and a colour together. */
export type Mark = 'ring' | 'half' | 'square' | 'diamond' | 'triangle' | 'star' | 'cross';
export type Tone = 'plain' | 'waiting' | 'map' | 'needs' | 'safe' | 'two';

export interface Marked {
  id: string;
  name: string;
  /** Null where only the boundary is drawn. */
  mark: Mark | null;
  tone: Tone;
  at: Position | null;
  boundary: BoundaryGeometry | null;
  /** Which of several boundaries said of one settlement this is, from 0: each has a line of its own, told apart without colour. */
  claim?: number;
  /** Its name is a letter and stands in its mark, where no other name takes its room. */
  lettered?: boolean;
}

/** Something that stands in a settlement: a tap, a toilet, a drain. */
export interface Mapped {
  id: string;
  /** Its number, as it is painted on it. */
  name: string;
  mark: Mark;
  tone: Tone;
  chosen: boolean;
  /** So many stand on this very spot; none told where it stands alone. */
  many?: number;
  geometry:
    | { type: 'Point'; coordinates: Position }
    | { type: 'LineString'; coordinates: Position[] }
    | { type: 'Polygon'; coordinates: Position[][] }
    | { type: 'MultiPolygon'; coordinates: Position[][][] };
}

/** One line of a drawing: round a part of a boundary, round a pocket, or as far as somebody walked. */
export interface DrawnLine {
  corners: readonly Position[];
  closed: boolean;
  /** Sides drawn dotted because nobody walked them (side 0 goes from corner 0 to corner 1). */
  gaps?: readonly boolean[] | undefined;
  pocket?: boolean | undefined;
  /** It grows by itself while somebody walks: no corner of it can be taken hold of. */
  following?: boolean;
}

export interface CornerOf {
  ring: number;
  corner: number;
}

export interface Drawing {
  lines: readonly DrawnLine[];
  crossings: readonly Position[];
  /** The corner that can be moved by the grip below it. */
  chosen: CornerOf | null;
  /** Corners that a sentence names: their numbers, from 1, stand beside them. */
  named?: readonly CornerOf[];
}

/** What the server draws of one kind where the map looks now: `came` once a tile of it is drawn. */
export interface OnlineDrawn {
  pack: string;
  kind: PackKind;
  attribution: string[];
  date: string | null;
  overlays: readonly Overlay[];
  came: boolean;
}

/** What is wanted of the server: nothing where packs lie, nothing that is switched off, and nothing at all unless `asks`. */
export interface OnlineAsked {
  packs: readonly PackHere[];
  off: ReadonlySet<string>;
  asks: boolean;
  mapped: boolean;
  told(drawn: readonly OnlineDrawn[]): void;
}

export interface MapView {
  /** Lay the maps of this phone, if there are any, under everything, but for what is switched off: a pack or a layer of the city, by its key. */
  showPacks(packs: readonly PackHere[], off: ReadonlySet<string>): Promise<void>;
  /** Below them draw what the server has, where none of them lies. */
  showOnline(asked: OnlineAsked): void;
  /** `always`: this page is about them, and nobody switches them off here. */
  showTracts(tracts: readonly Tract[], always?: boolean): void;
  /** Show the tracts of a page or leave them out; `told` hears whether there are any to be switched. */
  switchTracts(on: boolean, told: (some: boolean) => void): void;
  showSettlements(settlements: readonly Marked[]): void;
  /** Let one of them stand out among all, and no other. */
  choose(settlement_id: string | null): void;
  showPoints(points: readonly Mapped[]): void;
  showDrawing(drawing: Drawing): void;
  /** Dot a boundary of an earlier round, in the place of a drawing. */
  showBefore(boundary: BoundaryGeometry): void;
  /** Null once nobody knows where the phone is. */
  showHere(at: Position | null, accuracy_m?: number): void;
  centre(): Position;
  /** So much of the top is covered by words: what is looked at stands below. */
  keepFree(top_px: number): void;
  /** On the ground, in the middle of the map. */
  metresPerPixel(): number;
  /** Move the map a little where a corner and its grip would be outside of it. */
  keepInSight(at: Position): void;
  /** Look at one place, or at all the positions together. */
  lookAt(positions: readonly Position[], metres_per_pixel?: number): void;
  /** Look at one place from near, where nothing lies over the map. */
  lookFreely(at: Position, metres_per_pixel: number): void;
  zoomBy(steps: number): void;
  stop(): void;
}

export interface MapEvents {
  tapped?(at: Position, metres_per_pixel: number): void;
  /** A corner is on its way, and in the end put down (`done`). */
  cornerMoved?(ring: number, corner: number, to: Position, how: { metres_per_pixel: number; done: boolean }): void;
  chosen?(settlement_id: string): void;
  pointChosen?(id: string): void;
  /** The map stands still after it was moved, by whomever. */
  moved?(): void;
}

/** Fetch what draws maps, while the page around one is still coming; what reads packs only where there is one. */
export function expectMap(): void {
  const ofPacks = async (): Promise<unknown> => (await somePack()) && import('./tiles');
  void Promise.allSettled([import('./open-layers'), ofPacks()]);
}

/** Open a map in an element, drawn on canvas without WebGL. */
export async function openMap(element: HTMLElement, events: MapEvents): Promise<MapView> {
  expectMap();
  const { openLayersMap } = await import('./open-layers');
  return openLayersMap(element, events);
}
