// Small services: cards of terms, links of headings, settings, the offer of the reader's language.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { wayBook } from './way.mjs';
import { openPage, overflow, startBrowser, startSite, unfold } from './site.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PHONE = { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true };

let site;
let browser;

before(async () => {
  site = await startSite(wayBook());
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  site?.close();
});

/** A page of the book, in a context of its own that ends with the test; whatever it complains about fails the test. */
async function open(t, path, options) {
  const page = await openPage(t, browser, site, path, options);
  t.after(() => assert.deepEqual(page.complaints, []));
  return page;
}

async function axe(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
}

describe('the card of a term', () => {
  const mark = (page, text) => page.locator('.term-link', { hasText: text });
  const card = (page) => page.locator('term-card');

  test('opens when a mouse rests on the mark, may be pointed at, and closes when it leaves', async (t) => {
    const page = await open(t, 'math/mean.html');
    await mark(page, 'sum').hover();
    await card(page).waitFor();
    assert.match(await card(page).innerText(), /^sum\s+UK\s+Українська:\s+сума\s+RU\s+Русский:\s+сумма/);
    await page.waitForFunction(() => document.querySelector('.term-card-text')?.textContent.includes('gives, see ones'));
    await card(page).hover();
    await page.waitForTimeout(400);
    assert.equal(await card(page).isVisible(), true);
    await page.mouse.move(5, 5);
    await card(page).waitFor({ state: 'detached' });
  });

  test('brings the style of formulas, and links that lead where they led', async (t) => {
    const page = await open(t, 'logic/riddle.html');
    assert.equal(await page.locator('link[href*="katex"]').count(), 0);
    await mark(page, 'number').hover();
    await card(page).waitFor();
    assert.match(await card(page).innerText(), /What one counts with\./);
    await page.goto(`${site.base}math/mean.html`);
    await mark(page, 'sum').hover();
    await card(page).locator('.katex').waitFor();
    await card(page).getByRole('link', { name: 'ones' }).click();
    await page.waitForURL(`${site.base}math/one.html`);
  });

  test('opens by the keyboard, which goes on into it; Escape closes it and gives the focus back', async (t) => {
    const page = await open(t, 'math/mean.html');
    await page.locator('h1').click();
    while (!(await mark(page, 'numbers').evaluate((link) => link === document.activeElement))) await page.keyboard.press('Tab');
    await card(page).waitFor();
    assert.match(await card(page).innerText(), /What one counts with\./);
    assert.equal(await mark(page, 'numbers').getAttribute('aria-describedby'), 'term-card-text');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.closest('term-card') !== null), true);
    await page.keyboard.press('Escape');
    await card(page).waitFor({ state: 'detached' });
    assert.equal(await mark(page, 'numbers').evaluate((link) => link === document.activeElement), true);
    await page.waitForTimeout(300);
    assert.equal(await card(page).count(), 0, 'it does not open again');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${site.base}glossary.html#number`);
  });

  test('opens by a tap, and closes by a tap elsewhere or on its button', async (t) => {
    const page = await open(t, 'uk/math/mean.html', { ...PHONE, locale: 'uk' });
    await mark(page, 'сума').tap();
    await card(page).waitFor();
    assert.equal(new URL(page.url()).pathname, '/project/uk/math/mean.html');
    assert.equal((await overflow(page)).wider, 0);
    await axe(page);
    await page.locator('h1').tap();
    await card(page).waitFor({ state: 'detached' });
    await mark(page, 'числа').tap();
    await card(page).waitFor();
    await page.getByRole('button', { name: 'Закрити' }).tap();
    await card(page).waitFor({ state: 'detached' });
  });

  test('is in the reader’s language on a page that is not', async (t) => {
    const page = await open(t, 'ru/logic/riddle.html', { locale: 'ru' });
    await mark(page, 'number').hover();
    await card(page).waitFor();
    assert.match(await card(page).innerText(), /^число[\s\S]*То, чем считают/);
  });

  test('is a link to the glossary if it cannot be loaded, and without JavaScript', async (t) => {
    const context = await browser.newContext({ ...PHONE, locale: 'en' });
    t.after(() => context.close());
    const page = await context.newPage();
    await context.route('**/glossary.json', (route) => route.abort());
    await page.goto(`${site.base}math/mean.html`);
    await mark(page, 'sum').tap();
    await page.waitForURL(`${site.base}glossary.html#sum`);
    const plain = await open(t, 'math/mean.html', { javaScriptEnabled: false });
    await mark(plain, 'sum').click();
    await plain.waitForURL(`${site.base}glossary.html#sum`);
  });

  test('marks the first place of a term with something to say, in the text alone', async (t) => {
    const page = await open(t, 'math/mean.html');
    assert.deepEqual(await page.locator('.term-link').allInnerTexts(), ['sum', 'numbers']);
    assert.equal(await page.locator(':is(h2, code, .katex) .term-link').count(), 0);
  });
});

describe('a heading', () => {
  test('copies its address and says so', async (t) => {
    const page = await open(t, 'uk/math/mean.html', { permissions: ['clipboard-read', 'clipboard-write'], locale: 'uk' });
    const link = page.locator('h2 .anchor');
    await link.click();
    await page.getByRole('status').filter({ hasText: 'Скопійовано' }).waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), page.url());
    assert.equal(new URL(page.url()).hash, '#the-sum-and-the-numbers');
  });

  test('leads to itself without JavaScript', async (t) => {
    const page = await open(t, 'math/mean.html', { javaScriptEnabled: false });
    await page.locator('h2 .anchor').click();
    await page.waitForURL(/#the-sum-and-the-numbers$/);
  });
});

describe('the settings', () => {
  const form = (page) => page.locator('.settings');
  const button = (page) => page.locator('.settings-button');

  test('open by the keyboard, close by Escape or their button, and give the focus back', async (t) => {
    const page = await open(t, 'math/mean.html');
    await button(page).focus();
    await page.keyboard.press('Enter');
    await form(page).waitFor();
    assert.equal(await button(page).getAttribute('aria-expanded'), 'true');
    assert.equal(await page.evaluate(() => document.activeElement.name), 'theme');
    await page.keyboard.press('Escape');
    assert.equal(await form(page).isVisible(), false);
    assert.equal(await button(page).getAttribute('aria-expanded'), 'false');
    assert.equal(await button(page).evaluate((element) => element === document.activeElement), true);
    await button(page).click();
    await form(page).waitFor();
    await button(page).click();
    await form(page).waitFor({ state: 'hidden' });
  });

  test('the size of text is kept, and there before the page is drawn', async (t) => {
    const page = await open(t, 'math/mean.html');
    const size = () => page.locator('.prose p').last().evaluate((text) => parseFloat(getComputedStyle(text).fontSize));
    const normal = await size();
    await button(page).click();
    for (const [name, factor] of [['Small', 0.9375], ['Large', 1.125], ['Largest', 1.25]]) {
      await form(page).getByRole('radio', { name, exact: true }).check({ force: true });
      assert.ok(Math.abs((await size()) - normal * factor) < 0.1, name);
    }
    // Scripts that never come: what is seen is there without them.
    await page.context().route('**/*.js', () => {});
    await page.goto(`${site.base}ru/math/mean.html`, { waitUntil: 'commit' });
    await page.locator('.prose p').last().waitFor();
    assert.ok(Math.abs((await size()) - normal * 1.25) < 0.1);
  });

  test('the colours follow in other tabs, and in the browser’s own bars', async (t) => {
    const page = await open(t, 'math/mean.html', { colorScheme: 'light' });
    const other = await page.context().newPage();
    await other.goto(`${site.base}glossary.html`);
    await button(page).click();
    await form(page).getByRole('radio', { name: 'Dark' }).check({ force: true });
    await other.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
    assert.equal(await other.evaluate(() => document.querySelector('meta[data-scheme=dark]').media), 'all');
    assert.equal(await other.evaluate(() => document.querySelector('meta[data-scheme=light]').media), 'not all');
  });

  test('the key of the search can be switched off', async (t) => {
    const page = await open(t, 'index.html');
    await button(page).click();
    await form(page).getByRole('checkbox', { name: /Open the search with the key/ }).uncheck();
    await page.keyboard.press('Escape');
    for (const path of ['index.html', 'math/sum.html']) {
      await page.goto(site.base + path);
      await page.keyboard.press('/');
      await page.waitForTimeout(300);
      assert.equal(await page.locator('dialog[open]').count(), 0, path);
    }
  });

  for (const [look, options] of [['light', { colorScheme: 'light' }], ['dark', { colorScheme: 'dark', viewport: { width: 320, height: 700 } }]]) {
    for (const language of ['', 'uk/', 'ru/']) {
      test(`fit and please axe: ${look}, ${language || 'en/'}`, async (t) => {
        const page = await open(t, `${language}math/mean.html`, { ...options, locale: language.slice(0, 2) || 'en' });
        if (await page.locator('.menu-button').isVisible()) await page.locator('.menu-button').click();
        await button(page).click();
        await form(page).waitFor();
        await axe(page);
        await form(page).locator('[value=largest]').check({ force: true });
        await page.keyboard.press('Escape');
        for (const path of ['math/mean.html', 'math/index.html', 'tracks/short.html', 'math/sum.html?track=short', 'levels/junior.html']) {
          await page.goto(site.base + language + path);
          await unfold(page);
          const { wider, culprits } = await overflow(page);
          assert.equal(wider, 0, `${path}: ${culprits}`);
          await axe(page);
        }
      });
    }
  }
});

describe('the offer of the reader’s language', () => {
  const offer = (page) => page.locator('language-offer');

  test('is made in that language, sends nobody anywhere, and leads to the same page', async (t) => {
    const page = await open(t, 'math/mean.html', { locale: 'uk-UA' });
    await offer(page).waitFor();
    assert.match(await offer(page).innerText(), /Ця сторінка є й вашою мовою:\s+Українська/);
    assert.equal(await offer(page).getAttribute('lang'), 'uk');
    await axe(page);
    await offer(page).getByRole('link').click();
    await page.waitForURL(`${site.base}uk/math/mean.html`);
    await page.waitForTimeout(300);
    assert.equal(await offer(page).count(), 0);
  });

  test('is made once: not after it was closed, nor to who has chosen a language', async (t) => {
    const page = await open(t, 'math/mean.html', { locale: 'ru' });
    await offer(page).getByRole('button').click();
    await page.goto(`${site.base}math/sum.html`);
    await page.waitForTimeout(300);
    assert.equal(await offer(page).count(), 0);
    const other = await open(t, 'ru/math/mean.html', { locale: 'ru' });
    await other.locator('.languages summary').click();
    await other.getByRole('link', { name: 'English' }).click();
    await other.waitForURL(`${site.base}math/mean.html`);
    await other.waitForTimeout(300);
    assert.equal(await offer(other).count(), 0);
  });

  test('is not made for a language that the page is not in', async (t) => {
    for (const [path, locale] of [['math/mean.html', 'de'], ['logic/riddle.html', 'uk'], ['uk/math/mean.html', 'uk-UA']]) {
      const page = await open(t, path, { locale });
      await page.waitForTimeout(300);
      assert.equal(await offer(page).count(), 0, `${path} for ${locale}`);
    }
  });
});

test('what readers have not asked for is not loaded', async (t) => {
  site.log.length = 0;
  const page = await open(t, 'math/mean.html');
  await page.waitForLoadState('networkidle');
  const loaded = site.log.map(({ path }) => path).filter((path) => /settings|term-card|copy-link|language-offer|question-filter|track|glossary/.test(path));
  assert.deepEqual(loaded, []);
});
