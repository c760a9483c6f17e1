/** After the build: compresses every file once, so that a small server never has to, and says what a phone fetches. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const DIST = process.env.KWETU_FRONTEND_DIR ?? fileURLToPath(new URL('../dist/', import.meta.url));
const TEXT = /\.(js|css|html|json|svg|webmanifest)$/;
const LIMIT_INITIAL = 70_000;
const LIMIT_MAP = 125_000;

const files = (folder) =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : [path];
  });

const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });

const sizes = new Map();
for (const path of files(DIST).filter((name) => TEXT.test(name))) {
  const bytes = readFileSync(path);
  const small = brotli(bytes);
  writeFileSync(`${path}.br`, small);
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  sizes.set(relative(DIST, path), small.length);
}

/** All chunks a chunk needs before it runs. */
function needs(name, seen = new Set()) {
  if (seen.has(name) || !sizes.has(name)) return seen;
  seen.add(name);
  const code = readFileSync(join(DIST, name), 'utf8');
  for (const [, other] of code.matchAll(/(?:from|import)\s*["'`]\.\/([^"'`]+\.js)["'`]/g))
    needs(`assets/${other}`, seen);
  return seen;
}

const sum = (names) => [...names].reduce((total, name) => total + (sizes.get(name) ?? 0), 0);
const named = (start) => [...sizes.keys()].find((name) => name.startsWith(`assets/${start}-`) && name.endsWith('.js'));
const entry = /src="\/(assets\/[^"]+\.js)"/.exec(readFileSync(join(DIST, 'index.html'), 'utf8'))?.[1];
const question = needs(entry);
for (const page of ['PageJoin', 'PageHome', 'PageProfile', 'PageQuestion']) needs(named(page), question);
question.add('service-worker.js');
const map = needs(named('tiles'), needs(named('open-layers'))); // the tiles of packs come with the first pack
for (const name of needs(named('later'), new Set(question))) map.delete(name);

const kb = (bytes) => (bytes / 1000).toFixed(1);
console.log(`initial JS, until the first question: ${kb(sum(question))} kB brotli of ${kb(LIMIT_INITIAL)}`);
console.log(`map chunk: ${kb(sum(map))} kB brotli of ${kb(LIMIT_MAP)}`);
if (sum(question) > LIMIT_INITIAL || sum(map) > LIMIT_MAP) {
  for (const name of [...question].sort((a, b) => sizes.get(b) - sizes.get(a)))
    console.error(`  ${kb(sizes.get(name))} ${name}`);
  console.error('That is more than a phone on a slow line should fetch.');
  process.exitCode = 1;
}
