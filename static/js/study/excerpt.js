// @ts-check
/**
 * The question and the short answer of a page, taken out of it, for a review on another page.
 */

import { leadBack, questionPage } from "../question-text.js";

/** @typedef {{ front: Element[], back: Element[] }} Excerpt What is asked, and what is answered. */
/** @typedef {import("../catalogue.js").Question} Question */

/** Study blocks that come after the task; with the first of them the answer begins. */
const ANSWER = "[data-callout=hint], [data-callout=solution]";

/** @param {string} address A question's page. @param {Question} question @param {string} kind Its kind in front matter. @returns {Promise<Excerpt>} */
export async function excerptOf(address, { short }, kind) {
	const mark = `q${short}-`;
	const { text } = await questionPage(address, mark);
	const excerpt = parted(Array.from(text.children).filter((block) => !block.matches(".answer-label")), kind);
	leadBack([...excerpt.front, ...excerpt.back], address, mark);
	return excerpt;
}

/** @param {Element[]} blocks @param {string} kind @returns {Excerpt} */
function parted(blocks, kind) {
	if (kind === "open" || kind === "behavioural") return { front: [], back: blocks.filter((block) => block.matches(".short-answer")) };
	if (kind === "quiz") {
		const end = blocks.findIndex((block) => block.matches("quiz-check"));
		return { front: blocks.slice(0, end + 1), back: [] };
	}
	const start = blocks.findIndex((block) => block.matches(ANSWER));
	const end = start < 0 ? 1 : start;
	const solutions = blocks.filter((block) => block.matches("[data-callout=solution]"));
	const back = solutions.length > 0 ? solutions : blocks.slice(end);
	for (const details of back) details.setAttribute("open", "");
	return { front: blocks.slice(0, end), back };
}
