/** Builds what sends behind closed pages as a script of its own: the worker takes it in while it is installed, not before. */
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'vite';

const ENTRY = fileURLToPath(new URL('../src/worker/send-behind.ts', import.meta.url));

export function sendBehind(): Plugin {
  let outDir = 'dist';
  let target: string | string[] | false | undefined;
  return {
    name: 'kwetu-send-behind',
    apply: 'build',
    configResolved(config) {
      ({ outDir, target } = { outDir: config.build.outDir, target: config.build.target });
    },
    async writeBundle() {
      await build({
        configFile: false,
        publicDir: false,
        logLevel: 'error',
        build: {
          outDir,
          ...(target === undefined ? {} : { target }),
          emptyOutDir: false,
          lib: { entry: ENTRY, formats: ['iife'], name: 'kwetuBehind', fileName: () => 'send-behind.js' },
        },
      });
    },
  };
}
