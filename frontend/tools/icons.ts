/** Turns `icon:house` into the strokes of one open icon (Lucide), so that a page carries only the icons it shows. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Plugin } from 'vite';

const require = createRequire(import.meta.url);

function strokes(name: string): string {
  const svg = readFileSync(require.resolve(`lucide-static/icons/${name}.svg`), 'utf8');
  const inner = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>'));
  return inner.replace(/\s+/g, ' ').replace(/> </g, '><').trim();
}

export function icons(): Plugin {
  return {
    name: 'kwetu-icons',
    enforce: 'pre',
    resolveId: (id) => (id.startsWith('icon:') ? `\0${id}` : undefined),
    load: (id) => (id.startsWith('\0icon:') ? `export default ${JSON.stringify(strokes(id.slice(6)))}` : undefined),
  };
}
