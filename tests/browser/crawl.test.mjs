// Every page of this repository's book, as a visitor and as a crawler meets it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { complaintsOf, elementsOf, filesOf, inParallel, overflow, scrollers, startBrowser, startSite, unfold } from './site.mjs';

/** The narrowest phone that the design promises, in CSS pixels. */
const PHONE = { width: 320, height: 640 };

let site;
/** What was met from the home page on, by address without fragment: status, type, and for a page its elements. */
const met = new Map();
/** Every link and asset: from which page, to which address, and whether it is loaded or only led to. */
const references = [];

before(async () => {
  site = await startSite();
  const queue = [site.base];
  while (queue.length > 0) {
    const address = queue.pop();
    if (met.has(address)) continue;
    const response = await fetch(address, { redirect: 'manual' });
    const entry = { status: response.status, type: response.headers.get('content-type') ?? '' };
    met.set(address, entry);
    const text = await response.text();
    let found = [];
    if (entry.type.startsWith('text/html')) {
      entry.elements = elementsOf(text);
      found = ofPage(entry.elements);
    } else if (entry.type === 'text/css') {
      found = [...text.matchAll(/url\(\s*["']?([^"')]+)/g)].map(([, to]) => ({ to, loads: true }));
    } else if (entry.type === 'text/javascript') {
      found = [...text.matchAll(/\bimport\s*(?:[^'"();]*\sfrom\s*)?\(?\s*["']([^"']+)/g)].map(([, to]) => ({ to, loads: true }));
    }
    for (const { to, loads } of found) {
      if (to.startsWith('data:')) continue;
      const url = new URL(to, address);
      references.push({ from: address, to: url, loads });
      if (url.origin === site.origin) queue.push(withoutFragment(url));
    }
  }
});

after(() => site?.close());

const withoutFragment = (url) => new URL(url).href.replace(/#.*$/, '');

function ofPage(elements) {
  const found = [];
  for (const element of elements) {
    const add = (to, loads) => to !== undefined && found.push({ to, loads });
    if (element.tag === 'a') add(element.href, false);
    else if (element.tag === 'link') add(element.href, !['canonical', 'alternate'].includes(element.rel));
    else if (element.tag === 'meta' && element['http-equiv'] === 'refresh') add(element.content.replace(/^\d+;\s*url=/i, ''), false);
    else {
      for (const name of ['src', 'poster', 'data']) add(element[name], true);
      if (['use', 'image'].includes(element.tag)) add(element.href ?? element['xlink:href'], true);
      for (const part of (element.srcset ?? '').split(',')) if (part.trim()) add(part.trim().split(/\s/)[0], true);
    }
  }
  return found;
}

const pages = () => [...met].filter(([, entry]) => entry.status === 200 && entry.elements);
const idsOf = (entry) => (entry.ids ??= new Set(entry.elements.map((element) => element.id).filter(Boolean)));
const none = (problems) => assert.equal(problems.length, 0, [...new Set(problems)].join('\n'));

test('the crawl reaches a whole book', () => {
  assert.ok(pages().length > 200, `${pages().length} pages`);
  assert.ok(references.length > 5000, `${references.length} references`);
});

test('no link is dead and no asset missing', () => {
  const dead = references.filter(({ to }) => to.origin === site.origin && met.get(withoutFragment(to)).status !== 200);
  none(dead.map(({ from, to }) => `${from} → ${to} (${met.get(withoutFragment(to)).status})`));
});

test('links stay below the site’s own address', () => {
  none(references.filter(({ to }) => to.origin === site.origin && !to.href.startsWith(site.base)).map(({ from, to }) => `${from} → ${to}`));
});

test('no anchor is dead', () => {
  const dead = references.filter(({ to }) => {
    const entry = met.get(withoutFragment(to));
    return to.hash !== '' && entry?.elements && !idsOf(entry).has(decodeURIComponent(to.hash.slice(1)));
  });
  none(dead.map(({ from, to }) => `${from} → ${to}`));
});

test('nothing is loaded from elsewhere', () => {
  none(references.filter(({ to, loads }) => loads && to.origin !== site.origin).map(({ from, to }) => `${from} loads ${to}`));
});

test('links in pages are relative, so that the site works wherever it is put', () => {
  const absolute = pages().flatMap(([address, { elements }]) =>
    elements
      .filter(({ tag, rel }) => !(tag === 'link' && ['canonical', 'alternate'].includes(rel)))
      .map(({ href, src }) => href ?? src)
      .filter((to) => to?.startsWith('/') || to?.startsWith(site.origin))
      .map((to) => `${address} → ${to}`),
  );
  none(absolute);
});

test('every page of the sitemap is reached, and its alternates are pages', () => {
  const sitemap = readFileSync(join(site.folder, 'sitemap.xml'), 'utf8');
  const listed = [...sitemap.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, address]) => address);
  assert.ok(listed.length > 200, `${listed.length} pages in the sitemap`);
  assert.equal(new Set(listed).size, listed.length, 'an address stands there twice');
  const alternates = [...sitemap.matchAll(/hreflang="[^"]*" href="([^"]*)"/g)].map(([, address]) => address);
  none([...listed, ...alternates].filter((address) => met.get(address)?.status !== 200));
});

test('every page of the output is reached from the home page, a redirect, or 404.html', () => {
  const reached = new Set(pages().map(([address]) => address.slice(site.base.length).replace(/(^|\/)$/, '$1index.html')));
  const lost = filesOf(site.folder).filter((path) => {
    if (!path.endsWith('.html') || path === '404.html' || reached.has(path)) return false;
    return !/http-equiv="refresh"/.test(readFileSync(join(site.folder, path), 'utf8'));
  });
  none(lost);
});

test('canonical and alternate addresses exist, and translations name each other', () => {
  const problems = [];
  for (const [address, { elements }] of pages()) {
    const links = elements.filter(({ tag }) => tag === 'link');
    const canonical = links.filter(({ rel }) => rel === 'canonical').map(({ href }) => href);
    if (canonical.length !== 1) problems.push(`${address}: ${canonical.length} canonical links`);
    else if (met.get(canonical[0])?.status !== 200) problems.push(`${address}: canonical ${canonical[0]}`);
    const alternates = alternatesOf(elements);
    if (alternates.size === 0) continue;
    if (!alternates.has('x-default')) problems.push(`${address}: alternates without x-default`);
    for (const [language, href] of alternates) {
      const other = met.get(href);
      if (other?.status !== 200) problems.push(`${address}: alternate ${language} ${href}`);
      else if (language !== 'x-default') {
        const html = other.elements.find(({ tag }) => tag === 'html');
        if (html.lang !== language) problems.push(`${address}: alternate ${href} is in ${html.lang}, not ${language}`);
        if (![...alternatesOf(other.elements).values()].includes(canonical[0])) problems.push(`${href} does not name ${canonical[0]} back`);
      }
    }
  }
  none(problems);
});

function alternatesOf(elements) {
  const links = elements.filter(({ tag, rel, hreflang }) => tag === 'link' && rel === 'alternate' && hreflang);
  return new Map(links.map(({ hreflang, href }) => [hreflang, href]));
}

test('in Chromium no page complains, breaks its policy, asks elsewhere, or scrolls sideways on a phone', { timeout: 300_000 }, async (t) => {
  const browser = await startBrowser();
  t.after(() => browser.close());
  const context = await browser.newContext({ viewport: PHONE });
  const windows = [];
  for (let number = 0; number < 3; number += 1) {
    const page = await context.newPage();
    windows.push({ page, complaints: await complaintsOf(page, site.origin) });
  }
  const problems = [];
  const started = Date.now();
  // An index page is met as the folder and as its file.
  const addresses = new Set(pages().map(([address]) => address.replace(/\/index\.html$/, '/')));
  await inParallel(addresses, windows.length, async (address, number) => {
    const { page, complaints } = windows[number];
    await page.goto(address);
    await unfold(page);
    const { wider, culprits } = await overflow(page);
    if (wider > 0) problems.push(`${address} is ${wider} px too wide: ${culprits.join(', ')}`);
    for (const box of await page.evaluate(scrollers)) {
      // An inline formula that no line can hold makes its paragraph scroll: set it as a display formula.
      if (!box.focusable) problems.push(`${address}: ${box.name} scrolls, but takes no focus: ${box.text}`);
    }
    problems.push(...complaints.splice(0).map((complaint) => `${address}: ${complaint}`));
  });
  t.diagnostic(`${addresses.size} pages in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  none(problems);
});
