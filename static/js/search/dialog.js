// @ts-check
/**
 * `<search-dialog>`: the search over any page, as a combobox of the WAI-ARIA Authoring Practices: the focus stays in
 * the field, arrow keys go through results and their sections, Enter opens, Escape closes. Enter without a choice
 * leads to the search page.
 */

import { keep, kept } from "../kept.js";
import { Engine, load } from "./engine.js";
import { Latest } from "./latest.js";
import { resultOf, Words } from "./results.js";

/**
 * @typedef {import("./engine.js").Results} Results
 * @typedef {import("./engine.js").Request} Request
 */

/** How many results are shown: what fits a screen or two. */
const LIMIT = 8;

/**
 * Loads the dialog of the page's language, its style and the engine. On the search page there is none: its field is
 * what opens.
 * @param {HTMLElement & { link: HTMLAnchorElement }} header The `<site-search>`.
 * @returns {Promise<{ open(): void }>}
 */
export async function prepare({ dataset: { root = "", language, dialog = "" }, link }) {
	/** @type {HTMLInputElement | null} */
	const field = document.querySelector("search-page input[name=q]");
	if (field) return { open: () => field.select() };
	const [html, style = ""] = new TextDecoder().decode(await load(dialog)).split("\f");
	const sheet = new CSSStyleSheet();
	sheet.replaceSync(style);
	document.adoptedStyleSheets.push(sheet);
	const parsed = new DOMParser().parseFromString(html, "text/html");
	const element = /** @type {SearchDialog} */ (document.importNode(parsed.body.firstElementChild, true));
	const words = new Words(element, root, Number(language));
	document.body.append(element);
	customElements.upgrade(element);
	element.start(words, link.href);
	return element;
}

class SearchDialog extends HTMLElement {
	/** @template {Element} E @param {string} selector @returns {E} */
	#part(selector) {
		return /** @type {E} */ (this.querySelector(selector));
	}

	/** @type {HTMLDialogElement} */ #dialog = this.#part("dialog");
	/** @type {HTMLInputElement} */ #input = this.#part("[role=combobox]");
	/** @type {HTMLElement} */ #list = this.#part("[role=listbox]");
	/** @type {HTMLElement} */ #scroll = this.#part(".search-scroll");
	/** @type {HTMLElement} */ #message = this.#part(".search-message");
	/** @type {HTMLElement} */ #advice = this.#part(".search-advice");
	/** @type {HTMLElement} */ #all = this.#part(".search-all");
	#hint = this.#message.textContent;
	/** @type {Words} */ #words;
	/** @type {Latest} */ #latest;
	/** @type {HTMLElement | undefined} */ #active;
	#page = "";

	/** @param {Words} words @param {string} page Address of the search page. */
	start(words, page) {
		this.#words = words;
		this.#page = page;
		const engine = new Engine(words.place);
		this.#latest = new Latest(engine, this);
		// What is wrong is said when there is a query.
		engine.prepare().catch(() => {});
		this.#input.addEventListener("input", () => this.#type());
		this.#dialog.addEventListener("keydown", (event) => this.#press(event));
		this.#part("form").addEventListener("submit", (event) => {
			event.preventDefault();
			if (this.#input.value.trim()) location.assign(this.#address());
		});
		this.#part(".search-close").addEventListener("click", () => this.#dialog.close());
		this.#dialog.addEventListener("click", (event) => {
			if (event.target === this.#dialog || leads(event)) this.#dialog.close();
		});
		this.#keepSetting();
	}

	open() {
		// Another dialog may be open, of the site's own.
		if (!document.querySelector("dialog:modal")) this.#dialog.showModal();
		this.#input.focus();
		this.#input.select();
	}

	/** The setting of the key that opens the dialog; the form of settings has it too. */
	#keepSetting() {
		/** @type {HTMLInputElement} */
		const setting = this.#part(".search-setting input");
		const show = () => (setting.checked = kept("search-key") !== "off");
		show();
		addEventListener("storage", show);
		// What cannot be kept is shown as it stays.
		setting.addEventListener("change", () => keep("search-key", setting.checked ? "" : "off"));
	}

	#address() {
		return `${this.#page}?${new URLSearchParams({ q: this.#input.value.trim() })}`;
	}

	#type() {
		const query = this.#input.value.trim();
		this.#choose(undefined);
		if (query) return this.#latest.askSoon({ query, limit: LIMIT });
		this.#latest.stop();
		this.#show([]);
		this.#say(this.#hint ?? "");
	}

	waiting() {
		this.#say(this.#words.text("searching"));
	}

	/** @param {Results} results @param {Request} request */
	found(results, { query }) {
		const template = this.#part("template.search-hit");
		this.#show(results.hits.map((hit) => resultOf(template, hit, this.#words)));
		this.#say(this.#words.summary(results, query), results.total > 0 ? "" : this.#words.text("advice"));
		this.#all.querySelector("a")?.setAttribute("href", this.#address());
	}

	/** @param {unknown} error */
	failed(error) {
		this.#show([]);
		this.#say(this.#words.failure(error));
	}

	/** @param {HTMLElement[]} results */
	#show(results) {
		this.#choose(undefined);
		this.#list.replaceChildren(...results);
		for (const [number, group] of results.entries()) {
			const title = group.querySelector("[data-hit=title]");
			if (title) title.id = `search-title-${number}`;
			group.setAttribute("aria-labelledby", `search-title-${number}`);
		}
		for (const [number, option] of this.#options().entries()) option.id = `search-option-${number}`;
		const isEmpty = results.length === 0;
		this.#list.hidden = this.#all.hidden = isEmpty;
		this.#input.setAttribute("aria-expanded", String(!isEmpty));
		this.#scroll.scrollTop = 0;
	}

	/** @param {string} words @param {string} [advice] */
	#say(words, advice = "") {
		this.#message.textContent = words;
		this.#advice.textContent = advice;
		this.#advice.hidden = !advice;
	}

	/** @returns {HTMLElement[]} */
	#options() {
		return Array.from(this.#list.querySelectorAll("[role=option]"));
	}

	/** @param {KeyboardEvent} event */
	#press(event) {
		if (event.target !== this.#input || event.isComposing) return;
		const options = this.#options();
		const at = this.#active ? options.indexOf(this.#active) : -1;
		if (event.key === "ArrowDown") this.#choose(options[at + 1] ?? options[0]);
		else if (event.key === "ArrowUp") this.#choose(options[at - 1] ?? options.at(-1));
		else if (event.key === "Enter" && this.#active) {
			const { ctrlKey, metaKey, shiftKey } = event;
			this.#active.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }));
		} else {
			// Back to the text: these keys move the cursor in it.
			if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) this.#choose(undefined);
			return;
		}
		event.preventDefault();
	}

	/** @param {HTMLElement | undefined} option */
	#choose(option) {
		this.#active?.setAttribute("aria-selected", "false");
		this.#active = option;
		if (!option) return this.#input.removeAttribute("aria-activedescendant");
		option.setAttribute("aria-selected", "true");
		this.#input.setAttribute("aria-activedescendant", option.id);
		option.scrollIntoView({ block: "nearest" });
	}
}

/** @param {MouseEvent} event Whether it leads away in this window. */
function leads(event) {
	const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
	return isPlain && event.target instanceof Element && event.target.closest("a") !== null;
}

customElements.define("search-dialog", SearchDialog);
