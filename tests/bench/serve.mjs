// Measures what an edit takes in `answerbook serve`: `node tests/bench/serve.mjs [OPTIONS]`, see --help.
//
// In: the size of a synthetic book. The program serves it, a page of it is open, and its text is edited again and
// again, or its title. Out: a table of the spans of each stage, the least and the median of all edits, as `--verbose` prints them.
// The figures are for people to compare; nothing fails because of them.

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { repository } from '../browser/site.mjs';

const USAGE = `usage: node tests/bench/serve.mjs [OPTIONS]

  --questions N      questions of the synthetic book: 3400
  --languages LIST   its languages: en,uk,ru
  --runs N           how often it is edited: 15
  --edit WHAT        answer, title, summary (the first paragraph) or tags: answer
  --search           with a search index, which is made again in the background
  --binary PATH      the program to measure; otherwise the release build of this working copy
  --book FOLDER      a synthetic book that is there already
`;

const { values } = parsed();
const target = resolve(repository, process.env.CARGO_TARGET_DIR ?? 'target');
const binary = values.binary ?? releaseBuild();
const temporary = mkdtempSync(join(os.tmpdir(), 'answerbook-serve-'));
const book = values.book ?? synthesized(join(temporary, 'book'));
const page = 'topic-01/question-00001';
let server;
try {
  server = await start();
  await run();
} finally {
  server?.process.kill();
  rmSync(temporary, { recursive: true });
}

function parsed() {
  const text = (value) => ({ type: 'string', default: value });
  const options = { questions: text('3400'), languages: text('en,uk,ru'), runs: text('15'), binary: text(), book: text(), edit: text('answer') };
  options.search = { type: 'boolean' };
  try {
    return parseArgs({ options });
  } catch (error) {
    process.stderr.write(`${error.message}\n${USAGE}`);
    process.exit(2);
  }
}

function releaseBuild() {
  execFileSync('cargo', ['build', '--release', '--package', 'answerbook'], { cwd: repository, stdio: 'inherit' });
  return join(target, 'release', process.platform === 'win32' ? 'answerbook.exe' : 'answerbook');
}

function synthesized(folder) {
  const of = ['--questions', values.questions, '--languages', values.languages, '--distinct'];
  const command = ['run', '--quiet', '--package', 'xtask', '--', 'synthesize', folder, ...of];
  execFileSync('cargo', command, { cwd: repository, stdio: ['ignore', 'inherit', 'inherit'] });
  return folder;
}

/** The program, with what it prints. */
async function start() {
  const child = spawn(binary, ['serve', '--verbose', '--port', '0', '--root', book], { stdio: ['ignore', 'pipe', 'pipe'] });
  const printed = { out: '', err: '' };
  child.stdout.on('data', (data) => (printed.out += data));
  child.stderr.on('data', (data) => (printed.err += data));
  const until = async (is) => {
    while (!is()) {
      if (child.exitCode !== null) throw new Error(`the program ended: ${printed.err}`);
      await sleep(5);
    }
  };
  await until(() => printed.out.includes('Ctrl-C'));
  return { process: child, printed, until, base: /http:\S+/.exec(printed.out)[0] };
}

async function run() {
  const { printed, until, base } = server;
  const address = `${page}.html`;
  const text = await (await fetch(base + address)).text();
  const version = /data-version="([^"]*)"/.exec(text)[1];
  const path = new URL(address, base).pathname;
  const events = await fetch(`${base}__answerbook/events?page=${encodeURIComponent(path)}&version=${version}`);
  let told = '';
  (async () => {
    for await (const part of events.body) told += new TextDecoder().decode(part);
  })().catch(() => {});
  if (values.search) await (await fetch(`${base}search/en.idx`)).arrayBuffer();
  const file = join(book, 'content', `${page}.md`);
  const original = readFileSync(file, 'utf8');
  const edits = [];
  await sleep(500);
  const worked = processorTime();
  for (let run = 0; run < Number(values.runs); run += 1) {
    Object.assign(printed, { out: '', err: '' });
    told = '';
    const now = performance.now();
    writeFileSync(file, edited(original, run));
    await until(() => told.includes('reload'));
    const seen = performance.now() - now;
    await until(() => printed.out.includes('rebuilt') && printed.err.endsWith('\n'));
    edits.push(new Map([...rows(printed.err), ['until the page was told', seen]]));
    // Not in step with what goes on in the background.
    await sleep(values.search ? 300 + 400 * (run % 5) : 200);
  }
  const work = (processorTime() - worked) / edits.length;
  writeFileSync(file, original);
  report(edits, work);
}

/** The text of the page, differently in each run. */
function edited(text, run) {
  switch (values.edit) {
    case 'title':
      return text.replace(/^title = "/m, `title = "Edited ${run} `);
    case 'summary':
      return text.replace(/^\+\+\+\n\n*(?!title)/m, `+++\n\nEdited ${run}. `);
    case 'tags':
      return text.replace(/^tags = .*\n/m, '').replace(/^title = .*\n/m, `$&tags = ["edited-${run}"]\n`);
    default:
      return `${text}\nEdited ${run}.\n`;
  }
}

/** The time that the program's threads have run, in ms; nothing where the system does not say. */
function processorTime() {
  try {
    const fields = readFileSync(`/proc/${server.process.pid}/stat`, 'utf8').split(') ')[1].split(' ');
    // The kernel counts in hundredths of a second.
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return NaN;
  }
}

/** The rows of what `--verbose` prints: the name with its indentation, and milliseconds. */
function rows(printed) {
  return [...printed.matchAll(/^( *\S.*?) +([\d.]+) ms/gm)].map(([, name, took]) => [name, Number(took)]);
}

function report(edits, work) {
  const lines = [
    `- ${os.cpus().length} cores, ${os.cpus()[0].model}; load ${os.loadavg()[0].toFixed(1)}`,
    `- ${values.runs} edits of one page, ms`,
    `- processor time per edit, everything included: ${work.toFixed(0)} ms\n`,
  ];
  lines.push('| span | min | median |', '|:--|--:|--:|');
  const names = [...new Set(edits.flatMap((edit) => [...edit.keys()]))];
  for (const name of names) {
    const all = edits.map((edit) => edit.get(name)).filter((took) => took !== undefined).sort((a, b) => a - b);
    lines.push(`| ${name.replaceAll('  ', '· ')} | ${all[0].toFixed(1)} | ${all[all.length >> 1].toFixed(1)} |`);
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}
