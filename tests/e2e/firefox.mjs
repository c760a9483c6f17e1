/**
 * A hand on Firefox, over WebDriver BiDi: reads one JSON request a line from the test, answers one JSON line each.
 * Usage: node tests/e2e/firefox.mjs FIREFOX FOLDER
 */
import { createInterface } from 'node:readline';
import puppeteer from 'puppeteer-core';

const [firefox, folder] = process.argv.slice(2);
const browser = await puppeteer.launch({ browser: 'firefox', executablePath: firefox, userDataDir: folder, headless: true });
let page = await browser.newPage();
page.setDefaultTimeout(30000);

/** Runs in the page: the visible element of this selector that says this, or has no words asked of it. */
const find = (selector, words) =>
  [...document.querySelectorAll(selector)].find(
    (one) => one.getClientRects().length > 0 && (!words || new RegExp(words).test(one.textContent.trim().replace(/\s+/g, ' '))),
  );
const findWords = find.toString();

const waitFor = (selector, words) =>
  page.waitForFunction(`!!(${findWords})(${JSON.stringify(selector)}, ${JSON.stringify(words ?? '')})`, { polling: 100 });

const acts = {
  goto: async ({ address }) => void (await page.goto(address, { waitUntil: 'load' })),
  newTab: async ({ address }) => {
    page = await browser.newPage();
    page.setDefaultTimeout(30000);
    await page.goto(address, { waitUntil: 'domcontentloaded' });
  },
  wait: async ({ selector, words }) => void (await waitFor(selector, words)),
  click: async ({ selector, words }) => {
    await waitFor(selector, words);
    await page.evaluate(`(${findWords})(${JSON.stringify(selector)}, ${JSON.stringify(words ?? '')}).click()`);
  },
  type: async ({ selector, text }) => {
    await waitFor(selector);
    await page.focus(selector);
    await page.keyboard.type(text);
  },
  evaluate: async ({ script }) => page.evaluate(script),
  close: async () => void (await browser.close()),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { act, ...facts } = JSON.parse(line);
  try {
    console.log(JSON.stringify({ answer: (await acts[act](facts)) ?? null }));
  } catch (fault) {
    console.log(JSON.stringify({ fault: `${act} ${JSON.stringify(facts)}: ${fault}` }));
  }
  if (act === 'close') process.exit(0);
}
