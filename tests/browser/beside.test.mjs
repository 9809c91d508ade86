// Two languages side by side: which blocks are paired, and what a reader sees of it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { align } from '../../static/js/beside/align.js';
import { sampleBook } from './sample.mjs';
import { openPage, overflow, startBrowser, startSite, unfold } from './site.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 390, height: 800 };

describe('pairs of blocks', () => {
  /** `## id`, or a kind and a length: `p 30`. */
  const blocks = (...lines) =>
    lines.map((line) => {
      const [kind, length = '20'] = line.split(' ');
      if (kind.startsWith('#')) return { kind: 'heading', level: kind.length, id: length, length: 10 };
      return { kind, level: 0, id: '', length: Number(length) };
    });
  const pairs = (left, right) => align(left, right).map(([l, r]) => `${l ?? '-'}:${r ?? '-'}`).join(' ');

  test('equal structures pair one by one', () => {
    const text = blocks('p', '## a', 'p', 'code', 'p', '## b', 'ul');
    assert.equal(pairs(text, text), '0:0 1:1 2:2 3:3 4:4 5:5 6:6');
  });

  test('headings of one id stand side by side, whatever is missing before them', () => {
    assert.equal(pairs(blocks('p', 'p', '## a', 'p'), blocks('## a', 'p', 'p')), '0:- 1:- 2:0 3:1 -:2');
  });

  test('headings without a common id pair by their level', () => {
    assert.equal(pairs(blocks('## a', '### b', '## c'), blocks('## x', '## z')), '0:0 1:- 2:1');
  });

  test('a block pairs with one of its kind, and the others stay alone', () => {
    assert.equal(pairs(blocks('p', 'code', 'p'), blocks('p', 'p')), '0:0 1:- 2:1');
    assert.equal(pairs(blocks('figure'), blocks('code')), '0:- -:0');
  });

  test('a list may stand for a paragraph', () => {
    assert.equal(pairs(blocks('p', 'ul'), blocks('p', 'p')), '0:0 1:1');
  });

  test('the paragraph without a counterpart is the one whose length fits least', () => {
    assert.equal(pairs(blocks('p 300', 'p 40', 'p 200'), blocks('p 290', 'p 210')), '0:0 1:- 2:1');
    assert.equal(pairs(blocks('p 300', 'p 200', 'p 40'), blocks('p 290', 'p 210')), '0:0 1:1 2:-');
  });

  test('any two texts: every block once, and both orders are kept', () => {
    const kinds = ['p', 'ul', 'code', 'formula', '##', '###', 'callout-hint'];
    let state = 1;
    const number = (below) => (state = (state * 48271) % 2147483647) % below;
    const text = () => blocks(...Array.from({ length: number(12) }, () => `${kinds[number(kinds.length)]} ${number(4)}`));
    for (let round = 0; round < 500; round++) {
      const [left, right] = [text(), text()];
      const found = align(left, right);
      for (const [side, all] of [left, right].entries()) {
        assert.deepEqual(found.map((pair) => pair[side]).filter((at) => at !== undefined), [...all.keys()]);
      }
      assert.ok(found.every(([l, r]) => l !== undefined || r !== undefined));
    }
  });

  test('texts of a hundred thousand blocks end in time', { timeout: 5000 }, () => {
    const text = Array.from({ length: 100_000 }, () => ({ kind: 'p', level: 0, id: '', length: 5 }));
    assert.equal(align(text, text.slice(1)).length, 100_000);
  });
});

describe('in the browser', () => {
  let site;
  let browser;

  before(async () => {
    site = await startSite(sampleBook());
    browser = await startBrowser();
  });
  after(async () => {
    await browser?.close();
    site?.close();
  });

  const open = (t, path, options) => openPage(t, browser, site, path, { viewport: WIDE, ...options });

  const button = (page, name) => page.locator('language-beside').getByRole('button', { name });
  const shown = (page) => page.locator('[data-beside="translation"]').first().waitFor();
  /** Where each block of the answer stands: side, top, height. */
  const places = (page) =>
    page.evaluate(() =>
      [...document.querySelector('.prose').children].map((block) => {
        const { left, top, width, height } = block.getBoundingClientRect();
        return { side: block.dataset.beside ?? 'own', name: block.localName + (block.className ? `.${block.className}` : ''), lang: block.lang, left, top, width, height };
      }),
    );

  test('a button shows the translation, block beside block, and the address says so', async (t) => {
    const page = await open(t, 'math/sum.html');
    const before = await places(page);
    await button(page, 'Українська').click();
    await shown(page);
    assert.equal(new URL(page.url()).search, '?beside=uk');
    assert.equal(await button(page, 'Українська').getAttribute('aria-pressed'), 'true');
    assert.match(await page.locator('.beside-title').innerText(), /^Укр: /);
    const after = await places(page);
    const [own, translation] = ['own', 'translation'].map((side) => after.filter((block) => block.side === side));
    const both = after.filter((block) => block.side === 'both');
    assert.equal(own.length + both.length, before.length);
    assert.ok(translation.every(({ lang }) => lang === 'uk'));
    // The two texts have the same blocks; formulas and code that say the same stand there once, across both columns.
    assert.deepEqual(translation.map(({ name }) => name), own.map(({ name }) => name));
    assert.ok(both.some(({ name }) => name === 'figure.code') && both.some(({ name }) => name === 'div.formula'));
    for (const [number, { name, top, left, width }] of own.entries()) {
      const mate = translation[number];
      assert.ok(Math.abs(mate.top - top) < 1, `${name} stands at ${top}, its translation at ${mate.top}`);
      assert.ok(mate.left >= left + width, `${name} and its translation overlap`);
    }
    assert.ok(both.every(({ width }) => width > own[0].width * 1.9));
    assert.deepEqual(page.complaints, []);
  });

  test('the same button takes it away, and nothing is left of it', async (t) => {
    const page = await open(t, 'math/sum.html');
    const html = await page.locator('.prose').innerHTML();
    await page.locator('.prose details').first().evaluate((details) => (details.open = true));
    await button(page, 'Русский').click();
    await shown(page);
    assert.equal(await page.locator('.prose details').first().evaluate((details) => details.open), true);
    await button(page, 'Русский').click();
    await page.waitForURL(/sum\.html$/);
    await page.locator('.is-beside').first().waitFor({ state: 'detached' });
    await page.locator('.prose details').first().evaluate((details) => (details.open = false));
    assert.equal((await page.locator('.prose').innerHTML()).replaceAll(' style=""', ''), html);
    assert.equal(await page.locator('.beside-title').count(), 0);
  });

  test('another language takes the place of the first', async (t) => {
    const page = await open(t, 'math/sum.html?beside=uk');
    await shown(page);
    await button(page, 'Русский').click();
    await page.locator('[data-beside][lang=ru]').first().waitFor();
    assert.equal(await page.locator('[data-beside][lang=uk]').count(), 0);
    assert.match(await page.locator('.beside-title').innerText(), /^Рус: /);
  });

  test('ids stay unique, links and figures work', async (t) => {
    const page = await open(t, 'math/sum.html?beside=uk');
    await shown(page);
    const found = await page.evaluate(() => {
      const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
      const own = [...document.querySelectorAll('[data-beside=translation], [data-beside=translation] *')];
      const named = own.flatMap((element) => ['href', 'aria-labelledby', 'for'].map((name) => element.getAttribute(name)).filter((value) => value?.startsWith('#')));
      return {
        twice: ids.filter((id, at) => ids.indexOf(id) !== at),
        lost: named.filter((name) => !document.getElementById(decodeURIComponent(name.slice(1)))),
        named: named.length,
        links: own.filter((element) => element.matches('a[href*=".html"]')).map(({ href }) => new URL(href).pathname),
        figures: document.querySelectorAll('[data-beside=translation] svg').length,
        copies: document.querySelectorAll('copy-code').length === document.querySelectorAll('figure.code > pre').length,
      };
    });
    assert.deepEqual(found.twice, []);
    assert.deepEqual(found.lost, []);
    assert.ok(found.named >= 2, 'the footnote leads there and back');
    assert.ok(found.links.includes('/project/uk/math/pick.html'), found.links.join(' '));
    assert.equal(found.figures, 1);
    assert.equal(found.copies, true);
  });

  test('it survives a reload, the next question and the switch of languages', async (t) => {
    const page = await open(t, 'math/pick.html?beside=uk');
    await shown(page);
    await page.reload();
    await shown(page);
    await page.locator('.neighbours a').first().click();
    await page.waitForURL(/beside=uk/);
    await page.goto(`${site.base}math/sum.html?beside=uk`);
    await shown(page);
    await page.locator('.languages summary').click();
    await page.locator('.languages a[hreflang=uk]').click();
    await page.waitForURL(/\/uk\/math\/sum\.html\?beside=en$/);
    await shown(page);
    assert.equal(await page.locator('[data-beside="translation"]').first().getAttribute('lang'), 'en');
    assert.deepEqual(page.complaints, []);
  });

  test('on a phone blocks follow each other, and nothing scrolls sideways', async (t) => {
    for (const viewport of [NARROW, { width: 320, height: 600 }]) {
      const page = await open(t, 'math/sum.html?beside=uk', { viewport });
      await shown(page);
      const blocks = await places(page);
      const first = blocks.findIndex(({ name }) => name === 'p.short-answer');
      assert.deepEqual(blocks.slice(first + 1, first + 3).map(({ side }) => side), ['translation', 'translation'], 'label and short answer follow');
      for (const [at, { top, height, side }] of blocks.entries()) {
        if (side === 'translation') assert.ok(top >= blocks[at - 1].top + blocks[at - 1].height - 1);
      }
      await unfold(page);
      assert.deepEqual(await overflow(page), { wider: 0, culprits: [] });
    }
  });

  test('who reads on stays where they are', async (t) => {
    const page = await open(t, 'math/sum.html');
    await page.locator('#table').evaluate((heading) => scrollBy(0, heading.getBoundingClientRect().top - 40));
    await button(page, 'Українська').evaluate((element) => element.click());
    await shown(page);
    const top = await page.locator('#table').evaluate((heading) => heading.getBoundingClientRect().top);
    assert.ok(Math.abs(top - 40) < 60, `the heading went from 40 to ${top}`);
  });

  test('where the translation is not to be had, the page says so and stays as it was', async (t) => {
    const page = await open(t);
    await page.route('**/ru/math/sum.html', (route) => route.fulfill({ status: 404, body: '' }));
    await page.goto(`${site.base}math/sum.html`);
    await button(page, 'Русский').click();
    await page.getByText('The translation could not be loaded').waitFor();
    assert.equal(await button(page, 'Русский').getAttribute('aria-pressed'), 'false');
    assert.equal(await page.locator('.is-beside').count(), 0);
    await button(page, 'Українська').click();
    await shown(page);
  });

  test('languages that it is not written in are not offered', async (t) => {
    const page = await open(t, 'math/hash.html');
    assert.equal(await page.locator('language-beside').count(), 0);
    await page.goto(`${site.base}uk/math/hash.html?beside=ru`);
    assert.equal(await page.locator('language-beside').count(), 0);
    assert.deepEqual(page.complaints, []);
  });

  test('nothing of it is loaded before it is asked for, and without JavaScript there are no dead buttons', async (t) => {
    const page = await open(t);
    const asked = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${site.base}math/sum.html`, { waitUntil: 'networkidle' });
    assert.deepEqual(asked.filter((url) => /beside\/|beside\.\w+\.css|question-text/.test(url)), []);
    const still = await open(t, 'math/sum.html', { javaScriptEnabled: false });
    assert.equal(await still.locator('language-beside').isVisible(), false);
    assert.equal(await still.locator('.languages summary').isVisible(), true);
  });

  test('axe finds nothing to object to', { timeout: 120_000 }, async (t) => {
    const looks = [['math/sum.html?beside=uk', 'light', WIDE], ['uk/math/pick.html?beside=ru', 'dark', WIDE], ['ru/math/sum.html?beside=en', 'dark', NARROW]];
    for (const [path, colorScheme, viewport] of looks) {
      const page = await open(t, undefined, { colorScheme, viewport });
      await page.addInitScript({ content: AXE });
      await page.goto(site.base + path);
      await shown(page);
      await unfold(page);
      const { violations } = await page.evaluate(() => axe.run({ rules: { 'target-size': { enabled: true } } }));
      assert.deepEqual(violations.map(({ id, nodes }) => `${path}: ${id}: ${nodes[0].html.slice(0, 200)} ${nodes[0].failureSummary}`), []);
    }
  });
});
