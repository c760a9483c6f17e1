/** Writes one open icon (Lucide) where `import house from 'icon:house'`, or in a table the words 'icon:house', stand, so that a page
 * carries only what it shows. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Plugin } from 'vite';

const require = createRequire(import.meta.url);
const IMPORT = /import (\w+) from 'icon:([\w-]+)';/g;
const NAMED = /'icon:([\w-]+)'/g;

function strokes(name: string): string {
  const svg = readFileSync(require.resolve(`lucide-static/icons/${name}.svg`), 'utf8');
  const inner = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>'));
  return inner.replace(/\s+/g, ' ').replace(/> </g, '><').trim();
}

export function icons(): Plugin {
  return {
    name: 'kwetu-icons',
    enforce: 'pre',
    transform(code, id) {
      if (!/\.(svelte|ts)$/.test(id) || !code.includes("'icon:")) return undefined;
      return code
        .replace(IMPORT, (_, local: string, name: string) => `const ${local} = ${JSON.stringify(strokes(name))};`)
        .replace(NAMED, (_, name: string) => JSON.stringify(strokes(name)));
    },
  };
}
