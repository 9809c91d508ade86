// @ts-check
/**
 * `<answer-depth>`: the choice between the short answer and everything. It is kept as the settings are; the inline
 * script reads it before the page is drawn, and style sheets hide what is not wanted by `data-depth` of the root
 * element. The button under a short answer opens this page alone, which is `data-read-on`, and so does an address that
 * leads into it.
 */

import { keep } from "./kept.js";

const root = document.documentElement;

class AnswerDepth extends HTMLElement {
	connectedCallback() {
		this.addEventListener("change", ({ target }) => {
			const { value } = /** @type {HTMLInputElement} */ (target);
			delete root.dataset.readOn;
			// Where nothing may be kept, the choice lasts as long as the page.
			if (keep("depth", value)) return;
			if (value) root.dataset.depth = value;
			else delete root.dataset.depth;
		});
		document.querySelector(".read-on")?.addEventListener("click", () => {
			this.#readOn();
			// The button is gone now: the reader goes on at what it has opened.
			/** @type {HTMLElement | null} */
			const next = document.querySelector(".short-answer + *");
			next?.setAttribute("tabindex", "-1");
			next?.focus({ preventScroll: true });
		});
		addEventListener("hashchange", () => this.#follow());
		// Another tab, or another copy of the choice; the inline script has heard of it before.
		addEventListener("storage", () => this.#mark());
		this.#follow();
		this.#mark();
	}

	/** Shows what the address leads to. */
	#follow() {
		let target;
		try {
			target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
		} catch {
			// Not an address of this page.
		}
		if (!target?.closest(".short-answer ~ *")) return;
		this.#readOn();
		target.scrollIntoView();
	}

	#readOn() {
		root.dataset.readOn = "";
		this.#mark();
	}

	#mark() {
		const depth = "readOn" in root.dataset ? "" : (root.dataset.depth ?? "");
		for (const input of this.querySelectorAll("input")) input.checked = input.value === depth;
	}
}

customElements.define("answer-depth", AnswerDepth);
