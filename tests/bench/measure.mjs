// What queries cost in a browser, answered by the book's own search and by Pagefind.
//
// A search is an object with `path`, the page it is made on; `init`, a function that runs in every page first;
// `first(page, query)` and `next(page, query)`, which give the milliseconds until there are results and how many were
// found and are shown; and `warm(page, queries, rounds)`, which gives the milliseconds of every query when all is loaded.

import { ask, openDialog, sent } from '../browser/dialog.mjs';
import { median } from './build.mjs';

/** How often each query is made when everything that it needs is loaded. */
const ROUNDS = 20;

/** The search that is part of the site, in its dialog: from the key / to the results on the page, the pause after typing included. */
export function ownSearch(start) {
  const clock = (page) => page.evaluate(() => window.clock.done - window.clock.start);
  return {
    path: start,
    init: startClock,
    async first(page, query) {
      await openDialog(page);
      const results = await ask(page, query);
      return { ms: await clock(page), ...results };
    },
    async next(page, query) {
      await page.evaluate(() => (window.clock.start = undefined));
      const done = await page.evaluate(() => window.clock.done);
      await page.getByRole('combobox').fill(query);
      await page.waitForFunction((before) => window.clock.done > before, done);
      return { ms: await clock(page), ...(await ask(page, query)) };
    },
    warm: (page, queries, rounds) => page.evaluate(warmOwn, { queries, rounds }),
  };
}

/** Runs in the page: notes when the first key is pressed or text is put in, and when the dialog last said how many results there are. */
function startClock() {
  window.clock = { start: undefined, done: 0 };
  const begin = () => (window.clock.start ??= performance.now());
  addEventListener('keydown', begin, true);
  addEventListener('input', begin, true);
  const look = (changes) => {
    const message = changes.map(({ target }) => target).find((target) => target.classList?.contains('search-message'));
    if (message && /^(\d|Nothing)/.test(message.textContent)) window.clock.done = performance.now();
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true });
}

/** Runs in the page: the engine alone, without the pause after typing and without a dialog. */
async function warmOwn({ queries, rounds }) {
  const { Engine } = await import(document.querySelector('script[src$="main.js"]').src.replace('main.js', 'search/engine.js'));
  const { Words } = await import(document.querySelector('script[src$="main.js"]').src.replace('main.js', 'search/results.js'));
  const { root, language } = document.querySelector('site-search').dataset;
  const engine = new Engine(new Words(document.querySelector('search-dialog'), root, Number(language)).place);
  for (const query of queries) await engine.search({ query, limit: 10 });
  const times = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const query of queries) {
      const start = performance.now();
      await engine.search({ query, limit: 10 });
      times.push(performance.now() - start);
    }
  }
  return times;
}

/**
 * Pagefind through its API: from the import of its script to the data of as many results as the dialog of the other
 * search shows. Nothing is drawn.
 */
export function pagefind(limit) {
  const search = async ({ query, limit }) => {
    const start = performance.now();
    window.pagefind ??= await import(new URL('pagefind/pagefind.js', document.baseURI).href);
    const { results } = await window.pagefind.search(query);
    const shown = await Promise.all(results.slice(0, limit).map((result) => result.data()));
    return { ms: performance.now() - start, found: results.length, shown: shown.length };
  };
  const asked = (page, query) => page.evaluate(search, { query, limit });
  return {
    path: 'start.html',
    init: () => {},
    first: asked,
    next: asked,
    async warm(page, queries, rounds) {
      const times = [];
      for (let round = 0; round <= rounds; round += 1) {
        for (const query of queries) {
          const { ms } = await asked(page, query);
          if (round > 0) times.push(ms);
        }
      }
      return times;
    },
  };
}

/**
 * Measures all classes of queries on a site: for each query `runs` times in a fresh context at once and as often with
 * every answer `delay` milliseconds late, then a second query after the first.
 * `kinds` holds the figures of every query by class.
 */
export async function measure(browser, site, search, queries, { runs, delay }) {
  const kinds = {};
  for (const [kind, list] of Object.entries(queries)) {
    kinds[kind] = [];
    for (const query of list) kinds[kind].push(await measureFirst(browser, site, search, query, { runs, delay }));
  }
  const all = Object.values(queries).flat();
  const [first, second] = [queries['one word'][0], queries['two words'][1]];
  kinds['second query'] = [await measureSecond(browser, site, search, first, second, runs)];
  const warm = await inPage(browser, site, search, async (page) => {
    await search.first(page, first);
    return search.warm(page, all, ROUNDS);
  });
  warm.sort((a, b) => a - b);
  return { kinds, warm: { median: median(warm), p95: warm[Math.floor(warm.length * 0.95)] } };
}

async function measureFirst(browser, site, search, query, { runs, delay }) {
  const times = { at: [], late: [] };
  let cost;
  for (let run = 0; run < 2 * runs; run += 1) {
    const isLate = run % 2 === 1;
    const { ms, ...rest } = await inPage(browser, site, search, async (page) => {
      site.delay = isLate ? delay : 0;
      const results = await search.first(page, query);
      return { ...results, files: sent(site) };
    });
    site.delay = 0;
    times[isLate ? 'late' : 'at'].push(ms);
    cost = rest;
  }
  return { query, ms: median(times.at), lateMs: median(times.late), ...cost };
}

async function measureSecond(browser, site, search, first, second, runs) {
  const times = [];
  let cost;
  for (let run = 0; run < runs; run += 1) {
    const { ms, ...rest } = await inPage(browser, site, search, async (page) => {
      await search.first(page, first);
      sent(site);
      const results = await search.next(page, second);
      return { ...results, files: sent(site) };
    });
    times.push(ms);
    cost = rest;
  }
  return { query: `${first}, then ${second}`, ms: median(times), ...cost };
}

/** Does something in a page of a context of its own, after the page has loaded. */
async function inPage(browser, site, search, work) {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.addInitScript(search.init);
  // A script of the page itself may come after the page has loaded; it is no part of what a search costs.
  await page.goto(site.base + search.path, { waitUntil: 'networkidle' });
  sent(site);
  try {
    return await work(page);
  } finally {
    await context.close();
  }
}
