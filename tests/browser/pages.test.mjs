// What each type of page does for its readers: in every language, without JavaScript, by keyboard, on a phone, on paper.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { languages, sampleBook } from './sample.mjs';
import { elementsOf, openPage, overflow, scrollers, startBrowser, startSite, unfold } from './site.mjs';

/** One page of each type, by its path in the default language. */
const TYPES = {
  home: 'index.html',
  questions: 'questions.html',
  topic: 'math/index.html',
  group: 'math/many.html',
  'question of a group': 'math/one.html',
  question: 'math/sum.html',
  quiz: 'math/pick.html',
  'question not translated': 'math/hash.html',
  page: 'about.html',
  'page not translated': 'sidenote.html',
  tracks: 'tracks/index.html',
  track: 'tracks/short.html',
  tags: 'tags/index.html',
  tag: 'tags/plain.html',
  level: 'levels/junior.html',
  glossary: 'glossary.html',
  coverage: 'coverage.html',
  search: 'search/index.html',
  interview: 'interview.html',
  study: 'study.html',
};
const WITHOUT_TRANSLATION = ['math/hash.html', 'sidenote.html'];
const NAMES = { en: 'English', uk: 'Українська', ru: 'Русский' };

const inLanguage = (path, language) => (language === 'en' ? path : `${language}/${path}`);
const everyPage = languages.flatMap((language) =>
  Object.entries(TYPES).map(([type, path]) => ({ type, language, path: inLanguage(path, language), plain: path })),
);

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

/** A page of the sample, in a context of its own that ends with the test. */
const open = (t, path, options) => openPage(t, browser, site, path, options);

const read = (path) => elementsOf(readFileSync(join(site.folder, path), 'utf8'));
const having = (elements, tag) => elements.filter((element) => element.tag === tag);
const wordsOf = (element) => {
  const walk = (node) => (node.nodeName === '#text' ? node.value : (node.childNodes ?? []).map(walk).join(''));
  return walk(element.node).replaceAll(/\s+/g, ' ').trim();
};

describe('the frame of every type of page in every language', () => {
  test('says its language and direction, a title and one heading', () => {
    for (const { path, language } of everyPage) {
      const elements = read(path);
      const [html] = having(elements, 'html');
      assert.deepEqual([html.lang, html.dir], [language, 'ltr'], path);
      const headings = having(elements, 'h1');
      assert.equal(headings.length, 1, path);
      assert.ok(wordsOf(headings[0]).length > 0, path);
      assert.ok(wordsOf(having(elements, 'title')[0]).includes(wordsOf(headings[0])), path);
    }
  });

  test('has one header, one main part and one footer, and names each navigation otherwise', () => {
    for (const { path } of everyPage) {
      const elements = read(path);
      assert.equal(elements.filter((e) => e.tag === 'header' && e.class === 'site-header').length, 1, path);
      assert.equal(elements.filter((e) => e.tag === 'footer' && e.class === 'site-footer').length, 1, path);
      assert.equal(having(elements, 'main').length, 1, path);
      // A table of contents stands there twice, one of them hidden.
      for (const navigation of having(elements, 'nav')) assert.ok(navigation['aria-label'] || navigation['aria-labelledby'], path);
    }
  });

  test('switches to the same page of the other languages', () => {
    for (const { path, plain, language } of everyPage) {
      const links = read(path).filter((e) => e.tag === 'a' && e.hreflang && e.lang === e.hreflang && Object.values(NAMES).includes(wordsOf(e)));
      const switcher = Object.fromEntries(links.map((link) => [link.lang, join(dirname(path), link.href)]));
      const same = Object.fromEntries(languages.map((other) => [other, inLanguage(plain, other)]));
      assert.deepEqual(switcher, same, path);
      assert.deepEqual(links.filter((link) => link['aria-current']).map((link) => link.lang), [language], path);
    }
  });

  test('links to files, so that it can be read from disk', () => {
    for (const { path } of everyPage) {
      for (const { href, tag } of read(path).filter((e) => ['a', 'link'].includes(e.tag) && e.href)) {
        if (/^(https?:|data:|#)/.test(href)) continue;
        const file = resolve(site.folder, dirname(path), href.replace(/#.*/, ''));
        assert.ok(existsSync(file) && /\.\w+$/.test(file), `${path}: <${tag}> ${href}`);
      }
    }
  });
});

test('the language menu keeps the page', async (t) => {
  const page = await open(t, 'math/sum.html');
  await page.locator('.languages summary').click();
  await page.getByRole('link', { name: NAMES.uk }).click();
  await page.waitForURL(`${site.base}uk/math/sum.html`);
  assert.match(await page.locator('h1').innerText(), /^Укр/);
});

test('what is not translated is shown in its own language with a notice in the reader’s', async (t) => {
  for (const language of ['uk', 'ru']) {
    for (const path of WITHOUT_TRANSLATION) {
      const elements = read(inLanguage(path, language));
      const [html] = having(elements, 'html');
      assert.equal(html.lang, language);
      assert.ok(elements.some((e) => ['h1'].includes(e.tag) && e.lang === 'en'), path);
      assert.ok(elements.some((e) => e.class?.split(' ').includes('prose') && e.lang === 'en'), path);
      const canonical = elements.find((e) => e.rel === 'canonical');
      assert.equal(canonical.href, site.base + path);
      const alternates = elements.filter((e) => e.rel === 'alternate' && e.hreflang);
      assert.ok(!alternates.some((e) => e.hreflang === language), `${path} is no translation`);
      const notice = elements.find((e) => e.role === 'note');
      assert.match(wordsOf(notice), /[а-яіїєґ]{4}/i);
    }
  }
  const page = await open(t, 'uk/math/hash.html');
  await page.locator('.notice a').click();
  await page.waitForURL(`${site.base}math/hash.html`);
});

test('a former address leads to the page', async (t) => {
  const page = await open(t, 'math/old-hash.html', { javaScriptEnabled: false });
  await page.waitForURL(`${site.base}math/hash.html`);
});

describe('without JavaScript', () => {
  const options = { javaScriptEnabled: false, viewport: { width: 390, height: 800 } };

  test('hints and solutions open', async (t) => {
    const page = await open(t, 'math/sum.html', options);
    const solution = page.locator('details[data-callout="solution"]');
    const formula = solution.locator('.katex-html');
    assert.equal(await formula.isVisible(), false);
    await solution.locator('summary').click();
    assert.equal(await formula.isVisible(), true);
    assert.equal(await solution.locator('pre').isVisible(), true);
  });

  test('a quiz tells why each of its options is right or wrong', async (t) => {
    const page = await open(t, 'uk/math/pick.html', options);
    const whys = page.locator('.quiz-why');
    assert.equal(await whys.count(), 3);
    for (let number = 0; number < 3; number += 1) {
      const why = whys.nth(number);
      assert.equal(await why.locator('p').last().isVisible(), false);
      await why.locator('summary').click();
      assert.equal(await why.locator('.quiz-verdict').isVisible(), true);
      assert.equal(await why.locator('p').last().isVisible(), true);
    }
    const verdicts = await page.locator('.quiz-verdict').allInnerTexts();
    assert.equal(verdicts[0], verdicts[2]);
    assert.notEqual(verdicts[0], verdicts[1]);
  });

  test('the menus open, and nothing is shown that would not work', async (t) => {
    const page = await open(t, 'math/sum.html', options);
    assert.equal(await page.locator('copy-code').count(), 0);
    await page.locator('.menu-button').click();
    assert.equal(await page.locator('.site-nav a').first().isVisible(), true);
    assert.equal(await page.locator('.settings-button').isVisible(), false);
    await page.keyboard.press('Escape');
    await page.locator('.languages summary').click();
    await page.getByRole('link', { name: NAMES.ru }).click();
    await page.waitForURL(`${site.base}ru/math/sum.html`);
  });
});

describe('the choice of colours', () => {
  const background = (page) => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const brightness = async (page) => Number((await background(page)).match(/\d+/)[0]);
  const choose = (page, value) => page.locator(`.settings label:has([name=theme][value="${value === 'auto' ? '' : value}"])`).click();
  const chosen = async (page) => (await page.locator('.settings [name=theme]:checked').getAttribute('value')) || 'auto';
  const openSettings = async (page) => {
    await page.locator('.settings-button').click();
    await page.locator('.settings').waitFor();
  };

  for (const system of ['light', 'dark']) {
    test(`is remembered in its three states on a ${system} system`, async (t) => {
      const page = await open(t, 'math/sum.html', { colorScheme: system, viewport: { width: 1280, height: 800 } });
      const isDark = async () => (await brightness(page)) < 128;
      await openSettings(page);
      assert.equal(await chosen(page), 'auto');
      assert.equal(await isDark(), system === 'dark');
      for (const value of ['dark', 'light', 'auto']) {
        await choose(page, value);
        const wanted = value === 'auto' ? system === 'dark' : value === 'dark';
        assert.equal(await isDark(), wanted, value);
        await page.reload();
        await openSettings(page);
        assert.deepEqual([await chosen(page), await isDark()], [value, wanted], `${value} after a reload`);
        await page.goto(`${site.base}uk/glossary.html`);
        await openSettings(page);
        assert.deepEqual([await chosen(page), await isDark()], [value, wanted], `${value} on another page`);
      }
      assert.equal(await page.evaluate(() => localStorage.getItem('answerbook-theme')), null, '"auto" leaves nothing behind');
    });
  }
});

test('the copy button copies the code without line numbers and output', async (t) => {
  const page = await open(t, 'math/sum.html', { permissions: ['clipboard-read', 'clipboard-write'] });
  const figure = page.locator('figure.code').first();
  await figure.hover();
  const button = figure.getByRole('button', { name: 'Copy' });
  await button.click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  assert.equal(await page.locator('.code-status').innerText(), 'Copied');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(copied, /^def add\(numbers\):\n {4}return sum\(.*\n?print\(add\(\[1, 2\]\)\)\n?$/s);
  assert.doesNotMatch(copied, /Output|^\s*\d+\s*$/m);
});

describe('by keyboard', () => {
  test('the first stop skips to the content', async (t) => {
    const page = await open(t, 'math/sum.html');
    await page.keyboard.press('Tab');
    const skip = page.locator('.skip');
    assert.equal(await skip.evaluate((element) => element === document.activeElement), true);
    assert.equal(await skip.evaluate((element) => getComputedStyle(element).clipPath), 'none');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'main-content');
  });

  for (const [type, path] of Object.entries({ question: 'math/sum.html', home: 'index.html', quiz: 'math/pick.html' })) {
    test(`every stop of the ${type} page is seen`, async (t) => {
      const page = await open(t, path, { viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
      await unfold(page);
      const stops = await page.evaluate(() => document.querySelectorAll('main a, main summary, main [tabindex="0"], main button').length);
      const seen = new Set();
      for (let press = 0; press < stops + 40; press += 1) {
        await page.keyboard.press('Tab');
        const stop = await page.evaluate(focused);
        if (stop === null) break;
        assert.ok(stop.outlined, `no outline: ${stop.name}`);
        assert.ok(stop.inView, `out of view: ${stop.name}`);
        seen.add(stop.name);
      }
      assert.ok(seen.size > 8, `only ${[...seen].join('; ')}`);
    });
  }

  test('the menu of a phone opens, closes and gives the focus back', async (t) => {
    const page = await open(t, 'uk/math/sum.html', { viewport: { width: 320, height: 640 } });
    const button = page.locator('.menu-button');
    const link = page.locator('.site-nav a').first();
    assert.equal(await link.isVisible(), false);
    await button.focus();
    await page.keyboard.press('Enter');
    assert.equal(await link.isVisible(), true);
    await page.keyboard.press('Tab');
    assert.equal(await link.evaluate((element) => element === document.activeElement), true);
    const { wider } = await overflow(page);
    assert.equal(wider, 0, 'the open menu is too wide');
    await page.keyboard.press('Escape');
    assert.equal(await link.isVisible(), false);
    assert.equal(await button.evaluate((element) => element === document.activeElement), true);
  });

  test('Escape closes the language menu and gives the focus back', async (t) => {
    const page = await open(t, 'math/sum.html');
    const summary = page.locator('.languages summary');
    await summary.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    assert.equal(await page.locator('.languages a').first().isVisible(), true);
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.languages a').first().isVisible(), false);
    assert.equal(await summary.evaluate((element) => element === document.activeElement), true);
  });
});

/** What has the focus, in the page: `null` if nothing has. */
function focused() {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  // A label is outlined around its hidden radio button, and a tile itself rather than its link.
  const shown = element.closest('label, .tile') ?? element;
  const style = getComputedStyle(shown);
  const box = shown.getBoundingClientRect();
  return {
    name: `${element.tagName.toLowerCase()}.${element.className} ${element.textContent.trim().slice(0, 30)}`,
    outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    inView: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}

describe('on a phone', () => {
  for (const width of [320, 390]) {
    test(`no page scrolls sideways at ${width} px`, async (t) => {
      const page = await open(t, undefined, { viewport: { width, height: 700 } });
      const problems = [];
      for (const { path } of everyPage) {
        await page.goto(site.base + path);
        await unfold(page);
        const { wider, culprits } = await overflow(page);
        if (wider > 0) problems.push(`${path} is ${wider} px too wide: ${culprits.join(', ')}`);
      }
      assert.deepEqual(problems, []);
    });
  }

  test('formulas, tables and code scroll in boxes of their own that take the focus', async (t) => {
    const page = await open(t, 'math/sum.html', { viewport: { width: 320, height: 700 } });
    await unfold(page);
    const boxes = await page.evaluate(scrollers);
    for (const kind of ['div.formula', 'div.table', 'pre']) {
      assert.ok(boxes.some((box) => box.name === kind), `no ${kind} scrolls: ${JSON.stringify(boxes)}`);
    }
    assert.deepEqual(boxes.filter((box) => !box.focusable).map((box) => box.name), []);
    const formula = page.locator('.formula').first();
    await formula.focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => document.querySelector('.formula').scrollLeft > 0);
  });

  test('what is tapped is large enough', async (t) => {
    // WCAG 2.2, 2.5.8: 24 by 24 CSS pixels, but for links inside a text.
    const page = await open(t, undefined, { viewport: { width: 320, height: 700 }, hasTouch: true });
    const problems = [];
    for (const path of Object.values(TYPES)) {
      await page.goto(site.base + path);
      problems.push(...(await page.evaluate(smallTargets)).map((target) => `${path}: ${target}`));
    }
    assert.deepEqual(problems, []);
  });
});

/** Buttons and lone links that are hard to hit, in the page. */
function smallTargets() {
  const targets = document.body.querySelectorAll('button, summary, .filter label, nav a, header a, a.card-title, .tile, a.tag');
  const small = [...targets].filter((target) => {
    const box = target.getBoundingClientRect();
    if (box.width === 0 || target.closest('.visually-hidden, p')) return false;
    return box.height < 24 || box.width < 24;
  });
  return small.map((target) => `${target.tagName.toLowerCase()}.${target.className} “${target.textContent.trim().slice(0, 30)}” ${Math.round(target.getBoundingClientRect().height)} px`);
}

test('on paper there is the text alone, and all of it', async (t) => {
  const page = await open(t, 'math/sum.html');
  await page.emulateMedia({ media: 'print' });
  for (const selector of ['.site-header', '.site-footer', '.skip', '.breadcrumbs', '.page-aside', '.neighbours', 'copy-code']) {
    for (const part of await page.locator(selector).all()) assert.equal(await part.isVisible(), false, selector);
  }
  for (const selector of ['h1', '.prose', '.formula', 'figure.code pre', '.output', 'table']) {
    assert.equal(await page.locator(selector).first().isVisible(), true, selector);
  }
  for (const kind of ['hint', 'solution']) {
    const body = page.locator(`details[data-callout="${kind}"] .callout-body`);
    assert.ok((await body.boundingBox())?.height > 10, `the ${kind} is folded`);
  }
  // Wide code is broken on paper, where nothing scrolls.
  const wide = await page.locator('figure.code pre').evaluateAll((blocks) => blocks.filter((block) => block.scrollWidth > block.clientWidth + 1).length);
  assert.equal(wide, 0);
});

describe('the page for addresses that are not there', () => {
  for (const [path, language] of [['uk/nowhere.html', 'uk'], ['ru/a/b/c/d/', 'ru'], ['nowhere', 'en'], ['math/nowhere.html', 'en']]) {
    test(`speaks ${language} first at /project/${path}`, async (t) => {
      const page = await open(t);
      const { complaints } = page;
      const response = await page.goto(site.base + path);
      assert.equal(response.status(), 404);
      const sections = await page.locator('section').evaluateAll((all) => all.map((section) => section.lang));
      assert.equal(sections[0], language);
      assert.deepEqual([...sections].sort(), [...languages].sort());
      // Chromium reports the status of the page itself, and nothing else.
      assert.deepEqual(complaints.filter((complaint) => !complaint.includes('404')), []);
      await page.locator('section a').first().click();
      await page.waitForURL(new RegExp(`/project/${language === 'en' ? '' : `${language}/`}$`));
      assert.equal(await page.evaluate(() => document.documentElement.lang), language);
    });
  }
});

test('the site can be read from disk', async (t) => {
  const page = await open(t);
  await page.goto(pathToFileURL(join(site.folder, 'math/sum.html')).href);
  const style = await page.evaluate(async () => {
    await document.fonts.ready;
    return {
      display: getComputedStyle(document.body).display,
      fonts: [...document.fonts].filter((font) => font.status === 'loaded').length,
    };
  });
  assert.equal(style.display, 'flex', 'the style sheet is not applied');
  assert.ok(style.fonts > 0, 'the fonts of the formulas are not loaded');
  await page.locator('.related a, section[aria-labelledby="section-related"] a').first().click();
  await page.waitForURL(pathToFileURL(join(site.folder, 'math/pick.html')).href);
  await page.locator('.languages summary').click();
  await page.getByRole('link', { name: NAMES.uk }).click();
  await page.waitForURL(pathToFileURL(join(site.folder, 'uk/math/pick.html')).href);
  await page.locator('.site-title').click();
  await page.waitForURL(pathToFileURL(join(site.folder, 'uk/index.html')).href);
});
