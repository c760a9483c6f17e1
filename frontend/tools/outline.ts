/** Draws the land of the world small enough to carry, so that the map is never blank without network. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { feature } from 'topojson-client';
import type { Topology } from 'topojson-specification';
import type { Plugin } from 'vite';

const require = createRequire(import.meta.url);

const shorten = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(shorten) : typeof value === 'number' ? Math.round(value * 100) / 100 : value;

function outline(): string {
  const atlas = JSON.parse(readFileSync(require.resolve('world-atlas/land-110m.json'), 'utf8')) as Topology;
  const land = atlas.objects['land'];
  if (!land) throw new Error('world-atlas has no land');
  return JSON.stringify(feature(atlas, land), (_, value: unknown) => shorten(value));
}

export function worldOutline(): Plugin {
  const text = outline();
  const name = `assets/world-${createHash('sha256').update(text).digest('hex').slice(0, 8)}.json`;
  return {
    name: 'kwetu-world-outline',
    resolveId: (id) => (id === 'virtual:world-outline' ? '\0virtual:world-outline' : undefined),
    load: (id) => (id === '\0virtual:world-outline' ? `export const worldOutlineUrl = "/${name}"` : undefined),
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: name, source: text });
    },
    configureServer(server) {
      server.middlewares.use(`/${name}`, (_request, response) => {
        response.setHeader('Content-Type', 'application/json');
        response.end(text);
      });
    },
  };
}
