// What the browser tests share: a book built by the program and served, and one Chromium.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'parse5';
import { chromium } from 'playwright-core';
import { serve } from './server.mjs';

export const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** The program as `cargo build` and `cargo test` leave it. */
export function program() {
  const target = resolve(repository, process.env.CARGO_TARGET_DIR ?? 'target');
  const path = join(target, 'debug', process.platform === 'win32' ? 'answerbook.exe' : 'answerbook');
  if (!existsSync(path)) throw new Error(`there is no ${path}: run cargo build first`);
  return path;
}

/**
 * Builds a book and serves it. `files` are the book's files by their paths, or the path of its folder within the
 * repository; without them it is this repository's own book. `base` is the address of the home page, `folder` where
 * the site stands on the disk, `log` what was answered. `compresses` is for the server.
 */
export async function startSite(files, { compresses = false } = {}) {
  const temporary = mkdtempSync(join(tmpdir(), 'answerbook-browser-'));
  const folder = join(temporary, 'site');
  let book = typeof files === 'string' ? join(repository, files) : repository;
  if (typeof files === 'object') {
    book = join(temporary, 'book');
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(book, path)), { recursive: true });
      writeFileSync(join(book, path), text);
    }
  }
  const server = await serve(folder, { compresses });
  const { origin, base, log } = server;
  const options = ['build', '--quiet', '--root', book, '--base-url', base.slice(0, -1), '--output-dir', folder];
  try {
    execFileSync(program(), options, { stdio: ['ignore', 'inherit', 'inherit'] });
  } catch (error) {
    close();
    throw error;
  }
  return { origin, base, folder, log, close };

  function close() {
    server.close();
    rmSync(temporary, { recursive: true });
  }
}

/** All files of a site, relative to its folder. */
export function filesOf(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  return paths.map((path) => path.slice(folder.length + 1).replaceAll('\\', '/')).sort();
}

export function chromiumPath() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const path = folders.map((folder) => join(folder, 'chromium')).find((path) => existsSync(path));
  if (!path) throw new Error('there is no chromium in PATH: install it, or name one in CHROMIUM');
  return path;
}

/** A browser. Whatever page of it does what the Content-Security-Policy forbids, to close it fails. */
export async function startBrowser() {
  const args = [
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  // Playwright adds --headless and --no-sandbox.
  const browser = await chromium.launch({ executablePath: chromiumPath(), headless: true, chromiumSandbox: false, args });
  const violations = [];
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext(options);
    await context.exposeFunction('noteViolation', (text) => violations.push(text));
    await context.addInitScript(() => {
      addEventListener('securitypolicyviolation', (event) => {
        window.noteViolation(`${location.href}: ${event.effectiveDirective} refused ${event.blockedURI} ${event.sample}`);
      });
    });
    return context;
  };
  const close = browser.close.bind(browser);
  browser.close = async () => {
    await close();
    if (violations.length > 0) throw new Error(`the Content-Security-Policy was violated:\n${violations.join('\n')}`);
  };
  return browser;
}

/** Everything that a page complains about, or does and must not, from the moment this is called. */
export async function complaintsOf(page, origin) {
  const complaints = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith('data:')) complaints.push(`request to elsewhere: ${url}`);
  });
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText;
    // Aborted: the next page was asked for before an icon had come.
    if (why !== 'net::ERR_ABORTED') complaints.push(`failed: ${request.url()} ${why}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`);
  });
  await page.exposeFunction('tellViolation', (text) => complaints.push(`policy: ${text}`));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      window.tellViolation(`${event.effectiveDirective} refused ${event.blockedURI} ${event.sample}`);
    });
  });
  return complaints;
}

/**
 * A page in a context of its own that ends with the test, with what it complains about as `complaints`. It has come when
 * the scripts of its elements have, which are loaded after it.
 */
export async function openPage(t, browser, site, path, options = {}) {
  const context = await browser.newContext({ locale: 'en', reducedMotion: 'reduce', ...options });
  t.after(() => context.close());
  const page = await context.newPage();
  page.complaints = await complaintsOf(page, site.origin);
  if (path !== undefined) await page.goto(site.base + path, { waitUntil: 'networkidle' });
  return page;
}

/** Opens every `<details>`, so that what they hold is seen too, and waits until fonts are there. */
export async function unfold(page) {
  await page.evaluate(async () => {
    for (const details of document.querySelectorAll('details:not([data-dismiss])')) details.open = true;
    await document.fonts.ready;
  });
}

/** By how many pixels the page is wider than the window, and the first elements that stick out. */
export function overflow(page) {
  return page.evaluate(() => {
    const root = document.scrollingElement;
    const wider = root.scrollWidth - root.clientWidth;
    const culprits = [];
    if (wider > 0) {
      for (const element of document.body.querySelectorAll('*')) {
        const box = element.getBoundingClientRect();
        if (box.right > root.clientWidth + 0.5 && box.width > 0 && culprits.length < 3) {
          culprits.push(`${element.tagName.toLowerCase()}.${element.getAttribute('class')}`);
        }
      }
    }
    return { wider, culprits };
  });
}

/** The boxes that scroll sideways, and whether a key press can: to be run in the page. */
export function scrollers() {
  const scrolling = [...document.body.querySelectorAll('*')].filter(
    // KaTeX's empty boxes behind a subscript stick out by up to three pixels at the end of a line: nothing is hidden.
    (element) => element.scrollWidth > element.clientWidth + 3 && ['auto', 'scroll'].includes(getComputedStyle(element).overflowX),
  );
  return scrolling.map((element) => ({
    name: [element.tagName.toLowerCase(), ...element.classList].join('.'),
    text: element.textContent.trim().slice(0, 60),
    focusable: element.tabIndex >= 0 && element.hasAttribute('tabindex'),
  }));
}

/** Elements of a page with the given attributes' values: no browser needed. */
export function elementsOf(html) {
  const found = [];
  const walk = (node) => {
    if (node.attrs) found.push({ tag: node.tagName, node, ...Object.fromEntries(node.attrs.map((a) => [a.name, a.value])) });
    // What a template holds is no part of the page.
    for (const child of node.childNodes ?? []) walk(child);
  };
  walk(parse(html));
  return found;
}

/** Runs `work` on all items, a few at a time. `worker` is 0, 1, … for each of those that run at once. */
export async function inParallel(items, atOnce, work) {
  const queue = [...items];
  const worker = async (number) => {
    while (queue.length > 0) await work(queue.shift(), number);
  };
  await Promise.all(Array.from({ length: atOnce }, (_, number) => worker(number)));
}
