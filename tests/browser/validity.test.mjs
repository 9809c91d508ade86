// HTML is valid: every page of the sample and of this repository's book as it is served, and what scripts make of pages.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { HtmlValidate } from 'html-validate';
import { sampleBook } from './sample.mjs';
import { filesOf, startBrowser, startSite } from './site.mjs';

const RULES = {
  // HTML takes any case.
  'doctype-style': 'off',
  // HTML takes both `<input>` and `<input/>`.
  'void-style': 'off',
  // KaTeX places what it draws by attributes; the policy of the page allows them, and only them.
  'no-inline-style': 'off',
  // Search engines cut a title where they like: those of questions are whole questions.
  'long-title': 'off',
  // A table of contents is there for narrow and for wide windows, and one of the two is always `display: none`,
  // which this rule does not see. axe does.
  'unique-landmark': 'off',
  // Boxes of one name are one choice.
  'form-dup-name': ['error', { shared: ['radio', 'checkbox', 'submit', 'button', 'reset'] }],
  // ARIA lets lists and groups have names.
  'aria-label-misuse': ['error', { allowAnyNamable: true }],
};

const asServed = new HtmlValidate({ extends: ['html-validate:recommended'], rules: RULES });

/**
 * The same for what a browser writes down of a page: it has its own way with attributes and white space. And a link
 * that scripts have made a button is one.
 */
const asDrawn = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: { ...RULES, 'attribute-boolean-style': 'off', 'attribute-empty-style': 'off', 'no-trailing-whitespace': 'off', 'prefer-native-element': 'off' },
});

const sites = {};

before(async () => {
  sites.sample = await startSite(sampleBook());
  sites.book = await startSite();
});
after(() => Object.values(sites).forEach((site) => site.close()));

async function problemsOf(validator, html, name) {
  const { results } = await validator.validateString(html, name);
  return results.flatMap(({ messages }) => messages.map((m) => `${name}:${m.line}:${m.column}: ${m.message} (${m.ruleId})`));
}

const none = (problems) => assert.equal(problems.length, 0, `${problems.length} problems\n${problems.slice(0, 30).join('\n')}`);

for (const name of ['sample', 'book']) {
  test(`every page of the ${name}`, { timeout: 300_000 }, async (t) => {
    const { folder } = sites[name];
    const paths = filesOf(folder).filter((path) => path.endsWith('.html'));
    t.diagnostic(`${paths.length} pages`);
    assert.ok(paths.length >= (name === 'book' ? 200 : 30));
    const problems = [];
    for (const path of paths) problems.push(...(await problemsOf(asServed, readFileSync(join(folder, path), 'utf8'), path)));
    none(problems);
  });
}

test('what scripts make of pages', { timeout: 120_000 }, async (t) => {
  const browser = await startBrowser();
  t.after(() => browser.close());
  const { base, folder } = sites.sample;
  const catalogue = JSON.parse(readFileSync(join(folder, 'assets/catalogue-en.json'), 'utf8'));
  const set = catalogue.questions.map(({ short }) => short).join('-');
  const pages = {
    'uk/math/sum.html?beside=en': '[data-beside="translation"]',
    'math/pick.html?beside=ru': '[data-beside="translation"]',
    [`ru/interview.html?set=${set}&view=candidate`]: '.interview-question',
    [`uk/interview.html?set=${set}`]: '.interview-question .callout',
  };
  const page = await browser.newPage();
  const problems = [];
  for (const [path, shown] of Object.entries(pages)) {
    await page.goto(base + path);
    await page.locator(shown).first().waitFor();
    await page.waitForLoadState('networkidle');
    problems.push(...(await problemsOf(asDrawn, await page.content(), path)));
  }
  none(problems);
});
