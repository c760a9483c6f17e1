/** The ground a map shows, in degrees. */

import type OlMap from 'ol/Map';
import { transformExtent } from 'ol/proj';
import type { Bounds } from './beyond';

const FARTHEST_ZOOM = 7; // from further away no town is told from another

/** What is in sight; null from too far away, and before the map has a size. */
export function inSight(map: OlMap): Bounds | null {
  const view = map.getView();
  const size = map.getSize();
  if (!size?.[0] || !size[1] || (view.getZoom() ?? 0) < FARTHEST_ZOOM) return null;
  const [west = 0, south = 0, east = 0, north = 0] = transformExtent(
    view.calculateExtent(size),
    'EPSG:3857',
    'EPSG:4326',
  );
  return [west, south, east, north];
}
