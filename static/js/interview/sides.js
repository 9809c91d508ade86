// @ts-check
/**
 * What each side of an interview sees of a question's text. The candidate sees what is asked and nothing of the answer;
 * the interviewer sees what is asked, the short answer, and what helps to lead the conversation on.
 */

/** Where an answer begins: a heading, a study block, the notes. */
const END = ":is(h1, h2, h3, h4, h5, h6), [data-callout], .footnotes";

/** What says which option of a quiz is right. */
const GIVES_AWAY = ".quiz-why, details, [data-callout], copy-code";

/** The kinds whose title is the whole question; what follows it is the answer. */
const TITLE_ONLY = new Set(["open", "behavioural"]);

/** What an interviewer is shown, in this order. */
const GUIDES = ["hint", "solution", "pitfall", "followup"];

/** @param {string} kind @returns {boolean} Whether the title leaves anything unsaid. */
export const hasStatement = (kind) => !TITLE_ONLY.has(kind);

/** @param {Element} text @returns {Element[]} What comes before the answer. */
function beginning(text) {
	const blocks = [];
	for (const block of text.children) {
		if (block.matches(END)) break;
		blocks.push(block);
	}
	return blocks;
}

/** @param {Element} text @param {string} kind @returns {Element[]} What is asked, as the candidate may see it. */
export function asked(text, kind) {
	if (!hasStatement(kind)) return [];
	const place = text.ownerDocument.createElement("div");
	place.append(...beginning(text).map((block) => block.cloneNode(true)));
	for (const part of place.querySelectorAll(GIVES_AWAY)) part.remove();
	for (const part of place.querySelectorAll("[data-correct]")) part.removeAttribute("data-correct");
	unwrap(place);
	return [...place.children];
}

/** @param {Element} text @param {string} kind @returns {Element[]} What the interviewer is shown. */
export function guided(text, kind) {
	const first = hasStatement(kind) ? beginning(text) : [...text.querySelectorAll(":scope > .short-answer")];
	const guides = GUIDES.flatMap((name) => [...text.querySelectorAll(`[data-callout="${name}"]`)]);
	const outermost = guides.filter((guide) => !guides.some((other) => other !== guide && other.contains(guide)));
	const place = text.ownerDocument.createElement("div");
	place.append(...[...first, ...outermost].map((block) => block.cloneNode(true)));
	// Who leads the conversation looks at what stands under a follow-up question without a click.
	for (const details of place.querySelectorAll(".followups details")) details.setAttribute("open", "");
	unwrap(place);
	return [...place.children];
}

/** What a page's own scripts would bring to life stays as it reads without them. @param {Element} place */
function unwrap(place) {
	for (const element of place.querySelectorAll("*")) {
		if (element.localName.includes("-")) element.replaceWith(...element.childNodes);
	}
}
