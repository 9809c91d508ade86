// Interviews: how a set is chosen, what an address says, and what the two sides see and keep.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fromAddress, newSeed, toAddress } from '../../static/js/interview/address.js';
import { choose, draw, fitting, seedBits } from '../../static/js/interview/choose.js';
import { summaryText, sumOf } from '../../static/js/interview/summary.js';
import { sampleBook } from './sample.mjs';
import { openPage, overflow, startBrowser, startSite, unfold } from './site.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 800 };
const ALL = { topics: new Set(), levels: new Set(), kinds: new Set() };

/** 240 questions: 12 topics, 3 levels, every tenth without one. */
const many = Array.from({ length: 240 }, (_, number) => ({
  short: (Math.imul(number + 1, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0'),
  topic: number % 12,
  kind: number % 5 === 0 ? 2 : 0,
  level: number % 10 === 9 ? undefined : number % 3,
}));

/** What the seed `k3f9x2` chooses of them. A change here changes the sets of every seed that anyone has noted. */
const PINNED = ['9d6bed41', '4e114f5c', '3cecb57b', '50a3ec6e', '41166b6d', 'daa66d13', '8ff34739', '949abf44', '86568ccc', '2e2ac0ea'];

describe('the choice', () => {
  test('the hash of a seed is FNV-1a', () => {
    // Test vectors of its authors.
    assert.equal(seedBits(''), 0x811c9dc5);
    assert.equal(seedBits('a'), 0xe40c292c);
    assert.equal(seedBits('foobar'), 0xbf9cf968);
  });

  test('the numbers drawn are MurmurHash3’s finalizer of seed and hash', () => {
    assert.equal(draw(0, '00000000'), 0);
    assert.equal(draw(0, '00000001'), 0x514e28b7);
    assert.equal(draw(1, '00000000'), 0x514e28b7);
    assert.equal(draw(seedBits('abc'), '1a2b3c4d'), draw(seedBits('abc') ^ 0x1a2b3c4d, '00000000'));
  });

  test('the same seed gives the same set, whatever the order of the book', () => {
    const set = choose(many, 10, 'k3f9x2').map(({ short }) => short);
    assert.deepEqual(set, PINNED);
    assert.deepEqual(choose([...many].reverse(), 10, 'k3f9x2').map(({ short }) => short), set);
    assert.notDeepEqual(choose(many, 10, 'k3f9x3').map(({ short }) => short), set);
  });

  test('it spreads over topics first, then over levels, and goes from easy to hard', () => {
    for (const seed of ['a', 'b', 'c', 'd']) {
      const set = choose(many, 12, seed);
      assert.equal(new Set(set.map(({ topic }) => topic)).size, 12);
      const levels = set.map(({ level }) => level ?? 3);
      assert.deepEqual(levels, [...levels].sort());
      const counts = [0, 1, 2, 3].map((level) => levels.filter((one) => one === level).length);
      assert.ok(Math.max(...counts) - Math.min(...counts) <= 2, counts.join(' '));
      const twice = choose(many, 24, seed);
      for (let topic = 0; topic < 12; topic++) assert.equal(twice.filter((one) => one.topic === topic).length, 2);
    }
  });

  test('every question has its turn', () => {
    const met = new Set();
    for (let seed = 0; seed < 300; seed++) for (const { short } of choose(many, 8, `seed ${seed}`)) met.add(short);
    assert.equal(met.size, many.length);
  });

  test('a question that is added changes little', () => {
    let changed = 0;
    for (let seed = 0; seed < 50; seed++) {
      const before = new Set(choose(many, 10, `${seed}`).map(({ short }) => short));
      const after = choose([...many, { short: 'feedf00d', topic: 3, kind: 0, level: 1 }], 10, `${seed}`);
      changed += after.filter(({ short }) => !before.has(short)).length;
    }
    assert.ok(changed < 50, `${changed} of 500 questions changed`);
  });

  test('more is wanted than there is, or nothing fits', () => {
    assert.equal(choose(many.slice(0, 5), 50, 'x').length, 5);
    assert.deepEqual(choose([], 8, 'x'), []);
    assert.deepEqual(fitting(many, { ...ALL, kinds: new Set([7]) }), []);
  });

  test('what fits: topics, levels and kinds together; two of one hash are one', () => {
    const found = fitting(many, { topics: new Set([0, 5]), levels: new Set([0]), kinds: new Set([2]) });
    assert.ok(found.length > 0);
    assert.ok(found.every(({ topic, level, kind }) => (topic === 0 || topic === 5) && level === 0 && kind === 2));
    assert.equal(fitting([many[0], { ...many[1], short: many[0].short }], ALL).length, 1);
  });
});

describe('the address', () => {
  const interview = { topics: ['math', 'math/deep'], levels: ['junior'], kinds: [], count: 5, minutes: 30, seed: 'зерно 1', set: ['1a2b3c4d', '00000001'], view: 'candidate' };

  test('what it says is what was said', () => {
    assert.deepEqual(fromAddress(toAddress(interview)), interview);
    const form = { ...interview, set: [], view: 'interviewer' };
    assert.deepEqual(fromAddress(toAddress(form)), form);
  });

  test('it is one that can be sent: no character that mail or chat would cut at', () => {
    assert.match(toAddress({ ...interview, seed: newSeed() }), /^\?[\w=&%.+-]+$/);
    assert.match(newSeed(), /^[a-z2-9]{6}$/);
  });

  test('what is out of bounds is brought into them, what is not understood left out', () => {
    assert.deepEqual(fromAddress('?count=900&minutes=-5&seed=' + 'x'.repeat(999)).count, 50);
    assert.equal(fromAddress('?minutes=-5').minutes, 0);
    assert.equal(fromAddress('?count=many').count, 8);
    assert.equal(fromAddress(`?seed=${'x'.repeat(999)}`).seed.length, 64);
    assert.deepEqual(fromAddress('?set=1A2B3C4D-<b>-1a2b3c4d-xyz-00000001').set, ['1a2b3c4d', '00000001']);
    const long = Array.from({ length: 999 }, (_, number) => String(number).padStart(8, '0')).join('-');
    assert.equal(fromAddress(`?set=${long}`).set.length, 50);
    assert.equal(fromAddress('?view=owner').view, 'interviewer');
  });
});

describe('the summary', () => {
  const questions = [
    { short: 'aaaaaaaa', title: 'One?', level: 0 },
    { short: 'bbbbbbbb', title: 'Two?', level: 1 },
    { short: 'cccccccc', title: 'Three?' },
  ];
  const words = { text: (name, values = {}) => [name, ...Object.values(values)].join(' ') };

  test('marks are summed over what was asked', () => {
    assert.deepEqual(sumOf(questions, { aaaaaaaa: 3, cccccccc: 0, dddddddd: 3, bbbbbbbb: 99 }), { points: 3, most: 6, marked: 2 });
  });

  test('as text', () => {
    const kept = { marks: { aaaaaaaa: 2, cccccccc: 1 }, remarks: { aaaaaaaa: 'Sure.\nFast.' } };
    const text = summaryText(questions, kept, { levels: [{ name: 'Junior' }, { name: 'Senior' }] }, words, 'https://x/');
    assert.equal(
      text,
      '# title\n\n1. One? (Junior; mark_2)\n\n   Sure.\n   Fast.\n\n2. Two? (Senior)\n3. Three? (mark_1)\n\n' +
        'marked 2 3: points 3 6\n- Junior: points 2 3\n\nhttps://x/\n',
    );
  });
});

describe('in the browser', () => {
  let site;
  let browser;
  let catalogue;

  before(async () => {
    site = await startSite(sampleBook());
    browser = await startBrowser();
    catalogue = JSON.parse(readFileSync(join(site.folder, 'assets/catalogue-en.json'), 'utf8'));
  });
  after(async () => {
    await browser?.close();
    site?.close();
  });

  const open = (t, path, options) => openPage(t, browser, site, path, { viewport: WIDE, ...options });

  const short = (id) => catalogue.questions.find((question) => question.id === id).short;
  const address = (ids, view = 'interviewer', language = '') =>
    `${language}interview.html?count=8&minutes=45&seed=abc&set=${ids.map((id) => (/^[0-9a-f]{8}$/.test(id) ? id : short(id))).join('-')}&view=${view}`;
  const items = (page) => page.locator('.interview-question');
  const titles = (page) => page.locator('.interview-question h2').allInnerTexts();
  const loaded = (page) => page.waitForFunction(() => document.querySelector('.interview-question') && ![...document.querySelectorAll('[data-part=text]')].some((text) => text.textContent === 'Loading…'));

  test('code in the answers has the button that it has on its own page', async (t) => {
    const page = await open(t, address(['task']));
    await loaded(page);
    assert.equal(await page.locator('figure.code').count(), 1);
    await page.locator('figure.code copy-code button').waitFor({ state: 'attached' });
    assert.deepEqual(page.complaints, []);
  });

  test('the form says how many questions fit, and makes an interview with an address of its own', async (t) => {
    const page = await open(t, 'interview.html');
    assert.equal(await page.getByLabel('Seed').inputValue(), '', 'nothing is loaded before the reader turns to the form');
    await page.getByLabel('Seed').focus();
    await page.waitForFunction(() => document.querySelector('[name=seed]').value !== '');
    const available = page.locator('.interview-available');
    await page.waitForFunction((said) => document.querySelector('.interview-available').textContent === said, `${catalogue.questions.length} questions to choose from`);
    await page.getByRole('group', { name: 'Level' }).getByLabel('Senior').check();
    assert.equal(await available.innerText(), '2 questions to choose from');
    await page.getByRole('checkbox', { name: 'Deeper' }).check();
    assert.equal(await available.innerText(), 'No question fits: tick more, or nothing');
    await page.getByRole('checkbox', { name: 'Mathematics' }).check();
    await page.getByLabel('Questions', { exact: true }).fill('2');
    await page.getByLabel('Seed').fill('one');
    await page.getByRole('button', { name: 'Make the interview' }).click();
    await items(page).first().waitFor();
    const said = fromAddress(new URL(page.url()).search);
    assert.deepEqual({ ...said, set: said.set.length }, { topics: ['math', 'math/deep'], levels: ['senior'], kinds: [], count: 2, minutes: 45, seed: 'one', set: 2, view: 'interviewer' });
    const first = await titles(page);
    await page.goBack();
    await page.getByRole('button', { name: 'Make the interview' }).waitFor();
    await page.goForward();
    await items(page).first().waitFor();
    assert.deepEqual(await titles(page), first);
    assert.deepEqual(page.complaints, []);
  });

  test('both sides and all languages see the same questions in the same order', async (t) => {
    const page = await open(t);
    const set = ['pick', 'sum', 'task', 'hash'];
    const seen = {};
    for (const language of ['', 'uk/', 'ru/']) {
      for (const view of ['candidate', 'interviewer']) {
        await page.goto(site.base + address(set, view, language));
        await items(page).last().waitFor({ state: 'attached' });
        seen[language + view] = await page.locator('.interview-question h2').evaluateAll((all) => all.map(({ id }) => id));
      }
    }
    for (const ids of Object.values(seen)) assert.deepEqual(ids, set.map((id) => `question-${short(id)}`));
    // The switch of languages keeps the interview.
    await page.locator('.languages summary').click();
    await page.locator('.languages a[hreflang=en]').click();
    await items(page).first().waitFor();
    assert.equal(await items(page).count(), 4);
    // What is not translated says in which language it is.
    await page.goto(site.base + address(['hash'], 'interviewer', 'uk/'));
    assert.equal(await page.locator('.interview-question h2').getAttribute('lang'), 'en');
    assert.deepEqual(page.complaints, []);
  });

  test('a question that the book no longer has is shown as such', async (t) => {
    for (const view of ['candidate', 'interviewer']) {
      const page = await open(t, address(['sum', 'deadbeef'], view));
      await items(page).last().waitFor({ state: 'attached' });
      assert.equal(await page.locator('.interview-question h2').last().textContent(), 'This question is no longer in the book (deadbeef)');
      assert.equal(await page.locator('[data-gone] .marks').count(), 0);
    }
  });

  test('the candidate gets no answer: not in the page, nor in what is fetched for it', async (t) => {
    const page = await open(t);
    const asked = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(site.base + address(['sum', 'pick', 'task', 'hash'], 'candidate'));
    await page.getByLabel('All together').check();
    await loaded(page);
    const html = await page.locator('.interview-view').innerHTML();
    for (const word of ['A sum adds numbers', 'One is odd', 'Two is even', 'It can be halved', 'data-correct', 'It is 2.', 'A number made of a text', 'data-callout', 'Forgetting one']) {
      assert.ok(!html.includes(word), `${word} is in the candidate's page`);
    }
    assert.ok(html.includes('Mark the even one') && html.includes('Compute'), 'what is asked is there');
    assert.equal(await page.locator('.quiz-option').count(), 3);
    assert.ok(!asked.some((path) => /(sum|hash)\.html$/.test(path)), 'the pages of open questions are not fetched');
    assert.equal(await page.locator('.interview-question .fact-level').count(), 0);
    assert.deepEqual(page.complaints, []);
  });

  test('the interviewer gets short answers, hints, solutions, pitfalls, follow-ups and the right option', async (t) => {
    const page = await open(t, address(['sum', 'pick', 'task']));
    await loaded(page);
    const [sum, pick, task] = await items(page).all();
    assert.match(await sum.locator('.short-answer').innerText(), /^A sum adds numbers/);
    const callouts = (item) => item.locator('[data-callout]').evaluateAll((all) => all.map((one) => one.dataset.callout));
    assert.deepEqual(await callouts(sum), ['hint', 'solution', 'pitfall', 'followup']);
    assert.equal(await pick.locator('[data-correct=true] .quiz-text').innerText().then((text) => text.includes('2')), true);
    assert.match(await task.locator('.statement').innerText(), /^Compute/);
    assert.deepEqual(await callouts(task), ['solution']);
    assert.equal(await sum.locator('.katex').first().evaluate((formula) => getComputedStyle(formula).fontFamily.includes('KaTeX')), true, 'formulas have their style');
    assert.match(await sum.getByRole('link', { name: 'The whole answer' }).getAttribute('href'), /\/project\/math\/sum\.html$/);
    const ids = await page.evaluate(() => [...document.querySelectorAll('[id]')].map(({ id }) => id));
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(page.complaints, []);
  });

  test('one question at a time, or all; the place survives a reload', async (t) => {
    const page = await open(t, address(['sum', 'pick', 'task'], 'candidate'));
    const visible = () => page.locator('.interview-question:visible h2').evaluateAll((all) => all.map(({ id }) => id));
    await items(page).first().waitFor();
    assert.deepEqual(await visible(), [`question-${short('sum')}`]);
    await page.getByRole('button', { name: 'Next question' }).click();
    assert.deepEqual(await visible(), [`question-${short('pick')}`]);
    assert.equal(await page.evaluate(() => document.activeElement.id), `question-${short('pick')}`);
    await page.reload();
    await items(page).nth(1).waitFor();
    assert.deepEqual(await visible(), [`question-${short('pick')}`]);
    await page.getByRole('button', { name: 'Next question' }).click();
    assert.equal(await page.getByRole('button', { name: 'Next question' }).count(), 0);
    assert.match(await page.getByRole('link', { name: 'To the answers' }).getAttribute('href'), /view=interviewer$/);
    await page.getByRole('button', { name: 'Previous question' }).click();
    await page.getByLabel('All together').check();
    assert.equal((await visible()).length, 3);
    await page.reload();
    await items(page).first().waitFor();
    assert.equal((await visible()).length, 3);
  });

  test('notes and marks are kept in this browser, apart for the two sides, and listed on the form', async (t) => {
    const page = await open(t, address(['sum', 'pick'], 'candidate'));
    await page.locator('textarea').first().fill('It adds.');
    await page.goto(site.base + address(['sum', 'pick']));
    await items(page).first().waitFor();
    assert.equal(await page.locator('textarea').first().inputValue(), '');
    await items(page).first().getByLabel('Excellent').check();
    await items(page).nth(1).getByLabel('Weak').check();
    await page.locator('textarea').first().fill('Clear.');
    assert.equal(await page.locator('[data-part=marked]').innerText(), '2 of 2 questions marked: 4 of 6 points');
    await page.reload();
    await items(page).first().waitFor();
    assert.equal(await page.locator('textarea').first().inputValue(), 'Clear.');
    assert.equal(await items(page).first().getByLabel('Excellent').isChecked(), true);
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), [`answerbook-interview /project/ ${short('sum')}-${short('pick')}`]);
    await items(page).first().getByLabel('Not asked').check();
    assert.equal(await page.locator('[data-part=marked]').innerText(), '1 of 2 questions marked: 1 of 3 points');
    await page.goto(`${site.base}interview.html`);
    const kept = page.getByRole('region', { name: 'Interviews kept in this browser' });
    await kept.waitFor();
    assert.equal(await kept.getByRole('listitem').count(), 1);
    await kept.getByRole('link').click();
    await items(page).first().waitFor();
    await page.getByRole('button', { name: 'Clear notes and marks' }).click();
    assert.equal(await page.locator('textarea').first().inputValue(), '');
    await page.goto(`${site.base}interview.html`);
    await kept.getByRole('button').click();
    await kept.waitFor({ state: 'hidden' });
    assert.equal(await page.evaluate(() => localStorage.length), 0);
    assert.deepEqual(page.complaints, []);
  });

  test('two tabs are kept in step', async (t) => {
    const page = await open(t, address(['sum']));
    const other = await page.context().newPage();
    await other.goto(site.base + address(['sum']));
    await items(other).first().waitFor();
    await items(page).first().getByLabel('Good').check();
    await other.waitForFunction(() => document.querySelector('.marks input[value="2"]').checked);
  });

  test('damaged storage is as if nothing were kept, and storage that is shut is told of', async (t) => {
    const page = await open(t);
    const key = `answerbook-interview /project/ ${short('sum')}`;
    await page.addInitScript((key) => localStorage.setItem(key, '{"version":1,"marks":{"<b>":3},"notes":7,"time":{"spent":"x"}}'), key);
    await page.goto(site.base + address(['sum']));
    await items(page).first().waitFor();
    assert.equal(await page.locator('[data-part=marked]').innerText(), '0 of 1 questions marked');
    assert.deepEqual(page.complaints, []);
    const shut = await open(t);
    await shut.addInitScript(() => {
      Object.defineProperty(window, 'localStorage', { get: () => { throw new DOMException('shut', 'SecurityError'); } });
    });
    await shut.goto(site.base + address(['sum']));
    await shut.getByText('This browser keeps nothing').waitFor();
    await items(shut).first().getByLabel('Good').check();
    assert.equal(await shut.locator('[data-part=marked]').innerText(), '1 of 1 questions marked: 2 of 3 points');
  });

  test('the clock runs, stops, survives a reload, and is heard near the end', async (t) => {
    const page = await open(t);
    await page.clock.install({ time: new Date('2026-11-22T10:00:00Z') });
    // Otherwise time goes on by itself too, which a slow machine would see.
    await page.clock.pauseAt(new Date('2026-11-22T10:00:01Z'));
    await page.goto(site.base + address(['sum'], 'candidate').replace('minutes=45', 'minutes=6'));
    const time = page.getByRole('timer');
    const said = page.locator('interview-clock [role=status]');
    await time.waitFor();
    assert.equal(await time.innerText(), '6:00');
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.clock.runFor(59_000);
    assert.equal(await time.innerText(), '5:01');
    assert.equal(await said.textContent(), '');
    await page.clock.runFor(2_000);
    assert.equal(await said.textContent(), 'Five minutes left');
    await page.reload();
    await time.waitFor();
    await page.clock.runFor(60_000);
    assert.equal(await time.innerText(), '3:59');
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.clock.runFor(60_000);
    assert.equal(await time.innerText(), '3:59');
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.clock.runFor(240_000);
    assert.equal(await time.innerText(), '−0:01');
    assert.equal(await said.textContent(), 'Time is up');
    await page.getByRole('button', { name: 'Reset' }).click();
    assert.equal(await time.innerText(), '6:00');
    await page.goto(site.base + address(['sum'], 'candidate').replace('minutes=45', 'minutes=0'));
    await items(page).first().waitFor();
    assert.equal(await time.isVisible(), false);
  });

  test('links of both sides and the summary are copied; another set has another seed', async (t) => {
    const page = await open(t, undefined, { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.goto(site.base + address(['sum', 'pick']));
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    await page.getByRole('region', { name: 'For the candidate' }).getByRole('button').click();
    await page.getByText('Copied').first().waitFor();
    assert.equal(await copied(), site.base + address(['sum', 'pick'], 'candidate'));
    await page.getByRole('region', { name: 'For the interviewer' }).getByRole('button').click();
    await page.getByText('Copied').nth(1).waitFor();
    assert.equal(await copied(), site.base + address(['sum', 'pick']));
    await items(page).first().getByLabel('Good').check();
    await page.getByRole('button', { name: 'Copy the summary' }).click();
    await page.getByText('Copied').nth(2).waitFor();
    assert.match(await copied(), /^# Mock interview\n\n1\. What is a sum of .*\? \(Junior; Good\)\n2\. Which of these is even\? \(Junior\)\n\n1 of 2 questions marked: 2 of 3 points\n- Junior: 2 of 3 points\n\nhttp/);
    await page.getByRole('link', { name: 'Another set' }).click();
    await page.waitForURL((url) => fromAddress(url.search).seed !== 'abc');
    await items(page).first().waitFor();
    assert.equal(fromAddress(new URL(page.url()).search).set.length, catalogue.questions.length);
    await page.getByRole('link', { name: 'Change the choice' }).click();
    await page.getByRole('button', { name: 'Make the interview' }).waitFor();
    assert.notEqual(await page.getByLabel('Seed').inputValue(), 'abc');
  });

  test('what cannot be loaded is told of', async (t) => {
    const page = await open(t);
    await page.route('**/math/sum.html', (route) => route.abort());
    await page.goto(site.base + address(['sum', 'task']));
    await page.getByText('The text could not be loaded').waitFor();
    await page.locator('.statement').waitFor();
    await page.route('**/catalogue-en.json', (route) => route.fulfill({ status: 500, body: '' }));
    await page.goto(`${site.base}interview.html`);
    await page.getByLabel('Seed').focus();
    await page.getByRole('alert').filter({ hasText: 'The list of questions could not be loaded' }).waitFor();
  });

  test('on paper: every question, and nothing to press', async (t) => {
    const page = await open(t, address(['sum', 'pick', 'task'], 'candidate'));
    await items(page).first().waitFor();
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('.interview-question:visible').count(), 3);
    assert.equal(await page.locator('.interview-view :is(button, a.button):visible').count(), 0);
    await page.emulateMedia({ media: 'screen' });
    await page.goto(site.base + address(['sum', 'pick', 'task']));
    await loaded(page);
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('.short-answer:visible').count(), 1);
    assert.equal(await page.locator('.interview-share:visible').count(), 0);
  });

  test('without JavaScript the questions are there, and no form', async (t) => {
    const page = await open(t, 'uk/interview.html', { javaScriptEnabled: false });
    assert.equal(await page.locator('.interview-form').isVisible(), false);
    assert.equal(await page.locator('.interview-fallback .lines a').count(), catalogue.questions.length);
  });

  test('nothing scrolls sideways, on any side', async (t) => {
    const set = ['sum', 'pick', 'task', 'one', 'deadbeef'];
    for (const width of [320, 390, 820, 1280]) {
      const page = await open(t, undefined, { viewport: { width, height: 800 } });
      for (const path of ['uk/interview.html', address(set, 'candidate', 'ru/'), address(set, 'interviewer', 'uk/')]) {
        await page.goto(site.base + path);
        await page.locator(path.includes('set=') ? '.interview-question' : '.interview-available:not(:empty)').first().waitFor();
        await page.waitForLoadState('networkidle');
        await unfold(page);
        assert.deepEqual(await overflow(page), { wider: 0, culprits: [] }, `${path} at ${width}`);
      }
    }
  });

  test('axe finds nothing to object to', { timeout: 120_000 }, async (t) => {
    const set = ['sum', 'pick', 'task', 'deadbeef'];
    for (const [colorScheme, viewport] of [['light', WIDE], ['dark', PHONE]]) {
      const page = await open(t, undefined, { colorScheme, viewport });
      await page.addInitScript({ content: AXE });
      for (const path of ['interview.html', address(set, 'candidate', 'ru/'), address(set, 'interviewer', 'uk/')]) {
        await page.goto(site.base + path);
        await page.locator(path.includes('set=') ? '.interview-question' : '.interview-available:not(:empty)').first().waitFor();
        await page.waitForLoadState('networkidle');
        await unfold(page);
        const { violations } = await page.evaluate(() => axe.run({ rules: { 'target-size': { enabled: true } } }));
        assert.deepEqual(violations.map(({ id, nodes }) => `${path}: ${id}: ${nodes[0].html.slice(0, 200)} ${nodes[0].failureSummary}`), []);
      }
    }
  });
});
