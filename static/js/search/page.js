// @ts-check
/**
 * `<search-page>`: the search with filters on a page of its own. The address says what is searched for, so that it
 * can be kept, sent and gone back to: `?q=gradient&level=junior`.
 */

import { Engine } from "./engine.js";
import { Latest } from "./latest.js";
import { resultOf, Words } from "./results.js";

/**
 * @typedef {import("./engine.js").Results} Results
 * @typedef {import("./engine.js").Request} Request
 */

/** How many results are shown at first, and how many more at a time. */
const STEP = 10;

/** The filters, by their names in the form and in addresses. */
const FILTERS = ["topic", "level", "kind", "language"];

class SearchPage extends HTMLElement {
	/** @template {Element} E @param {string} selector @returns {E} */
	#part(selector) {
		return /** @type {E} */ (this.querySelector(selector));
	}

	/** @type {HTMLFormElement} */ #form;
	/** @type {HTMLInputElement} */ #input;
	/** @type {HTMLElement} */ #list;
	/** @type {HTMLButtonElement} */ #more;
	/** @type {Words} */ #words;
	/** @type {Latest} */ #latest;
	#hint = "";
	#limit = STEP;
	/** Whether the next letter begins a new entry of the history, so that the one before it can be gone back to. */
	#isKept = false;

	connectedCallback() {
		this.#form = this.#part("form");
		this.#input = this.#part("input[name=q]");
		this.#list = this.#part(".search-results");
		this.#more = this.#part(".search-more");
		this.#hint = this.#part(".search-message").textContent ?? "";
		this.#words = new Words(document, this.dataset.root ?? "", Number(this.dataset.language));
		const engine = new Engine(this.#words.place);
		this.#latest = new Latest(engine, this);
		engine.prepare().catch(() => {});
		this.#form.hidden = false;
		/** @type {HTMLElement} */ (this.#part(".search-fallback")).hidden = true;
		this.#form.addEventListener("input", (event) => this.#change(event.target !== this.#input));
		this.#form.addEventListener("submit", (event) => {
			event.preventDefault();
			this.#isKept = true;
			this.#ask();
		});
		this.#part(".search-clear").addEventListener("click", () => {
			this.#fill(new URLSearchParams({ q: this.#input.value }));
			this.#change(true);
			this.#input.focus();
		});
		this.#more.addEventListener("click", () => this.#showMore());
		addEventListener("popstate", () => this.#restore());
		this.#restore();
		// Filters that are on are seen, and on a wide screen there is room for all.
		/** @type {HTMLDetailsElement} */ (this.#part("details")).open = this.#filtersOn() > 0 || matchMedia("(min-width: 48rem)").matches;
		if (!this.#input.value) this.#input.focus({ preventScroll: true });
	}

	/** Takes query and filters from the address. */
	#restore() {
		this.#limit = Number(history.state?.limit) || STEP;
		this.#isKept = true;
		this.#fill(new URLSearchParams(location.search));
		this.#ask();
	}

	/** @param {URLSearchParams} values */
	#fill(values) {
		this.#input.value = values.get("q") ?? "";
		for (const name of FILTERS) {
			const wanted = values.getAll(name);
			for (const field of this.#fields(name)) {
				if (field instanceof HTMLInputElement) field.checked = wanted.includes(field.value);
				else field.value = Array.from(field.options, (option) => option.value).find((value) => value && wanted.includes(value)) ?? "";
			}
		}
	}

	/** @param {string} name @returns {(HTMLInputElement | HTMLSelectElement)[]} */
	#fields(name) {
		return Array.from(this.#form.querySelectorAll(`[name="${name}"]`));
	}

	/** @param {boolean} isFilter Whether a filter was changed, not the query. */
	#change(isFilter) {
		this.#limit = STEP;
		const values = new URLSearchParams();
		for (const [name, value] of new FormData(this.#form)) {
			if (typeof value === "string" && value.trim()) values.append(name, value.trim());
		}
		const address = `${location.pathname}${values.size > 0 ? `?${values}` : ""}`;
		if (isFilter || this.#isKept) history.pushState(null, "", address);
		else history.replaceState(null, "", address);
		this.#isKept = isFilter;
		if (isFilter) this.#ask();
		else this.#ask(true);
	}

	/** @param {boolean} [soon] */
	#ask(soon = false) {
		const count = this.#filtersOn();
		/** @type {HTMLElement} */
		const badge = this.#part(".search-filter-count");
		badge.textContent = String(count);
		badge.hidden = count === 0;
		/** @type {HTMLElement} */ (this.#part(".search-clear")).hidden = count === 0;
		const request = this.#request();
		if (!request.query) {
			this.#latest.stop();
			this.#show([], 0);
			this.#say(this.#hint);
		} else if (soon) this.#latest.askSoon(request);
		else this.#latest.ask(request);
	}

	/** @returns {Request} */
	#request() {
		/** @param {string} name */
		const numbers = (name) =>
			this.#fields(name).flatMap((field) => {
				const chosen = field instanceof HTMLInputElement ? field.checked && field : field.selectedOptions[0];
				return chosen && chosen.dataset.numbers ? chosen.dataset.numbers.split(",") : [];
			});
		return {
			query: this.#input.value.trim(),
			limit: this.#limit,
			topics: numbers("topic"),
			levels: numbers("level"),
			kinds: numbers("kind"),
			foundIn: numbers("language")[0],
		};
	}

	#filtersOn() {
		const fields = FILTERS.flatMap((name) => this.#fields(name));
		return fields.filter((field) => (field instanceof HTMLInputElement ? field.checked : field.value)).length;
	}

	async #showMore() {
		const before = this.#list.children.length;
		this.#limit += STEP;
		history.replaceState({ limit: this.#limit }, "");
		await this.#latest.ask(this.#request());
		// The button may be gone now: who pressed it reads on at the first new result.
		this.#list.children[before]?.querySelector("a")?.focus();
	}

	waiting() {
		this.#say(this.#words.text("searching"));
	}

	/** @param {Results} results @param {Request} request */
	found(results, { query }) {
		const template = this.#part("template.search-hit");
		this.#show(results.hits.map((hit) => resultOf(template, hit, this.#words)), results.total);
		const advice = this.#words.text(this.#filtersOn() > 0 ? "advice_filters" : "advice");
		this.#say(this.#words.summary(results, query), results.total > 0 ? "" : advice);
	}

	/** @param {unknown} error */
	failed(error) {
		this.#show([], 0);
		this.#say(this.#words.failure(error));
	}

	/** @param {HTMLElement[]} results @param {number} total */
	#show(results, total) {
		this.#list.replaceChildren(...results);
		this.#list.hidden = results.length === 0;
		this.#more.hidden = results.length >= total;
	}

	/** @param {string} words @param {string} [advice] */
	#say(words, advice = "") {
		this.#part(".search-message").textContent = words;
		/** @type {HTMLElement} */
		const line = this.#part(".search-advice");
		line.textContent = advice;
		line.hidden = !advice;
	}
}

customElements.define("search-page", SearchPage);
