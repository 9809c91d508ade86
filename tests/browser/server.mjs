// A server of plain files, which compresses nothing unless it is told to, and keeps count of what it sends.
//
// A site is served as GitHub Pages serves it: below /project/, with 404.html for every address that is not there.

import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const PREFIX = '/project/';

const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml',
};

/**
 * Serves a folder, which may be made later. `base` is the address of the home page. `log` holds the path below it, the
 * status and the bytes of the body of every answer, in their order; whoever wants to count from now on empties it.
 * `delay` is how many milliseconds every answer waits, and may be set at any time. A server that `compresses` does what
 * GitHub Pages does with texts; the bytes in the log are those before.
 */
export async function serve(folder, { compresses = false } = {}) {
  const log = [];
  const site = { delay: 0, log, close };
  const server = createServer((request, response) => {
    if (site.delay > 0) setTimeout(() => answer(request, response), site.delay);
    else answer(request, response);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  site.origin = `http://localhost:${server.address().port}`;
  site.base = site.origin + PREFIX;
  return site;

  function answer(request, response) {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    const { status, file, location } = found(folder, path);
    const body = file && request.method !== 'HEAD' ? readFileSync(file) : Buffer.alloc(0);
    log.push({ path: path.replace(PREFIX, ''), status, bytes: body.length });
    if (location) return response.writeHead(status, { location }).end();
    const type = TYPES[extname(file ?? '')] ?? 'application/octet-stream';
    const isText = /^text|json|xml/.test(type);
    response.writeHead(status, { 'content-type': type, ...(compresses && isText ? { 'content-encoding': 'gzip' } : {}) });
    response.end(compresses && isText ? gzipSync(body) : body);
  }

  function close() {
    server.closeAllConnections();
    server.close();
  }
}

/** What stands at a path: a file, or where to go instead. */
function found(folder, path) {
  if (`${path}/` === PREFIX) return { status: 301, location: PREFIX };
  const file = path.startsWith(PREFIX) && !path.includes('..') && join(folder, path.slice(PREFIX.length));
  const entry = file ? statSync(file, { throwIfNoEntry: false }) : undefined;
  if (entry?.isFile()) return { status: 200, file };
  if (entry?.isDirectory() && existsSync(join(file, 'index.html'))) {
    return path.endsWith('/') ? { status: 200, file: join(file, 'index.html') } : { status: 301, location: `${path}/` };
  }
  const missing = join(folder, '404.html');
  return { status: 404, file: existsSync(missing) ? missing : undefined };
}
