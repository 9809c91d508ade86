// Measures the search against Pagefind: `node tests/bench/search.mjs [OPTIONS] [QUESTIONS…]`, see --help.
//
// In: sizes of synthetic books, 400 and 10000 if none is given; the fixture book of the tests of search is measured always, in
// one language and in three. Out: tables on standard output, and all figures as JSON in a file if one is named. The
// figures are for people to compare; nothing fails because of them. What CI holds to is tests/browser/search-bytes.test.mjs.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { serve } from '../browser/server.mjs';
import { repository, startBrowser } from '../browser/site.mjs';
import { makeBooks } from './books.mjs';
import { buildSite, indexWithPagefind, installPagefind } from './build.mjs';
import { measure, ownSearch, pagefind } from './measure.mjs';
import { indexTable, queryTable } from './table.mjs';

const USAGE = `usage: node tests/bench/search.mjs [OPTIONS] [QUESTIONS…]

QUESTIONS are the sizes of synthetic books: 400 and 10000 if none is given.

  --runs N             how often each thing is measured, an odd number: 5
  --delay MS           how late every answer is in the second column of times: 100
  --pagefind VERSION   the version of Pagefind: latest
  --binary PATH        the program to measure; otherwise the release build of this working copy
  --json FILE          where all figures go, with every file that was loaded
`;

/** How many results a search shows at most: Pagefind need not load more than that. */
const MOST = 10;

const { values, positionals } = parsed();
const settings = { runs: Number(values.runs), delay: Number(values.delay) };
const target = resolve(repository, process.env.CARGO_TARGET_DIR ?? 'target');
const cache = join(target, 'search-bench');
mkdirSync(cache, { recursive: true });
const indexer = installPagefind(join(cache, 'pagefind'), values.pagefind);
const binary = values.binary ? resolve(values.binary) : releaseBuild();
const folder = mkdtempSync(join(cache, 'run-'));
const browser = await startBrowser();
try {
  await run();
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}

function parsed() {
  const options = { runs: '5', delay: '100', pagefind: 'latest', binary: undefined, json: undefined, help: false };
  const types = Object.entries(options).map(([name, value]) => [name, name === 'help' ? { type: 'boolean' } : { type: 'string', default: value }]);
  const wrong = (why) => {
    process.stderr.write(`${why ? `error: ${why}\n` : ''}${USAGE}`);
    process.exit(why ? 2 : 0);
  };
  let given;
  try {
    given = parseArgs({ options: Object.fromEntries(types), allowPositionals: true });
  } catch (error) {
    wrong(error.message);
  }
  if (given.values.help) wrong('');
  if (Number(given.values.runs) % 2 !== 1) wrong('`--runs` needs an odd number');
  if (!(Number(given.values.delay) >= 0)) wrong('`--delay` needs milliseconds');
  if (given.positionals.some((size) => !(Number(size) >= 230))) wrong('a synthetic book has at least 230 questions');
  return given;
}

function releaseBuild() {
  execFileSync('cargo', ['build', '--release', '--package', 'answerbook'], { cwd: repository, stdio: 'inherit' });
  return join(target, 'release', process.platform === 'win32' ? 'answerbook.exe' : 'answerbook');
}

/** What a program says of its version, or nothing. */
function said(program, ...options) {
  try {
    return execFileSync(program, options, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return '';
  }
}

function machine() {
  return [
    `${os.cpus().length} cores, ${os.cpus()[0].model}; ${(os.totalmem() / 1e9).toFixed(1)} GB`,
    `${os.type()} ${os.release()}; load before: ${os.loadavg()[0].toFixed(1)}`,
    said(binary, '--version'),
    said(indexer, '--version'),
    `Chromium ${browser.version()}; Node.js ${process.version}`,
  ];
}

async function run() {
  const books = makeBooks(folder, (positionals.length > 0 ? positionals : ['400', '10000']).map(Number));
  const report = { machine: machine(), settings, books: [] };
  print(`${report.machine.map((line) => `- ${line}`).join('\n')}\n`);
  for (const book of books) report.books.push(await measureBook(book));
  print(indexTable(report.books));
  for (const book of report.books) print(queryTable(book, settings));
  if (values.json) writeFileSync(values.json, `${JSON.stringify(report, null, 1)}\n`);
}

async function measureBook({ name, folder: book, start, queries, ...rest }) {
  process.stderr.write(`${name}\n`);
  const [own, other] = [`${book}-site`, `${book}-pagefind`];
  const index = { own: buildSite(binary, book, own, settings.runs) };
  index.pagefind = indexWithPagefind(indexer, own, other, settings.runs);
  const served = async (site, search) => {
    const server = await serve(site);
    try {
      return await measure(browser, server, search, queries, settings);
    } finally {
      server.close();
    }
  };
  const ours = await served(own, ownSearch(start));
  const shown = Object.values(ours.kinds).flat().map(({ shown }) => shown);
  const results = Math.min(MOST, Math.max(...shown));
  const theirs = await served(other, pagefind(results));
  for (const site of [own, other]) rmSync(site, { recursive: true });
  return { name, ...rest, results, index, searches: { own: ours, pagefind: theirs } };
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
