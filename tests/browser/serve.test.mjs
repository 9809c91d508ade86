// What an author sees who has pages of `answerbook serve` open while writing: only what changed, at once, in place.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { startLive } from './live.mjs';
import { complaintsOf, startBrowser } from './site.mjs';

/** How long anything may take on a busy machine, in ms. */
const PATIENCE = 60_000;

const question = (title, text) => `+++\ntitle = "${title}"\n+++\n\n${text}\n`;
const LONG = Array.from({ length: 60 }, (_, number) => `Paragraph ${number}.`).join('\n\n');
const BOOK = {
  'book.toml': '[book]\ntitle = "Book"\n[languages.en]\n[languages.uk]\n',
  'content/index.md': question('Home', 'Welcome.'),
  'content/topic/index.md': question('Topic', 'A topic.'),
  'content/topic/one.md': question('First title', `The opening words.\n\n${LONG}`),
  'content/topic/two.md': question('Second title', 'Another answer.'),
  'static/css/own.css': '/* nothing yet */\n',
};

let live;
let browser;

before(async () => {
  live = await startLive(BOOK);
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  live?.close();
});
// Each test begins with the book as it was; what it changed is told before its pages are opened.
beforeEach(async () => {
  for (const [path, text] of Object.entries(BOOK)) live.write(path, text);
  await until(async () => (await text('topic/one.html')).includes('The opening words') && !(await text('topic/')).includes('renamed'));
});

async function text(path) {
  return (await fetch(live.base + path)).text();
}

async function until(is) {
  const start = performance.now();
  while (!(await is())) {
    assert.ok(performance.now() - start < PATIENCE, live.printed);
    await new Promise((rest) => setTimeout(rest, 20));
  }
}

/** A page with a mark that does not survive loading it again. */
async function open(t, path) {
  const context = await browser.newContext({ viewport: { width: 900, height: 600 } });
  t.after(() => context.close());
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  await page.goto(live.base + path);
  // The first events have come, so that what is told from now on is news.
  await page.waitForFunction(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('/live.js')));
  await page.evaluate(() => (window.mark = true));
  return page;
}

const isMarked = (page) => page.evaluate(() => window.mark === true);

test('an edited answer changes its own page, which stays where it was, and no other', async (t) => {
  const [one, two] = [await open(t, 'topic/one.html'), await open(t, 'topic/two.html')];
  await one.evaluate(() => scrollTo(0, 700));
  live.write('content/topic/one.md', question('First title', `The changed words.\n\n${LONG}`));
  await one.getByText('The changed words.').waitFor();
  assert.equal(await isMarked(one), false);
  await one.waitForFunction(() => Math.abs(scrollY - 700) <= 20);
  // Had the other page been told to load again, that would have come before what it is told now.
  live.write('content/topic/two.md', question('Second title', 'See [[nowhere]].'));
  await two.getByRole('alertdialog').waitFor();
  assert.equal(await isMarked(two), true);
});

test('an edited style sheet is swapped without loading the page again', async (t) => {
  const page = await open(t, 'topic/one.html');
  await page.evaluate(() => scrollTo(0, 300));
  const complaints = await complaintsOf(page, new URL(live.base).origin);
  for (const color of ['rgb(1, 2, 3)', 'rgb(4, 5, 6)']) {
    live.write('static/css/own.css', `h1 { color: ${color} !important }\n`);
    await page.waitForFunction((color) => getComputedStyle(document.querySelector('h1')).color === color, color);
  }
  assert.equal(await isMarked(page), true);
  assert.equal(await page.evaluate(() => scrollY), 300);
  assert.deepEqual(complaints, []);
});

test('an error stands over the page with its place, and goes when it is mended', async (t) => {
  const page = await open(t, 'topic/one.html');
  const overlay = page.getByRole('alertdialog');
  live.write('content/topic/one.md', question('First title', 'See [[nowhere]].'));
  await overlay.waitFor();
  const shown = await overlay.innerText();
  assert.match(shown, /^content\/topic\/one\.md:5:5$/m);
  assert.match(shown, /there is no question `nowhere`, written or planned/);
  assert.match(shown, /The page is shown as it was before/);
  await page.getByText('The opening words.').waitFor();
  live.write('content/topic/one.md', BOOK['content/topic/one.md']);
  await overlay.waitFor({ state: 'detached' });
  assert.equal(await isMarked(page), true);
});

test('broken settings stand over the page too', async (t) => {
  const page = await open(t, '');
  const overlay = page.getByRole('alertdialog');
  live.write('book.toml', BOOK['book.toml'].replace('title', 'titel'));
  await overlay.waitFor();
  assert.match(await overlay.innerText(), /^book\.toml:\d+:\d+$/m);
  live.write('book.toml', BOOK['book.toml']);
  await overlay.waitFor({ state: 'detached' });
});

test('a renamed title changes the listings that are open', async (t) => {
  const [topic, ukrainian] = [await open(t, 'topic/'), await open(t, 'uk/topic/')];
  live.write('content/topic/two.md', question('A renamed title', 'Another answer.'));
  for (const page of [topic, ukrainian]) await page.getByText('A renamed title').first().waitFor();
});

test('the search finds an edited word after a moment, on pages that were not loaded again too', async (t) => {
  const page = await open(t, 'topic/two.html');
  await page.keyboard.press('/');
  await page.locator('dialog[open]').waitFor();
  const look = (word) => page.getByRole('combobox').fill(word);
  const message = page.locator('.search-message');
  await look('opening');
  await page.getByRole('option').filter({ hasText: 'First title' }).first().waitFor();
  for (const word of ['heliotrope', 'aquamarine']) {
    live.write('content/topic/one.md', question('First title', `The ${word} words.`));
    await until(async () => {
      // As a reader does who types again: the old index answers until the new one is there.
      await look('opening');
      await message.filter({ hasText: /\S/ }).waitFor();
      await look(word);
      await message.filter({ hasText: /\S/ }).waitFor();
      return (await page.getByRole('option').filter({ hasText: 'First title' }).count()) > 0;
    });
  }
  assert.equal(await isMarked(page), true);
});
