// What a first search costs a reader: bytes and requests, on the fixture book, from a server that compresses nothing.
// Everything from the key / to the results counts: scripts, style, dialog, engine, and the files of the index.
// `node tests/bench/search.mjs` measures more, larger books and times among it.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ask, kilobytes, openDialog, sent } from './dialog.mjs';
import { inOneLanguage, QUERIES } from './fixture.mjs';
import { startBrowser, startSite } from './site.mjs';

// The most that a query of each class may take, in kB (1000 bytes) and in requests. A limit is what was measured and some
// 3%, so that a change which makes the search dearer is seen and decided on; whoever makes it cheaper lowers the limit.
// `budget` is what the design allows for a book of 400 questions, and 25 kB more for each further language: a limit
// above it is a debt, a limit below it is never raised above it.
const ENGINE = { kB: 44.3, budget: 45 };
const LIMITS = {
  'in one language': {
    'one word': { kB: 75, requests: 19, budget: 70 },
    'two words': { kB: 78.5, requests: 27, budget: 70 },
    prefix: { kB: 78.5, requests: 24, budget: 70 },
    'quoted phrase': { kB: 76.5, requests: 23, budget: 110 },
    typo: { kB: 77.5, requests: 22, budget: 100 },
    'wrong layout': { kB: 76.5, requests: 22, budget: 100 },
  },
  'in three languages': {
    'one word': { kB: 76, requests: 19, budget: 120 },
    'two words': { kB: 80, requests: 28, budget: 120 },
    prefix: { kB: 79.5, requests: 24, budget: 120 },
    'quoted phrase': { kB: 78, requests: 23, budget: 160 },
    typo: { kB: 89, requests: 30, budget: 150 },
    'wrong layout': { kB: 88, requests: 30, budget: 150 },
    'another language': { kB: 93.5, requests: 42, budget: 120 },
  },
};

const BOOKS = { 'in one language': inOneLanguage, 'in three languages': () => 'tests/search/book' };

/** The page from which one searches. */
const PAGE = 'optimization/';

let browser;

before(async () => (browser = await startBrowser()));
after(() => browser?.close());

/** What the page loads by itself, its reader doing nothing: the paths of all files. */
async function withoutSearch(site) {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(site.base + PAGE, { waitUntil: 'networkidle' });
  await context.close();
  return new Set(sent(site).map(({ path }) => path));
}

/**
 * Everything that the server sends for a query on a page from which nobody has searched before. `own` is what the page
 * loads by itself: a script of it may come when the search has begun.
 */
async function loaded(site, own, query) {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(site.base + PAGE);
  await openDialog(page);
  const { shown } = await ask(page, query);
  assert.ok(shown > 0, 'no results');
  await context.close();
  return sent(site).filter(({ path }) => !own.has(path));
}

for (const [name, book] of Object.entries(BOOKS)) {
  describe(`a first query to a book ${name}`, () => {
    let site;
    let own;

    before(async () => {
      site = await startSite(book());
      own = await withoutSearch(site);
    });
    after(() => site?.close());

    for (const [kind, limit] of Object.entries(LIMITS[name])) {
      test(`${kind}: ${limit.kB} kB and ${limit.requests} requests, budget ${limit.budget} kB`, async (t) => {
        const files = await loaded(site, own, QUERIES[kind][0]);
        const engine = files.filter(({ path }) => /^assets\/search\.\w+\.bin$/.test(path));
        const shown = `${kilobytes(files).toFixed(1)} kB and ${files.length} requests, the engine ${kilobytes(engine).toFixed(1)} kB`;
        t.diagnostic(shown);
        assert.ok(files.every(({ status }) => status === 200), JSON.stringify(files));
        assert.equal(engine.length, 1);
        assert.ok(kilobytes(engine) <= ENGINE.kB, `${shown}; its limit is ${ENGINE.kB} kB, its budget ${ENGINE.budget} kB`);
        assert.ok(kilobytes(files) <= limit.kB && files.length <= limit.requests, shown);
      });
    }
  });
}
