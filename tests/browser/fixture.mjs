// The fixture book of the search's tests, in all of its languages or in its first one alone, and queries for it.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesOf, repository } from './site.mjs';

const BOOK = 'tests/search/book';

/** The book in English alone, as files by their paths: what others have in Ukrainian or Russian is left out. */
export function inOneLanguage() {
  const folder = join(repository, BOOK);
  const paths = filesOf(folder).filter((path) => !/\.(uk|ru)\.md$|^\.answerbook\//.test(path));
  return Object.fromEntries(paths.map((path) => [path, path.endsWith('.toml') ? inEnglish(read(join(folder, path))) : read(join(folder, path))]));
}

/** The text of a file; what git made of its line ends on Windows is undone. */
const read = (path) => readFileSync(path, 'utf8').replaceAll('\r\n', '\n');

/** TOML without the entries of other languages in inline tables, and without their own tables. */
function inEnglish(toml) {
  return toml
    .replace(/\[languages\.(uk|ru)\]\n(.+\n)*/g, '')
    .replace(/\b(uk|ru) = ("(\\.|[^"\\])*"|\[[^\]]*\])(, )?/g, '')
    .replace(/, *\}/g, ' }');
}

/**
 * Queries on English pages, three of each class: what is found and what a search has to load differ between them. The
 * first is a dear one. Those of `another language` are for the book in all languages.
 */
export const QUERIES = {
  'one word': ['gradient', 'overfitting', 'transformer'],
  'two words': ['learning rate', 'gradient descent', 'random forest'],
  prefix: ['gradient desc', 'confusion mat', 'tokeniz'],
  'quoted phrase': ['"gradient descent"', '"learning rate"', '"confusion matrix"'],
  typo: ['gradeint', 'overfittng', 'tranformer'],
  'wrong layout': ['пкфвшуте', 'щмукашеештп', 'ыщкештп'],
  'another language': ['скорость обучения', 'градієнт', 'переобучение'],
};
