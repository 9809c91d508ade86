// Finding one's way: filters, hidden levels, levels' pages, tracks that one stays in.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { wayBook } from './way.mjs';
import { openPage, startBrowser, startSite } from './site.mjs';

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

/** A page of the book, in a context of its own that ends with the test. */
const open = (t, path, options) => openPage(t, browser, site, path, options);

const cards = (page) => page.locator('.cards .card-title:visible').allInnerTexts();
const choice = (page, name) => page.locator('.filter-choice', { hasText: name });

describe('the filter of a list', () => {
  test('narrows it by level and kind, says how many are left, and takes it back', async (t) => {
    const page = await open(t, 'math/index.html');
    assert.equal((await cards(page)).length, 6);
    await choice(page, 'Junior').click();
    assert.deepEqual(await cards(page), ['What is a sum?', 'What is a mean?', 'What is one?']);
    await choice(page, 'Quiz').click();
    assert.deepEqual(await cards(page), []);
    assert.equal(await page.locator('.filter [role=status]').innerText(), 'No question fits');
    await choice(page, 'Senior').click();
    assert.deepEqual(await cards(page), ['Which is even?']);
    assert.equal(await page.locator('.filter [role=status]').innerText(), '1 of 6 shown');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    assert.equal((await cards(page)).length, 6);
    assert.equal(await page.locator('.filter [role=status]').innerText(), '');
  });

  test('stands in the address, which can be sent and gone back to', async (t) => {
    const page = await open(t, 'math/index.html');
    await choice(page, 'Junior').click();
    await choice(page, 'Open').click();
    assert.equal(new URL(page.url()).search, '?level=junior&kind=open');
    const other = await open(t, 'math/index.html?level=junior&kind=open');
    assert.deepEqual(await cards(other), await cards(page));
    await page.goBack();
    assert.equal(new URL(page.url()).search, '?level=junior');
    assert.equal(await page.locator('.filter input:checked').count(), 1);
    await page.goBack();
    assert.equal((await cards(page)).length, 6);
  });

  test('is driven by the keyboard', async (t) => {
    const page = await open(t, 'math/index.html');
    const input = page.getByRole('checkbox', { name: /^Senior/ });
    await input.focus();
    await page.keyboard.press('Space');
    assert.deepEqual(await cards(page), ['Which is even?', 'What is two?']);
    assert.notEqual(await choice(page, 'Senior').evaluate((label) => getComputedStyle(label).outlineStyle), 'none');
  });

  test('leaves out sections without a question', async (t) => {
    const page = await open(t, 'questions.html?level=middle');
    assert.deepEqual(await page.locator('section.listing:visible h2').allInnerTexts(), ['Logic']);
  });

  test('is not there without JavaScript, and the list is whole', async (t) => {
    const page = await open(t, 'math/index.html?level=junior', { javaScriptEnabled: false });
    assert.equal((await cards(page)).length, 6);
    assert.equal(await page.locator('.filter').isVisible(), false);
    assert.equal(await page.locator('.hidden-levels').isVisible(), false);
    assert.equal(await page.locator('.settings-button').isVisible(), false);
  });

  test('moves nothing when its script begins', async (t) => {
    const page = await open(t, 'math/index.html');
    const shift = await page.evaluate(
      () => new Promise((done) => {
        let sum = 0;
        new PerformanceObserver((list) => list.getEntries().forEach((entry) => (sum += entry.value))).observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => done(sum), 500);
      }),
    );
    assert.ok(shift <= 0.01, `${shift}`);
  });
});

describe('hidden levels', () => {
  /** Hides a level by the form of settings. */
  async function hide(page, level) {
    await page.locator('.settings-button').click();
    await page.locator('.settings').getByRole('checkbox', { name: level }).click();
    await page.keyboard.press('Escape');
  }

  test('are left out of every list, in every language, before a page is drawn', async (t) => {
    const page = await open(t, 'math/index.html');
    await hide(page, 'Senior');
    assert.equal((await cards(page)).length, 4);
    await page.context().route('**/*.js', (route) => route.abort());
    for (const [path, count] of [['math/index.html', 4], ['uk/math/index.html', 4], ['tags/numbers.html', 2]]) {
      await page.goto(site.base + path);
      assert.equal((await cards(page)).length, count, path);
      assert.equal(await page.locator('.hidden-levels').isVisible(), true, path);
    }
    await page.goto(`${site.base}tracks/short.html`);
    const steps = page.locator('.steps > li:visible');
    assert.deepEqual(await steps.evaluateAll((all) => all.map((item) => item.value)), [1, 2, 4, 6], 'the numbers stay');
  });

  test('come back by the button beside the list, in all tabs', async (t) => {
    const page = await open(t, 'math/index.html');
    await hide(page, 'Senior');
    const other = await page.context().newPage();
    await other.goto(`${site.base}questions.html`);
    const all = (await cards(other)).length;
    await page.getByRole('button', { name: 'Show all levels' }).click();
    // The button's module is loaded when it is pressed.
    await page.locator('.hidden-levels').waitFor({ state: 'hidden' });
    assert.equal((await cards(page)).length, 6);
    assert.equal(await page.locator('.hidden-levels').isVisible(), false);
    await other.waitForFunction((all) => [...document.querySelectorAll('.card')].filter((card) => card.checkVisibility()).length > all, all);
    assert.equal(await page.evaluate(() => localStorage.length), 0);
  });

  test('are shown where they are asked for: by the filter, on the level’s page', async (t) => {
    const page = await open(t, 'math/index.html');
    await hide(page, 'Senior');
    await choice(page, 'Senior').click();
    assert.deepEqual(await cards(page), ['Which is even?', 'What is two?']);
    await page.goto(`${site.base}levels/senior.html`);
    assert.equal((await cards(page)).length, 2);
  });

  test('belong to one book of an origin', async (t) => {
    const page = await open(t, 'math/index.html');
    await page.evaluate(() => localStorage.setItem('answerbook-hidden-levels /other/', 'senior'));
    await page.reload();
    assert.equal((await cards(page)).length, 6);
  });
});

test('a level has a page, which its questions lead to', async (t) => {
  const page = await open(t, 'math/sum.html');
  await page.locator('.fact-level a').click();
  await page.waitForURL(`${site.base}levels/junior.html`);
  assert.equal(await page.locator('h1').innerText(), 'Junior questions');
  assert.ok((await cards(page)).includes('What is a sum?'));
});

describe('a question opened from a track', () => {
  const line = (page) => page.locator('track-place');
  const neighbour = (page, rel) => page.locator(`.neighbours .${rel}`);

  async function openFrom(t, number, path = 'tracks/short.html') {
    const page = await open(t, path);
    await page.locator(`.steps > li[value="${number}"] a`).click();
    await line(page).waitFor();
    return page;
  }

  test('stays in it: a line says where, and the questions around are the track’s', async (t) => {
    const page = await openFrom(t, 1);
    assert.equal(new URL(page.url()).search, '?track=short');
    assert.match(await line(page).innerText(), /^A short track\s+1 of 6\s+Leave the track$/);
    assert.equal(await neighbour(page, 'previous').count(), 0);
    await neighbour(page, 'next').click();
    await page.waitForURL(/mean\.html\?track=short/);
    await line(page).waitFor();
    assert.match(await line(page).innerText(), /2 of 6/);
    assert.match(await neighbour(page, 'previous').innerText(), /Previous question\s+What is a sum\?/);
  });

  test('passes over what is planned, into other blocks and topics', async (t) => {
    const page = await openFrom(t, 4);
    assert.match(await neighbour(page, 'previous').innerText(), /Which is even/);
    await neighbour(page, 'next').click();
    await page.waitForURL(/math\/sum\.html\?track=short&entry=entry-sum-2/);
    await line(page).waitFor();
    assert.match(await line(page).innerText(), /6 of 6/);
  });

  test('comes back to its place there', async (t) => {
    const page = await openFrom(t, 3);
    await line(page).locator('a').first().click();
    await page.waitForURL(`${site.base}tracks/short.html#entry-pick`);
    assert.equal(await page.locator('.steps > li:target').getAttribute('value'), '3');
  });

  test('knows which of its places there it was opened from', async (t) => {
    const page = await openFrom(t, 6);
    assert.match(await line(page).innerText(), /6 of 6/);
    await neighbour(page, 'next').click();
    await page.waitForURL(/tracks\/short\.html/);
    const first = await openFrom(t, 1);
    assert.match(await line(first).innerText(), /1 of 6/);
  });

  test('can leave it', async (t) => {
    const page = await openFrom(t, 1);
    await page.getByRole('link', { name: 'Leave the track' }).click();
    await page.waitForURL(`${site.base}math/sum.html`);
    assert.equal(await line(page).count(), 0);
    assert.match(await neighbour(page, 'next').innerText(), /What is a mean/);
  });

  test('stays in it in another language', async (t) => {
    const page = await openFrom(t, 1);
    await page.locator('.languages summary').click();
    await page.getByRole('link', { name: 'Українська' }).click();
    await line(page).waitFor();
    assert.match(await line(page).innerText(), /^Короткий маршрут\s+1 з 6\s+Вийти з маршруту$/);
  });

  test('passes over levels that the reader has hidden', async (t) => {
    const page = await openFrom(t, 2);
    await page.evaluate(() => localStorage.setItem('answerbook-hidden-levels /project/', 'senior'));
    await page.reload();
    await line(page).waitFor();
    assert.match(await neighbour(page, 'next').innerText(), /A riddle/);
  });

  test('has its own neighbours if the track is unknown or cannot be loaded', async (t) => {
    const page = await open(t, 'math/sum.html?track=nowhere');
    await page.waitForFunction(() => !('track' in document.documentElement.dataset));
    assert.equal(await line(page).count(), 0);
    await page.context().route('**/tracks/short.html', (route) => route.abort());
    await page.goto(`${site.base}math/sum.html?track=short`);
    await page.waitForFunction(() => !('track' in document.documentElement.dataset));
    assert.equal(await line(page).count(), 0);
  });

  test('moves nothing when the line comes', async (t) => {
    const page = await open(t, 'math/sum.html?track=short');
    const before = await page.locator('h1').boundingBox();
    await line(page).waitFor();
    assert.deepEqual(await page.locator('h1').boundingBox(), before);
  });
});

test('without JavaScript a question leads to its place in each of its tracks', async (t) => {
  const page = await open(t, 'math/pick.html', { javaScriptEnabled: false });
  await page.locator('.labels').getByRole('link', { name: 'A short track' }).click();
  await page.waitForURL(`${site.base}tracks/short.html#entry-pick`);
  await page.locator('.steps li:target a').click();
  await page.waitForURL(`${site.base}math/pick.html`);
});
