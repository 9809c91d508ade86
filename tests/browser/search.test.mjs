// The search as its readers meet it: in the dialog and on its page, by mouse, keyboard and touch, and when something
// is wrong. The book is the fixture of the tests of search: 372 questions in three languages.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { complaintsOf, overflow, startBrowser, startSite } from './site.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WIDE = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 800 };

let site;
let browser;

before(async () => {
  site = await startSite('tests/search/book');
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  site?.close();
});

/** A page in a context of its own that ends with the test. */
async function open(t, path = 'optimization/', options = {}) {
  const context = await browser.newContext({ viewport: WIDE, reducedMotion: 'reduce', ...options });
  t.after(() => context.close());
  const page = await context.newPage();
  if (path !== null) await page.goto(site.base + path);
  return page;
}

const field = (page) => page.getByRole('combobox');
const options = (page) => page.getByRole('option');
const titles = (page) => page.locator('[data-hit=title]').allInnerTexts();
const message = (page) => page.locator('.search-message');
const isOpen = (page) => page.locator('dialog[open]').count().then((count) => count === 1);
const hasFocus = (locator) => locator.evaluate((element) => element === document.activeElement);

/** Types into the open dialog, and waits for what comes of it. */
async function look(page, query, said = /^\d+ /) {
  await field(page).fill(query);
  await said_(page, said);
}

async function said_(page, wanted) {
  const { source, flags } = wanted;
  await page.waitForFunction(([source, flags]) => new RegExp(source, flags).test(document.querySelector('.search-message').textContent), [source, flags]);
}

async function openDialog(page) {
  await page.keyboard.press('ControlOrMeta+k');
  await page.locator('dialog[open]').waitFor();
}

describe('the dialog', () => {
  test('by mouse: the button opens it, a result leads to its page, and the page marks the words', async (t) => {
    const page = await open(t);
    await page.locator('.search-button').click();
    await look(page, 'overfitting');
    assert.match((await titles(page))[0], /overfit/i);
    assert.ok((await page.locator('.search-list mark').count()) > 0);
    await options(page).filter({ hasText: 'What are overfitting and underfitting' }).first().click();
    await page.waitForURL(/validation-model-selection\/[\w-]+\.html$/);
    await page.waitForFunction(() => CSS.highlights.get('found')?.size > 0);
    const found = await page.evaluate(() => [...CSS.highlights.get('found')].map((range) => range.toString().toLowerCase()));
    assert.ok(found.every((word) => word.startsWith('overfit')), found.join(' '));
    await page.keyboard.press('Escape');
    assert.equal(await page.evaluate(() => CSS.highlights.has('found')), false);
  });

  test('by keyboard alone', async (t) => {
    const page = await open(t);
    const button = page.locator('.search-button');
    await button.focus();
    await page.keyboard.press('Space');
    await page.locator('dialog[open]').waitFor();
    assert.equal(await hasFocus(field(page)), true);
    assert.equal(await field(page).getAttribute('aria-expanded'), 'false');
    await look(page, 'learning rate');
    assert.equal(await field(page).getAttribute('aria-expanded'), 'true');
    const ids = await options(page).evaluateAll((all) => all.map((option) => option.id));
    const active = () => field(page).getAttribute('aria-activedescendant');
    const chosen = () => page.locator('[aria-selected=true]').evaluateAll((all) => all.map((option) => option.id));
    assert.equal(await active(), null);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    assert.deepEqual([await active(), await chosen()], [ids[1], [ids[1]]]);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    assert.equal(await active(), ids.at(-1), 'from the first to the last');
    await page.keyboard.press('ArrowDown');
    assert.equal(await active(), ids[0], 'and back');
    await page.keyboard.press('Home');
    assert.equal(await active(), null, 'Home is for the text');
    assert.equal(await field(page).evaluate((input) => input.selectionStart), 0);
    assert.equal(await hasFocus(field(page)), true);
    await page.keyboard.press('ArrowDown');
    const address = await options(page).first().getAttribute('href');
    await page.keyboard.press('Enter');
    await page.waitForURL(address);
  });

  test('Escape closes it and the focus returns', async (t) => {
    const page = await open(t);
    await page.locator('.search-button').focus();
    await page.keyboard.press('Enter');
    await look(page, 'adam');
    await page.keyboard.press('Escape');
    assert.equal(await isOpen(page), false);
    assert.equal(await hasFocus(page.locator('.search-button')), true);
    // The query is still there, selected, for the next time.
    await page.keyboard.press('Enter');
    assert.equal(await field(page).inputValue(), 'adam');
    await page.keyboard.type('sgd');
    assert.equal(await field(page).inputValue(), 'sgd');
  });

  test('by touch, on a phone', async (t) => {
    const page = await open(t, 'optimization/', { viewport: PHONE, hasTouch: true, isMobile: true });
    const button = page.locator('.search-button');
    const box = await button.boundingBox();
    assert.ok(box.y > PHONE.height / 2 && box.width >= 44 && box.height >= 44, 'where a thumb reaches');
    await button.tap();
    await look(page, 'dropout');
    const { wider } = await overflow(page);
    assert.equal(wider, 0);
    const small = await page.locator('dialog :is(button, a, input[type=checkbox])').evaluateAll((all) => all.map((one) => one.closest('label') ?? one).filter((one) => one.getBoundingClientRect().height < 24).length);
    assert.equal(small, 0);
    await options(page).first().tap();
    await page.waitForURL(/\.html$/);
  });

  test('finds as one types, and an older query never overtakes', async (t) => {
    const page = await open(t);
    await openDialog(page);
    // The files of the first query come late.
    let delayed = 0;
    await page.route('**/search/*.bin', async (route) => {
      delayed += 1;
      await new Promise((done) => setTimeout(done, delayed < 4 ? 900 : 0));
      await route.continue();
    });
    await field(page).pressSequentially('boost', { delay: 5 });
    await page.waitForTimeout(200);
    await look(page, 'tokenization');
    const first = await titles(page);
    assert.match(first.join(' '), /token/i);
    await page.waitForTimeout(1200);
    assert.deepEqual(await titles(page), first);
    // A prefix is enough.
    await look(page, 'tokeniz');
    assert.match((await titles(page)).join(' '), /token/i);
  });

  test('tells in what language a question was found', async (t) => {
    const page = await open(t);
    await openDialog(page);
    await look(page, 'переобучение');
    const badge = page.locator('.hit-language').first();
    assert.match(await badge.innerText(), /Found in:\s*Русский/);
    assert.equal(await badge.locator('[lang]').getAttribute('lang'), 'ru');
    // The question is shown in the reader's language all the same.
    assert.match((await titles(page))[0], /[a-z]{3}/i);
    assert.doesNotMatch(await options(page).first().getAttribute('href'), /\/ru\//);
  });

  test('says what words were taken for', async (t) => {
    const page = await open(t, 'ru/optimization/');
    await openDialog(page);
    await look(page, 'uhflbtyn', /uhflbtyn/);
    assert.match(await message(page).innerText(), /«uhflbtyn» понято как «градиент/);
    assert.match((await titles(page)).join(' '), /градиент/i);
  });

  test('says that there is nothing, and what to do', async (t) => {
    const page = await open(t);
    await openDialog(page);
    await look(page, 'qqqzzzxxx', /Nothing/);
    assert.equal(await message(page).innerText(), 'Nothing found for “qqqzzzxxx”');
    assert.match(await page.locator('.search-advice').innerText(), /spelling/);
    assert.equal(await field(page).getAttribute('aria-expanded'), 'false');
  });

  test('leads to the search page', async (t) => {
    const page = await open(t);
    await openDialog(page);
    await look(page, 'gradient');
    await page.getByRole('link', { name: 'Show all results' }).click();
    await page.waitForURL(`${site.base}search/index.html?q=gradient`);
    await page.goBack();
    await openDialog(page);
    await field(page).fill('gradient boosting');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${site.base}search/index.html?q=gradient+boosting`);
  });

  test('leads to a section', async (t) => {
    const page = await open(t);
    await openDialog(page);
    await look(page, 'saddle points');
    const section = page.locator('.hit-section').first();
    assert.match(await section.innerText(), /Where it vanishes/);
    const address = await section.getAttribute('href');
    assert.match(address, /#./);
    await section.click();
    await page.waitForURL(address);
    assert.equal(await page.evaluate(() => document.getElementById(decodeURIComponent(location.hash.slice(1))) !== null), true);
  });
});

describe('the key /', () => {
  test('opens the dialog, but not where one types', async (t) => {
    const page = await open(t);
    await page.keyboard.press('/');
    await page.locator('dialog[open]').waitFor();
    assert.equal(await field(page).inputValue(), '');
    await page.keyboard.type('a/b');
    assert.equal(await field(page).inputValue(), 'a/b');
    await page.goto(`${site.base}search/`);
    await page.getByRole('searchbox').focus();
    await page.keyboard.type('/');
    assert.equal(await page.getByRole('searchbox').inputValue(), '/');
    assert.equal(await isOpen(page), false);
  });

  test('can be switched off, which is kept', async (t) => {
    const page = await open(t);
    await openDialog(page);
    await page.locator('.search-setting').getByRole('checkbox').uncheck();
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    assert.equal(await isOpen(page), false);
    await page.goto(`${site.base}ru/glossary.html`);
    await page.keyboard.press('/');
    await page.waitForTimeout(300);
    assert.equal(await isOpen(page), false);
    await openDialog(page);
    assert.equal(await page.locator('.search-setting').getByRole('checkbox').isChecked(), false);
    await page.locator('.search-setting').getByRole('checkbox').check();
    assert.equal(await page.evaluate(() => localStorage.length), 0, 'what is as always leaves nothing behind');
  });
});

describe('the search page', () => {
  const results = (page) => page.locator('.search-results > li');
  const query = (page) => new URL(page.url()).searchParams;
  const box = (page) => page.getByRole('searchbox');

  test('answers its address, filters included', async (t) => {
    const page = await open(t, 'search/?q=gradient&level=junior&kind=open');
    await said_(page, /^\d+ results/);
    assert.equal(await box(page).inputValue(), 'gradient');
    assert.deepEqual(await page.locator('.search-filters input:checked').evaluateAll((all) => all.map((one) => one.value)), ['junior', 'open']);
    const levels = await page.locator('.search-results .fact-level').allInnerTexts();
    assert.ok(levels.length > 1 && levels.every((level) => level === 'Junior'), levels.join(' '));
    assert.equal(await page.locator('.search-filter-count').innerText(), '2');
  });

  test('keeps its address in step, and the way back restores', async (t) => {
    const page = await open(t, 'search/');
    await box(page).fill('dropout');
    await said_(page, /^\d+ /);
    const first = await titles(page);
    assert.equal(query(page).get('q'), 'dropout');
    await page.keyboard.press('Enter');
    await box(page).pressSequentially(' lstm');
    await page.waitForFunction((before) => document.querySelector('[data-hit=title]').textContent !== before || document.querySelectorAll('.hit').length > 0, first[0]);
    assert.equal(query(page).get('q'), 'dropout lstm');
    await page.goBack();
    await page.waitForFunction(() => document.querySelector('input[name=q]').value === 'dropout');
    await page.waitForFunction((wanted) => document.querySelector('[data-hit=title]').textContent === wanted, first[0]);
    assert.deepEqual(await titles(page), first);
    // To a result and back.
    await results(page).first().getByRole('link').first().click();
    await page.waitForURL(/\.html$/);
    await page.goBack();
    await said_(page, /^\d+ /);
    assert.deepEqual([query(page).get('q'), (await titles(page))[0]], ['dropout', first[0]]);
  });

  test('narrows by topic, level, type and language', async (t) => {
    const page = await open(t, 'search/?q=regularization');
    await said_(page, /^\d+ /);
    const total = () => message(page).innerText().then((text) => Number(text.match(/\d+/)?.[0] ?? 0));
    const all = await total();
    await page.getByRole('checkbox', { name: 'Senior' }).check();
    await page.waitForFunction((before) => !document.querySelector('.search-message').textContent.startsWith(`${before} `), all);
    assert.ok((await total()) < all);
    assert.equal(query(page).get('level'), 'senior');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.waitForFunction((before) => document.querySelector('.search-message').textContent.startsWith(`${before} `), all);
    await page.getByLabel('Topic').selectOption('regularization-normalization');
    await page.waitForFunction((before) => !document.querySelector('.search-message').textContent.startsWith(`${before} `), all);
    const topics = await page.locator('[data-hit=topic]').allInnerTexts();
    assert.equal(new Set(topics).size, 1);
    await page.goBack();
    await page.waitForFunction((before) => document.querySelector('.search-message').textContent.startsWith(`${before} `), all);
    assert.equal(await page.getByLabel('Topic').inputValue(), '');
    await page.getByRole('combobox', { name: 'Language' }).selectOption('uk');
    await said_(page, /./);
    assert.equal(query(page).get('language'), 'uk');
  });

  test('shows more when asked', async (t) => {
    const page = await open(t, 'search/?q=model');
    await said_(page, /^\d+ /);
    assert.equal(await results(page).count(), 10);
    await page.getByRole('button', { name: 'More results' }).click();
    await page.waitForFunction(() => document.querySelectorAll('.search-results > li').length === 20);
    assert.equal(await hasFocus(results(page).nth(10).getByRole('link').first()), true);
  });

  test('without JavaScript lists all questions', async (t) => {
    const page = await open(t, 'uk/', { javaScriptEnabled: false });
    await page.locator('.search-button').click();
    await page.waitForURL(`${site.base}uk/search/index.html`);
    assert.match(await page.locator('.search-fallback .notice').innerText(), /JavaScript/);
    assert.equal(await page.locator('.search-fallback .card-title').count(), 372);
    assert.equal(await page.locator('.search-form').isVisible(), false);
  });

  test('hides that list when it can search', async (t) => {
    const page = await open(t, 'search/');
    await box(page).waitFor();
    assert.equal(await page.locator('.search-fallback').isVisible(), false);
  });
});

describe('when something is wrong', () => {
  test('offline: says so, and goes on when there is a connection', async (t) => {
    const page = await open(t);
    await openDialog(page);
    await look(page, 'gradient');
    await page.context().setOffline(true);
    await look(page, 'tokenization', /connection/);
    assert.equal(await options(page).count(), 0);
    await page.context().setOffline(false);
    await said_(page, /^\d+ /);
    assert.match((await titles(page)).join(' '), /token/i);
  });

  const damages = {
    'cut off': (bytes) => bytes.subarray(0, bytes.length / 2),
    'of another kind': () => gzipSync('This is no part of an index.'),
    'a page of the host': () => Buffer.from('<!doctype html><title>Welcome</title>'),
    empty: () => Buffer.alloc(0),
  };
  for (const [how, damage] of Object.entries(damages)) {
    test(`a file of the index is ${how}`, async (t) => {
      const page = await open(t);
      await page.route('**/search/*.bin', async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: damage(await response.body()) });
      });
      await openDialog(page);
      await look(page, 'gradient', /damaged/);
      assert.equal(await isOpen(page), true);
    });
  }

  test('the engine is damaged', async (t) => {
    const page = await open(t);
    await page.route('**/assets/search.*.bin', (route) => route.fulfill({ body: gzipSync('no module') }));
    await openDialog(page);
    await look(page, 'gradient', /damaged/);
  });

  test('files that a rebuilt site lacks: the index is read anew, once', async (t) => {
    const page = await open(t);
    let manifests = 0;
    let missing = 0;
    await page.route('**/search/*.idx', (route) => ((manifests += 1), route.continue()));
    await page.route('**/search/*.bin', (route) => (manifests < 2 ? ((missing += 1), route.fulfill({ status: 404 })) : route.continue()));
    await openDialog(page);
    await look(page, 'gradient');
    assert.ok(missing > 0 && (await options(page).count()) > 0);
    assert.equal(manifests, 2);
  });

  test('files that are missing for good', async (t) => {
    const page = await open(t);
    await page.route('**/search/*.bin', (route) => route.fulfill({ status: 404 }));
    await openDialog(page);
    await look(page, 'gradient', /not there/);
    await page.unroute('**/search/*.bin');
    await look(page, 'gradients');
    assert.ok((await options(page).count()) > 0, 'the next query may find them');
  });

  test('a browser without WebAssembly', async (t) => {
    const page = await open(t, null);
    await page.addInitScript(() => delete window.WebAssembly);
    await page.goto(site.base);
    await openDialog(page);
    await look(page, 'gradient', /too old/);
  });

  test('a browser without DecompressionStream: the dialog is packed too, and the search page says what is wrong', async (t) => {
    const page = await open(t, null);
    await page.addInitScript(() => delete window.DecompressionStream);
    await page.goto(site.base);
    await page.keyboard.press('ControlOrMeta+k');
    await page.waitForURL(/search\/index\.html$/);
    await page.goto(`${page.url()}?q=gradient`);
    await said_(page, /too old/);
    assert.ok((await page.locator('main a[href$=".html"]').count()) > 300, 'all questions are listed');
  });

  test('a host that inflates gzip by itself changes nothing', async (t) => {
    const { gunzipSync } = await import('node:zlib');
    const page = await open(t);
    await page.route(/\.(idx|bin)$/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: gunzipSync(await response.body()) });
    });
    await openDialog(page);
    await look(page, 'gradient');
  });

  test('a dialog that cannot be loaded: the button is a link to the search page', async (t) => {
    const page = await open(t);
    await page.route('**/search/dialog.js', (route) => route.fulfill({ status: 404 }));
    await page.locator('.search-button').click();
    await page.waitForURL(`${site.base}search/index.html`);
  });
});

test('no page complains while it searches', async (t) => {
  const page = await open(t, null);
  const complaints = await complaintsOf(page, site.origin);
  await page.goto(site.base);
  await openDialog(page);
  await look(page, '"gradient descent" -boosting');
  await page.goto(`${site.base}uk/search/?q=градієнт`);
  await said_(page, /^\d+ /);
  assert.deepEqual(complaints, []);
});

describe('axe finds nothing to object to', () => {
  for (const [look_, look_options] of Object.entries({
    'on a light screen': { colorScheme: 'light' },
    'on a dark phone': { colorScheme: 'dark', viewport: { width: 360, height: 740 } },
  })) {
    test(look_, async (t) => {
      const page = await open(t, null, look_options);
      await page.addInitScript({ content: AXE });
      const problems = [];
      const run = async (what) => {
        const { violations } = await page.evaluate(() => axe.run({ rules: { 'target-size': { enabled: true } } }));
        for (const { id, help, nodes } of violations) problems.push(`${what}: ${id}: ${help}`, ...nodes.slice(0, 3).map((node) => `    ${node.html.slice(0, 200)}\n    ${node.failureSummary}`));
      };
      await page.goto(`${site.base}optimization/`);
      await openDialog(page);
      await run('the empty dialog');
      await look(page, 'градиентный спуск');
      await page.keyboard.press('ArrowDown');
      await run('the dialog');
      await look(page, 'qqqzzzxxx', /Nothing/);
      await run('the dialog without results');
      await page.goto(`${site.base}search/?q=переобучение&level=junior`);
      await said_(page, /./);
      await page.waitForTimeout(300);
      await page.locator('.search-filters').evaluate((details) => (details.open = true));
      await run('the search page');
      assert.equal(problems.length, 0, problems.join('\n'));
    });
  }
});

describe('what is loaded', () => {
  const isOfSearch = (path) => /search/.test(path) && !path.endsWith('/search-start.js');

  /** Every response's path and bytes from now on. */
  function record(page) {
    const loaded = [];
    page.on('requestfinished', (request) => {
      const path = request.url().slice(site.base.length);
      loaded.push({ path, bytes: statSync(join(site.folder, path)).size });
    });
    return loaded;
  }
  const sum = (files) => files.reduce((total, { bytes }) => total + bytes, 0);
  const shown = (files) => `${files.length} requests, ${(sum(files) / 1000).toFixed(1)} kB`;

  test('nothing before the first intent; the engine and one manifest with it', async (t) => {
    const page = await open(t, null);
    const loaded = record(page);
    await page.goto(`${site.base}optimization/`, { waitUntil: 'networkidle' });
    assert.deepEqual(loaded.map(({ path }) => path).filter(isOfSearch), []);
    loaded.splice(0);
    await page.locator('.search-button').hover();
    await page.waitForTimeout(700);
    assert.equal(await isOpen(page), false);
    const paths = loaded.map(({ path }) => path);
    assert.equal(paths.filter((path) => path.endsWith('.idx')).length, 1, paths.join(' '));
    assert.equal(paths.filter((path) => /^assets\/search\.\w+\.bin$/.test(path)).length, 1);
    assert.equal(new Set(paths).size, paths.length, 'nothing is loaded twice');
    t.diagnostic(`with the first intent: ${shown(loaded)}`);
    loaded.splice(0);
    await page.locator('.search-button').click();
    await look(page, 'overfitting');
    t.diagnostic(`then the first query: ${shown(loaded)}`);
  });

  test('the script of every page: 1.5 kB after gzip', (t) => {
    const folder = readdirSync(join(site.folder, 'assets')).find((name) => name.startsWith('js-'));
    const bytes = gzipSync(readFileSync(join(site.folder, 'assets', folder, 'search-start.js')), { level: 9 }).length;
    t.diagnostic(`search-start.js: ${bytes} bytes`);
    assert.ok(bytes <= 1500);
  });

  test('a warm query, in milliseconds', async (t) => {
    const page = await open(t);
    await openDialog(page);
    const times = await page.evaluate(async (queries) => {
      const { Engine } = await import(document.querySelector('script[src$="main.js"]').src.replace('main.js', 'search/engine.js'));
      const words = document.querySelector('search-dialog template.search-words');
      const root = new URL('../', location.href);
      const engine = new Engine({ engine: new URL(words.dataset.engine, root).href, index: new URL('search/', root).href, language: 0, languages: ['en', 'uk', 'ru'] });
      for (const query of queries) await engine.search({ query, limit: 10 });
      const times = [];
      for (let run = 0; run < 20; run += 1) {
        for (const query of queries) {
          const start = performance.now();
          await engine.search({ query, limit: 10 });
          times.push(performance.now() - start);
        }
      }
      return times.sort((a, b) => a - b);
    }, ['gradient', 'gradient descent', 'bias variance trade-off', 'g', 'mod', '"gradient descent"', 'градиент', 'gradeint', 'learning -rate']);
    const at = (share) => times[Math.floor(times.length * share)].toFixed(1);
    t.diagnostic(`median ${at(0.5)} ms, 95% ${at(0.95)} ms, longest ${times.at(-1).toFixed(1)} ms`);
  });
});
