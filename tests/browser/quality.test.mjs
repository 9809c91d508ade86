// Accessibility and the budget of bytes.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { sampleBook } from './sample.mjs';
import { elementsOf, filesOf, inParallel, startBrowser, startSite, unfold } from './site.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let sample;
let book;
let browser;

before(async () => {
  sample = await startSite(sampleBook());
  book = await startSite();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  sample?.close();
  book?.close();
});

const htmlOf = (site) => filesOf(site.folder).filter((path) => path.endsWith('.html'));
const readPage = (site, path) => readFileSync(join(site.folder, path), 'utf8');

describe('axe finds nothing to object to', () => {
  const pages = [
    '', 'questions.html', 'math/', 'math/many.html', 'math/one.html', 'math/sum.html', 'math/pick.html', 'math/task.html',
    'uk/math/hash.html', 'ru/math/sum.html', 'about.html', 'tracks/', 'tracks/short.html', 'tags/', 'tags/plain.html', 'levels/junior.html',
    'glossary.html', 'coverage.html', 'interview.html', 'study.html', 'search/', 'ru/search/', 'uk/math/deep/plain.html', 'uk/nowhere.html',
  ];
  const looks = {
    'on a light screen': { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
    'on a dark phone': { colorScheme: 'dark', viewport: { width: 360, height: 740 } },
  };
  for (const [look, options] of Object.entries(looks)) {
    test(look, { timeout: 300_000 }, async (t) => {
      const context = await browser.newContext({ ...options, reducedMotion: 'reduce' });
      t.after(() => context.close());
      await context.addInitScript({ content: AXE });
      const windows = [await context.newPage(), await context.newPage()];
      const problems = [];
      await inParallel(pages, windows.length, async (path, number) => {
        const page = windows[number];
        await page.goto(sample.base + path);
        await unfold(page);
        const { violations } = await page.evaluate(() => axe.run({ rules: { 'target-size': { enabled: true } } }));
        for (const { id, help, nodes } of violations) {
          problems.push(`/${path}: ${id}: ${help}`, ...nodes.slice(0, 3).map((node) => `    ${node.html.slice(0, 160)}\n    ${node.failureSummary.replaceAll('\n', ' ')}`));
        }
      });
      assert.equal(problems.length, 0, problems.join('\n'));
    });
  }
});

describe('the budget, in bytes after gzip', () => {
  const kB = 1000;
  const gzipped = (bytes) => gzipSync(bytes, { level: 9 }).length;
  const shown = (bytes) => `${(bytes / kB).toFixed(1)} kB`;
  const assetsOf = (ending) => filesOf(book.folder).filter((path) => path.startsWith('assets/') && path.endsWith(ending));
  const sizeOf = (paths) => paths.reduce((sum, path) => sum + gzipped(readFileSync(join(book.folder, path))), 0);
  const formulasOf = (html) => html.split('class="katex"').length - 1;
  const isQuestion = (html) => html.includes('<body class="page-question">');

  /** 14 kB with 5 formulas, 24 kB with 30, and between them in proportion. */
  const limitOf = (formulas) => (14 + (10 * (Math.min(Math.max(formulas, 5), 30) - 5)) / 25) * kB;

  test('a question: 14 kB with 5 formulas, 24 kB with 30, without its figures', (t) => {
    const sizes = [];
    for (const path of htmlOf(book)) {
      const html = readPage(book, path);
      if (!isQuestion(html)) continue;
      const bytes = gzipped(html.replaceAll(/(<figure class="figure">)<svg.*?<\/svg>/gs, '$1'));
      sizes.push({ path, bytes, formulas: formulasOf(html), limit: limitOf(formulasOf(html)) });
    }
    assert.ok(sizes.length >= 27, `${sizes.length} questions`);
    sizes.sort((a, b) => b.bytes / b.limit - a.bytes / a.limit);
    for (const { path, bytes, formulas, limit } of sizes.slice(0, 5)) {
      t.diagnostic(`${path}: ${shown(bytes)} of ${shown(limit)}, ${formulas} formulas`);
    }
    assert.deepEqual(sizes.filter(({ bytes, limit }) => bytes > limit), []);
  });

  test('style sheets without KaTeX’s: 12 kB on every page and on questions, other pages 4.5 kB more', (t) => {
    // What stands beside a script is loaded with it.
    const linked = new Map();
    for (const path of htmlOf(book)) {
      const html = readPage(book, path);
      const type = /<body class="page-([\w-]+)/.exec(html)?.[1];
      const sheets = [...html.matchAll(/<link rel="stylesheet" href="(?:\.\.\/)*([^"]+)"/g)].map(([, sheet]) => sheet);
      if (type) linked.set(type, sheets.filter((sheet) => !sheet.includes('katex')));
    }
    for (const [type, sheets] of linked) {
      const limit = sheets.length === 1 || type === 'question' ? 12 : 16.5;
      t.diagnostic(`${type}: ${sheets.map((sheet) => `${sheet.slice('assets/'.length)} ${shown(sizeOf([sheet]))}`).join(' + ')} of ${limit} kB`);
      assert.ok(sizeOf(sheets) <= limit * kB, type);
    }
  });

  // The font with ℝ and 𝔼 has 28 kB of its own, so a page that shows them may load 90 kB.
  for (const [what, hasBlackboard, limit] of [['70 kB', false, 70 * kB], ['90 kB with blackboard letters', true, 90 * kB]]) {
    test(`scripts and fonts of a first view: 8 kB and ${what}`, { timeout: 60_000 }, async (t) => {
      const question = htmlOf(book)
        .filter((path) => isQuestion(readPage(book, path)))
        .filter((path) => readPage(book, path).includes('mathbb') === hasBlackboard)
        .sort((a, b) => formulasOf(readPage(book, b)) - formulasOf(readPage(book, a)))[0];
      const loaded = await filesLoadedBy(question);
      const scripts = loaded.filter((path) => path.endsWith('.js'));
      const fonts = loaded.filter((path) => path.endsWith('.woff2'));
      const fontBytes = fonts.reduce((sum, path) => sum + readFileSync(join(book.folder, path)).length, 0);
      t.diagnostic(`${question}: ${scripts.length} scripts, ${shown(sizeOf(scripts))}; ${fonts.length} fonts, ${shown(fontBytes)}`);
      assert.ok(scripts.length > 0 && sizeOf(scripts) <= 8 * kB);
      assert.ok(fonts.length > 0 && fontBytes <= limit);
    });
  }

  test('nothing of KaTeX where there is no formula', { timeout: 60_000 }, async () => {
    const linksKatex = (html) => elementsOf(html).some((e) => e.tag === 'link' && e.rel === 'stylesheet' && e.href.includes('katex'));
    for (const path of htmlOf(book)) {
      const html = readPage(book, path);
      assert.equal(linksKatex(html), formulasOf(html) > 0, path);
    }
    const loaded = await filesLoadedBy('about.html');
    assert.deepEqual(loaded.filter((path) => path.endsWith('.woff2') || path.includes('katex')), []);
  });

  /** What a browser asks for when it shows a page for the first time. */
  async function filesLoadedBy(path) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    const paths = new Set();
    page.on('response', (response) => paths.add(response.url().slice(book.base.length)));
    await page.goto(book.base + path, { waitUntil: 'networkidle' });
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    await context.close();
    return [...paths];
  }
});
