/** How streets, buildings, water and the city's own layers are drawn: few plain colours of the page, read in the sun and at night. */

import type { FeatureLike } from 'ol/Feature';
import CircleShape from 'ol/style/Circle';
import Fill from 'ol/style/Fill';
import Stroke from 'ol/style/Stroke';
import Style, { type StyleFunction } from 'ol/style/Style';
import Text from 'ol/style/Text';
import { lookOf } from './overlay-look';
import type { Overlay, OverlayKind } from './packs';
import { faint, FONT, lettersPx, type Colours } from './styles';

/** Width on the ground in metres, and on the screen the least and the most. */
const ROADS: Record<string, { wide_m: number; least: number; most: number }> = {
  highway: { wide_m: 22, least: 3.5, most: 20 },
  major: { wide_m: 15, least: 2.5, most: 16 },
  minor: { wide_m: 8, least: 1.2, most: 11 },
  path: { wide_m: 2.5, least: 1.2, most: 4 },
  rail: { wide_m: 4, least: 1.5, most: 4 },
};
const CASED_FROM = 4; // a line as wide as this gets an edge
const NEAR = 5; // metres per pixel: edges of buildings, names of streets
const FAR = 25; // from here on small streets are a pale net, so that what the community drew stays in sight
const EACH = 0.75; // and here there is room for each thing that was mapped
const HATCH_PX = 14;
const ABOVE = { land: 0, water: 1, building: 2, edge: 3, road: 4, zone: 5, said: 6, name: 7 };

type Painter = (feature: FeatureLike, resolution: number) => Style | Style[] | undefined;

/** One style a tile layer and kind, made once: a town has thousands of houses that all look alike. */
export function basemapStyle(colours: Colours, overlays: readonly Overlay[], off: ReadonlySet<string>): StyleFunction {
  const painters: Record<string, Painter> = {
    land: land(colours),
    water: water(colours),
    buildings: building(colours),
    roads: road(colours),
    names: placeName(colours),
    zones: zones(colours, overlays, off),
    features: said(colours),
    crowds: crowd(colours),
  };
  return (feature, resolution) => painters[String(feature.get('layer'))]?.(feature, resolution);
}

const kindOf = (feature: FeatureLike): string => String(feature.get('kind') ?? '');
const nameOf = (feature: FeatureLike): string => String(feature.get('name') ?? '');

function land(colours: Colours): Painter {
  const style = (colour: string, percent: number) =>
    new Style({ fill: new Fill({ color: faint(colour, percent) }), zIndex: ABOVE.land });
  const [green, bare] = [style(colours.safe, 16), style(colours.line, 20)];
  const kinds: Record<string, Style> = { green, farm: green, bare, public: style(colours.two, 10) };
  const built = style(colours.line, 45);
  return (feature) => kinds[kindOf(feature)] ?? built;
}

function water(colours: Colours): Painter {
  const line = (width: number, lineDash?: number[]) =>
    new Style({
      stroke: new Stroke({ color: colours.map, width, ...(lineDash ? { lineDash } : {}) }),
      zIndex: ABOVE.water,
    });
  const area = new Style({
    fill: new Fill({ color: faint(colours.map, 30) }),
    stroke: new Stroke({ color: colours.map, width: 1 }),
    zIndex: ABOVE.water,
  });
  const lines: Record<string, Style> = { river: line(3), drain: line(1.5, [6, 3]) };
  const brook = line(1.5);
  const named = alongLine(colours);
  return (feature, resolution) => {
    const style = feature.getGeometry()?.getType().endsWith('Polygon') ? area : (lines[kindOf(feature)] ?? brook);
    return withName(style, named, resolution < NEAR ? nameOf(feature) : '');
  };
}

function building(colours: Colours): Painter {
  const fill = new Fill({ color: colours.line });
  const far = new Style({ fill, zIndex: ABOVE.building });
  const near = new Style({ fill, stroke: new Stroke({ color: colours.edge, width: 1 }), zIndex: ABOVE.building });
  return (_feature, resolution) => (resolution < NEAR ? near : far);
}

function road(colours: Colours): Painter {
  const made = new Map<string, Style[]>();
  const named = alongLine(colours);
  return (feature, resolution) => {
    const kind = kindOf(feature) in ROADS ? kindOf(feature) : 'minor';
    const key = `${kind}/${resolution.toPrecision(2)}`;
    const lines = made.get(key) ?? roadLines(colours, kind, resolution);
    made.set(key, lines);
    return withName(lines, named, resolution < NEAR && kind !== 'path' ? nameOf(feature) : '');
  };
}

/** A line or an area, and beside it its name where it has one. */
function withName(style: Style | Style[], named: Style, name: string): Style | Style[] {
  if (!name) return style;
  named.getText()?.setText(name);
  return [...(Array.isArray(style) ? style : [style]), named];
}

function roadLines(colours: Colours, kind: string, resolution: number): Style[] {
  const { wide_m, least, most } = ROADS[kind]!;
  const width = Math.min(most, Math.max(least, wide_m / resolution));
  const line = (color: string, wide: number, zIndex: number, lineDash?: number[]) =>
    new Style({ stroke: new Stroke({ color, width: wide, ...(lineDash ? { lineDash } : {}) }), zIndex });
  if (resolution > FAR && kind === 'path') return [];
  if (resolution > FAR && kind === 'highway') return [line(colours.edge, 1.5, ABOVE.road)];
  if (resolution > FAR && kind !== 'rail') return [line(colours.line, 1, ABOVE.road)];
  if (kind === 'path') return [line(colours.plain, Math.min(width, 2), ABOVE.road, [4, 3])];
  if (kind === 'rail')
    return [line(colours.plain, width, ABOVE.edge), line(colours.card, width - 1, ABOVE.road, [6, 6])];
  if (width < CASED_FROM) return [line(colours.edge, width, ABOVE.road)];
  return [line(colours.edge, width + 2, ABOVE.edge), line(colours.card, width, ABOVE.road)];
}

function words(
  colours: Colours,
  size: number,
  weight: number,
  placement: 'point' | 'line',
  declutterMode: 'declutter' | 'obstacle' = 'declutter',
): Text {
  return new Text({
    font: `${weight} ${lettersPx(size, colours)}px ${FONT}`,
    placement,
    declutterMode,
    fill: new Fill({ color: colours.ink }),
    stroke: new Stroke({ color: colours.paper, width: 3.5 }),
    overflow: false,
  });
}

const alongLine = (colours: Colours): Style => new Style({ text: words(colours, 12, 500, 'line'), zIndex: ABOVE.name });

const LARGE = ['city', 'suburb'];

function placeName(colours: Colours): Painter {
  const large = new Style({ text: words(colours, 16, 650, 'point'), zIndex: ABOVE.name + 1 });
  const small = new Style({ text: words(colours, 13, 500, 'point'), zIndex: ABOVE.name });
  return (feature) => {
    const style = LARGE.includes(kindOf(feature)) ? large : small;
    style.getText()?.setText(nameOf(feature));
    return style;
  };
}

/** The layers of the city that are switched on: each its edge, slanted lines where it is an area of danger or use, and its own word. */
function zones(colours: Colours, overlays: readonly Overlay[], off: ReadonlySet<string>): Painter {
  const on = overlays.filter(({ overlay }) => !off.has(overlay));
  const styles = new Map(on.map(({ overlay, kind }) => [overlay, zone(colours, kind)]));
  const named = new Style({ text: words(colours, 12, 600, 'point'), zIndex: ABOVE.name });
  return (feature) => {
    const style = styles.get(String(feature.get('overlay')));
    return style && withName(style, named, nameOf(feature));
  };
}

function zone(colours: Colours, kind: OverlayKind): Style {
  const { tone, dash, slant, width } = lookOf(kind);
  const stroke = new Stroke({ color: colours[tone], width, ...(dash.length ? { lineDash: [...dash] } : {}) });
  const fill = slant ? new Fill({ color: slanted(colours[tone], slant) }) : undefined;
  return new Style({ stroke, ...(fill ? { fill } : {}), zIndex: ABOVE.zone });
}

/** What the community mapped here, small: a house as it stands, everything else as a point; smaller from further away, so that the streets stay in sight. */
function said(colours: Colours): Painter {
  const stroke = new Stroke({ color: colours.accent, width: 1.5 });
  const fill = new Fill({ color: faint(colours.accent, 25) });
  const point = (radius: number) => {
    // each is shown, however near the next
    const image = new CircleShape({ radius, fill: new Fill({ color: colours.card }), stroke, declutterMode: 'none' });
    return new Style({ stroke, fill, image, zIndex: ABOVE.said });
  };
  const [near, far] = [point(4), point(2)];
  return (_feature, resolution) => (resolution < EACH ? near : far);
}

/** So many of them around here, where there is no room for each: as wide as its number. */
function crowd(colours: Colours): Painter {
  const made = new Map<number, Style>();
  return (feature) => {
    const count = String(feature.get('count'));
    const style = made.get(count.length) ?? crowdOf(count.length, colours);
    made.set(count.length, style);
    style.getText()?.setText(count);
    return style;
  };
}

function crowdOf(digits: number, colours: Colours): Style {
  const declutterMode = 'obstacle'; // a number that were left out would be missing in everybody's sum
  const image = new CircleShape({
    radius: Math.max(12, 2 + 4 * digits),
    fill: new Fill({ color: colours.card }),
    stroke: new Stroke({ color: colours.accent, width: 2 }),
    declutterMode,
  });
  return new Style({ image, text: words(colours, 12, 650, 'point', declutterMode), zIndex: ABOVE.said });
}

/** Slanted lines as a pattern, so that what lies below is still read. */
function slanted(colour: string, slant: 1 | -1): CanvasPattern | string {
  const tile = Object.assign(document.createElement('canvas'), { width: HATCH_PX, height: HATCH_PX });
  const pen = tile.getContext('2d');
  if (!pen) return faint(colour, 20);
  pen.strokeStyle = faint(colour, 55);
  pen.lineWidth = 1.2;
  for (const shift of [-HATCH_PX, 0, HATCH_PX]) {
    pen.moveTo(shift, slant > 0 ? HATCH_PX : 0);
    pen.lineTo(shift + HATCH_PX, slant > 0 ? 0 : HATCH_PX);
  }
  pen.stroke();
  return pen.createPattern(tile, 'repeat') ?? faint(colour, 20);
}
