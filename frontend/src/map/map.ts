/** The one small interface over the map library, so that another library could stand behind it; loads it only when a map is shown. */

import type { PackHere } from './packs';
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
  mark: Mark;
  tone: Tone;
  at: Position | null;
  boundary: BoundaryGeometry | null;
}

export interface Drawing {
  corners: readonly Position[];
  /** Sides (0 = from corner 0 to corner 1) drawn dotted because nobody walked them. */
  gaps: readonly number[];
  crossings: readonly Position[];
  closed: boolean;
}

export interface MapView {
  /** Lay the maps of this phone under everything, but for what is switched off: a pack or a layer of the city, by its key. */
  showPacks(packs: readonly PackHere[], off: ReadonlySet<string>): Promise<void>;
  showTracts(tracts: readonly Tract[]): void;
  showSettlements(settlements: readonly Marked[]): void;
  showDrawing(drawing: Drawing): void;
  /** Dot a boundary of an earlier round, in the place of a drawing. */
  showBefore(boundary: BoundaryGeometry): void;
  showHere(at: Position, accuracy_m: number): void;
  centre(): Position;
  /** Look at one place, or at all the positions together. */
  lookAt(positions: readonly Position[], metres_per_pixel?: number): void;
  zoomBy(steps: number): void;
  stop(): void;
}

export interface MapEvents {
  tapped?(at: Position): void;
  cornerMoved?(corner: number, to: Position): void;
  chosen?(settlement_id: string): void;
}

/** Open a map in an element, drawn on canvas without WebGL. */
export async function openMap(element: HTMLElement, events: MapEvents): Promise<MapView> {
  const { openLayersMap } = await import('./open-layers');
  return openLayersMap(element, events);
}
