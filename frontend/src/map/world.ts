/** The world's land in outline (Natural Earth, public domain), so that no map is ever blank, however far from signal. */

import { feature } from 'topojson-client';
import type { Topology } from 'topojson-specification';
import type { Position } from './rules';

/** The polygons of all land, about 100 km coarse. */
export async function landOutline(): Promise<Position[][][]> {
  const { default: atlas } = await import('world-atlas/land-110m.json');
  const topology = atlas as unknown as Topology;
  const land = topology.objects['land'];
  if (!land) return [];
  const shapes = feature(topology, land);
  const features = shapes.type === 'FeatureCollection' ? shapes.features : [shapes];
  return features.flatMap(({ geometry }) => {
    if (geometry.type === 'MultiPolygon') return geometry.coordinates as Position[][][];
    return geometry.type === 'Polygon' ? [geometry.coordinates as Position[][]] : [];
  });
}
