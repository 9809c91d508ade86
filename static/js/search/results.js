// @ts-check
/**
 * Results as elements, and the words around them. The elements are made of the page's own `<template>`s: what has a
 * `data-hit` is filled or, if there is nothing to fill it with, removed.
 */

import { foundKey } from "../search-start.js";

/**
 * @typedef {import("./engine.js").Hit} Hit
 * @typedef {import("./engine.js").Parts} Parts
 * @typedef {import("./engine.js").Results} Results
 */

/** The names and words that a template of the page holds, and where the search stands. */
export class Words {
	/** @param {ParentNode} parent What the template of words is in. @param {string} root @param {number} language */
	constructor(parent, root, language) {
		const template = /** @type {HTMLTemplateElement} */ (parent.querySelector("template.search-words"));
		/** @param {string} name */
		const named = (name) =>
			Array.from(template.content.querySelectorAll(`data.${name}`), (data) => [data.getAttribute("value") ?? "", data.textContent ?? ""]);
		this.root = new URL(root || ".", location.href);
		this.language = language;
		this.languages = named("language");
		this.levels = new Map(named("level"));
		this.kinds = new Map(named("kind"));
		this.engine = new URL(template.dataset.engine ?? "", this.root).href;
		this.index = new URL("search/", this.root).href;
		this.#texts = new Map(named("word"));
		this.#results = new Map(named("results"));
	}

	#texts;
	#results;

	/** What the engine is made from. */
	get place() {
		const { engine, index, language } = this;
		return { engine, index, language, languages: this.languages.map(([tag]) => tag) };
	}

	/** @param {string} name @param {Record<string, string>} [values] @returns {string} */
	text(name, values = {}) {
		return (this.#texts.get(name) ?? "").replace(/\{(\w+)\}/g, (whole, value) => values[value] ?? whole);
	}

	/** @param {number} total How many results there are. */
	count(total) {
		const tag = document.documentElement.lang;
		const form = this.#results.get(new Intl.PluralRules(tag).select(total)) ?? this.#results.get("other");
		return (form ?? "{n}").replace("{n}", total.toLocaleString(tag));
	}

	/** @param {Results} results @param {string} query @returns {string} What came of a search, in a sentence or two. */
	summary(results, query) {
		const corrected = results.corrected.map(([typed, meant]) => this.text("corrected", { typed, meant }));
		return [results.total > 0 ? this.count(results.total) : this.text("nothing", { query }), ...corrected].join(". ");
	}

	/** @param {unknown} error @returns {string} Why there are no results. */
	failure(error) {
		return this.text(/** @type {{ reason?: string }} */ (error)?.reason ?? "damaged");
	}
}

/**
 * A result as an element.
 * @param {Element} template The template of a result. @param {Hit} hit @param {Words} words
 * @returns {HTMLElement}
 */
export function resultOf(template, hit, words) {
	const { content } = /** @type {HTMLTemplateElement} */ (template);
	const element = /** @type {HTMLElement} */ (document.importNode(content, true).firstElementChild);
	const address = new URL(hit.address, words.root).href;
	const ownLanguage = hit.language === words.language ? undefined : words.languages[hit.language];
	const foundIn = hit.foundIn === words.language ? undefined : words.languages[hit.foundIn];
	fillSections(element, hit, address, ownLanguage?.[0]);
	fill(element, "link", (link) => link.setAttribute("href", address));
	fillText(element, "title", hit.title, ownLanguage?.[0]);
	fillText(element, "topic", [hit.topic], ownLanguage?.[0]);
	fillText(element, "snippet", hit.snippet, ownLanguage?.[0]);
	fillText(element, "level", [words.levels.get(String(hit.level)) ?? ""]);
	fill(element, "level", (level) => level.classList.add(`level-${hit.level}`));
	fillText(element, "kind", [words.kinds.get(String(hit.kind)) ?? ""]);
	fillText(element, "language-name", [foundIn?.[1] ?? ""], foundIn?.[0]);
	if (!foundIn) fill(element, "language", (badge) => badge.remove());
	const matches = [hit.title, hit.snippet, ...hit.sections.flatMap(({ heading, snippet }) => [heading, snippet])];
	const found = [...hit.words, ...matches.flatMap((parts) => parts.filter((_, number) => number % 2 === 1))];
	element.addEventListener("click", (event) => remember(event, found));
	element.addEventListener("auxclick", (event) => remember(event, found));
	return element;
}

/** @param {Element} element @param {Hit} hit @param {string} address @param {string} [lang] */
function fillSections(element, hit, address, lang) {
	const prototype = element.querySelector("[data-hit=section]");
	const list = prototype?.parentElement;
	if (!prototype || !list) return;
	for (const section of hit.sections) {
		const item = /** @type {HTMLElement} */ (prototype.cloneNode(true));
		fillText(item, "heading", section.heading, lang);
		fillText(item, "section-snippet", section.snippet, lang);
		const link = item.matches("a") ? item : item.querySelector("a");
		link?.setAttribute("href", `${address}#${section.anchor}`);
		prototype.before(item);
	}
	prototype.remove();
	if (list !== element && !list.firstElementChild) list.remove();
}

/** @param {Element} element @param {string} name @param {(part: Element) => void} work */
function fill(element, name, work) {
	for (const part of element.querySelectorAll(`[data-hit="${name}"]`)) work(part);
}

/** @param {Element} element @param {string} name @param {Parts} parts @param {string} [lang] */
function fillText(element, name, parts, lang) {
	fill(element, name, (part) => {
		if (!parts.join("")) return part.remove();
		part.replaceChildren(...marked(parts));
		if (lang) part.setAttribute("lang", lang);
	});
}

/** @param {Parts} parts */
function marked(parts) {
	return parts.map((text, number) => {
		if (number % 2 === 0) return text;
		const mark = document.createElement("mark");
		mark.textContent = text;
		return mark;
	});
}

/**
 * Hands the words over to the page that a click leads to, which marks them.
 * @param {Event} event @param {string[]} words
 */
function remember(event, words) {
	const link = event.target instanceof Element ? event.target.closest("a") : null;
	if (!link || words.length === 0) return;
	try {
		sessionStorage.setItem(foundKey(link), JSON.stringify(words));
	} catch {
		return;
	}
	// To another place of this page: it is not loaded again.
	if (link.pathname === location.pathname && link.hash) import("./highlight.js").then(({ highlight }) => highlight());
}
