// Measures pages with Lighthouse: `node tests/bench/lighthouse.mjs [OPTIONS] [PAGE…]`, see --help.
//
// In: paths of pages of this repository's book; without any, the question of the default language that has code and at
// least 30 formulas, as few more as can be. Out: tables on standard output, and the reports as JSON in a folder below
// `target/`. The figures are for people to compare; nothing fails because of them. What CI holds to is in
// tests/browser/first-view.test.mjs and quality.test.mjs.
//
// Lighthouse is installed below `target/` by npm, and drives the Chromium of the browser tests. The site is served as
// GitHub Pages serves it: texts compressed, below /project/. The form factor is a phone, throttling is simulated.

import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromiumPath, filesOf, repository, startSite } from '../browser/site.mjs';
import { median } from './build.mjs';

const USAGE = `usage: node tests/bench/lighthouse.mjs [OPTIONS] [PAGE…]

PAGE is the path of a page of the book, such as uk/index.html.

  --runs N               how often each page is measured, an odd number: 5
  --lighthouse VERSION   the version of Lighthouse: 12
`;

/** How many formulas the page of the standing measurement has at least. */
const FORMULAS = 30;

const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];

/** Figures of the performance category, and what a value is divided by for its unit. */
const FIGURES = {
  'first-contentful-paint': ['FCP, s', 1000],
  'largest-contentful-paint': ['LCP, s', 1000],
  'speed-index': ['speed index, s', 1000],
  'total-blocking-time': ['TBT, ms', 1],
  'cumulative-layout-shift': ['CLS', 1],
  'total-byte-weight': ['kB', 1000],
};

const { values, positionals } = parsed();
const target = resolve(repository, process.env.CARGO_TARGET_DIR ?? 'target');
const cache = join(target, 'lighthouse-bench');
mkdirSync(cache, { recursive: true });
const lighthouse = install(values.lighthouse);
const site = await startSite(undefined, { compresses: true });
try {
  const pages = positionals.length > 0 ? positionals : [standingPage()];
  for (const page of pages) await run(page);
} finally {
  site.close();
}

function parsed() {
  const wrong = (why) => {
    process.stderr.write(`${why ? `error: ${why}\n` : ''}${USAGE}`);
    process.exit(why ? 2 : 0);
  };
  try {
    const given = parseArgs({
      options: { runs: { type: 'string', default: '5' }, lighthouse: { type: 'string', default: '12' }, help: { type: 'boolean' } },
      allowPositionals: true,
    });
    if (given.values.help) wrong();
    if (!(Number(given.values.runs) % 2 === 1)) wrong('--runs takes an odd number');
    return given;
  } catch (error) {
    return wrong(error.message);
  }
}

/** Lighthouse of a version, in a folder that outlives the measurement. Gives the path of its program. */
function install(version) {
  const folder = join(cache, `lighthouse-${version}`);
  const program = join(folder, 'node_modules/lighthouse/cli/index.js');
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    const options = ['--no-audit', '--no-fund', '--silent', '--ignore-scripts', '--prefix', folder];
    execFileSync('npm', ['install', ...options, `lighthouse@${version}`], { stdio: 'inherit' });
  }
  return program;
}

function formulasAndCode(path) {
  const html = readFileSync(join(site.folder, path), 'utf8');
  return { formulas: html.split('class="katex"').length - 1, code: html.split('<figure class="code"').length - 1, html };
}

/** The question with code whose formulas are FORMULAS or as few more as can be. */
function standingPage() {
  const questions = filesOf(site.folder)
    .filter((path) => path.endsWith('.html') && !/^(uk|ru)\//.test(path))
    .map((path) => ({ path, ...formulasAndCode(path) }))
    .filter(({ html, formulas, code }) => html.includes('<body class="page-question"') && code > 0 && formulas >= FORMULAS);
  return questions.sort((a, b) => a.formulas - b.formulas)[0].path;
}

async function run(path) {
  const reports = [];
  for (let number = 0; number < Number(values.runs); number += 1) reports.push(await report(path, number));
  const { formulas, code } = formulasAndCode(path);
  const middle = (of) => median(reports.map(of));
  process.stdout.write(`\n${path}: ${formulas} formulas, ${code} blocks of code; ${reports[0].lighthouseVersion}, median of ${reports.length}\n\n`);
  const rows = [
    ...CATEGORIES.map((name) => [name, middle((one) => Math.round(one.categories[name].score * 100))]),
    ...Object.entries(FIGURES).map(([name, [title, unit]]) => [title, Number(middle((one) => one.audits[name].numericValue / unit).toFixed(3))]),
  ];
  process.stdout.write(`| what | median |\n|---|--:|\n${rows.map((cells) => `| ${cells.join(' | ')} |\n`).join('')}`);
  const lost = CATEGORIES.flatMap((name) =>
    reports[0].categories[name].auditRefs
      .filter(({ id, weight }) => weight > 0 && reports[0].audits[id].score !== null && reports[0].audits[id].score < 0.9)
      .map(({ id }) => `- ${name}: ${reports[0].audits[id].title} (${reports[0].audits[id].displayValue ?? id})\n`),
  );
  if (lost.length > 0) process.stdout.write(`\nWhat costs points, in the first run:\n\n${lost.join('')}`);
}

/** A run, in a Chromium of its own. */
function report(path, number) {
  const file = join(cache, `${path.replaceAll('/', '-')}-${number + 1}.json`);
  const flags = '--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';
  const options = [lighthouse, site.base + path, '--quiet', '--output=json', `--output-path=${file}`, `--chrome-flags=${flags}`];
  const env = { ...process.env, CHROME_PATH: chromiumPath() };
  return new Promise((done, failed) => {
    // Not waited for by a call that blocks: this process serves the pages.
    const running = spawn(process.execPath, options, { env, stdio: ['ignore', 'inherit', 'inherit'] });
    running.on('error', failed);
    running.on('close', (code) => (code === 0 ? done(JSON.parse(readFileSync(file, 'utf8'))) : failed(new Error(`lighthouse ended with ${code}`))));
  });
}
