/** How what stands in a settlement is drawn: taps, toilets, drains, paths, each by its layer's shape and colour with its number. */

import Feature from 'ol/Feature';
import type Geometry from 'ol/geom/Geometry';
import LineString from 'ol/geom/LineString';
import MultiPolygon from 'ol/geom/MultiPolygon';
import Point from 'ol/geom/Point';
import Polygon from 'ol/geom/Polygon';
import { fromLonLat } from 'ol/proj';
import Fill from 'ol/style/Fill';
import Stroke from 'ol/style/Stroke';
import Style, { type StyleFunction } from 'ol/style/Style';
import type Text from 'ol/style/Text';
import type { Mapped, Mark, Tone } from './map';
import type { Position } from './rules';
import { faint, holding, label, markedStyle, markImage, type Colours } from './styles';

const on = (at: Position): number[] => fromLonLat(at);
const line = (all: Position[]): number[][] => all.map(on);

function shapeOf({ type, coordinates }: Mapped['geometry']): Geometry {
  if (type === 'Point') return new Point(on(coordinates));
  if (type === 'LineString') return new LineString(line(coordinates));
  if (type === 'Polygon') return new Polygon(coordinates.map(line));
  return new MultiPolygon(coordinates.map((part) => part.map(line)));
}

export const pointFeatures = (points: readonly Mapped[]): Feature[] =>
  points.map(({ geometry, ...drawn }) => new Feature<Geometry>({ ...drawn, geometry: shapeOf(geometry) }));

interface ManyOn {
  text: Text | null;
  colour: string;
  chosen: boolean;
}

/** What stands on one spot: a larger mark that holds how many they are, with their numbers below. */
function manyStyle(many: number, colours: Colours, { text, colour, chosen }: ManyOn): Style[] {
  const [disc, within] = holding(String(many), colour, colours, chosen ? 5 : 4);
  const [mark, ...below] = markedStyle(disc, text, chosen);
  return [...(mark ? [mark] : []), within, ...below];
}

/** A mark with its number once one is near enough to read it; the chosen one has a ring of ink around it. */
export function pointStyle(colours: Colours): StyleFunction {
  return (feature, resolution) => {
    const colour = colours[feature.get('tone') as Tone];
    const chosen = feature.get('chosen') === true;
    const text = resolution < 4 || chosen ? label(String(feature.get('name')), colours, 'mark') : null;
    const many = Number(feature.get('many') ?? 1);
    if (many > 1) return manyStyle(many, colours, { text, colour: chosen ? colours.ink : colour, chosen });
    if (feature.getGeometry()?.getType() === 'Point')
      return markedStyle(markImage(feature.get('mark') as Mark, chosen ? colours.ink : colour, colours), text, chosen);
    return new Style({
      fill: new Fill({ color: faint(colour, 16) }),
      stroke: new Stroke({ color: chosen ? colours.ink : colour, width: chosen ? 5 : 3.5 }),
      ...(text ? { text } : {}),
      zIndex: chosen ? 2 : 1,
    });
  };
}
