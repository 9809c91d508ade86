// What a first view of every type of page costs, in bytes after gzip, before its reader does anything; that nothing moves
// while it loads, and that nothing comes from elsewhere. The pages are those of this repository's book. The bytes of the
// HTML itself are counted in quality.test.mjs, for every question.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { complaintsOf, filesOf, inParallel, startBrowser, startSite } from './site.mjs';

const kB = 1000;
const LIMITS = { 'style sheets of every page': 12 * kB, 'own style sheet': 4 * kB, scripts: 8 * kB };
/** Scripts of pages that are nothing without them. The scheduler comes with the first question that is reviewed. */
const SCRIPTS = { study: 22 * kB };
/** The most that a page may move while it loads, as browsers measure it: Cumulative Layout Shift. */
const MOST_SHIFT = 0.01;

let site;
let browser;
/** One page of each type, by its type. */
let pages;

before(async () => {
  site = await startSite();
  browser = await startBrowser();
  pages = pagesOfEachType();
});
after(async () => {
  await browser?.close();
  site?.close();
});

/** The largest page of each type that the book has, in Ukrainian: Cyrillic takes the most bytes and room. */
function pagesOfEachType() {
  const found = new Map();
  for (const path of filesOf(site.folder).filter((path) => path.startsWith('uk/') && path.endsWith('.html'))) {
    const html = readFileSync(join(site.folder, path), 'utf8');
    const type = /<body class="page-([\w-]+)/.exec(html)?.[1];
    if (type && html.length > (found.get(type)?.length ?? 0)) found.set(type, { path, length: html.length });
  }
  return new Map([...found].map(([type, { path }]) => [type, path]));
}

const sizeOf = (paths) => paths.reduce((sum, path) => sum + gzipSync(readFileSync(join(site.folder, path)), { level: 9 }).length, 0);
const shown = (bytes) => `${(bytes / kB).toFixed(1)} kB`;

test('the book has every type of page', () => {
  const types = ['coverage', 'glossary', 'home', 'interview', 'page', 'question', 'questions', 'search', 'study', 'tag', 'tags', 'topic', 'track', 'tracks'];
  assert.deepEqual(types.filter((type) => !pages.has(type)), []);
});

test('bytes', { timeout: 120_000 }, async (t) => {
  const problems = [];
  for (const [type, path] of pages) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    const complaints = await complaintsOf(page, site.origin);
    const loaded = new Set();
    page.on('response', (response) => loaded.add(new URL(response.url()).href.slice(site.base.length)));
    await page.goto(site.base + path, { waitUntil: 'networkidle' });
    await context.close();
    const files = [...loaded];
    const sheets = files.filter((file) => file.endsWith('.css') && !file.includes('/katex.'));
    const ofEveryPage = sheets.filter((file) => /\/style\.\w+\.css$/.test(file));
    // The search page is the search: its engine and the scripts of it are counted in search-bytes.test.mjs.
    const isCounted = (file) => !(type === 'search' && file.includes('/search/'));
    const scripts = files.filter((file) => file.endsWith('.js') && isCounted(file));
    const sizes = {
      'style sheets of every page': sizeOf(ofEveryPage),
      // What stands beside a script is loaded with it, as the offer of the reader's language is.
      'own style sheet': sizeOf(sheets.filter((file) => !ofEveryPage.includes(file) && !file.includes('/js-'))),
      scripts: sizeOf(scripts),
    };
    t.diagnostic(`${type}: ${Object.entries(sizes).map(([what, bytes]) => `${what} ${shown(bytes)}`).join(', ')}`);
    for (const [what, bytes] of Object.entries(sizes)) {
      const limit = (what === 'scripts' && SCRIPTS[type]) || LIMITS[what];
      if (bytes > limit) problems.push(`${path}: ${what} ${shown(bytes)} of ${shown(limit)}`);
    }
    if (ofEveryPage.length !== 1) problems.push(`${path}: ${ofEveryPage.length} style sheets of every page`);
    problems.push(...complaints.map((complaint) => `${path}: ${complaint}`));
  }
  assert.deepEqual(problems, []);
});

describe('nothing moves while a page loads', () => {
  const looks = { 'on a wide screen': { width: 1280, height: 800 }, 'on a phone': { width: 390, height: 800 } };
  for (const [look, viewport] of Object.entries(looks)) {
    test(look, { timeout: 120_000 }, async (t) => {
      const context = await browser.newContext({ viewport });
      t.after(() => context.close());
      await context.addInitScript(() => {
        window.shifts = [];
        new PerformanceObserver((list) => {
          for (const { value, sources } of list.getEntries()) {
            const what = sources.map(({ node }) => (node?.nodeType === 1 ? `${node.localName}.${node.className}` : node?.nodeName)).slice(0, 3);
            window.shifts.push({ value, what: what.join(' ') });
          }
        }).observe({ type: 'layout-shift', buffered: true });
      });
      // Late, so that the page is drawn before they come: what they then move is seen.
      await context.route(/\.(js|woff2|bin|json)$/, async (route) => {
        await new Promise((late) => setTimeout(late, 250));
        await route.continue().catch(() => {});
      });
      const windows = [await context.newPage(), await context.newPage()];
      const problems = [];
      const shifts = [];
      await inParallel([...pages.values()], windows.length, async (path, number) => {
        const page = windows[number];
        await page.goto(site.base + path, { waitUntil: 'networkidle' });
        // Two frames and a beat: what has moved is reported then.
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100)))));
        const moved = await page.evaluate(() => window.shifts);
        const total = moved.reduce((sum, { value }) => sum + value, 0);
        shifts.push({ path, total });
        if (total > MOST_SHIFT) problems.push(`${path}: ${total.toFixed(4)}: ${moved.map(({ value, what }) => `${value.toFixed(4)} ${what}`).join('; ')}`);
      });
      const worst = shifts.sort((a, b) => b.total - a.total)[0];
      t.diagnostic(`at most ${worst.total.toFixed(4)}, on ${worst.path}`);
      assert.deepEqual(problems, []);
    });
  }
});
