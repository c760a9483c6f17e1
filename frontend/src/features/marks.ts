/** The shape and colour of each layer on the map and in the lists beside it, and the mapped points as the map draws them. */

import type { Mapped, Mark, Tone } from '../map/map';
import { togetherAt, type PointHere } from './rules';

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

const NAMED = 2;

/** The numbers of what stands on one spot, as they are painted under one mark: the first ones, and how many more. */
function numbersOf(points: readonly PointHere[]): string {
  const numbers = points.flatMap(({ ref }) => ref || []);
  const named = numbers.slice(0, NAMED).join(', ');
  return numbers.length > NAMED ? `${named} +${numbers.length - NAMED}` : named;
}

/** The points as the map draws them, those on the very same spot as one mark with how many they are; what has no place is only in the list. */
export const mappedOf = (points: readonly PointHere[], chosen: string | null): Mapped[] =>
  togetherAt(points.filter(({ deleted }) => !deleted)).flatMap((together): Mapped[] => {
    const one = together.find(({ id }) => id === chosen) ?? together[0];
    if (!one?.geometry) return [];
    const [mark, tone] = markOf(one.layer);
    const many = together.length > 1 ? { many: together.length } : {};
    const { id, geometry } = one;
    return [{ id, name: numbersOf(together), mark, tone, chosen: id === chosen, geometry, ...many }];
  });
