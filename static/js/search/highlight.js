// @ts-check
/**
 * Marks the words that a reader found this page by, with the CSS Custom Highlight API: nothing of the page changes.
 * Escape takes the marks away, and so does loading the page again.
 */

import { foundKey } from "../search-start.js";

const NAME = "found";
const TEXTS = "main h1, main .prose";
/** What is drawn rather than written, and what scripts put there. */
const NO_TEXT = ".katex, svg, button, script, style";
const WORDS = /[\p{L}\p{M}\p{N}'’ʼ`+#*]+/gu;

/** @param {string} word */
const plain = (word) => word.normalize("NFKC").toLowerCase().replaceAll("ё", "е").replace(/[’ʼ`]/g, "'");

/** Marks what the search has left for this address. */
export function highlight() {
	const key = foundKey(location);
	/** @type {unknown} */
	let words;
	try {
		words = JSON.parse(sessionStorage.getItem(key) ?? "[]");
		sessionStorage.removeItem(key);
	} catch {
		return;
	}
	if (!Array.isArray(words) || !("highlights" in CSS)) return;
	const ranges = rangesOf(new Set(words.map((word) => plain(String(word)))));
	if (ranges.length === 0) return;
	CSS.highlights.set(NAME, new Highlight(...ranges));
	addEventListener("keydown", clear);
}

/** @param {KeyboardEvent} event */
function clear(event) {
	// The first Escape closes what is open.
	if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open], details[data-dismiss][open]")) return;
	CSS.highlights.delete(NAME);
	removeEventListener("keydown", clear);
}

/** @param {Set<string>} words @returns {Range[]} Where they stand. */
function rangesOf(words) {
	const ranges = [];
	for (const root of document.querySelectorAll(TEXTS)) {
		const texts = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => {
			if (node instanceof Element) return node.matches(NO_TEXT) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
			return NodeFilter.FILTER_ACCEPT;
		});
		while (texts.nextNode()) {
			const node = texts.currentNode;
			for (const { 0: word, index } of (node.nodeValue ?? "").matchAll(WORDS)) {
				if (!words.has(plain(word))) continue;
				const range = document.createRange();
				range.setStart(node, index);
				range.setEnd(node, index + word.length);
				ranges.push(range);
			}
		}
	}
	return ranges;
}
