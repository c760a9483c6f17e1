/** The world's land in outline (Natural Earth, public domain), so that no map is ever blank, however far from signal. */

import { worldOutlineUrl } from 'virtual:world-outline';
import type { Position } from './rules';

interface Outline {
  features?: Outline[];
  geometry?: { type: string; coordinates: unknown };
}

/** The polygons of all land, about 100 km coarse; none when the phone has lost the file, for a map without land is still a map. */
export async function landOutline(): Promise<Position[][][]> {
  try {
    const answer = await fetch(worldOutlineUrl);
    return polygonsOf((await answer.json()) as Outline);
  } catch {
    return [];
  }
}

function polygonsOf({ features, geometry }: Outline): Position[][][] {
  if (features) return features.flatMap(polygonsOf);
  if (geometry?.type === 'MultiPolygon') return geometry.coordinates as Position[][][];
  return geometry?.type === 'Polygon' ? [geometry.coordinates as Position[][]] : [];
}
