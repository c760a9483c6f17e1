/**
 * Lets Lighthouse look at one page of a browser folder that has joined already; prints its scores as JSON.
 * Lighthouse empties caches and service workers before each look (a cold cache) and keeps IndexedDB (a joined phone).
 * Usage: node bench/lighthouse.mjs ADDRESS BROWSER_FOLDER BROWSER RUNS
 */
import lighthouse from 'lighthouse';
import puppeteer from 'puppeteer-core';

const [address, folder, browserPath, runs] = process.argv.slice(2);
const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'];

const browser = await puppeteer.launch({ executablePath: browserPath, userDataDir: folder, headless: true, args: quiet });
const looks = [];
for (let run = 0; run < Number(runs); run += 1) {
  const page = await browser.newPage();
  const result = await lighthouse(address, { output: 'json', logLevel: 'error', formFactor: 'mobile', throttlingMethod: 'simulate',
    onlyCategories: ['performance', 'accessibility'] }, undefined, page);
  const { categories, audits, finalDisplayedUrl } = result.lhr;
  looks.push({
    at: finalDisplayedUrl,
    performance: Math.round(categories.performance.score * 100),
    accessibility: Math.round(categories.accessibility.score * 100),
    fcp_ms: Math.round(audits['first-contentful-paint'].numericValue),
    lcp_ms: Math.round(audits['largest-contentful-paint'].numericValue),
    tbt_ms: Math.round(audits['total-blocking-time'].numericValue),
    cls: audits['cumulative-layout-shift'].numericValue,
    failing: Object.values(audits).filter((audit) => audit.score === 0 && audit.scoreDisplayMode === 'binary').map((audit) => audit.id),
  });
  await page.close();
}
await browser.close();
console.log(JSON.stringify(looks));
