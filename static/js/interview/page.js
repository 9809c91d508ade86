// @ts-check
/**
 * `<interview-page>`: what makes and shows interviews is loaded when the address names one, when this browser keeps
 * some, or when a reader turns to the form.
 */

import { keyOf } from "../kept.js";

/** What the keys of kept interviews begin with (`notebook.js`). */
const KEPT = `${keyOf("interview")} `;

class InterviewPage extends HTMLElement {
	/** @type {Promise<void> | undefined} */
	#begun;

	connectedCallback() {
		const form = /** @type {HTMLFormElement} */ (this.querySelector("form"));
		/** @type {HTMLElement} */ (this.querySelector(".interview-fallback")).hidden = true;
		for (const intent of ["focusin", "pointerdown", "input"]) form.addEventListener(intent, () => this.#begin());
		form.addEventListener("submit", (event) => {
			if (form.hasAttribute("data-ready")) return;
			event.preventDefault();
			this.#begin().then(() => form.requestSubmit(), () => {});
		});
		if (location.search || this.#hasKept()) this.#begin();
	}

	#hasKept() {
		try {
			return Object.keys(localStorage).some((key) => key.startsWith(KEPT));
		} catch {
			return false;
		}
	}

	#begin() {
		this.#begun ??= import("./maker.js").then(({ Maker }) => new Maker(this).begin());
		this.#begun.catch(() => (this.#begun = undefined));
		return this.#begun;
	}
}

customElements.define("interview-page", InterviewPage);
