/** ODK's engine, which expects a browser, with jsdom in its place. */
import { createRequire } from 'node:module';
import { JSDOM } from 'jsdom';

const { window } = new JSDOM('');
const FROM_BROWSER = ['document', 'DOMParser', 'XMLSerializer', 'Node', 'Element', 'Document', 'Attr', 'Text', 'Comment'];
for (const name of [...FROM_BROWSER, 'CDATASection', 'XMLDocument']) globalThis[name] ??= window[name];
globalThis.window ??= window;
globalThis.require = createRequire(import.meta.url);
globalThis.__dirname = '.';

export const engine = await import('@getodk/xforms-engine');
