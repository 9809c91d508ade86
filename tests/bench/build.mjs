// Builds sites and indexes, and says what that cost and how large they are.

import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesOf } from '../browser/site.mjs';

/** The middle one of an odd number of values. */
export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/**
 * Builds a book, in turns with and without its search: what the search adds is what indexing takes. It holds the search
 * pages and the writing of the index, too.
 */
export function buildSite(binary, book, site, runs) {
  const without = `${book}-without-search`;
  cpSync(book, without, { recursive: true });
  appendFileSync(join(without, 'book.toml'), '\n[search]\nenabled = false\n');
  const costs = { on: [], off: [] };
  for (let run = 0; run < runs; run += 1) {
    costs.off.push(timed(binary, ['build', '--quiet', '--root', without, '--output-dir', freshly(`${site}-without-search`)]));
    costs.on.push(timed(binary, ['build', '--quiet', '--root', book, '--output-dir', freshly(site)]));
  }
  const [on, off] = [middle(costs.on), middle(costs.off)];
  for (const folder of [without, `${site}-without-search`]) freshly(folder);
  const index = filesOf(join(site, 'search')).filter((path) => /\.(idx|bin)$/.test(path));
  return { wall: on.wall - off.wall, cpu: on.cpu - off.cpu, ...sizes(join(site, 'search'), index) };
}

/**
 * What stands beside the title and the text of a question, and is not in the book's own index either. Formulas, which
 * are, are left out too: a page has each of them twice, for readers and for screen readers.
 */
const NOT_INDEXED = ['.breadcrumbs', '.facts', '.page-aside', '.answer-label', '.question-end', '.katex'];

/**
 * Indexes the questions of a site with Pagefind, in a folder that holds nothing else, at its default settings: the
 * title and the text of each. A bare page stands in for one that searches.
 */
export function indexWithPagefind(program, site, folder, runs) {
  for (const path of filesOf(site).filter((path) => path.endsWith('.html'))) {
    if (!readFileSync(join(site, path), 'utf8').includes('<body class="page-question">')) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    linkSync(join(site, path), join(folder, path));
  }
  const command = ['--site', folder, '--root-selector', 'main', ...NOT_INDEXED.flatMap((selector) => ['--exclude-selectors', selector])];
  const costs = [];
  for (let run = 0; run < runs; run += 1) {
    freshly(join(folder, 'pagefind'));
    costs.push(timed(program, [...command, '--silent']));
  }
  writeFileSync(join(folder, 'start.html'), '<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Pagefind</title>');
  const index = filesOf(join(folder, 'pagefind')).filter((path) => /\.pf_\w+$|entry\.json$/.test(path));
  return { ...middle(costs), ...sizes(join(folder, 'pagefind'), index) };
}

/** Pagefind of a version, or the `latest`, in a folder that outlives the measurement. Gives the path of its program. */
export function installPagefind(folder, version) {
  mkdirSync(folder, { recursive: true });
  const options = ['--no-audit', '--no-fund', '--silent', '--ignore-scripts'];
  execFileSync('npm', ['install', '--prefix', folder, ...options, `pagefind@${version}`], { stdio: ['ignore', 'ignore', 'inherit'] });
  // Not by the script of the package, which is for every system: starting Node.js is no part of indexing.
  return join(folder, 'node_modules/@pagefind', `${process.platform}-${process.arch}`, 'bin/pagefind_extended');
}

/** Seconds of wall time, and of processor time, that of the system on the program's behalf included. */
function timed(program, options) {
  // bash, because Node.js does not say what its children cost.
  const line = ['-c', 'TIMEFORMAT="%R %U %S"; time "$@" 2>&1', 'bash', program, ...options];
  const { status, stdout, stderr } = spawnSync('bash', line, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  if (status !== 0) throw new Error(`${program} failed: ${stdout}${stderr}`);
  const [wall, user, system] = stderr.trim().split(' ').map(Number);
  return { wall, cpu: user + system };
}

const middle = (costs) => ({ wall: median(costs.map(({ wall }) => wall)), cpu: median(costs.map(({ cpu }) => cpu)) });

function freshly(folder) {
  rmSync(folder, { recursive: true, force: true });
  return folder;
}

function sizes(folder, paths) {
  return { files: paths.length, kB: paths.reduce((sum, path) => sum + statSync(join(folder, path)).size, 0) / 1000 };
}
