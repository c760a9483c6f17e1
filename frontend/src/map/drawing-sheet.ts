/** How the boundary being made is drawn: what was walked, what nobody walked, its corners, the chosen one with its grip, crossings. */

import Feature from 'ol/Feature';
import type Geometry from 'ol/geom/Geometry';
import LineString from 'ol/geom/LineString';
import MultiLineString from 'ol/geom/MultiLineString';
import MultiPoint from 'ol/geom/MultiPoint';
import Point from 'ol/geom/Point';
import Polygon from 'ol/geom/Polygon';
import { fromLonLat } from 'ol/proj';
import CircleShape from 'ol/style/Circle';
import Fill from 'ol/style/Fill';
import RegularShape from 'ol/style/RegularShape';
import Stroke from 'ol/style/Stroke';
import Style, { type StyleFunction } from 'ol/style/Style';
import type Text from 'ol/style/Text';
import type { Drawing, DrawnLine } from './map';
import { faint, label, lettersPx, type Colours } from './styles';

/** So far below its corner is the grip a thumb holds: the corner stays in sight above the thumb. */
export const GRIP_PX = 64;

const NUMBER_PX = 18; // clear of the largest mark of a corner

/** With more corners on the screen than this, they are dots: circles would hide the line. */
const ROOMY = 60;

export function drawingFeatures({ lines, crossings, chosen, named = [] }: Drawing): Feature[] {
  const features: Feature[] = lines.flatMap(lineFeatures);
  if (crossings.length) features.push(part('crossing', new MultiPoint(crossings.map((at) => fromLonLat(at)))));
  const at = chosen && lines[chosen.ring]?.corners[chosen.corner];
  if (at) features.push(part('chosen', new Point(fromLonLat(at))));
  for (const { ring, corner } of named) {
    const where = lines[ring]?.corners[corner];
    if (!where) continue;
    const number = part('number', new Point(fromLonLat(where)));
    number.set('n', corner + 1);
    features.push(number);
  }
  return features;
}

function lineFeatures({ corners, closed, gaps = [], pocket, following }: DrawnLine): Feature[] {
  const at = corners.map((corner) => fromLonLat(corner));
  const [first] = at;
  if (!first) return [];
  const sides = at.flatMap((from, n): [number[], number[]][] => {
    const to = at[n + 1];
    return to ? [[from, to]] : [];
  });
  const last = at.at(-1) ?? first;
  const features: Feature[] = [];
  if (at.length > 2) features.push(part(pocket ? 'pocket' : 'inside', new Polygon([[...at, first]])));
  if (closed) sides.push([last, first]);
  else if (at.length > 2) features.push(part('closing', new LineString([last, first])));
  const walked = sides.filter((_, n) => !gaps[n]);
  const not_walked = sides.filter((_, n) => gaps[n]);
  if (walked.length) features.push(part('side', new MultiLineString(walked)));
  if (not_walked.length) features.push(part('gap', new MultiLineString(not_walked)));
  if (following) features.push(part('ends', new MultiPoint(at.length > 1 ? [first, last] : [first])));
  else features.push(part(at.length > ROOMY ? 'dots' : 'corners', new MultiPoint(at)));
  return features;
}

function part(part: string, geometry: Geometry): Feature {
  return new Feature<Geometry>({ geometry, part });
}

/** A boundary of an earlier round, dotted. */
export function beforeFeature(geometry: Geometry): Feature {
  return part('gap', geometry);
}

function circle(radius: number, fill: string, stroke: string, width: number): CircleShape {
  return new CircleShape({ radius, fill: new Fill({ color: fill }), stroke: new Stroke({ color: stroke, width }) });
}

export function drawingStyle(colours: Colours): StyleFunction {
  const { accent, card, needs, map, ink } = colours;
  const side = (width: number, lineDash?: number[]) =>
    new Style({ stroke: new Stroke({ color: accent, width, lineCap: 'round', ...(lineDash ? { lineDash } : {}) }) });
  const cross = new RegularShape({
    points: 4,
    radius: 14,
    radius2: 1,
    angle: Math.PI / 4,
    stroke: new Stroke({ color: needs, width: 4 }),
  });
  const corners = new Style({ image: circle(9, card, accent, 3), zIndex: 2 });
  const styles: Record<string, Style> = {
    inside: new Style({ fill: new Fill({ color: faint(accent, 14) }) }),
    pocket: new Style({ fill: new Fill({ color: faint(card, 65) }) }),
    side: side(4),
    gap: side(4, [1, 9]),
    closing: side(2, [6, 6]),
    corners,
    ends: corners,
    dots: new Style({ image: circle(4, card, accent, 2), zIndex: 2 }),
    crossing: new Style({ image: cross, zIndex: 3 }),
  };
  const chosen = new Style({ image: circle(13, card, map, 5), zIndex: 5 });
  return (feature, resolution) => {
    const name = String(feature.get('part'));
    if (name === 'number') return new Style({ text: numberText(Number(feature.get('n')), colours), zIndex: 6 });
    return name === 'chosen'
      ? [...grip(feature as Feature, resolution, map, ink), chosen]
      : (styles[name] ?? new Style());
  };
}

/** The number of a corner, above it: its grip is below. */
function numberText(n: number, colours: Colours): Text {
  const text = label(String(n), colours, 'middle', 700);
  text.setOffsetY(-NUMBER_PX - lettersPx(14, colours) / 2);
  return text;
}

/** The grip below a chosen corner, and the stem that joins them. */
function grip(feature: Feature, resolution: number, colour: string, edge: string): Style[] {
  const [x = 0, y = 0] = (feature.getGeometry() as Point).getCoordinates();
  const held = [x, y - GRIP_PX * resolution];
  const stem = new Stroke({ color: colour, width: 3 });
  return [
    new Style({ geometry: new LineString([[x, y], held]), stroke: stem, zIndex: 4 }),
    new Style({ geometry: new Point(held), image: circle(22, colour, edge, 2), zIndex: 4 }),
    new Style({ geometry: new Point(held), image: arrows(colour === edge ? edge : '#ffffff'), zIndex: 4 }),
  ];
}

/** A plus of four points on the grip: it goes every way. */
function arrows(colour: string): RegularShape {
  return new RegularShape({ points: 4, radius: 14, radius2: 3, fill: new Fill({ color: colour }) });
}
