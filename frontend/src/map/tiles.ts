/** Lays the maps of this phone under everything else on the map: streets and buildings as drawn lines, or a picture from above. */

import Feature from 'ol/Feature';
import MVT from 'ol/format/MVT';
import { fromExtent } from 'ol/geom/Polygon';
import type BaseLayer from 'ol/layer/Base';
import type LayerGroup from 'ol/layer/Group';
import TileLayer from 'ol/layer/Tile';
import VectorLayer from 'ol/layer/Vector';
import VectorTileLayer from 'ol/layer/VectorTile';
import { transformExtent } from 'ol/proj';
import ImageTileSource from 'ol/source/ImageTile';
import VectorSource from 'ol/source/Vector';
import VectorTileSource from 'ol/source/VectorTile';
import Fill from 'ol/style/Fill';
import Stroke from 'ol/style/Stroke';
import Style from 'ol/style/Style';
import type VectorTile from 'ol/VectorTile';
import { createXYZ } from 'ol/tilegrid';
import { FileSource, PMTiles, type Header } from 'pmtiles';
import { basemapStyle } from './basemap-style';
import type { PackHere } from './packs';
import type { Colours } from './styles';

const FARTHER = 2; // zooms below its own at which a pack is still drawn: few tiles, and the town as a patch
export const PICTURE_PX = 256;
export const STREETS_PX = 512;

/** What is switched off: packs and layers of the city, by their keys. */
export type Off = ReadonlySet<string>;

/** Lay these packs, and no others, into a group of layers: pictures below, streets above. A pack that cannot be read is left out. */
export async function layPacks(
  under: LayerGroup,
  packs: readonly PackHere[],
  off: Off,
  colours: Colours,
): Promise<void> {
  const shown = packs.filter(({ pack }) => !off.has(pack));
  const read = await Promise.all(shown.map((pack) => layerOf(pack, off, colours).catch(() => null)));
  const layers = read.filter((layer) => layer !== null);
  const below = layers.sort((one, other) => Number(other instanceof TileLayer) - Number(one instanceof TileLayer));
  under.getLayers().clear();
  under.getLayers().extend([paper(shown, colours), ...below]);
}

/** The sheet on which each pack is printed: beyond its edge, what is not drawn is not known. */
function paper(packs: readonly PackHere[], colours: Colours): BaseLayer {
  const sheets = packs.map(({ bounds }) => new Feature(fromExtent(transformExtent(bounds, 'EPSG:4326', 'EPSG:3857'))));
  const style = new Style({
    fill: new Fill({ color: colours.land }),
    stroke: new Stroke({ color: colours.edge, width: 1, lineDash: [4, 4] }),
  });
  return new VectorLayer({ source: new VectorSource({ features: sheets }), style });
}

async function layerOf(pack: PackHere, off: Off, colours: Colours): Promise<BaseLayer> {
  const tiles = new PMTiles(new FileSource(pack.file));
  const header = await tiles.getHeader();
  const extent = transformExtent(pack.bounds, 'EPSG:4326', 'EPSG:3857');
  const minZoom = Math.max(0, header.minZoom - FARTHER);
  if (pack.kind === 'imagery') return new TileLayer({ source: pictures(tiles, header), extent, minZoom });
  return new VectorTileLayer({
    source: streets(tiles, header),
    style: basemapStyle(colours, pack.overlays, off),
    extent,
    minZoom,
    declutter: true,
    background: 'transparent',
    updateWhileInteracting: false,
  });
}

function streets(tiles: PMTiles, { minZoom, maxZoom }: Header): VectorTileSource {
  const format = new MVT();
  return new VectorTileSource({
    format,
    tileGrid: createXYZ({ minZoom, maxZoom, tileSize: STREETS_PX }),
    wrapX: false,
    tileUrlFunction: (place) => place.join('/'),
    tileLoadFunction: (asked, address) => {
      const tile = asked as VectorTile<never>;
      const [z = 0, x = 0, y = 0] = address.split('/').map(Number);
      tile.setLoader((extent, _resolution, featureProjection) => {
        void tiles
          .getZxy(z, x, y)
          .then((found) => (found ? format.readFeatures(found.data, { extent, featureProjection }) : []))
          .then(
            (features) => tile.setFeatures(features as never[]),
            () => tile.onError(),
          );
      });
    },
  });
}

function pictures(tiles: PMTiles, { minZoom, maxZoom }: Header): ImageTileSource {
  return new ImageTileSource({
    minZoom,
    maxZoom,
    tileSize: PICTURE_PX,
    wrapX: false,
    loader: async (z, x, y) => {
      const found = await tiles.getZxy(z, x, y);
      if (!found) throw new Error('no picture of this place');
      return createImageBitmap(new Blob([found.data]));
    },
  });
}
