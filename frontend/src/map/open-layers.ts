/** The map drawn by OpenLayers on canvas: works without WebGL, by thumb and by keyboard. Only map.ts loads it. */

import Feature from 'ol/Feature';
import OlMap from 'ol/Map';
import View from 'ol/View';
import ScaleLine from 'ol/control/ScaleLine';
import { boundingExtent } from 'ol/extent';
import { circular } from 'ol/geom/Polygon';
import type Geometry from 'ol/geom/Geometry';
import MultiLineString from 'ol/geom/MultiLineString';
import MultiPolygon from 'ol/geom/MultiPolygon';
import Point from 'ol/geom/Point';
import { defaults as usualInteractions } from 'ol/interaction/defaults';
import LayerGroup from 'ol/layer/Group';
import VectorLayer from 'ol/layer/Vector';
import { fromLonLat, getPointResolution, toLonLat, transformExtent } from 'ol/proj';
import VectorSource from 'ol/source/Vector';
import type { StyleLike } from 'ol/style/Style';
import { beforeFeature, drawingFeatures, drawingStyle, GRIP_PX } from './drawing-sheet';
import { letCornersMove, type Sight } from './grip';
import { Ground } from './ground';
import type { Drawing, MapEvents, MapView, Marked } from './map';
import { OnlineDoor } from './online-door';
import type { PackHere } from './packs';
import { pointFeatures, pointStyle } from './points-sheet';
import { parts, type BoundaryGeometry, type Position } from './rules';
import { coloursOf, hereStyle, settlementStyle, tractStyle } from './styles';
import { landOutline } from './world';

const THUMB_PX = 22; // a thumb's doubt around the point it touches
const CLOSEST = 0.3; // metres per pixel
const EDGE_PX = 36;
const BUTTONS_PX = 72; // so much at the right is under the map's own buttons
const SETTLES_MS = 1500; // so long words over the map may take to stand
const BELOW_PX = 96; // and so much at the bottom, with the name below a mark

interface Sheet {
  layer: VectorLayer;
  show(features: Feature[]): void;
  /** Have those of this id drawn as chosen, now and whatever is shown next. */
  choose(id: string | null): void;
}

/** `flying`: what changes on it is seen while the map flies. */
function sheet(style: StyleLike, { declutter = false, flying = false } = {}): Sheet {
  const source = new VectorSource();
  const moving = { updateWhileInteracting: true, updateWhileAnimating: flying };
  const layer = new VectorLayer({ source, style, declutter, ...moving });
  let chosen: string | null = null;
  const mark = (features: Feature[], as: boolean) => {
    for (const one of features) if (one.get('id') === chosen) one.set('chosen', as);
  };
  const show = (features: Feature[]) => {
    source.clear(true);
    if (chosen !== null) mark(features, true);
    source.addFeatures(features);
  };
  const choose = (id: string | null) => {
    mark(source.getFeatures(), false);
    chosen = id;
    mark(source.getFeatures(), true);
  };
  return { layer, show, choose };
}

/** Build the map in an element. */
export function openLayersMap(element: HTMLElement, events: MapEvents): MapView {
  const colours = coloursOf(element);
  element.style.background = colours.sea;
  const ground = new Ground(colours);
  const tracts = sheet(tractStyle(colours));
  const settlements = sheet(settlementStyle(colours), { declutter: true });
  const points = sheet(pointStyle(colours), { declutter: true });
  const drawing = sheet(drawingStyle(colours), { flying: true });
  const here = sheet(hereStyle(colours, () => map.getSize() ?? []));
  const sheets = [tracts, settlements, points, drawing, here].map((one) => one.layer);
  const online = new LayerGroup(); // what the server draws
  const under = new LayerGroup(); // the maps kept on this phone
  const layers = [ground, online, under, ...sheets];
  const view = new View({
    center: fromLonLat([20, 0]),
    zoom: 1,
    minZoom: 1,
    maxResolution: 156543,
    minResolution: CLOSEST,
    enableRotation: false,
  });
  const interactions = usualInteractions({
    altShiftDragRotate: false,
    pinchRotate: false,
    doubleClickZoom: !events.tapped,
  });
  const map = new OlMap({ target: element, layers, view, controls: [new ScaleLine()], interactions });
  const sight = sightOf(map);
  const door = new OnlineDoor(map, online, colours);
  let drawn: Drawing | null = null;
  let free = 0;
  let look = stopped;
  let land = false; // comes once the maps of this phone are painted
  letCornersMove(map, sight, () => drawn, events);
  listen(map, sight, events, [
    [points.layer, events.pointChosen],
    [settlements.layer, events.chosen],
  ]);
  map.on('rendercomplete', () => (element.dataset['drawn'] = 'whole'));
  map.on('moveend', () => events.moved?.());
  const lay = async (packs: readonly PackHere[], off: ReadonlySet<string>) => {
    const { layPacks } = await import('./tiles');
    await layPacks(under, packs, off, colours);
    element.dataset['drawn'] = 'no'; // until the next painting is whole
  };
  const switches = { on: true, some: false, told: (_some: boolean) => {} };
  const switchTracts = () => {
    tracts.layer.setVisible(switches.on || !switches.some);
    switches.told(switches.some);
  };
  const paintLand = () => {
    land = true;
    map.once('rendercomplete', () => {
      void landOutline().then((shapes) => {
        ground.showLand(shapes);
        door.stands();
      });
    });
    map.render();
  };
  return {
    showPacks: async (packs, off) => {
      try {
        if (packs.length) await lay(packs, off);
      } finally {
        if (!land) paintLand();
      }
    },
    showOnline: (asked) => door.show(asked),
    showTracts: (shown, always = false) => {
      tracts.show(shown.map((one) => new Feature({ geometry: shapeOf(one.boundary), name: one.name })));
      switches.some = shown.length > 0 && !always;
      switchTracts();
    },
    switchTracts: (on, told) => {
      Object.assign(switches, { on, told });
      switchTracts();
    },
    showSettlements: (shown) => settlements.show(shown.flatMap(settlementFeatures)),
    choose: settlements.choose,
    showPoints: (shown) => points.show(pointFeatures(shown)),
    showDrawing: (shown) => drawing.show(drawingFeatures((drawn = shown))),
    showBefore: (boundary) => drawing.show([beforeFeature(shapeOf(boundary))]),
    showHere: (at, accuracy_m = 0) => here.show(at ? hereFeatures(at, accuracy_m) : []),
    centre: () => lonLat(view.getCenter() ?? [0, 0]),
    metresPerPixel: sight.metresPerPixel,
    keepFree: (top_px) => {
      free = top_px;
      look();
    },
    keepInSight: (at) => keepInSight(map, at, free),
    lookAt: (positions, metres_per_pixel = 1) => {
      const fit = () => lookAt(map, positions, metres_per_pixel, free);
      look = again(view, fit);
    },
    lookFreely: (at, metres_per_pixel) => lookFreely(map, at, metres_per_pixel, free),
    zoomBy: (steps) => view.animate({ zoom: (view.getZoom() ?? 1) + steps, duration: still() ? 0 : 120 }),
    stop: () => map.setTarget(undefined),
  };
}

const stopped = (): void => undefined;

/** Look at something now, and again when the words over the map find their height; not once somebody moved the map, or later. */
function again(view: View, look: () => void): () => void {
  look();
  const seen = () => `${String(view.getCenter())} ${view.getResolution()}`;
  const until = performance.now() + SETTLES_MS;
  let before = seen();
  return () => {
    if (performance.now() > until || seen() !== before) return;
    look();
    before = seen();
  };
}

function still(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

function lonLat(at: number[]): Position {
  const [lon = 0, lat = 0] = toLonLat(at);
  return [lon, lat];
}

/** The top that words cover, never so much that nothing is left to look at. */
function covered(map: OlMap, free: number): number {
  const [, height = 0] = map.getSize() ?? [];
  return Math.min(free + EDGE_PX, height / 2);
}

/** The bottom that buttons and the scale cover; less on a low map. */
function below(map: OlMap): number {
  const [, height = 0] = map.getSize() ?? [];
  return Math.min(BELOW_PX, height / 4);
}

function lookAt(map: OlMap, positions: readonly Position[], metres_per_pixel: number, free: number): void {
  const [first, ...others] = positions;
  if (!first) return;
  if (!others.length) {
    map.getView().setCenter(fromLonLat(first)); // under the cross, to the metre
    return map.getView().setResolution(metres_per_pixel);
  }
  const extent = transformExtent(boundingExtent([...positions]), 'EPSG:4326', 'EPSG:3857');
  map
    .getView()
    .fit(extent, { padding: [covered(map, free), BUTTONS_PX, below(map), EDGE_PX], minResolution: metres_per_pixel });
}

/** Look at a place from near, in the middle of what words and buttons leave free. */
function lookFreely(map: OlMap, at: Position, metres_per_pixel: number, free: number): void {
  const view = map.getView();
  const [width = 0, height = 0] = map.getSize() ?? [];
  view.setResolution(metres_per_pixel);
  const middle = [(width - BUTTONS_PX) / 2, (covered(map, free) - EDGE_PX + height) / 2];
  view.centerOn(fromLonLat(at), [width, height], middle);
}

function shapeOf(boundary: BoundaryGeometry): MultiPolygon {
  return new MultiPolygon(parts(boundary).map((part) => part.map((ring) => ring.map((at) => fromLonLat(at)))));
}

/** A settlement's area and, at its point or in the middle of its area, its mark. */
function settlementFeatures({ id, name, mark, tone, at, boundary, claim = 0, lettered = false }: Marked): Feature[] {
  const area = boundary && shapeOf(boundary);
  const point = at
    ? new Point(fromLonLat(at))
    : area && new Point(area.getInteriorPoints().getFirstCoordinate().slice(0, 2));
  const features: Feature[] = [];
  const alone = !(point && mark); // no mark tells where it lies
  if (area) features.push(new Feature<Geometry>({ geometry: area, id, tone, area: true, claim, alone }));
  if (boundary?.not_walked?.length) {
    const geometry = new MultiLineString(boundary.not_walked.map((line) => line.map((at) => fromLonLat(at))));
    features.push(new Feature<Geometry>({ geometry, id, tone, not_walked: true }));
  }
  if (point && mark) features.push(new Feature<Geometry>({ geometry: point, id, name, mark, tone, lettered }));
  return features;
}

function hereFeatures(at: Position, accuracy_m: number): Feature[] {
  const doubt = circular(at, Math.max(accuracy_m, 1), 48).transform('EPSG:4326', 'EPSG:3857');
  return [
    new Feature<Geometry>({ geometry: doubt, part: 'doubt' }),
    new Feature<Geometry>({ geometry: new Point(fromLonLat(at)), part: 'point' }),
  ];
}

function sightOf(map: OlMap): Sight {
  return {
    pixelOf: (at) => {
      const pixel = map.getPixelFromCoordinate(fromLonLat(at));
      return pixel ? [pixel[0] ?? 0, pixel[1] ?? 0] : null;
    },
    placeAt: (pixel) => lonLat(map.getCoordinateFromPixel([...pixel])),
    metresPerPixel: () => {
      const view = map.getView();
      return getPointResolution('EPSG:3857', view.getResolution() ?? 1, view.getCenter() ?? [0, 0]);
    },
  };
}

function keepInSight(map: OlMap, at: Position, free: number): void {
  const [across = 0, down = 0] = map.getPixelFromCoordinate(fromLonLat(at)) ?? [];
  const [width = 0, height = 0] = map.getSize() ?? [];
  const bottom = Math.max(GRIP_PX + EDGE_PX, below(map));
  const beside = across > EDGE_PX && across < width - BUTTONS_PX;
  if (beside && down > covered(map, free) && down < height - bottom) return;
  map.getView().animate({ center: fromLonLat(at), duration: still() ? 0 : 120 });
}

function listen(
  map: OlMap,
  sight: Sight,
  { tapped }: MapEvents,
  held: [VectorLayer, ((id: string) => void) | undefined][],
): void {
  map.on('click', (event) => {
    if (tapped) tapped(lonLat(event.coordinate), sight.metresPerPixel());
    for (const [wanted, chosen] of held) {
      const options = { hitTolerance: THUMB_PX, layerFilter: (layer: unknown) => layer === wanted };
      const at = (feature: { get(name: string): unknown }) => feature.get('id');
      const id: unknown = chosen && map.forEachFeatureAtPixel(event.pixel, at, options);
      if (typeof id === 'string') return chosen?.(id);
    }
  });
}
