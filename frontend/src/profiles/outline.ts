/** Boundaries as a small still drawing, north up and true to scale: lines of an SVG, where no map is needed. Pure. */
import { parts, type BoundaryGeometry, type Position } from '../map/rules';

/** How large the drawing is, and how much of each edge stays free, in its own units. */
export interface Frame {
  width: number;
  height: number;
  edge: number;
}

type Place = (at: Position) => [across: number, down: number];

const RADIANS = Math.PI / 180;

/** Where each place stands in a frame that shows all of these boundaries. */
export function placeIn({ width, height, edge }: Frame, boundaries: readonly BoundaryGeometry[]): Place {
  const all = boundaries.flatMap((boundary) => parts(boundary).flat(2));
  const [first, level] = all[0] ?? [0, 0];
  /** In degrees of latitude, whichever side of the date line a place is on. */
  const flat = ([lon, lat]: Position): Position => [
    ((((lon - first + 180) % 360) + 360) % 360) * Math.cos(level * RADIANS),
    lat,
  ];
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of all.map(flat)) {
    [west, east] = [Math.min(west, x), Math.max(east, x)];
    [south, north] = [Math.min(south, y), Math.max(north, y)];
  }
  const fits = Math.min((width - 2 * edge) / (east - west), (height - 2 * edge) / (north - south));
  const scale = Number.isFinite(fits) ? fits : 1; // of a single spot
  return (at) => {
    const [x, y] = flat(at);
    return [width / 2 + (x - (west + east) / 2) * scale, height / 2 - (y - (south + north) / 2) * scale];
  };
}

/** The lines round a boundary and its pockets as the path of an SVG; corners that fall on one spot are drawn once. */
export function pathOf(boundary: BoundaryGeometry, place: Place): string {
  return parts(boundary)
    .flat()
    .map((ring) => {
      const spots = ring.map((at) =>
        place(at)
          .map((one) => Math.round(one * 10) / 10)
          .join(' '),
      );
      return `M${spots.filter((spot, n) => spot !== spots[n - 1]).join('L')}Z`;
    })
    .join('');
}
