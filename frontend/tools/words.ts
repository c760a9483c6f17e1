/** Gathers every slice's words into one file per language; what a draft lacks is filled from English. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const LANGUAGES = ['en', 'fil', 'sn'] as const;
type Words = Record<string, unknown>;

function gather(folder: string, language: string): Words {
  const files = readdirSync(folder).filter((name) => name.endsWith(`.${language}.json`));
  const parts = files.sort().map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Words);
  return Object.assign({}, ...parts) as Words;
}

function files(folder: string): { language: string; name: string; text: string }[] {
  const english = gather(folder, 'en');
  return LANGUAGES.map((language) => {
    const text = JSON.stringify({ ...english, ...gather(folder, language) });
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 8);
    return { language, name: `assets/words-${language}-${hash}.json`, text };
  });
}

export function words(folder: string): Plugin {
  let built: ReturnType<typeof files> = [];
  return {
    name: 'kwetu-words',
    buildStart() {
      built = files(folder);
    },
    resolveId: (id) => (id === 'virtual:words' ? '\0virtual:words' : undefined),
    load(id) {
      if (id !== '\0virtual:words') return undefined;
      const urls = Object.fromEntries(built.map(({ language, name }) => [language, `/${name}`]));
      return `export const urls = ${JSON.stringify(urls)}`;
    },
    generateBundle() {
      for (const { name, text } of built) this.emitFile({ type: 'asset', fileName: name, source: text });
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const language = /^\/assets\/words-(\w+)-/.exec(request.url ?? '')?.[1];
        const found = files(folder).find((file) => file.language === language);
        if (!found) return next();
        response.setHeader('Content-Type', 'application/json');
        response.end(found.text);
      });
    },
  };
}
