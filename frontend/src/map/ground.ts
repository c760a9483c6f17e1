/** What lies under every map: the land of the world, and faint lines over it so that a thumb sees the map move where nothing is known. */

import type { FrameState } from 'ol/Map';
import Layer from 'ol/layer/Layer';
import { fromLonLat, get as projectionCalled, toLonLat } from 'ol/proj';
import type { Position } from './rules';
import type { Colours } from './styles';

const LINE_PX = 60; // lines stand about so far apart
const STEPS_DEGREES = [90, 45, 30, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];
const WORLD_M = 2 * (projectionCalled('EPSG:3857')?.getExtent()[2] ?? 0);
const HIGHEST = 85; // degrees north and south where the map ends

/** Painted by itself, not as features: ten thousand corners, drawn as one path, cost a slow phone a few milliseconds. What lies over it is painted on the same canvas. */
export class Ground extends Layer {
  readonly #canvas = document.createElement('canvas');
  #land: Path2D | null = null;

  constructor(private readonly colours: Colours) {
    super({ className: 'ground' });
    Object.assign(this.#canvas.style, { position: 'absolute', inset: '0', width: '100%', height: '100%' });
  }

  /** The polygons of all land, in degrees. */
  showLand(polygons: readonly Position[][][]): void {
    const path = new Path2D();
    for (const ring of polygons.flat()) {
      ring.forEach((at, i) => {
        const [x = 0, y = 0] = fromLonLat(at);
        if (i) path.lineTo(x, y);
        else path.moveTo(x, y);
      });
      path.closePath();
    }
    this.#land = path;
    this.changed();
  }

  override render({ size, pixelRatio, viewState, extent }: FrameState): HTMLElement {
    const [width = 0, height = 0] = size.map((px) => Math.round(px * pixelRatio));
    Object.assign(this.#canvas, { width, height }); // which also wipes it
    const pen = this.#canvas.getContext('2d');
    const [west = 0, south = 0, east = 0, north = 0] = extent ?? [];
    if (!pen || !width) return this.#canvas;
    const scale = width / (east - west);
    pen.save();
    pen.setTransform(scale, 0, 0, -scale, -west * scale, north * scale);
    pen.strokeStyle = this.colours.line;
    pen.lineWidth = pixelRatio / scale;
    for (let world = Math.round(west / WORLD_M); world <= Math.round(east / WORLD_M); world++)
      this.#paintLand(pen, world * WORLD_M);
    paintLines(pen, [west, south, east, north], stepOf(viewState.resolution));
    pen.restore();
    return this.#canvas;
  }

  #paintLand(pen: CanvasRenderingContext2D, aside_m: number): void {
    if (!this.#land) return;
    pen.save();
    pen.translate(aside_m, 0);
    pen.fillStyle = this.colours.land;
    pen.fill(this.#land);
    pen.stroke(this.#land);
    pen.restore();
  }
}

/** Degrees from line to line, at so many metres of the equator a pixel. */
function stepOf(resolution: number): number {
  const wanted = (resolution * LINE_PX * 360) / WORLD_M;
  return STEPS_DEGREES.filter((step) => step >= wanted).at(-1) ?? 90;
}

function paintLines(pen: CanvasRenderingContext2D, extent: [number, number, number, number], step: number): void {
  const [west, south, east, north] = extent;
  const [[left = 0, bottom = 0], [right = 0, top = 0]] = [degrees(west, south), degrees(east, north)];
  pen.beginPath();
  for (let lon = Math.ceil(left / step) * step; lon <= right; lon += step)
    line(pen, [meters(lon), south], [meters(lon), north]);
  for (let lat = Math.ceil(bottom / step) * step; lat <= top; lat += step) {
    const y = fromLonLat([0, lat])[1] ?? 0;
    line(pen, [west, y], [east, y]);
  }
  pen.stroke();
}

function line(pen: CanvasRenderingContext2D, from: Position, to: Position): void {
  pen.moveTo(...from);
  pen.lineTo(...to);
}

const meters = (lon: number): number => (lon * WORLD_M) / 360;

/** Longitudes go on beyond 180 where the map goes round the world. */
function degrees(x: number, y: number): Position {
  const [, lat = 0] = toLonLat([0, y]);
  return [(x * 360) / WORLD_M, Math.max(-HIGHEST, Math.min(HIGHEST, lat))];
}
