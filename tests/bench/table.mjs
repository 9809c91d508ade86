// Figures as Markdown tables.

import { kilobytes } from '../browser/dialog.mjs';
import { median } from './build.mjs';

const NAMES = { own: 'answerbook', pagefind: 'Pagefind' };

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, column) => (column < 2 ? '---' : '--:'))), ...rows.map(line), ''].join('\n');
}

/** How large the indexes are, and how long they take. */
export function indexTable(books) {
  const rows = books.flatMap(({ name, texts, index, questions, languages }) =>
    Object.entries(index).map(([search, { kB, files, wall, cpu }]) => [
      `${name} (${texts})`,
      NAMES[search],
      kB.toFixed(0),
      files,
      // A little cannot be told from what two builds of the same book differ by.
      ...(wall < 0.2 || cpu < 0 ? ['', '', ''] : [wall.toFixed(2), cpu.toFixed(2), ((questions * languages) / wall).toFixed(0)]),
    ]),
  );
  return table(['book', 'search', 'index kB', 'files', 'indexing, wall s', 'CPU s', 'texts per wall s'], rows);
}

/** What the queries to a book cost: medians over the queries of a class, and for bytes the dearest one too. */
export function queryTable({ name, results, searches, budgets }, { runs, delay }) {
  const rows = Object.keys(searches.own.kinds).flatMap((kind) =>
    Object.entries(searches).map(([search, { kinds }]) => [kind, NAMES[search], ...figures(kinds[kind]), budget(search, budgets[kind])]),
  );
  for (const [search, { warm }] of Object.entries(searches)) {
    rows.push(['warm query', NAMES[search], '0', '', '', '', 0, `${warm.median.toFixed(1)}, p95 ${warm.p95.toFixed(1)}`, '', '', budget(search, 'p95 10 ms')]);
  }
  const head = ['query', 'search', 'kB', 'scripts, style', 'engine', 'index', 'requests', 'ms', `ms, ${delay} late`, 'found', 'budget'];
  const title = `${name}: ${results} results with their texts, times are medians of ${runs}`;
  return `${title}\n\n${table(head, rows)}`;
}

const budget = (search, allowed) => (search === 'own' && allowed !== undefined ? (typeof allowed === 'number' ? `${allowed} kB` : allowed) : '');

function figures(queries) {
  const middle = (value) => median(queries.map(value));
  const part = (of) => middle(({ files }) => kilobytes(files.filter(({ path }) => partOf(path) === of))).toFixed(1);
  const bytes = queries.map(({ files }) => kilobytes(files));
  const late = queries[0].lateMs === undefined ? '' : middle(({ lateMs }) => lateMs).toFixed(0);
  return [
    queries.length > 1 ? `${median(bytes).toFixed(1)} (${Math.max(...bytes).toFixed(1)})` : bytes[0].toFixed(1),
    part('scripts'),
    part('engine'),
    part('index'),
    middle(({ files }) => files.length),
    middle(({ ms }) => ms).toFixed(0),
    late,
    middle(({ found }) => found),
  ];
}

/** Engines are WebAssembly; scripts are all that is neither that nor of an index. */
function partOf(path) {
  if (/^assets\/search\.\w+\.bin$|wasm\.[\w-]+\.pagefind$/.test(path)) return 'engine';
  return /^search\/.+\.(idx|bin)$|\.pf_\w+$|entry\.json$/.test(path) ? 'index' : 'scripts';
}
