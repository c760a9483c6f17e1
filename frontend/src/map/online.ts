/** Draws the server's tiles where no map of this phone lies: a slow or missing one leaves what is there, and is asked for again later. */

import MVT from 'ol/format/MVT';
import Feature from 'ol/Feature';
import { fromExtent } from 'ol/geom/Polygon';
import type BaseLayer from 'ol/layer/Base';
import type LayerGroup from 'ol/layer/Group';
import TileLayer from 'ol/layer/Tile';
import VectorLayer from 'ol/layer/Vector';
import VectorTileLayer from 'ol/layer/VectorTile';
import type OlMap from 'ol/Map';
import { transformExtent } from 'ol/proj';
import type ImageTile from 'ol/ImageTile';
import ImageTileSource from 'ol/source/ImageTile';
import VectorSource from 'ol/source/Vector';
import VectorTileSource from 'ol/source/VectorTile';
import Fill from 'ol/style/Fill';
import Stroke from 'ol/style/Stroke';
import Style from 'ol/style/Style';
import { createXYZ } from 'ol/tilegrid';
import type VectorTile from 'ol/VectorTile';
import { basemapStyle } from './basemap-style';
import { boundsOfTile, isAsked, kindsOver, meet, type Bounds, type KindThere, type Place } from './beyond';
import { inSight } from './in-sight';
import type { OnlineAsked, OnlineDrawn } from './map';
import { OnlineTiles, type Bytes } from './online-tiles';
import { PICTURE_PX, STREETS_PX } from './tiles';
import type { Colours } from './styles';

const LATE_MS = 3_000; // a tile that takes longer lets others go first, and is drawn when it comes
const BELOW: readonly string[] = ['imagery', 'streets', 'structures'];

/** The key by which a kind is switched on and off, as packs are. */
const keyOf = ({ kind }: KindThere): string => `online-${kind}`;

interface Missing {
  there: KindThere;
  place: Place;
  again: () => void;
}

export class Online {
  readonly #tiles = new OnlineTiles();
  readonly #layers = new Map<KindThere, BaseLayer>();
  readonly #paper = new VectorSource();
  readonly #missing = new Map<string, Missing>();
  readonly #came = new Set<KindThere>();
  #listing: Promise<void> | null = null;
  #asked: OnlineAsked | null = null;
  #listed = false;
  #styled: string | null = null;
  #told = '';

  constructor(
    private readonly map: OlMap,
    private readonly group: LayerGroup,
    private readonly colours: Colours,
  ) {}

  /** There is signal again: what is missing is asked for with the next look. */
  signal(): void {
    this.#tiles.signal();
  }

  /** Draw what is in sight, as far as the server has it and no pack shows it. */
  async look(asked: OnlineAsked): Promise<void> {
    this.#asked = asked;
    this.#tiles.open = asked.asks;
    if (!this.#listed) await (this.#listing ??= this.#list().finally(() => (this.#listing = null)));
    const view = inSight(this.map);
    if (!view || !this.#listed) return;
    this.#style(asked.off);
    const there = [...this.#layers.keys()].filter(({ kind }) => asked.mapped || kind !== 'structures');
    const over = kindsOver(view, asked.packs, there);
    for (const [there, layer] of this.#layers) layer.setVisible(over.includes(there) && !asked.off.has(keyOf(there)));
    for (const one of [...this.#missing.values()]) if (this.#isWanted(one)) one.again();
    this.#tell(view, over);
  }

  async #list(): Promise<void> {
    const kinds = await this.#tiles.kinds().catch(() => null);
    if (!kinds) return;
    this.#listed = true;
    const ordered = [...kinds].sort((one, other) => BELOW.indexOf(one.kind) - BELOW.indexOf(other.kind));
    for (const there of ordered) {
      if (there.kind === 'streets') this.group.getLayers().push(this.#paperLayer());
      const layer = there.kind === 'imagery' ? this.#pictures(there) : this.#lines(there);
      this.#layers.set(there, layer);
      this.group.getLayers().push(layer);
    }
  }

  #lines(there: KindThere): VectorTileLayer {
    const format = new MVT();
    const { min_zoom: minZoom, max_zoom: maxZoom } = there;
    const source = new VectorTileSource({
      format,
      tileGrid: createXYZ({ minZoom, maxZoom, tileSize: STREETS_PX }),
      wrapX: false,
      tileUrlFunction: ([z = 0, x = 0, y = 0]) => (this.#mayAsk([z, x, y], there) ? [z, x, y].join('/') : undefined),
      tileLoadFunction: (asked, address) => {
        const tile = asked as VectorTile<never>;
        const [z = 0, x = 0, y = 0] = address.split('/').map(Number);
        const place: Place = [z, x, y];
        tile.setLoader((extent, _resolution, featureProjection) => {
          const draw = (bytes: Bytes): void => {
            tile.setFeatures(bytes ? (format.readFeatures(bytes, { extent, featureProjection }) as never[]) : []);
            if (bytes && there.kind === 'streets') this.#lay(place, there);
          };
          const load = (): void => {
            this.#bytes(there, place, load)
              .then(draw)
              .catch(() => tile.onError());
          };
          load();
        });
      },
    });
    return new VectorTileLayer({
      source,
      visible: false,
      minZoom,
      declutter: true,
      background: 'transparent',
      updateWhileInteracting: false,
    });
  }

  #pictures(there: KindThere): TileLayer {
    const { min_zoom: minZoom, max_zoom: maxZoom } = there;
    const source = new ImageTileSource({
      minZoom,
      maxZoom,
      tileSize: PICTURE_PX,
      wrapX: false,
      loader: async (z, x, y) => {
        const bytes = this.#mayAsk([z, x, y], there) ? await this.#bytes(there, [z, x, y]) : null;
        if (!bytes) throw new Error('no picture of this place');
        return createImageBitmap(new Blob([bytes]));
      },
    });
    source.on('tileloaderror', ({ tile }) => {
      const missing = this.#missing.get([there.kind, ...tile.getTileCoord()].join('/'));
      if (missing) missing.again = () => (tile as ImageTile).load();
    });
    return new TileLayer({ source, visible: false, minZoom: minZoom - 1 });
  }

  #mayAsk(place: Place, there: KindThere): boolean {
    return isAsked(place, there, this.#asked?.packs ?? []);
  }

  /** A tile, within the time a map waits for one; throws when it is late or did not come, and then it is missing. */
  async #bytes(there: KindThere, place: Place, again = () => {}): Promise<Bytes> {
    const key = [there.kind, ...place].join('/');
    const missing: Missing = { there, place, again };
    const coming = this.#tiles.tile(there.kind, place, () => this.#isWanted(missing));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_never, broken) => {
      timer = setTimeout(() => broken(new Error('late')), LATE_MS);
    });
    try {
      const bytes = await Promise.race([coming, late]);
      this.#missing.delete(key);
      if (bytes && !this.#came.has(there)) this.#first(there);
      return bytes;
    } catch (fault) {
      this.#missing.set(key, missing);
      coming.then(
        () => this.#missing.get(key) === missing && missing.again(),
        () => undefined,
      );
      throw fault;
    } finally {
      clearTimeout(timer);
    }
  }

  #first(there: KindThere): void {
    this.#came.add(there);
    if (this.#asked) void this.look(this.#asked);
  }

  /** Whether a tile is still to be seen: its kind is switched on, and it lies in sight at about this zoom. */
  #isWanted({ there, place }: Missing): boolean {
    const view = inSight(this.map);
    const zoom = this.map.getView().getZoom() ?? 0;
    const [z] = place;
    const near = z <= Math.ceil(zoom) && z >= Math.min(there.max_zoom, Math.floor(zoom) - 2);
    const shown = this.#layers.get(there)?.getVisible() ?? false;
    return !!view && shown && near && meet(boundsOfTile(place), view);
  }

  /** Under what is drawn lies paper, as under a pack: where none lies, nothing is known. */
  #lay(place: Place, { sheets }: KindThere): void {
    const id = place.join('/');
    if (this.#paper.getFeatureById(id)) return;
    const tile = boundsOfTile(place);
    const beside = sheets.flatMap(({ bounds }) => (meet(tile, bounds) ? [cut(tile, bounds)] : []));
    beside.forEach((bounds, n) => {
      const feature = new Feature(fromExtent(transformExtent([...bounds], 'EPSG:4326', 'EPSG:3857')));
      feature.setId(n ? `${id}/${n}` : id);
      this.#paper.addFeature(feature);
    });
  }

  #paperLayer(): VectorLayer {
    const [fill, stroke] = [new Fill({ color: this.colours.land }), new Stroke({ color: this.colours.land, width: 1 })];
    return new VectorLayer({ source: this.#paper, style: new Style({ fill, stroke }) });
  }

  #style(off: ReadonlySet<string>): void {
    const styled = [...off].sort().join();
    if (styled === this.#styled) return;
    this.#styled = styled;
    for (const [{ overlays }, layer] of this.#layers)
      if (layer instanceof VectorTileLayer) layer.setStyle(basemapStyle(this.colours, overlays, off));
  }

  #tell(view: Bounds, over: readonly KindThere[]): void {
    const drawn = over.map((there): OnlineDrawn => {
      const sheets = there.sheets.filter(({ bounds }) => meet(bounds, view));
      return {
        pack: keyOf(there),
        kind: there.kind,
        attribution: sheets.map(({ attribution }) => attribution),
        date: sheets.flatMap(({ date }) => date ?? []).sort()[0] ?? null,
        overlays: there.overlays.filter(({ bounds }) => meet(bounds, view)),
        came: this.#came.has(there),
      };
    });
    const spelled = JSON.stringify(drawn);
    if (spelled === this.#told) return;
    this.#told = spelled;
    this.#asked?.told(drawn);
  }
}

/** What two pieces of ground have in common. */
const cut = (one: Bounds, other: Bounds): Bounds => [
  Math.max(one[0], other[0]),
  Math.max(one[1], other[1]),
  Math.min(one[2], other[2]),
  Math.min(one[3], other[3]),
];
