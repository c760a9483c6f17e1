/** What is told of the path of a count: how far somebody walked, and where nobody is known to have. Pure. */

import { lineM } from '../map/rules';
import type { Walk } from '../map/walk';

/** In metres; the gaps are none of what was walked. */
export function pathTold({ line, gaps }: Pick<Walk, 'line' | 'gaps'>): {
  walked_m: number;
  gaps: { n: number; m: number };
} {
  const away = gaps.reduce((sum, { length_m }) => sum + length_m, 0);
  return { walked_m: Math.max(0, lineM(line) - away), gaps: { n: gaps.length, m: Math.round(away) } };
}
