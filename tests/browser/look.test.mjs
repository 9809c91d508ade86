// How pages look and what they do about it: the home page, tables of contents, lines and fonts, zoom, contrast, paper.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { languages, sampleBook } from './sample.mjs';
import { overflow, startBrowser, startSite, unfold } from './site.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PAGES = [
  '', 'questions.html', 'math/', 'math/many.html', 'math/sum.html', 'math/pick.html', 'about.html', 'tracks/', 'tracks/short.html',
  'tags/', 'tags/plain.html', 'glossary.html', 'coverage.html', 'search/', 'uk/', 'ru/', 'uk/math/hash.html',
];
const WIDE = { viewport: { width: 1280, height: 800 } };

let site;
let prose;
let browser;

before(async () => {
  site = await startSite(sampleBook());
  prose = await startSite(PROSE);
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  site?.close();
  prose?.close();
});

/** An ordinary answer: short formulas among words. */
const SENTENCE = 'Нехай $X$ — матриця з $n$ прикладів і $d$ ознак (feature) форми $(n, d)$ зі стовпцем одиниць для вільного члена; $y \\in \\mathbb{R}^n$ містить цільові значення, $w \\in \\mathbb{R}^d$ — ваги. ';
const PROSE = {
  'book.toml': '[book]\ntitle = "Книга"\nlanguage = "uk"\n',
  'content/math/index.md': '+++\ntitle = "Математика"\n+++\n',
  'content/math/squares.md': `+++\ntitle = "Що таке метод найменших квадратів?"\n+++\n\n${SENTENCE}\n\n## Далі\n\n${SENTENCE.repeat(3)}\n\n$$\nE(w) = \\|Xw - y\\|^2\n$$\n\n${SENTENCE.repeat(4)}\n`,
};

async function open(t, path, options = {}) {
  const context = await browser.newContext(options);
  t.after(() => context.close());
  const page = await context.newPage();
  if (path !== undefined) await page.goto(site.base + path);
  return page;
}

describe('the home page', () => {
  for (const [language, path] of languages.map((tag) => [tag, tag === 'en' ? '' : `${tag}/`])) {
    test(`has a field in its centre that opens the search (${language})`, async (t) => {
      const page = await open(t, path, WIDE);
      const field = page.locator('.search-field');
      assert.equal(await field.getAttribute('role'), 'button');
      await field.click();
      await page.locator('search-dialog dialog[open]').waitFor();
      await page.keyboard.press('Escape');
      assert.equal(await field.evaluate((element) => element === document.activeElement), true, 'the focus comes back');
      await page.keyboard.press(' ');
      await page.locator('search-dialog dialog[open]').waitFor();
    });
  }

  test('leads to the search page and to all questions without JavaScript', async (t) => {
    const page = await open(t, 'uk/', { javaScriptEnabled: false });
    assert.match(await page.locator('random-question a').innerText(), /Усі запитання/);
    assert.equal(await page.locator('continue-reading a').isVisible(), false);
    await page.locator('.search-field').click();
    await page.waitForURL(`${site.base}uk/search/index.html`);
    await page.goto(`${site.base}uk/`);
    await page.locator('random-question a').click();
    await page.waitForURL(`${site.base}uk/questions.html`);
  });

  test('leads to a question by lot, every one in its turn', async (t) => {
    const page = await open(t, 'ru/');
    const seen = new Set();
    for (const lot of [0, 0.2, 0.4, 0.6, 0.8, 0.999]) {
      await page.goto(`${site.base}ru/`);
      await page.evaluate((value) => (Math.random = () => value), lot);
      await page.waitForFunction(() => customElements.get('random-question'));
      await page.locator('random-question a').click();
      await page.waitForURL(/\/project\/ru\/math\//);
      assert.equal(await page.locator('body.page-question').count(), 1, page.url());
      seen.add(page.url());
    }
    assert.ok(seen.size >= 4, [...seen].join(' '));
  });

  test('leads to all questions if no lot can be drawn', async (t) => {
    const page = await open(t, '');
    await page.waitForFunction(() => customElements.get('random-question'));
    await page.route(/math\//, (route) => route.abort());
    await page.locator('random-question a').click();
    await page.waitForURL(`${site.base}questions.html`);
  });

  test('leads back to the question that was opened last, in its language', async (t) => {
    const page = await open(t, '', WIDE);
    const link = page.locator('continue-reading a');
    assert.equal(await link.isVisible(), false);
    await page.goto(`${site.base}uk/math/sum.html`);
    await page.waitForFunction(() => customElements.get('reading-place'));
    await page.goto(site.base);
    await link.waitFor();
    const title = page.locator('.continue-title');
    assert.match(await title.innerText(), /^Укр: What is a sum/);
    assert.equal(await title.getAttribute('lang'), 'uk');
    await link.click();
    await page.waitForURL(`${site.base}uk/math/sum.html`);
    const keys = await page.evaluate(() => Object.keys(localStorage));
    assert.deepEqual(keys, ['answerbook-last /project/']);
  });

  for (const kept of ['{', 'null', '[]', '{"address":1}', '{"address":"https://example.org/","title":"x","language":"en"}', '{"address":"../other/","title":"x","language":"en"}', '{"address":"javascript:1","title":"x","language":"en"}']) {
    test(`goes nowhere else, whatever is kept: ${kept}`, async (t) => {
      const page = await open(t, 'about.html');
      const errors = [];
      page.on('pageerror', (error) => errors.push(error.message));
      await page.evaluate((value) => localStorage.setItem('answerbook-last /project/', value), kept);
      await page.goto(site.base);
      await page.waitForFunction(() => customElements.get('continue-reading'));
      assert.equal(await page.locator('continue-reading a').isVisible(), false);
      assert.deepEqual(errors, []);
    });
  }
});

describe('the table of contents', () => {
  test('marks the section that is read', async (t) => {
    const page = await open(t, 'math/sum.html', { ...WIDE, reducedMotion: 'reduce' });
    const marked = page.locator('page-outline [aria-current]');
    await page.waitForFunction(() => customElements.get('page-outline'));
    assert.equal(await marked.count(), 0, 'nothing before the first heading');
    for (const section of ['code', 'table', 'formula']) {
      await page.locator(`#${section}`).evaluate((heading) => heading.scrollIntoView());
      await page.locator(`page-outline [aria-current=true][href="#${section}"]`).waitFor();
      assert.equal(await marked.count(), 1);
    }
  });

  test('leads to headings that the header does not cover', async (t) => {
    const page = await open(t, 'math/sum.html', { ...WIDE, reducedMotion: 'reduce' });
    await page.locator('page-outline a[href="#table"]').click();
    const [header, heading] = await page.evaluate(() => {
      const box = (selector) => document.querySelector(selector).getBoundingClientRect();
      return [box('.site-header').bottom, box('#table').top];
    });
    assert.ok(header > 0 && heading >= header, `${heading} under ${header}`);
  });
});

describe('nothing moves while a page loads', () => {
  for (const [look, options] of Object.entries({ wide: WIDE, phone: { viewport: { width: 390, height: 800 }, hasTouch: true } })) {
    test(`on a ${look} screen, with slow fonts and scripts`, { timeout: 120_000 }, async (t) => {
      const problems = [];
      const pages = ['', 'math/pick.html', 'tracks/short.html', 'coverage.html', 'about.html'].map((path) => site.base + path);
      for (const address of [...pages, `${prose.base}math/squares.html`, `${prose.base}math/`]) {
        // A window of its own: nothing has been loaded before.
        const page = await open(t, undefined, options);
        await page.route(/\.(woff2|js)$/, async (route) => {
          await new Promise((done) => setTimeout(done, 400));
          await route.continue();
        });
        await page.addInitScript(watchShifts);
        await page.goto(address, { waitUntil: 'networkidle' });
        await page.evaluate(() => document.fonts.ready.then(() => new Promise((done) => setTimeout(done, 100))));
        const shifts = await page.evaluate(() => window.shifts);
        const sum = shifts.reduce((total, [value]) => total + value, 0);
        if (sum > 0.01) problems.push(`${address}: ${sum.toFixed(4)} ${JSON.stringify(shifts)}`);
        await page.context().close();
      }
      assert.deepEqual(problems, []);
    });
  }
});

/** Keeps what moves in a page, and what a reader has opened last, so that the home page shows it. */
function watchShifts() {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      window.shifts.push([entry.value, ...entry.sources.map(({ node }) => node?.className || node?.nodeName)]);
    }
  }).observe({ type: 'layout-shift', buffered: true });
  const place = { address: 'math/sum.html', title: 'What is a sum? '.repeat(9), language: 'en' };
  localStorage.setItem('answerbook-last /project/', JSON.stringify(place));
}

describe('text that a reader makes larger', () => {
  for (const width of [1280, 390]) {
    test(`to 200 % keeps the page in a window of ${width} px`, { timeout: 60_000 }, async (t) => {
      const page = await open(t, undefined, { viewport: { width, height: 800 } });
      const problems = [];
      for (const path of PAGES) {
        await page.goto(site.base + path);
        // WCAG 2.2, 1.4.4; and the distances of 1.4.12.
        await page.evaluate(() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync('html { font-size: 200% } * { line-height: 1.5; letter-spacing: 0.12em; word-spacing: 0.16em }');
          document.adoptedStyleSheets.push(sheet);
        });
        await unfold(page);
        const { wider, culprits } = await overflow(page);
        if (wider > 0) problems.push(`/${path} is ${wider} px too wide: ${culprits.join(', ')}`);
      }
      assert.deepEqual(problems, []);
    });
  }
});

// The colours of code have 4.5 to 1 then too: `tests/contrast.rs`.
test('axe finds nothing with more contrast', { timeout: 120_000 }, async (t) => {
  for (const colorScheme of ['light', 'dark']) {
    const page = await open(t, undefined, { ...WIDE, colorScheme, contrast: 'more', reducedMotion: 'reduce' });
    await page.addInitScript({ content: AXE });
    for (const path of ['', 'math/', 'math/sum.html', 'math/pick.html', 'coverage.html']) {
      await page.goto(site.base + path);
      await unfold(page);
      assert.equal(await page.evaluate(() => matchMedia('(prefers-contrast: more)').matches), true);
      const { violations } = await page.evaluate(() => axe.run({ exclude: '.code' }, { runOnly: ['wcag2a', 'wcag2aa', 'wcag2aaa', 'wcag22aa'], rules: { 'color-contrast-enhanced': { enabled: true } } }));
      const told = violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(' | ')}`);
      assert.deepEqual(told, [], `${colorScheme} /${path}`);
    }
  }
});

test('every part of a study block is told without its colour', async (t) => {
  const page = await open(t, 'math/sum.html', WIDE);
  const titles = await page.locator('.callout-title').evaluateAll((all) => all.map((title) => ({
    kind: title.closest('[data-callout]')?.dataset.callout,
    words: title.textContent.trim(),
    icon: getComputedStyle(title, '::before').maskImage,
  })));
  assert.ok(titles.length >= 6);
  assert.ok(titles.every(({ words, icon }) => words.length > 2 && icon.startsWith('url(')), JSON.stringify(titles));
  assert.equal(new Set(titles.map(({ icon }) => icon)).size, titles.length, 'two kinds share an icon');
});

describe('formulas', () => {
  test('are read by screen readers as mathematics, once', async (t) => {
    const page = await open(t, 'math/sum.html');
    await unfold(page);
    const wrong = await page.locator('.katex').evaluateAll((all) => all.filter((formula) => {
      const drawn = formula.querySelector('.katex-html');
      return formula.querySelectorAll('math').length !== 1 || drawn?.getAttribute('aria-hidden') !== 'true';
    }).length);
    assert.equal(wrong, 0);
    const session = await page.context().newCDPSession(page);
    const { nodes } = await session.send('Accessibility.getFullAXTree');
    const read = nodes.filter((node) => !node.ignored && /^(math|MathMLMath)$/.test(node.role?.value ?? ''));
    assert.equal(read.length, await page.locator('.katex').count());
  });

  test('keep the mark that follows on their line at every width', async (t) => {
    const page = await open(t, 'math/sum.html', { ...WIDE });
    const parted = await page.evaluate(async () => {
      await document.fonts.ready;
      const paragraph = document.querySelector('.short-answer');
      const range = document.createRange();
      const found = [];
      let lines = 0;
      for (let width = 240; width < 640; width += 3) {
        paragraph.style.inlineSize = `${width}px`;
        for (const joined of paragraph.querySelectorAll('.nowrap')) {
          const mark = joined.lastChild;
          const parts = joined.querySelectorAll('.katex-base');
          const last = parts[parts.length - 1].getBoundingClientRect();
          if (parts[0].getBoundingClientRect().top < last.top - 5) lines += 1;
          if (mark.nodeType !== Node.TEXT_NODE) continue;
          range.selectNodeContents(mark);
          if (range.getBoundingClientRect().left < last.left) found.push([width, mark.data]);
        }
      }
      return { found, lines, joined: paragraph.querySelectorAll('.nowrap').length };
    });
    assert.ok(parted.joined > 0);
    assert.deepEqual(parted.found, []);
    assert.ok(parted.lines > 0, 'a long formula goes over several lines');
  });
});

describe('on paper', () => {
  test('links out say where they lead', async (t) => {
    const page = await open(t, 'math/sum.html');
    await page.emulateMedia({ media: 'print' });
    const told = await page.locator('.sources a').evaluate((link) => getComputedStyle(link, '::after').content);
    assert.match(told, /https:\/\/example\.org\/sums/);
    const inside = await page.locator('.prose a[href="pick.html"]').first().evaluate((link) => getComputedStyle(link, '::after').content);
    assert.equal(inside, 'none');
  });

  test('the home page is its text and its lists', async (t) => {
    const page = await open(t, '');
    await page.emulateMedia({ media: 'print' });
    for (const selector of ['.search-field', '.ways']) assert.equal(await page.locator(selector).isVisible(), false, selector);
    assert.equal(await page.locator('.tile').first().isVisible(), true);
  });
});
