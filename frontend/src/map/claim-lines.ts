/** How several boundaries of one settlement are told apart, on the map and in the words below it: by their line, and by colour as well. */

import type { Tone } from './map';

const LINES: readonly { tone: Tone; dash: number[] }[] = [
  { tone: 'map', dash: [] },
  { tone: 'two', dash: [12, 7] },
  { tone: 'waiting', dash: [2, 7] },
  { tone: 'safe', dash: [14, 6, 2, 6] },
];

const WHOLE = { tone: 'map', dash: [] } as const;

/** The line of the first claim (0), the second (1); a fifth begins anew. */
export const claimLine = (claim: number): { tone: Tone; dash: readonly number[] } =>
  LINES[claim % LINES.length] ?? WHOLE;
