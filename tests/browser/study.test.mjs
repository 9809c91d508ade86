// Studying in a browser: ratings, reviews, plans, progress and files, with a clock that the tests set.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { sampleBook } from './sample.mjs';
import { complaintsOf, overflow, startBrowser, startSite } from './site.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const MORNING = '2026-11-22T10:00:00+02:00';
const DAY = 86_400_000;

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

/** A reader with a browser of their own. */
async function reader(t, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1000, height: 900 }, timezoneId: 'Europe/Kyiv', acceptDownloads: true, ...options });
  t.after(() => context.close());
  await context.clock.install({ time: MORNING });
  const open = async (path, window) => {
    const page = window ?? (await context.newPage());
    const complaints = window ? undefined : await complaintsOf(page, site.origin);
    await page.goto(site.base + path);
    if (complaints) page.complaints = complaints;
    return page;
  };
  /** The study page, when its parts are there. */
  const study = async (path = 'study.html', window) => {
    const page = await open(path, window);
    await page.waitForSelector('.study-parts:not([hidden])');
    return page;
  };
  return { context, open, study };
}

const rate = async (page, grade) => {
  await page.locator(`study-rating .grade-${grade}`).click();
  await page.waitForSelector('.rating-state button');
};
const kept = (page) => page.evaluate(() => Object.fromEntries(Object.entries(localStorage).filter(([key]) => key.startsWith('answerbook-study')).map(([key, value]) => [key, JSON.parse(value)])));
const text = (page, selector) => page.locator(selector).innerText();
const quiet = (page) => assert.deepEqual(page.complaints, []);

describe('a rating under an answer', () => {
  test('is kept under the book’s own key, says when the question comes back, and is taken back', async (t) => {
    const { open } = await reader(t);
    const page = await open('math/sum.html');
    await rate(page, 'good');
    assert.match(await text(page, '.rating-state'), /^Next review in 2 days\./);
    const key = 'answerbook-study /project/';
    const all = await kept(page);
    assert.deepEqual(Object.keys(all).sort(), [key, `${key} q sum`]);
    assert.equal(all[`${key} q sum`].grade, 'good');
    assert.equal(await page.getAttribute('.grade-good', 'aria-pressed'), 'true');
    await page.locator('.rating-state button').click();
    await page.waitForFunction(() => document.querySelector('.rating-state').textContent.trim() === 'The rating was taken back.');
    assert.deepEqual(Object.keys(await kept(page)), [key]);
    assert.equal(await page.evaluate(() => document.activeElement.className), 'button grade grade-again');
    quiet(page);
  });

  test('another button right after it means that instead: one review, not two', async (t) => {
    const { open } = await reader(t);
    const page = await open('math/sum.html');
    await rate(page, 'good');
    await page.locator('.grade-easy').click();
    await page.waitForFunction(() => document.querySelector('.rating-state').textContent.includes('8 days'));
    const record = (await kept(page))['answerbook-study /project/ q sum'];
    assert.deepEqual([record.grade, record.reviews], ['easy', 1]);
  });

  test('nothing is loaded before the reader is about to rate; then the intervals are shown', async (t) => {
    const { open } = await reader(t);
    site.log.length = 0;
    const page = await open('math/sum.html');
    await page.waitForLoadState('networkidle');
    const loaded = () => site.log.map(({ path }) => path).filter((path) => /study\/|ts-fsrs|catalogue/.test(path));
    assert.deepEqual(loaded(), []);
    await page.locator('.grade-hard').hover();
    await page.waitForFunction(() => document.querySelector('.grade-hard .grade-interval').textContent !== '');
    assert.deepEqual(await page.locator('.grade-interval').allInnerTexts(), ['10 min', '15 min', '2 days', '8 days']);
    assert.ok(loaded().some((path) => path.includes('ts-fsrs')));
    assert.ok(!loaded().some((path) => path.includes('catalogue')));
  });

  test('by keyboard alone, in the language of the page', async (t) => {
    const { open } = await reader(t);
    const page = await open('uk/math/sum.html');
    await page.locator('.grade-again').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.rating-state button');
    assert.match(await text(page, '.rating-state'), /Наступне повторення через 15 хвилин\./);
  });

  test('a tab shows what another one rated, and browsers are asked to keep it', async (t) => {
    const { open, context } = await reader(t);
    await context.addInitScript(() => {
      navigator.storage.persist = async () => (sessionStorage.setItem('asked', Number(sessionStorage.getItem('asked')) + 1), true);
    });
    const [one, other] = [await open('math/sum.html'), await open('uk/math/sum.html')];
    await rate(one, 'easy');
    assert.equal(await one.evaluate(() => sessionStorage.getItem('asked')), '1');
    await other.locator('.grade-good').hover();
    await other.waitForFunction(() => document.querySelector('.grade-easy').getAttribute('aria-pressed') === 'true');
    await one.locator('.rating-state button').click();
    await other.waitForFunction(() => !document.querySelector('.grade[aria-pressed="true"]'));
    await rate(one, 'hard');
    await other.waitForFunction(() => document.querySelector('.grade-hard').getAttribute('aria-pressed') === 'true');
    assert.equal(await one.evaluate(() => sessionStorage.getItem('asked')), '1');
  });

  test('says so where the browser keeps nothing', async (t) => {
    const { open, context } = await reader(t);
    await context.addInitScript(() => {
      Storage.prototype.setItem = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
    });
    const page = await open('math/sum.html');
    await page.locator('.grade-good').click();
    await page.waitForFunction(() => document.querySelector('.rating-state').textContent.includes('nothing was saved'));
    quiet(page);
  });

  test('a question that was renamed keeps what was rated under its former id', async (t) => {
    const { open, context } = await reader(t);
    const page = await open('math/hash.html');
    await rate(page, 'easy');
    await page.evaluate(() => {
      const key = 'answerbook-study /project/ q ';
      localStorage.setItem(`${key}old-hash`, localStorage.getItem(`${key}hash`));
      localStorage.removeItem(`${key}hash`);
    });
    await context.clock.setSystemTime(Date.parse(MORNING) + 8 * DAY);
    await page.reload();
    await page.locator('study-rating').scrollIntoViewIfNeeded();
    await page.waitForFunction(() => document.querySelector('.rating-state').textContent !== '');
    await rate(page, 'good');
    const all = await kept(page);
    assert.deepEqual(Object.keys(all).sort(), ['answerbook-study /project/', 'answerbook-study /project/ q hash']);
    assert.equal(all['answerbook-study /project/ q hash'].reviews, 2);
  });

  test('an answer that has changed since is said to have', async (t) => {
    const { open, study } = await reader(t);
    const page = await open('math/sum.html');
    await rate(page, 'good');
    await page.evaluate(() => {
      const key = 'answerbook-study /project/ q sum';
      localStorage.setItem(key, JSON.stringify({ ...JSON.parse(localStorage.getItem(key)), content: '00000000' }));
    });
    await page.reload();
    await page.locator('study-rating').scrollIntoViewIfNeeded();
    await page.waitForFunction(() => document.querySelector('.rating-state').textContent.startsWith('This answer has changed since you rated it.'));
    await study('study.html', page);
    assert.equal(await page.locator('[data-part=changed] a').getAttribute('href'), `${site.base}math/sum.html`);
    await open('math/sum.html', page);
    await rate(page, 'good');
    await study('study.html', page);
    assert.ok(await page.locator('[data-part=changed]').isHidden());
  });
});

/** Begins a review, which loads the scheduler. */
async function begin(page) {
  await page.locator('.study-today [type=submit]').click();
  await page.locator('.study-session').waitFor();
}

describe('a review', () => {
  test('asks, shows the short answer, takes a rating, and ends', async (t) => {
    const { study } = await reader(t);
    const page = await study();
    assert.equal(await text(page, '.study-due'), '5 new questions');
    await page.selectOption('[name=fresh]', '0');
    assert.equal(await text(page, '.study-due'), 'Nothing to review today. Add new questions, or rate some as you read.');
    assert.ok(await page.locator('.study-today [type=submit]').isDisabled());
    await page.selectOption('[name=topic]', 'math/deep');
    await page.selectOption('[name=fresh]', '5');
    assert.equal(await text(page, '.study-due'), '1 new question');
    await begin(page);
    assert.equal(await text(page, '#study-question'), 'A plain one');
    assert.ok(await page.locator('study-plan').isHidden());
    assert.ok(await page.locator('.study-rate').isHidden());
    await page.waitForFunction(() => document.querySelector('.study-back').textContent.includes('No formula here.'));
    assert.ok(await page.locator('.study-back').isHidden());
    await page.locator('.study-reveal').click();
    assert.ok(await page.locator('.study-back').isVisible());
    await page.locator('.study-rate .grade-good').click();
    assert.ok(await page.locator('.study-finished').isVisible());
    assert.equal(await text(page, '.study-result'), '1 question rated');
    await page.locator('[data-do=back]').click();
    assert.ok(await page.locator('.study-today').isVisible());
    quiet(page);
  });

  test('what was not known comes again at the end; undo, skip and the keys', async (t) => {
    const { study } = await reader(t);
    const page = await study();
    await page.selectOption('[name=fresh]', '5');
    await begin(page);
    const title = () => text(page, '#study-question');
    const place = () => text(page, '.study-place');
    const first = await title();
    assert.equal(await place(), '1 of 5');
    // A key before the answer is shown does nothing.
    await page.keyboard.press('1');
    assert.equal(await title(), first);
    await page.locator('.study-reveal').click();
    await page.keyboard.press('1');
    assert.notEqual(await title(), first);
    assert.equal(await place(), '1 of 5');
    await page.keyboard.press('u');
    assert.equal(await title(), first);
    assert.deepEqual(Object.keys(await kept(page)).filter((key) => key.includes(' q ')), []);
    await page.locator('.study-reveal').click();
    await page.keyboard.press('1');
    const second = await title();
    await page.locator('[data-do=skip]').click();
    const rest = [];
    for (let number = 0; number < 5; number += 1) {
      rest.push(await title());
      await page.locator('.study-reveal').click();
      await page.keyboard.press('4');
    }
    assert.deepEqual(rest.slice(-2), [first, second]);
    assert.equal(await text(page, '.study-result'), '6 questions rated');
    quiet(page);
  });

  test('new questions of hidden levels are left out, unless the level is asked for', async (t) => {
    const { study } = await reader(t);
    const page = await study();
    await page.selectOption('[name=fresh]', '20');
    const all = Number.parseInt(await text(page, '.study-due'), 10);
    await page.selectOption('[name=level]', 'junior');
    const junior = Number.parseInt(await text(page, '.study-due'), 10);
    assert.ok(junior > 0 && junior < all);
    await page.evaluate(() => localStorage.setItem('answerbook-hidden-levels /project/', 'junior'));
    await study('study.html', page);
    assert.equal(Number.parseInt(await text(page, '.study-due'), 10), junior);
    await page.selectOption('[name=level]', '');
    assert.equal(Number.parseInt(await text(page, '.study-due'), 10), all - junior);
    await page.getByRole('button', { name: 'Show all levels' }).click();
    await page.waitForFunction((all) => Number.parseInt(document.querySelector('.study-due').textContent, 10) === all, all);
    quiet(page);
  });

  test('what was rated comes back when it is due, in whatever language', async (t) => {
    const { open, study, context } = await reader(t);
    const page = await open('math/sum.html');
    await rate(page, 'good');
    await study('study.html', page);
    await page.selectOption('[name=fresh]', '0');
    assert.match(await text(page, '.study-due'), /^Nothing/);
    assert.deepEqual(await page.locator('.forecast li').evaluateAll((days) => days.filter((day) => day.lastChild.textContent !== '0').map((day) => day.firstChild.textContent)), ['Tue, Nov 24']);
    await context.clock.setSystemTime(Date.parse(MORNING) + 2 * DAY - 9 * 3_600_000);
    await study('ru/study.html', page);
    assert.equal(await text(page, '.study-due'), '1 вопрос на повторение');
    await begin(page);
    assert.match(await text(page, '#study-question'), /^Рус: What is a sum/);
    await page.waitForSelector('.study-back .katex', { state: 'attached' });
    await page.locator('.study-reveal').click();
    // The formula's own style has come along.
    await page.waitForFunction(() => getComputedStyle(document.querySelector('.study-back .katex-mathml')).position === 'absolute');
    // Ids of the answer's page are none of this one's.
    assert.deepEqual(await page.locator('.study-back [id]').evaluateAll((all) => all.map(({ id }) => id).filter((id) => !/^q[0-9a-f]{8}-/.test(id))), []);
    assert.equal(await page.locator('.study-back a').first().getAttribute('href').then((href) => href.startsWith(site.base)), true);
    quiet(page);
  });

  test('goes on where it was when the reader comes back from a question’s page', async (t) => {
    const { study } = await reader(t);
    const page = await study();
    await page.selectOption('[name=fresh]', '5');
    await begin(page);
    await page.locator('.study-reveal').click();
    await page.keyboard.press('3');
    const second = await text(page, '#study-question');
    await page.locator('.study-open a').click();
    await page.waitForSelector('study-rating');
    await page.goBack();
    await page.waitForSelector('.study-session:not([hidden])');
    assert.equal(await text(page, '#study-question'), second);
    assert.equal(await text(page, '.study-place'), '2 of 5');
    await page.goForward();
    await rate(page, 'easy');
    await page.goto(`${site.base}study.html`);
    await page.waitForSelector('.study-session:not([hidden])');
    assert.notEqual(await text(page, '#study-question'), second);
  });

  test('a quiz is answered in it, a task shows its solution', async (t) => {
    const { study } = await reader(t);
    const page = await study();
    await page.selectOption('[name=track]', 'short');
    await page.selectOption('[name=fresh]', '5');
    await begin(page);
    const seen = [];
    for (let number = 0; number < 3; number += 1) {
      const title = await text(page, '#study-question');
      seen.push(title);
      if (title === 'Which of these is even?') {
        await page.locator('.study-front .quiz-option label').nth(1).click();
        assert.equal(await page.getAttribute('.study-front .quiz-result', 'data-result'), 'right');
      }
      await page.locator('.study-reveal').click();
      await page.keyboard.press('4');
    }
    assert.ok(seen.includes('Which of these is even?'), seen.join());
    await page.locator('[data-do=back]').click();
    await page.selectOption('[name=track]', '');
    await page.selectOption('[name=level]', 'senior');
    await begin(page);
    assert.equal(await text(page, '#study-question'), 'Compute it');
    await page.waitForFunction(() => document.querySelector('.study-front').textContent.includes('Compute'));
    await page.locator('.study-reveal').click();
    assert.match(await text(page, '.study-back'), /It is 2/);
    quiet(page);
  });
});

describe('progress', () => {
  test('beside topics, tracks and questions, for readers who have begun', async (t) => {
    const { open } = await reader(t);
    site.log.length = 0;
    const page = await open('index.html');
    await page.waitForLoadState('networkidle');
    assert.equal(await page.locator('.study-share:not(:empty)').count(), 0);
    assert.ok(!site.log.some(({ path }) => path.startsWith('assets/catalogue')));
    for (const [path, grade] of [['math/sum.html', 'easy'], ['math/pick.html', 'again'], ['math/deep/plain.html', 'good']]) {
      await open(path, page);
      await rate(page, grade);
    }
    await open('index.html', page);
    await page.waitForSelector('.study-share:not(:empty)');
    assert.match(await text(page, '[data-track=short] .share-text'), /^1 of 3 learned · 1 due$/);
    assert.match(await text(page, '[data-topic=math] .share-text'), /^2 of 7 learned · 1 due$/);
    await open('tracks/short.html', page);
    await page.waitForSelector('.study-mark');
    assert.deepEqual(await page.locator('.study-mark').allInnerTexts(), ['Learned', 'Due']);
    await open('uk/math/index.html', page);
    await page.waitForSelector('.study-mark');
    assert.match(await text(page, '.count .share-text'), /Вивчено 2 з 7/);
    quiet(page);
  });

  test('does not move what a page shows', async (t) => {
    const { open } = await reader(t);
    const page = await open('math/sum.html');
    await rate(page, 'easy');
    await page.goto(`${site.base}index.html`);
    const places = () => page.locator('.tile').evaluateAll((tiles) => tiles.map((tile) => tile.getBoundingClientRect().toJSON()));
    const before = await page.evaluate(() => document.querySelector('.study-share:not(:empty)') === null);
    const then = await places();
    await page.waitForSelector('.study-share:not(:empty)');
    if (before) assert.deepEqual(await places(), then);
    const withoutShares = await page.evaluate(() => {
      for (const share of document.querySelectorAll('.study-share')) share.replaceChildren();
      return [...document.querySelectorAll('.tile')].map((tile) => tile.getBoundingClientRect().toJSON());
    });
    assert.deepEqual(withoutShares, then);
  });
});

describe('a plan', () => {
  const days = (page) => page.locator('.plan-days > li').evaluateAll((days) => days.map((day) => [day.querySelector('strong').textContent, [...day.querySelectorAll('input')].map((box) => box.value)]));

  test('from a track, the most asked first, ticked by hand and by ratings, planned again when days are missed', async (t) => {
    const { study, open, context } = await reader(t);
    const page = await study();
    await page.selectOption('[name=source]', 'track short');
    await page.locator('.plan-new [name=days]').fill('3');
    await page.locator('.plan-new button').click();
    assert.deepEqual(await days(page), [
      ['Today, Sunday, November 22', ['sum']],
      ['Monday, November 23', ['pick']],
      ['Tuesday, November 24', ['hash']],
    ]);
    assert.equal(await text(page, '.plan-state'), '0 of 3 done, until November 24');
    await page.locator('.plan-list input[value=sum]').check();
    assert.equal(await text(page, '.plan-state'), '1 of 3 done, until November 24');
    assert.equal(await page.evaluate(() => document.activeElement.value), 'sum');
    // Two days later: one was missed.
    await context.clock.setSystemTime(Date.parse(MORNING) + 2 * DAY);
    await study('study.html', page);
    assert.deepEqual(await days(page), [['Sunday, November 22', ['sum']], ['Today, Tuesday, November 24', ['pick', 'hash']]]);
    assert.equal(await text(page, '.plan-behind'), '1 question from earlier days was spread over the days that are left.');
    await open('math/hash.html', page);
    await rate(page, 'good');
    await study('study.html', page);
    assert.equal(await text(page, '.plan-state'), '2 of 3 done, until November 24');
    await context.clock.setSystemTime(Date.parse(MORNING) + 4 * DAY);
    await study('study.html', page);
    assert.equal(await text(page, '.plan-behind'), 'The time is up, and 1 question is left.');
    await page.locator('.plan-extend [name=days]').fill('2');
    await page.locator('.plan-extend button').click();
    assert.deepEqual((await days(page)).at(-1), ['Today, Thursday, November 26', ['pick']]);
    quiet(page);
  });

  test('of a topic; printed alone with all its days; removed', async (t) => {
    const { study } = await reader(t);
    const page = await study();
    await page.selectOption('[name=source]', 'topic math');
    await page.locator('.plan-new button').click();
    assert.equal(await page.locator('.plan-list input').count(), 7);
    await page.evaluate(() => (window.print = () => (window.printed = [...document.querySelectorAll('.plan-days details')].every((day) => day.open))));
    await page.locator('[data-do=print]').click();
    assert.equal(await page.evaluate(() => window.printed), true);
    await page.emulateMedia({ media: 'print' });
    assert.ok(await page.locator('.plan-list').first().isVisible());
    assert.ok(await page.locator('study-file').isHidden());
    await page.emulateMedia({ media: 'screen' });
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    assert.ok(await page.locator('study-file').isVisible());
    page.on('dialog', (dialog) => dialog.accept());
    await page.locator('[data-do=remove]').click();
    assert.ok(await page.locator('.plan-new').isVisible());
  });

  test('is kept in step between tabs', async (t) => {
    const { study } = await reader(t);
    const [one, other] = [await study(), await study('uk/study.html')];
    await one.selectOption('[name=source]', 'track short');
    await one.locator('.plan-new button').click();
    await other.waitForSelector('.plan-days > li');
    await other.locator('.plan-list input[value=sum]').check();
    await one.waitForFunction(() => document.querySelector('.plan-state').textContent.startsWith('1 of 3'));
  });
});

describe('a file', () => {
  const say = (page) => text(page, 'study-file .study-said');
  const bring = async (page, content) => {
    const before = await page.locator('study-file .study-said').textContent();
    await page.evaluate(() => (document.querySelector('study-file .study-said').textContent = ''));
    await page.locator('study-file input[type=file]').setInputFiles({ name: 'study.json', mimeType: 'application/json', buffer: Buffer.from(content) });
    await page.waitForFunction(() => document.querySelector('study-file .study-said').textContent !== '');
    return before;
  };

  test('goes from one browser to another; the newer rating of a question counts', async (t) => {
    const [here, there] = [await reader(t), await reader(t)];
    const page = await here.open('math/sum.html');
    await rate(page, 'good');
    await here.open('math/pick.html', page);
    await rate(page, 'hard');
    await here.study('study.html', page);
    await page.locator('.plan-new button').click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('[data-do=export]').click()]);
    assert.equal(download.suggestedFilename(), 'project-study-2026-11-22.json');
    const file = readFileSync(await download.path(), 'utf8');
    const { format, version, book, questions, plan } = JSON.parse(file);
    assert.deepEqual([format, version, book], ['answerbook-study', 1, 'Sample book with a rather long title']);
    assert.deepEqual(Object.keys(questions), ['pick', 'sum']);
    assert.ok(plan.ids.length > 0);

    await there.context.clock.setSystemTime(Date.parse(MORNING) + DAY);
    const other = await there.open('math/sum.html');
    await rate(other, 'again');
    await there.study('study.html', other);
    await bring(other, file);
    assert.equal(await say(other), '1 rating was brought in.');
    const all = await kept(other);
    assert.equal(all['answerbook-study /project/ q sum'].grade, 'again');
    assert.equal(all['answerbook-study /project/ q pick'].grade, 'hard');
    assert.ok(all['answerbook-study /project/ plan']);
    await bring(other, file);
    assert.equal(await say(other), 'The file holds nothing newer than what is here.');
    quiet(page);
    quiet(other);
  });

  test('one that is damaged, foreign or newer changes nothing and is named', async (t) => {
    const { open, study } = await reader(t);
    const page = await open('math/sum.html');
    await rate(page, 'good');
    await study('study.html', page);
    const before = await kept(page);
    const record = before['answerbook-study /project/ q sum'];
    const file = { format: 'answerbook-study', version: 1, questions: { pick: record, sum: { ...record, stability: 'much' } } };
    for (const [content, message] of [
      [JSON.stringify(file), 'The file is damaged. Nothing was changed.'],
      ['{"format":', 'The file is damaged. Nothing was changed.'],
      ['{"cards": []}', 'This is not a file of ratings. Nothing was changed.'],
      [JSON.stringify({ ...file, version: 2 }), 'The file was made by a newer version of this site. Load the page again; nothing was changed.'],
    ]) {
      await bring(page, content);
      assert.equal(await say(page), message);
      assert.deepEqual(await kept(page), before);
    }
    quiet(page);
  });

  test('one that does not fit is taken back', async (t) => {
    const { open, study } = await reader(t);
    const page = await open('math/sum.html');
    await rate(page, 'good');
    await study('study.html', page);
    const before = await kept(page);
    const record = before['answerbook-study /project/ q sum'];
    const questions = Object.fromEntries(Array.from({ length: 50 }, (_, number) => [`q${number}`, record]));
    await page.evaluate(() => {
      const { setItem } = Storage.prototype;
      Storage.prototype.setItem = function (key, value) {
        if (key.endsWith(' q q30')) throw new DOMException('full', 'QuotaExceededError');
        setItem.call(this, key, value);
      };
    });
    await bring(page, JSON.stringify({ format: 'answerbook-study', version: 1, questions }));
    assert.match(await say(page), /nothing was saved/);
    assert.deepEqual(await kept(page), before);
  });

  test('ids that the book has no more are kept, shown and can be forgotten; everything can', async (t) => {
    const { open, study } = await reader(t);
    const page = await open('math/sum.html');
    await rate(page, 'good');
    await study('study.html', page);
    const record = (await kept(page))['answerbook-study /project/ q sum'];
    await bring(page, JSON.stringify({ format: 'answerbook-study', version: 1, questions: { lost: record } }));
    assert.deepEqual(await page.locator('[data-part=gone] code').allInnerTexts(), ['lost']);
    await page.reload();
    await page.locator('[data-part=gone] button').click();
    assert.ok(await page.locator('[data-part=gone]').isHidden());
    page.on('dialog', (dialog) => dialog.accept());
    await page.locator('[data-do=clear]').click();
    assert.equal(await say(page), 'Everything was forgotten.');
    assert.deepEqual(await kept(page), {});
  });
});

describe('how much of an answer is shown', () => {
  test('the short answer alone or everything, remembered, without a flash', async (t) => {
    const { open } = await reader(t);
    const page = await open('math/sum.html');
    const isVisible = () => page.locator('#formula').isVisible();
    assert.ok(await isVisible());
    await page.locator('answer-depth label').first().click();
    assert.ok(!(await isVisible()));
    assert.ok(await page.locator('.short-answer').isVisible());
    await open('uk/math/deep/plain.html', page);
    assert.equal(await page.locator('answer-depth input').first().isChecked(), true);
    await open('uk/math/sum.html', page);
    assert.ok(!(await isVisible()));
    await page.locator('.read-on').click();
    assert.ok(await isVisible());
    await page.reload();
    assert.ok(!(await isVisible()));
    // Quizzes and tasks have no short answer.
    await open('math/task.html', page);
    assert.ok(await page.locator('[data-callout=solution]').isVisible());
    assert.equal(await page.locator('answer-depth').count(), 0);
    quiet(page);
  });

  test('an address that leads into an answer shows it', async (t) => {
    const { open } = await reader(t);
    const page = await open('math/sum.html');
    await page.locator('answer-depth label').first().click();
    await open('math/sum.html#code', await page.context().newPage()).then(async (page) => {
      assert.ok(await page.locator('#code').isVisible());
    });
  });

  test('on paper there is everything', async (t) => {
    const { open } = await reader(t);
    const page = await open('math/sum.html');
    await page.locator('answer-depth label').first().click();
    await page.emulateMedia({ media: 'print' });
    assert.ok(await page.locator('#formula').isVisible());
    assert.ok(await page.locator('study-rating').isHidden());
  });
});

test('a follow-up question opens to show its answer', async (t) => {
  const { open } = await reader(t, { javaScriptEnabled: false });
  const page = await open('math/sum.html');
  const answer = page.locator('.followups p');
  assert.ok(await answer.isHidden());
  await page.locator('.followups summary').click();
  assert.ok(await answer.isVisible());
});

test('without JavaScript there is nothing that does not work', async (t) => {
  const { open } = await reader(t, { javaScriptEnabled: false });
  const page = await open('math/sum.html');
  assert.ok(await page.locator('study-rating').isHidden());
  assert.ok(await page.locator('answer-depth').isHidden());
  await open('study.html', page);
  assert.match(await page.locator('main').innerText(), /Studying needs JavaScript/);
});

test('the study page says so when the list of questions cannot be loaded', async (t) => {
  const { open, context } = await reader(t);
  await context.route('**/catalogue-*.json', (route) => route.abort());
  const page = await open('study.html');
  await page.waitForFunction(() => document.querySelector('.study-message').textContent.startsWith('The list of questions could not'));
});

describe('axe finds nothing, and nothing scrolls sideways', () => {
  for (const [look, options] of Object.entries({
    'on a light screen': { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
    'on a dark phone': { colorScheme: 'dark', viewport: { width: 320, height: 740 } },
  })) {
    for (const language of ['', 'uk/', 'ru/']) {
      test(`${look}, ${language || 'en/'}`, { timeout: 120_000 }, async (t) => {
        const { open, study, context } = await reader(t, { ...options, reducedMotion: 'reduce' });
        await context.addInitScript({ content: AXE });
        const problems = [];
        const look = async (page, name) => {
          const { violations } = await page.evaluate(() => axe.run({ rules: { 'target-size': { enabled: true } } }));
          for (const { id, nodes } of violations) problems.push(`${name}: ${id}`, ...nodes.slice(0, 3).map((node) => `    ${node.html.slice(0, 160)} ${node.failureSummary}`));
          const { wider, culprits } = await overflow(page);
          if (wider > 0) problems.push(`${name}: ${wider} px wider, ${culprits.join()}`);
        };
        const page = await study(`${language}study.html`);
        await look(page, 'empty');
        await open(`${language}math/sum.html`, page);
        await rate(page, 'again');
        await look(page, 'rated');
        await page.locator('answer-depth label').first().click();
        await look(page, 'short');
        await page.evaluate(() => {
          const key = 'answerbook-study /project/ q ';
          const record = JSON.parse(localStorage.getItem(`${key}sum`));
          for (const id of ['pick', 'gone']) localStorage.setItem(key + id, JSON.stringify({ ...record, content: '00000000' }));
        });
        await study(`${language}study.html`, page);
        await page.locator('.plan-new button').click();
        await look(page, 'begun');
        await begin(page);
        await page.locator('.study-reveal').click();
        await page.waitForFunction(() => document.querySelector('.study-back').childElementCount + document.querySelector('.study-front').childElementCount > 0);
        await look(page, 'review');
        await page.locator('.study-session [data-do=end]').click();
        await look(page, 'finished');
        for (const path of ['', 'math/', 'tracks/short.html']) {
          await open(language + path, page);
          await page.waitForSelector('.study-share:not(:empty)');
          await look(page, path);
        }
        assert.equal(problems.length, 0, problems.join('\n'));
      });
    }
  }
});
