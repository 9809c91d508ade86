// @ts-check
/**
 * `<term-card>`: the card of a glossary term: its name in the book's languages, and its definition or the short answer
 * of the question that it is about. A mouse opens it by resting on the mark, the keyboard by coming to it, a finger by
 * a tap; Escape, a press elsewhere and going away close it. A mark is a link to the term's entry for everybody else.
 */

import { style } from "./services.js";

/** Milliseconds that a pointer rests on a mark before its card opens, and may be away before it closes. */
const REST = 250;

/** @typedef {{ term: string, others: [string, string][], definition: string, language?: string, about: string }} Card */
/** @typedef {{ languages: Record<string, string>, words: Record<string, string>, terms: Record<string, Card> }} Cards */

/** @type {Map<string, Promise<any>>} */
const loaded = new Map();

/** @template T @param {string} address @param {(response: Response) => Promise<T>} read @returns {Promise<T>} */
function load(address, read) {
	const known = loaded.get(address);
	if (known) return known;
	const loading = fetch(address).then((response) => (response.ok ? read(response) : Promise.reject(new Error(`${response.status}`))));
	loaded.set(address, loading);
	loading.catch(() => loaded.delete(address));
	return loading;
}

/** @type {Promise<void> | undefined} */
let sheet;
/** @type {TermCard | undefined} */
let card;

/** @param {HTMLAnchorElement} link The mark. @param {Event} event What the reader did to it. */
export function touched(link, event) {
	card ??= /** @type {TermCard} */ (document.createElement("term-card"));
	const isTouch = event instanceof PointerEvent && event.pointerType === "touch";
	if (event.type === "click") {
		if (!isTouch) return;
		if (card.link === link) card.close();
		else card.open(link).then((isOpen) => isOpen || location.assign(link.href));
	} else if (event.type === "pointerover" && !isTouch) card.openSoon(link);
	else if (event.type === "focusin" && link.matches(":focus-visible")) card.focused(link);
}

class TermCard extends HTMLElement {
	/** The mark whose card is open. @type {HTMLAnchorElement | undefined} */
	link;
	#timer = 0;
	#wanted = 0;
	/** The mark that the focus is given back to when its card closes, which does not open it again. @type {HTMLAnchorElement | undefined} */
	#left;

	constructor() {
		super();
		document.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
		document.addEventListener("pointerdown", ({ target }) => this.#isElsewhere(target) && this.close());
		document.addEventListener("focusin", ({ target }) => this.#isElsewhere(target) && this.close());
		this.addEventListener("pointerenter", () => clearTimeout(this.#timer));
		this.addEventListener("pointerleave", (event) => this.#leave(event));
	}

	/** @param {EventTarget | null} target */
	#isElsewhere(target) {
		return this.link !== undefined && target instanceof Node && !this.contains(target) && !this.link.contains(target);
	}

	/** @param {HTMLAnchorElement} link The mark that the keyboard has come to. */
	focused(link) {
		if (link !== this.#left) this.open(link);
		this.#left = undefined;
	}

	/** @param {HTMLAnchorElement} link Opens when the pointer has rested on it. */
	openSoon(link) {
		clearTimeout(this.#timer);
		if (this.link === link) return;
		cardsFor(link).catch(() => {});
		this.#timer = setTimeout(() => this.open(link), REST);
		link.addEventListener("pointerleave", (event) => this.#leave(event), { once: true });
	}

	/** @param {PointerEvent} event */
	#leave({ pointerType }) {
		if (pointerType === "touch") return;
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.close(), REST);
	}

	/** @param {HTMLAnchorElement} link @returns {Promise<boolean>} Whether there is a card. */
	async open(link) {
		clearTimeout(this.#timer);
		if (this.link === link) return true;
		const wanted = (this.#wanted += 1);
		try {
			const [cards] = await Promise.all([cardsFor(link), (sheet ??= style("term-card.css"))]);
			const found = cards.terms[decodeURIComponent(link.hash.slice(1))];
			if (!found || wanted !== this.#wanted) return found !== undefined;
			this.close();
			this.#fill(link, cards, found);
			this.#show(link);
			return true;
		} catch {
			return false;
		}
	}

	close() {
		clearTimeout(this.#timer);
		this.#wanted += 1;
		const { link } = this;
		if (!link) return;
		this.link = undefined;
		const hadFocus = this.contains(document.activeElement);
		link.removeAttribute("aria-describedby");
		this.remove();
		if (!hadFocus) return;
		this.#left = link;
		link.focus();
	}

	/** @param {HTMLAnchorElement} link @param {Cards} cards @param {Card} found */
	#fill(link, { languages, words }, found) {
		const title = element("p", "term-card-title", found.term);
		const names = element("ul", "term-card-names");
		for (const [tag, name] of found.others) {
			const item = element("li", "");
			const short = element("span", "term-card-language", tag);
			short.ariaHidden = "true";
			const name_ = element("span", "", name);
			name_.lang = tag;
			item.append(short, element("span", "visually-hidden", `${languages[tag]}: `), name_);
			names.append(item);
		}
		const text = element("p", "term-card-text", found.definition);
		text.id = "term-card-text";
		if (found.language) text.lang = found.language;
		const links = element("p", "term-card-links");
		const about = found.about && new URL(found.about, link.href).href;
		if (about) links.append(linkTo(about, words.about));
		links.append(linkTo(link.href, words.entry));
		const close = element("button", "term-card-close");
		close.ariaLabel = words.close;
		close.onclick = () => this.close();
		close.append(element("span", "icon icon-close"));
		this.replaceChildren(title, close, names, text, links);
		if (!found.definition) this.#answer(text, about);
	}

	/** Puts the short answer of a question in, taken from its page. @param {HTMLElement} text @param {string} address */
	#answer(text, address) {
		text.textContent = "…";
		text.ariaBusy = "true";
		load(address, (response) => response.text())
			.then((html) => {
				const page = new DOMParser().parseFromString(html, "text/html");
				const answer = page.querySelector(".short-answer");
				if (!answer) throw new Error("no short answer");
				const lang = answer.closest("[lang]")?.getAttribute("lang");
				if (lang) text.lang = lang;
				text.replaceChildren(...partsOf(answer, page, address));
			})
			.catch(() => (text.hidden = true))
			.finally(() => {
				text.ariaBusy = null;
				if (this.link) this.#place(this.link);
			});
	}

	/** @param {HTMLAnchorElement} link */
	#show(link) {
		this.link = link;
		this.popover = "manual";
		this.role = "group";
		this.ariaLabel = link.textContent;
		// After the mark, so that the keyboard goes from it into the card and then on.
		link.after(this);
		link.setAttribute("aria-describedby", "term-card-text");
		this.showPopover();
		this.#place(link);
	}

	/** Under the first line of the mark, or over it where there is no room. @param {HTMLAnchorElement} link */
	#place(link) {
		const [line] = link.getClientRects();
		const { width, height } = this.getBoundingClientRect();
		const { clientWidth, clientHeight } = document.documentElement;
		const isBelow = line.bottom + height + 12 < clientHeight || line.top < height + 12;
		const top = isBelow ? line.bottom + 6 : line.top - height - 6;
		const left = Math.max(8, Math.min(line.left, clientWidth - width - 8));
		this.style.setProperty("--top", `${top + scrollY}px`);
		this.style.setProperty("--left", `${left + scrollX}px`);
	}
}

/** @param {HTMLAnchorElement} link @returns {Promise<Cards>} */
const cardsFor = (link) => load(new URL("glossary.json", link.href).href, (response) => response.json());

/**
 * What stands in a short answer, ready for this page: without marks and ids, with full addresses, and with the style of
 * formulas if this page has none.
 * @param {Element} answer @param {Document} page @param {string} address @returns {Node[]}
 */
function partsOf(answer, page, address) {
	for (const part of answer.querySelectorAll(".footnote-ref")) part.remove();
	for (const part of answer.querySelectorAll(".term-link")) part.replaceWith(...part.childNodes);
	for (const part of answer.querySelectorAll("[id]")) part.removeAttribute("id");
	for (const name of ["href", "src"]) {
		for (const part of answer.querySelectorAll(`[${name}]`)) part.setAttribute(name, new URL(part.getAttribute(name) ?? "", address).href);
	}
	const formulas = 'link[rel="stylesheet"][href*="/katex."]';
	const sheet = page.querySelector(formulas);
	if (sheet && answer.querySelector(".katex") && !document.querySelector(formulas)) {
		document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL(sheet.getAttribute("href") ?? "", address).href }));
	}
	return [...document.importNode(answer, true).childNodes];
}

/** @param {string} tag @param {string} className @param {string} [text] */
function element(tag, className, text = "") {
	return Object.assign(document.createElement(tag), className ? { className, textContent: text } : { textContent: text });
}

/** @param {string} href @param {string} text */
function linkTo(href, text) {
	return Object.assign(document.createElement("a"), { href, textContent: text });
}

customElements.define("term-card", TermCard);
