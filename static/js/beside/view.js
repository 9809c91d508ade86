// @ts-check
/**
 * A translation of the answer beside it, block by block. The page's own blocks stay where they are, so that what a
 * reader has opened in them stays open; those of the translation stand between them, and a grid puts them side by side
 * where there is room (beside.css).
 *
 * The language is kept in the address, `?beside=uk`, and passed on to the questions that the page leads to.
 */

import { offerCopying, questionPage } from "../question-text.js";
import { isSame, pairsOf, unitsOf } from "./blocks.js";

/** Links to questions, and to this one in other languages: they keep the language beside. */
const ONWARD = ".neighbours a, .question-end .lines a, .prerequisites a, .languages a";

/** @typedef {import("../question-text.js").QuestionPage} QuestionPage */

/** Counts what was asked for: an answer that comes after the next question is not shown. */
let asked = 0;

/** @param {HTMLElement} control The `<language-beside>`. @param {HTMLButtonElement} button */
export function toggle(control, button) {
	const isOn = button.getAttribute("aria-pressed") === "true";
	const address = new URL(location.href);
	if (isOn) address.searchParams.delete("beside");
	else address.searchParams.set("beside", button.value);
	history.replaceState(history.state, "", address);
	passOn();
	return isOn ? close(control) : open(control, button);
}

/** @param {HTMLElement} control @param {string} tag The language that the address asks for. */
export async function restore(control, tag) {
	passOn();
	const button = buttonsOf(control).find(({ value }) => value === tag);
	if (!button) return;
	await open(control, button);
	// What the address points at has moved.
	if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
}

/** @param {HTMLElement} control @returns {HTMLButtonElement[]} */
const buttonsOf = (control) => Array.from(control.querySelectorAll("button"));

/** @param {HTMLElement} control @param {HTMLButtonElement} button */
async function open(control, button) {
	const number = ++asked;
	say(control, "");
	press(control, button);
	try {
		const [translation] = await Promise.all([load(button), style()]);
		if (number !== asked) return;
		keepPlace(() => {
			clear();
			show(button, translation);
		});
	} catch {
		if (number !== asked) return;
		keepPlace(clear);
		press(control, undefined);
		say(control, control.dataset.failed ?? "");
	}
}

/** @param {HTMLElement} control */
function close(control) {
	asked++;
	press(control, undefined);
	say(control, "");
	keepPlace(clear);
}

/** @param {HTMLElement} control @param {HTMLButtonElement | undefined} pressed */
function press(control, pressed) {
	for (const button of buttonsOf(control)) button.setAttribute("aria-pressed", String(button === pressed));
}

/** @param {HTMLElement} control @param {string} words */
function say(control, words) {
	let status = control.querySelector("[role=status]");
	if (!status) control.append((status = Object.assign(document.createElement("span"), { role: "status" })));
	status.textContent = words;
}

/** @param {HTMLButtonElement} button @returns {Promise<QuestionPage>} */
const load = (button) => questionPage(new URL(button.dataset.address ?? "", location.href).href, "beside-");

/** @type {Promise<void> | undefined} */
let styled;

/** Loads the style sheet, once; it stands beside this module. */
function style() {
	styled ??= new Promise((resolve, reject) => {
		const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL("beside.css", import.meta.url).href });
		link.onload = () => resolve();
		link.onerror = () => {
			link.remove();
			styled = undefined;
			reject(new Error("no style"));
		};
		document.head.append(link);
	});
	return styled;
}

/** @returns {HTMLElement} */
const ownText = () => /** @type {HTMLElement} */ (document.querySelector("article.question .prose"));

/** @param {HTMLButtonElement} button @param {QuestionPage} translation */
function show(button, { html, address, text }) {
	const own = ownText();
	const { lang, dir } = html.documentElement;
	const rows = pairsOf(unitsOf(own), unitsOf(text));
	const place = rowsOf(own, lang, dir);
	for (const { left, right } of rows) place(left, right);
	document.querySelector("h1")?.after(titleOf(button, html, address));
	own.classList.add("is-beside");
	own.closest("main")?.classList.add("is-beside");
	offerCopying(own);
}

/**
 * Puts units side by side, row after row.
 * @param {HTMLElement} own @param {string} lang @param {string} dir
 */
function rowsOf(own, lang, dir) {
	let row = 1;
	/** The last block so far: what comes from the translation follows it. @type {HTMLElement | undefined} */
	let last;
	/** @param {HTMLElement[]} left @param {HTMLElement[]} right */
	return (left, right) => {
		const isShared = isSame(left, right);
		const added = isShared ? [] : right.map((block) => document.importNode(block, true));
		for (const [at, block] of left.entries()) {
			block.style.gridRow = String(row + at);
			if (isShared) block.dataset.beside = "both";
			last = block;
		}
		for (const [at, block] of added.entries()) {
			block.dataset.beside = "translation";
			block.lang = lang;
			if (dir) block.dir = dir;
			block.style.gridRow = String(row + at);
			if (last) last.after(block);
			else own.prepend(block);
			last = block;
		}
		row += Math.max(left.length, added.length);
	};
}

/** @param {HTMLButtonElement} button @param {Document} html @param {string} address */
function titleOf(button, html, address) {
	const line = document.createElement("p");
	line.className = "beside-title";
	line.lang = html.documentElement.lang;
	const link = Object.assign(document.createElement("a"), { href: address, hreflang: button.value });
	link.textContent = (html.querySelector("h1")?.textContent ?? button.textContent ?? "").trim();
	line.append(link);
	return line;
}

/** @param {Element} block Marked by an attribute: lists and paragraphs without a class look as texts do. */
const isOfTranslation = (block) => block.matches('[data-beside="translation"]');

/** Takes the translation away. */
function clear() {
	const own = ownText();
	for (const block of Array.from(own.children)) {
		if (isOfTranslation(block)) block.remove();
		else {
			/** @type {HTMLElement} */ (block).style.gridRow = "";
			block.removeAttribute("data-beside");
		}
	}
	document.querySelector(".beside-title")?.remove();
	own.classList.remove("is-beside");
	own.closest("main")?.classList.remove("is-beside");
}

/** @param {() => void} change Changes the page while the block that is being read stays where it is on the screen. */
function keepPlace(change) {
	const blocks = Array.from(ownText().children).filter((block) => !isOfTranslation(block));
	const isScrolled = blocks.length > 0 && blocks[0].getBoundingClientRect().top < 0;
	const read = isScrolled ? blocks.find((block) => block.getBoundingClientRect().bottom > 0) : undefined;
	const before = read?.getBoundingClientRect().top ?? 0;
	change();
	if (read) scrollBy({ top: read.getBoundingClientRect().top - before, behavior: "instant" });
}

/** Lets the links to other questions, and the switch of languages, keep what the address asks for. */
function passOn() {
	const tag = new URLSearchParams(location.search).get("beside");
	for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(ONWARD))) {
		const address = new URL(link.href);
		// The same question in the language that stands beside it: the two change sides.
		const wanted = link.hreflang && link.hreflang === tag ? document.documentElement.lang : tag;
		if (wanted) address.searchParams.set("beside", wanted);
		else address.searchParams.delete("beside");
		link.href = address.href;
	}
}
