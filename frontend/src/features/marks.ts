/** The shape and colour of each layer on the map and in the lists beside it, and the mapped points as the map draws them. */

import type { Mapped, Mark, Tone } from '../map/map';
import type { PointHere } from './rules';

const MARKS: Record<string, [Mark, Tone]> = {
  water_point: ['half', 'map'],
  toilet: ['square', 'two'],
  waste_point: ['triangle', 'waiting'],
  facility: ['star', 'safe'],
  hazard: ['cross', 'needs'],
  drain: ['diamond', 'map'],
  path_road: ['diamond', 'plain'],
  light: ['star', 'waiting'],
  block: ['ring', 'plain'],
  structure: ['square', 'plain'],
  open_space: ['ring', 'safe'],
};

/** How a layer is marked; one this version does not know is a plain ring. */
export const markOf = (layer: string): [Mark, Tone] => MARKS[layer] ?? ['ring', 'plain'];

/** The points as the map draws them; what has no place is only in the list. */
export const mappedOf = (points: readonly PointHere[], chosen: string | null): Mapped[] =>
  points.flatMap(({ id, ref, layer, geometry, deleted }) => {
    const [mark, tone] = markOf(layer);
    return geometry && !deleted ? [{ id, name: ref, mark, tone, chosen: id === chosen, geometry }] : [];
  });
