/** A corner put close to the boundary of a neighbour is put on it, so that no strip is left between two that touch. Pure. */

import { footOn } from './rings';
import { distanceM, parts, withoutClosing, type BoundaryGeometry, type Position } from './rules';

/** The line round one part of a neighbour, with the box around it, so that far ones are passed over at once. */
export interface Neighbour {
  name: string;
  corners: readonly Position[];
  box: readonly [west: number, south: number, east: number, north: number];
}

export interface Snapped {
  at: Position;
  name: string;
}

const METRES_PER_DEGREE = 110_000;

/** The lines a corner can be put on. */
export function neighbourLines(all: readonly { name: string; boundary: BoundaryGeometry | null }[]): Neighbour[] {
  return all.flatMap(({ name, boundary }) =>
    (boundary ? parts(boundary) : []).map((part) => {
      const corners = withoutClosing(part[0] ?? []);
      const [lons, lats] = [corners.map(([lon]) => lon), corners.map(([, lat]) => lat)];
      return { name, corners, box: [least(lons), least(lats), most(lons), most(lats)] as const };
    }),
  );
}

const least = (all: readonly number[]) => all.reduce((a, b) => Math.min(a, b), Infinity);
const most = (all: readonly number[]) => all.reduce((a, b) => Math.max(a, b), -Infinity);

/** The neighbour's corner within reach, else the place on its line; null where nobody is near. */
export function snapped(at: Position, lines: readonly Neighbour[], reach_m: number): Snapped | null {
  let corner: Snapped | null = null;
  let side: Snapped | null = null;
  let [toCorner, toSide] = [reach_m, reach_m];
  for (const { name, corners } of lines.filter(({ box }) => isNear(at, box, reach_m))) {
    corners.forEach((one, n) => {
      const away = distanceM(at, one);
      if (away <= toCorner) [corner, toCorner] = [{ at: one, name }, away];
      const foot = footOn(at, one, corners[(n + 1) % corners.length] ?? one);
      const off = distanceM(at, foot);
      if (off <= toSide) [side, toSide] = [{ at: foot, name }, off];
    });
  }
  return corner ?? side;
}

function isNear([lon, lat]: Position, [west, south, east, north]: Neighbour['box'], reach_m: number): boolean {
  const up = reach_m / METRES_PER_DEGREE;
  const across = up / Math.max(0.01, Math.cos((lat * Math.PI) / 180));
  return lon >= west - across && lon <= east + across && lat >= south - up && lat <= north + up;
}
