/** How things are drawn on the map, in the colours of the page: land, places, settlements by state, the boundary being made. */

import type { FeatureLike } from 'ol/Feature';
import { getWidth } from 'ol/extent';
import type Geometry from 'ol/geom/Geometry';
import MultiPolygon from 'ol/geom/MultiPolygon';
import Point from 'ol/geom/Point';
import type RenderFeature from 'ol/render/Feature';
import CircleShape from 'ol/style/Circle';
import Fill from 'ol/style/Fill';
import RegularShape from 'ol/style/RegularShape';
import Stroke from 'ol/style/Stroke';
import Style, { type StyleFunction } from 'ol/style/Style';
import Text from 'ol/style/Text';
import { claimLine } from './claim-lines';
import type { Mark, Tone } from './map';

export interface Colours extends Record<
  Tone | 'ink' | 'paper' | 'card' | 'line' | 'edge' | 'accent' | 'sea' | 'land',
  string
> {
  /** So many times their size letters are on this phone. */
  letters: number;
}

const ROOT_PX = 17; // look.css: 106.25 %
/** Beyond this, names would cover the map they name. */
const LARGEST = 1.6;

/** Read the page's colours, so that the map follows light and dark. */
export function coloursOf(element: Element): Colours {
  const css = getComputedStyle(element);
  const read = (name: string, otherwise: string) => css.getPropertyValue(`--${name}`).trim() || otherwise;
  const root_px = parseFloat(getComputedStyle(document.documentElement).fontSize);
  return {
    letters: Math.min(LARGEST, Math.max(1, root_px / ROOT_PX)),
    ink: read('ink', '#1d1b16'),
    paper: read('paper', '#fbfaf7'),
    card: read('card', '#ffffff'),
    line: read('line', '#ded8ca'),
    edge: read('edge', '#8a8373'),
    accent: read('accent', '#a63d24'),
    plain: read('ink-2', '#5a5548'),
    waiting: read('waiting', '#8a5a00'),
    map: read('map', '#1f5e8c'),
    needs: read('needs', '#a4161a'),
    safe: read('safe', '#1b6e3c'),
    two: read('two', '#5b2a86'),
    sea: read('map-soft', '#e2edf5'),
    land: read('paper', '#fbfaf7'),
  };
}

export const FONT = 'system-ui, "Noto Sans", sans-serif';

/** A colour of the page (#rrggbb), seen through. */
export function faint(colour: string, percent: number): string {
  const [, r, g, b] = /^#(.)(.)(.)$/.exec(colour) ?? []; // as a stylesheet that was made small writes it
  return `${r ? `#${r}${r}${g}${g}${b}${b}` : colour}${Math.round(percent * 2.55)
    .toString(16)
    .padStart(2, '0')}`;
}

/** So many pixels high are letters that are this high at the usual size of text. */
export const lettersPx = (px: number, { letters }: Colours): number => Math.round(px * letters);

/** Below the middle of a mark, clear of it and of the paper around letters: a name is only written where no mark is. */
const BELOW_MARK_PX = 15;

export function label(text: string, colours: Colours, under: 'mark' | 'middle', weight = 600): Text {
  const halo = new Stroke({ color: colours.paper, width: 4 });
  const height = lettersPx(14, colours);
  return new Text({
    text,
    font: `${weight} ${height}px ${FONT}`,
    offsetY: under === 'mark' ? BELOW_MARK_PX + height * 0.6 : 0,
    fill: new Fill({ color: colours.ink }),
    stroke: halo,
  });
}

/** A ward or barangay: a thin line and its name once one is near enough to read it. */
export function tractStyle(colours: Colours): StyleFunction {
  return (feature, resolution) => {
    const name = resolution < 40 ? String(feature.get('name')) : '';
    return new Style({
      stroke: new Stroke({ color: colours.plain, width: 1.5, lineDash: [1, 5], lineCap: 'round' }),
      fill: new Fill({ color: faint(colours.map, 4) }),
      text: label(name, colours, 'middle', 400),
    });
  };
}

const SIDES: Record<Exclude<Mark, 'ring' | 'half'>, { points: number; angle?: number; inner?: number }> = {
  square: { points: 4, angle: Math.PI / 4 },
  diamond: { points: 4 },
  triangle: { points: 3 },
  star: { points: 5, inner: 4 },
  cross: { points: 4, inner: 1, angle: Math.PI / 4 },
};

/** Each mark in each colour is painted once: a small canvas takes a slow phone longer than everything around it. */
const painted = new WeakMap<Colours, Map<string, CircleShape | RegularShape>>();

export function markImage(mark: Mark, colour: string, colours: Colours): CircleShape | RegularShape {
  const images = painted.get(colours) ?? new Map<string, CircleShape | RegularShape>();
  painted.set(colours, images);
  const key = `${mark} ${colour}`;
  const image = images.get(key) ?? paintMark(mark, colour, colours);
  images.set(key, image);
  return image;
}

function paintMark(mark: Mark, colour: string, colours: Colours): CircleShape | RegularShape {
  const stroke = new Stroke({
    color: mark === 'ring' || mark === 'cross' ? colour : colours.card,
    width: mark === 'cross' ? 3 : 2,
    lineJoin: 'round',
  });
  const fill = new Fill({ color: mark === 'ring' ? colours.card : colour });
  if (mark === 'ring' || mark === 'half')
    return new CircleShape({ radius: 8, fill, stroke, declutterMode: 'obstacle' });
  const { points, angle = 0, inner } = SIDES[mark];
  return new RegularShape({
    points,
    angle,
    radius: 11,
    declutterMode: 'obstacle',
    ...(inner ? { radius2: inner } : {}),
    fill,
    stroke,
  });
}

/** A mark with its name below: no name stands on a mark, which is why all marks have their room before any name. */
export function markedStyle(image: CircleShape | RegularShape, text: Text | null, chosen = false): Style[] {
  const mark = new Style({ image, zIndex: chosen ? 5 : 4 });
  return text ? [mark, new Style({ text, zIndex: chosen ? 3 : 2 })] : [mark];
}

/** A disc, and what stands within it: it is its own room, over which no other letters go. */
export function holding(within: string, colour: string, colours: Colours, width = 4): [CircleShape, Style] {
  const disc = new CircleShape({
    radius: 11,
    fill: new Fill({ color: colours.card }),
    stroke: new Stroke({ color: colour, width }),
    declutterMode: 'obstacle',
  });
  const text = new Text({
    text: within,
    font: `700 14px ${FONT}`,
    fill: new Fill({ color: colours.ink }),
    declutterMode: 'none',
  });
  return [disc, new Style({ text, zIndex: 6 })];
}

const CHOSEN_LINE_Z = 3; // over all other lines, below the marks
const CHOSEN_RING_Z = 8;

/** What is chosen among very many: a line of ink on paper, and a ring around its mark or the middle of its ground, which is seen from afar. */
function chosenStyle(feature: FeatureLike, colours: Colours): Style[] {
  const stroke = (color: string, width: number): Stroke => new Stroke({ color, width });
  const around = (color: string, width: number): Style =>
    new Style({
      image: new CircleShape({ radius: 18, stroke: stroke(color, width), declutterMode: 'none' }),
      geometry: middleOf,
      zIndex: CHOSEN_RING_Z,
    });
  const lines = [
    new Style({ stroke: stroke(colours.card, 7), zIndex: CHOSEN_LINE_Z }),
    new Style({
      stroke: stroke(colours.ink, 4),
      fill: new Fill({ color: faint(colours.ink, 16) }),
      zIndex: CHOSEN_LINE_Z,
    }),
  ];
  const rings = [around(colours.card, 8), around(colours.ink, 4)];
  if (!feature.get('area')) return rings;
  return feature.get('alone') ? [...lines, ...rings] : lines;
}

function middleOf(feature: FeatureLike): Geometry | RenderFeature | undefined {
  const geometry = feature.getGeometry();
  if (!(geometry instanceof MultiPolygon)) return geometry;
  return new Point(geometry.getInteriorPoints().getFirstCoordinate().slice(0, 2));
}

/** A settlement: its boundary if known, the mark of its state, its name. */
export function settlementStyle(colours: Colours): StyleFunction {
  const usual = usualStyle(colours);
  return (feature, resolution) => {
    const drawn = [usual(feature, resolution) ?? []].flat();
    return feature.get('chosen') ? [...drawn, ...chosenStyle(feature, colours)] : drawn;
  };
}

function usualStyle(colours: Colours): StyleFunction {
  return (feature, resolution) => {
    const colour = colours[feature.get('tone') as Tone];
    if (feature.get('not_walked')) return dotted(colour, colours.card);
    if (feature.get('area')) {
      const claim = Number(feature.get('claim') ?? 0);
      return new Style({
        fill: new Fill({ color: faint(colour, 16) }),
        stroke: new Stroke({
          color: colour,
          width: claim ? 3.5 : 2.5,
          lineDash: [...claimLine(claim).dash],
        }),
      });
    }
    if (feature.get('lettered')) {
      const [image, letter] = holding(String(feature.get('name')), colour, colours);
      return [new Style({ image, zIndex: 5 }), letter];
    }
    const text = resolution < 60 ? label(String(feature.get('name')), colours, 'mark') : null;
    return markedStyle(markImage(feature.get('mark') as Mark, colour, colours), text);
  };
}

/** A stretch of a boundary that nobody walked, over the line of its area. */
function dotted(colour: string, under: string): Style[] {
  return [
    new Style({ stroke: new Stroke({ color: under, width: 4, lineCap: 'butt' }) }),
    new Style({ stroke: new Stroke({ color: colour, width: 4, lineDash: [1, 9], lineCap: 'round' }) }),
  ];
}

/** Where the phone is, and how sure it is of it: by a ring, where a map of this size, in pixels, holds it. */
export function hereStyle(colours: Colours, size: () => number[]): StyleFunction {
  const fits = (feature: FeatureLike, resolution: number): boolean => {
    const extent = feature.getGeometry()?.getExtent();
    return !!extent && getWidth(extent) / resolution <= Math.min(...size());
  };
  return (feature, resolution) =>
    feature.get('part') === 'doubt'
      ? fits(feature, resolution)
        ? new Style({ fill: new Fill({ color: faint(colours.map, 16) }) })
        : []
      : new Style({
          image: new CircleShape({
            radius: 8,
            fill: new Fill({ color: colours.map }),
            stroke: new Stroke({ color: colours.card, width: 3 }),
          }),
          zIndex: 4,
        });
}
