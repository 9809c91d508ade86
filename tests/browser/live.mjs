// A book that `answerbook serve` serves while a test edits it.

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { program } from './site.mjs';

/**
 * Serves a book of the given files by their paths. `base` is the address of the home page, `write` writes a file of the
 * book, `printed` is what the program has said.
 */
export async function startLive(files) {
  const folder = mkdtempSync(join(tmpdir(), 'answerbook-live-'));
  for (const [path, text] of Object.entries(files)) write(path, text);
  const child = spawn(program(), ['serve', '--port', '0', '--color', 'never', '--root', folder], { stdio: ['ignore', 'pipe', 'pipe'] });
  const live = { base: '', printed: '', write, close };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (live.printed += data));
  await new Promise((ready, fail) => {
    child.on('exit', () => fail(new Error(`the server ended: ${live.printed}`)));
    child.stdout.on('data', () => live.printed.includes('Ctrl-C') && ready());
  });
  live.base = /http:\S+/.exec(live.printed)[0];
  return live;

  function write(path, text) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }

  function close() {
    child.removeAllListeners('exit');
    child.kill();
    rmSync(folder, { recursive: true });
  }
}
