/** How each kind of the city's layers is told apart, on the map and in the legend: a colour, a line and a slant, never colour alone. */

import type { Tone } from './map';
import type { OverlayKind } from './packs';

export interface Look {
  tone: Tone;
  /** Lengths drawn and left out along its edge; empty for a whole line. */
  dash: readonly number[];
  /** Which way the lines inside it lean; 0 leaves it empty. */
  slant: 1 | 0 | -1;
  width: number;
}

const LOOKS: Record<OverlayKind, Look> = {
  ward: { tone: 'plain', dash: [10, 4, 2, 4], slant: 0, width: 2.5 },
  zoning: { tone: 'two', dash: [], slant: -1, width: 2 },
  cadastre: { tone: 'waiting', dash: [], slant: 0, width: 1.2 },
  flood: { tone: 'map', dash: [], slant: 1, width: 2 },
  other: { tone: 'safe', dash: [6, 4], slant: 0, width: 2 },
};

export const lookOf = (kind: OverlayKind): Look => LOOKS[kind] ?? LOOKS.other;
