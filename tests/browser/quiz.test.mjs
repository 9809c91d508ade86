// Quizzes in a browser: chosen by pointer and by keyboard, with one and with several right options.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { complaintsOf, startBrowser, startSite } from './site.mjs';

const quiz = (options) => `+++\ntitle = "A quiz"\nkind = "quiz"\n+++\n\nChoose.\n\n${options.map(([right, text]) => `- [${right ? 'x' : ' '}] ${text}\n\n  Because of ${text}.\n`).join('\n')}`;
const BOOK = {
  'book.toml': '[book]\ntitle = "Quizzes"\n',
  'content/q/index.md': '+++\ntitle = "Quizzes"\n+++\n',
  'content/q/one.md': quiz([[false, 'one'], [true, '$2$'], [false, 'three']]),
  'content/q/many.md': quiz([[true, 'two'], [false, 'three'], [true, 'four']]),
};

let site;
let browser;
before(async () => {
  site = await startSite(BOOK);
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  site?.close();
});

async function open(t, path, options) {
  const context = await browser.newContext(options);
  t.after(() => context.close());
  const page = await context.newPage();
  const complaints = await complaintsOf(page, site.origin);
  await page.goto(site.base + path);
  t.after(() => assert.deepEqual(complaints, []));
  return page;
}

const result = (page) => page.locator('.quiz-result').evaluate((line) => [line.dataset.result ?? '', line.textContent]);
const reasonsOf = (page) => page.locator('.quiz-why').evaluateAll((reasons) => reasons.map((reason) => (reason.hidden ? 'hidden' : reason.open ? 'open' : 'closed')));
const marks = (page) => page.locator('.quiz-option').evaluateAll((options) => options.map((option) => option.dataset.chosen ?? ''));

test('one right option: a click is the answer, and says why', async (t) => {
  const page = await open(t, 'q/one.html');
  const options = page.getByRole('radiogroup', { name: 'Choose one answer' }).getByRole('radio');
  // The names of groups come with the script.
  await options.first().waitFor();
  assert.equal(await options.count(), 3);
  assert.deepEqual(await reasonsOf(page), ['hidden', 'hidden', 'hidden']);
  await page.getByText('three', { exact: true }).click();
  assert.deepEqual(await result(page), ['wrong', 'Incorrect']);
  assert.deepEqual(await marks(page), ['', '', 'wrong']);
  assert.deepEqual(await reasonsOf(page), ['closed', 'closed', 'open']);
  await page.locator('.quiz-option label').nth(1).click();
  assert.deepEqual(await result(page), ['right', 'Correct']);
  assert.deepEqual(await marks(page), ['', 'right', '']);
  assert.ok(await page.locator('quiz-check button').isHidden());
});

test('one right option by keyboard: arrows choose, Enter or the button answers', async (t) => {
  const page = await open(t, 'q/one.html');
  await page.locator('.quiz-option input').first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  assert.deepEqual(await result(page), ['', '']);
  await page.keyboard.press('Enter');
  assert.deepEqual(await result(page), ['wrong', 'Incorrect']);
  const button = page.locator('quiz-check button');
  assert.equal(await button.innerText(), 'Try again');
  await button.click();
  assert.deepEqual(await result(page), ['', '']);
  assert.deepEqual(await reasonsOf(page), ['hidden', 'hidden', 'hidden']);
  assert.equal(await page.locator('.quiz-option input:checked').count(), 0);
  await page.keyboard.press('ArrowDown');
  assert.equal(await button.innerText(), 'Check answer');
  await button.click();
  assert.deepEqual(await result(page), ['right', 'Correct']);
});

test('several right options: all of them and no others', async (t) => {
  const page = await open(t, 'q/many.html');
  const button = page.getByRole('button', { name: 'Check answer' });
  const choose = async (...numbers) => {
    for (const number of numbers) await page.locator('.quiz-option label').nth(number).click();
  };
  await button.click();
  assert.deepEqual(await result(page), ['', '']);
  await choose(0);
  await button.click();
  assert.deepEqual(await result(page), ['partly', 'Partly correct']);
  await choose(1);
  assert.deepEqual(await marks(page), ['', '', ''], 'another choice takes the marks away');
  await button.click();
  assert.deepEqual(await result(page), ['partly', 'Partly correct']);
  assert.deepEqual(await marks(page), ['right', 'wrong', '']);
  await choose(0);
  await button.click();
  assert.deepEqual(await result(page), ['wrong', 'Incorrect']);
  await choose(0, 1, 2);
  await page.locator('.quiz-option input').last().press('Enter');
  assert.deepEqual(await result(page), ['right', 'Correct']);
  assert.deepEqual(await reasonsOf(page), ['open', 'closed', 'open']);
});

test('without JavaScript every option has its explanation', async (t) => {
  const page = await open(t, 'q/one.html', { javaScriptEnabled: false });
  assert.equal(await page.locator('.quiz-option input').count(), 0);
  await page.locator('.quiz-why summary').nth(1).click();
  assert.ok(await page.getByText('Right answer').isVisible());
});
