import { svelte } from '@sveltejs/vite-plugin-svelte';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { VitePWA } from 'vite-plugin-pwa';
import { defineConfig } from 'vitest/config';
import { sendBehind } from './tools/behind.ts';
import { icons } from './tools/icons.ts';
import { worldOutline } from './tools/outline.ts';
import { words } from './tools/words.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const { version } = JSON.parse(readFileSync(here('package.json'), 'utf8')) as { version: string };

/** Shared by pages that come after the first question: the map, places, folded help, and what a leader sees. */
const LATER =
  /(questionnaire\/(rows|engine|functions|gathering|ways|ground|moments|offering|OneChoice)|settlements\/(AnsweredSince|claimed|rules)|map\/(MapBox|map|claim-lines|closing|crossing|following|rings|roomy|walk|store|UnderMap|OverlayMark|overlay-look|packs|under)|features\/(catalogue|marks)|profiles\/(state-word|claims|ClaimsMap|disputed|overlap|letters|drawing|how-made|said-with|against-map|sizes|agreeing|handing-in|as-row|beginning|forms-store|AskedComments|UndoAnswer|rounds|TwoAnswers|row-rules|row-words|row-acts)|sync\/(push|receipts|ahead|unfinished(-here)?)|kit\/(Pick|Folded|InOrder|Waiting|asked|give-file|zip|FilePick))\./;

/** What draws maps: all of it is called as soon as it is there, so a browser that reads this first line compiles it beside the page. */
const MAP = /^(open-layers|tiles)$/;
const COMPILE_ALL = '//# allFunctionsCalledOnLoad\n';

/** The pages up to the first question. */
const FIRST = /Page(Join|Home|Profile|Question)-/;

const but = (test: RegExp) => (id: string) => test.test(id) && !LATER.test(id);

export default defineConfig({
  define: { __VERSION__: JSON.stringify(version) },
  plugins: [
    icons(),
    svelte(),
    words(here('src/kit/words')),
    worldOutline(),
    sendBehind(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src/worker',
      filename: 'service-worker.ts',
      registerType: 'prompt',
      injectRegister: false,
      manifest: {
        name: 'Kwetu',
        short_name: 'Kwetu',
        description: 'Settlement profiles owned by the people they describe',
        start_url: '/',
        display: 'standalone',
        background_color: '#fbfaf7',
        theme_color: '#a63d24',
        icons: [
          { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
          { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
        ],
      },
      injectManifest: {
        globPatterns: ['**/*.{html,js,css,json,svg,png,webmanifest}'],
        globIgnores: ['send-behind.js'],
      },
    }),
  ],
  build: {
    outDir: process.env['KWETU_FRONTEND_DIR'] ?? 'dist',
    emptyOutDir: true,
    target: ['chrome92', 'firefox103', 'safari15.4'],
    // A browser without preloading fetches the same files a little later. What a page needs besides itself is fetched beside it
    // only on the way to the first question: later pages are on the phone already, and their lists would be fetched first.
    modulePreload: {
      polyfill: false,
      resolveDependencies: (file, needed, { hostType }) => (hostType === 'html' || FIRST.test(file) ? needed : []),
    },
    cssCodeSplit: false, // one small file: a page never waits for its own
    reportCompressedSize: false,
    minify: 'terser', // a kilobyte less of the first scripts than the bundler's own
    terserOptions: { module: true, ecma: 2020, compress: { passes: 3 } },
    rolldownOptions: {
      output: {
        postBanner: ({ name }) => (MAP.test(name) ? COMPILE_ALL : ''),
        codeSplitting: {
          // few files: each costs a slow phone more than its bytes
          groups: [
            {
              name: 'frame',
              test: but(/node_modules\/(svelte|idb|esm-env)|src\/(kit|people|sync)\//),
              minShareCount: 8,
            },
            {
              name: 'profile',
              test: but(/src\/(profiles|questionnaire|settlements|map|kit|review\/rules)/),
              minShareCount: 3,
              maxModuleSize: 40_000,
            },
            { name: 'later', test: LATER, includeDependenciesRecursively: false },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': 'http://localhost:8000' } },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
