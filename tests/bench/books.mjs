// The books that the search is measured on, and the queries for each.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inOneLanguage, QUERIES } from '../browser/fixture.mjs';
import { repository } from '../browser/site.mjs';

/**
 * What the design allows for a first query, in kB: `large` for a book of 10,000 questions, `small` for one of 400, both
 * in one language; `language` is for each further one.
 */
const BUDGETS = {
  small: { 'one word': 70, 'two words': 70, prefix: 70, 'quoted phrase': 110, typo: 100, 'wrong layout': 100, 'another language': 70 },
  large: { 'one word': 110, 'two words': 110, prefix: 110, 'quoted phrase': 200, typo: 180, 'wrong layout': 180 },
  language: 25,
};

/**
 * Writes the books into a folder: the fixture in one language and in three, and synthetic ones of the given sizes.
 * Gives each with its folder, its first query after another one, and what its queries may cost.
 */
export function makeBooks(folder, sizes) {
  const single = join(folder, 'fixture-1');
  for (const [path, text] of Object.entries(inOneLanguage())) {
    mkdirSync(dirname(join(single, path)), { recursive: true });
    writeFileSync(join(single, path), text);
  }
  const all = join(folder, 'fixture-3');
  cpSync(join(repository, 'tests/search/book'), all, { recursive: true });
  const { 'another language': _, ...inEnglish } = QUERIES;
  const fixture = { questions: 372, start: 'optimization/', texts: 'short texts' };
  return [
    { ...fixture, name: 'fixture, 1 language', languages: 1, folder: single, queries: inEnglish },
    { ...fixture, name: 'fixture, 3 languages', languages: 3, folder: all, queries: QUERIES },
    ...sizes.map((questions) => synthetic(join(folder, `synthetic-${questions}`), questions)),
  ].map((book) => ({ ...book, budgets: budgets(book) }));
}

function budgets({ questions, languages, queries }) {
  const base = questions > 1000 ? BUDGETS.large : BUDGETS.small;
  return Object.fromEntries(Object.keys(queries).map((kind) => [kind, base[kind] + BUDGETS.language * (languages - 1)]));
}

function synthetic(folder, questions) {
  const command = ['run', '--quiet', '--package', 'xtask', '--', 'synthesize', folder, '--questions', String(questions)];
  execFileSync('cargo', command, { cwd: repository, stdio: ['ignore', 'inherit', 'inherit'] });
  const glossary = readFileSync(join(folder, 'content/glossary.toml'), 'utf8');
  const terms = [...glossary.matchAll(/^term = \{ en = "(\w+) (\w+)" \}/gm)].map(([, first, second]) => [first, second]);
  // Words of terms are neither in every question nor in one alone, as `gradient` is in a real book.
  const chosen = [terms[20], terms[120], terms[220]];
  const queries = {
    'one word': chosen.map(([first]) => first),
    'two words': chosen.map((term) => term.join(' ')),
    prefix: chosen.map(([first, second]) => `${first} ${second.slice(0, 3)}`),
    'quoted phrase': chosen.map((term) => `"${term.join(' ')}"`),
    typo: chosen.map(([first]) => first.replace(/^(..)(.)(.)/, '$1$3$2')),
    'wrong layout': chosen.map(([first]) => Array.from(first, (letter) => CYRILLIC[LATIN.indexOf(letter)]).join('')),
  };
  return { name: `synthetic, ${questions} questions`, questions, languages: 1, folder, start: 'topic-00/', texts: 'some 700 words each', queries };
}

/** The letters of a US and of a Russian keyboard, key by key. */
const LATIN = 'qwertyuiopasdfghjklzxcvbnm';
const CYRILLIC = 'йцукенгшщзфывапролдячсмить';
