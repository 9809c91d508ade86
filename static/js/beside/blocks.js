// @ts-check
/**
 * The blocks of an answer's text, as units that stay together, and which of a translation's belong to them.
 */

import { align } from "./align.js";

/** @typedef {import("./align.js").Block} Block */
/** @typedef {HTMLElement[]} Unit Blocks that stay together, such as a label and what it stands over. */

/** Blocks that belong to the one after them. */
const LEADS = ".answer-label, .quiz-hint";

/** Blocks that need no translation, if it says the same. */
const SAME = "figure.code, .formula";

/** @param {Element} text @returns {Unit[]} */
export function unitsOf(text) {
	/** @type {Unit[]} */
	const units = [];
	let isOpen = false;
	for (const block of /** @type {Iterable<HTMLElement>} */ (text.children)) {
		if (isOpen) units[units.length - 1].push(block);
		else units.push([block]);
		isOpen = block.matches(LEADS);
	}
	return units;
}

/** @param {Unit[]} left @param {Unit[]} right */
export const pairsOf = (left, right) =>
	align(left.map(describe), right.map(describe)).map(([l, r]) => ({
		left: l === undefined ? [] : left[l],
		right: r === undefined ? [] : right[r],
	}));

/** @param {Unit} unit @returns {Block} */
function describe(unit) {
	const block = unit[unit.length - 1];
	const level = Number(/^H([1-6])$/.exec(block.tagName)?.[1] ?? 0);
	return { kind: level > 0 ? "heading" : kindOf(block), level, id: level > 0 ? block.id : "", length: (block.textContent ?? "").length };
}

/** @param {HTMLElement} block */
function kindOf(block) {
	if (block.dataset.callout) return `callout-${block.dataset.callout}`;
	if (block.matches(".quiz") || block.querySelector(":scope > .quiz")) return "quiz";
	for (const name of ["code", "formula", "table", "figure", "footnotes"]) {
		if (block.classList.contains(name)) return name;
	}
	return block.localName;
}

/** @param {Unit} left @param {Unit} right @returns {boolean} Whether one of the two says it all. */
export function isSame([left, ...more], [right]) {
	if (!left?.matches(SAME) || !right?.matches(SAME) || more.length > 0) return false;
	/** @param {Element} block */
	const meant = (block) => Array.from(block.querySelectorAll("pre, math"), (part) => part.textContent).join("\f");
	return meant(left) !== "" && meant(left) === meant(right);
}
