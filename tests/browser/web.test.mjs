// What pages say to programs does not run and is not refused; the page with all answers of a topic.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sampleBook } from './sample.mjs';
import { complaintsOf, overflow, startBrowser, startSite, unfold } from './site.mjs';

let site;
let browser;

before(async () => {
  const files = sampleBook();
  files['book.toml'] = files['book.toml']
    .replace('repository = "https://example.org/source"', 'repository = "https://github.com/someone/source"\nprintable_topics = true')
    .concat('\n[social]\nquestions = true\n');
  for (const path of Object.keys(files)) {
    if (/math\/\w+\.md$/.test(path)) files[path] = files[path].replace('+++\n', '+++\nupdated = 2026-01-02\n');
  }
  site = await startSite(files);
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  site?.close();
});

/** A page of the book; whatever it complains about fails the test. */
async function open(t, path, options = {}) {
  const context = await browser.newContext({ locale: 'en', reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const complaints = await complaintsOf(page, site.origin);
  t.after(async () => {
    await context.close();
    assert.deepEqual(complaints, []);
  });
  await page.goto(site.base + path, { waitUntil: 'networkidle' });
  return page;
}

test('structured data stands in the page, and the policy lets it', async (t) => {
  const page = await open(t, 'math/pick.html');
  const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
  assert.ok(!/script-src[^;]*'unsafe-inline'/.test(policy), policy);
  const text = await page.locator('script[type="application/ld+json"]').evaluate((script) => script.textContent);
  const data = JSON.parse(text);
  assert.equal(data['@context'], 'https://schema.org');
  assert.deepEqual(data['@graph'].map((thing) => thing['@type']), ['BreadcrumbList', 'Quiz']);
});

test('what pages name for programs is there', async (t) => {
  for (const path of ['index.html', 'math/index.html', 'math/sum.html', 'uk/math/sum.html', 'ru/math/hash.html', 'about.html']) {
    const page = await open(t, path);
    const named = await page.evaluate(() => [
      ...[...document.querySelectorAll('link[rel=alternate]')].map((link) => link.href),
      ...[...document.querySelectorAll('meta[property="og:image"], meta[property="og:url"]')].map((meta) => meta.content),
    ]);
    assert.ok(named.some((address) => address.endsWith('.png')), path);
    assert.ok(named.some((address) => address.endsWith('feed.xml')) === !/^(uk|ru)\//.test(path), path);
    for (const address of named) {
      const response = await fetch(address);
      await response.arrayBuffer();
      assert.equal(response.status, 200, `${path}: ${address}`);
    }
  }
});

test('a picture of a page is 1200 by 630 pixels in a browser', async (t) => {
  const page = await open(t, 'uk/math/sum.html');
  const size = await page.evaluate(async () => {
    const picture = new Image();
    picture.src = document.querySelector('meta[property="og:image"]').content;
    await picture.decode();
    return [picture.naturalWidth, picture.naturalHeight];
  });
  assert.deepEqual(size, [1200, 630]);
});

test('all answers of a topic are on one page: ids do not clash, links lead somewhere', async (t) => {
  for (const path of ['math/all-answers.html', 'uk/math/all-answers.html']) {
    const page = await open(t, path, { viewport: { width: 320, height: 640 } });
    await unfold(page);
    const found = await page.evaluate(() => {
      const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
      const links = [...document.querySelectorAll('main a[href^="#"], main use[href^="#"]')].map((link) => decodeURIComponent(link.getAttribute('href').slice(1)));
      return {
        answers: document.querySelectorAll('article.printed').length,
        twice: ids.filter((id, at) => ids.indexOf(id) !== at),
        dead: links.filter((id) => !ids.includes(id)),
        levels: [...document.querySelectorAll('.printed :is(h1, h2, h3, h4, h5, h6)')].map((heading) => heading.localName),
      };
    });
    assert.ok(found.answers >= 4, `${found.answers} answers`);
    assert.deepEqual([found.twice, found.dead], [[], []]);
    assert.ok(!found.levels.includes('h1'));
    assert.deepEqual(await overflow(page), { wider: 0, culprits: [] });
  }
});

test('the page of a topic leads to it, and on paper it is the answers alone', async (t) => {
  const page = await open(t, 'math/index.html');
  await page.getByRole('link', { name: 'All answers on one page' }).click();
  await page.waitForURL('**/all-answers.html');
  await page.emulateMedia({ media: 'print' });
  for (const hidden of ['.site-header', '.site-footer', '.page-aside', '.page-source']) {
    for (const element of await page.locator(hidden).all()) assert.equal(await element.isVisible(), false, hidden);
  }
  const folded = page.locator('.printed details:not(.quiz-why) p').first();
  if ((await folded.count()) > 0) assert.ok((await folded.boundingBox()).height > 0, 'folded parts are open on paper');
  assert.equal((await page.pdf()).subarray(0, 5).toString(), '%PDF-');
});
