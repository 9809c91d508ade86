// @ts-check
/**
 * `<study-progress>`: how far the reader is, beside the topics, tracks and questions that a page lists. Loaded only
 * where something is kept. A track counts its questions, each once, not its places.
 */

import { Catalogue } from "../catalogue.js";
import { style } from "../services.js";
import { due, isDue, joined, narrowed, progress } from "./queue.js";
import { theStore } from "./store.js";
import { Words } from "./words.js";

/** @typedef {import("../catalogue.js").Catalogue} Catalogue */
/** @typedef {import("./queue.js").Item} Item */

/** @param {HTMLElement} element */
export async function show(element) {
	const [catalogue] = await Promise.all([Catalogue.load(element.dataset.catalogue ?? ""), style("study/progress.css")]);
	const store = theStore();
	const words = new Words(element);
	const fill = () => {
		const { items } = joined(catalogue, store.records());
		fillShares(items, catalogue, words);
		markQuestions(items, catalogue, words);
	};
	fill();
	store.addEventListener("change", fill);
}

/** @param {Item[]} items @param {Catalogue} catalogue @param {Words} words */
function fillShares(items, catalogue, words) {
	for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".study-share"))) {
		const { topic, track } = place.dataset;
		place.replaceChildren(...shareOf(narrowed(items, catalogue, { topic, track }), words, place.closest(".tile") !== null));
	}
}

/**
 * @param {Item[]} items Of a topic or track. @param {Words} words @param {boolean} [isSmall] Whether there is room for
 *   signs only; words are then for screen readers.
 * @returns {Element[]} A bar and words; nothing if the reader has not begun.
 */
export function shareOf(items, words, isSmall = false) {
	const { total, rated, learned } = progress(items);
	if (rated === 0) return [];
	const text = document.createElement("span");
	const dueToday = due(items, new Date()).length;
	text.className = "share-text";
	text.textContent = words.text("learned", { learned: words.number(learned), total: words.number(total) });
	if (dueToday > 0) text.textContent += ` · ${words.count("due", dueToday)}`;
	const parts = [text];
	if (isSmall) {
		const signs = document.createElement("span");
		signs.ariaHidden = "true";
		signs.textContent = `✓\u00a0${words.number(learned)}/${words.number(total)}${dueToday > 0 ? `  ↻\u00a0${words.number(dueToday)}` : ""}`;
		text.classList.add("visually-hidden");
		parts.push(signs);
	}
	const bar = document.createElement("span");
	bar.className = "share-bar";
	bar.style.setProperty("--learned", String(learned / total));
	bar.style.setProperty("--rated", String(rated / total));
	return [bar, ...parts];
}

/** @param {Item[]} items @param {Catalogue} catalogue @param {Words} words */
function markQuestions(items, catalogue, words) {
	const marks = new Map();
	for (const { question, record } of items) {
		if (!record) continue;
		const name = isDue(record, new Date()) ? "due" : record.state === "review" ? "learned" : "rated";
		marks.set(catalogue.addressOf(question), name);
	}
	for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("main a.card-title"))) {
		const name = marks.get(link.href.split("#")[0].split("?")[0]);
		const old = link.parentElement?.querySelector(":scope > .study-mark");
		if (!name) {
			old?.remove();
			continue;
		}
		const mark = old ?? document.createElement("span");
		mark.className = `fact study-mark study-mark-${name}`;
		mark.textContent = words.text(`mark_${name}`);
		if (!old) link.after(" ", mark);
	}
}
