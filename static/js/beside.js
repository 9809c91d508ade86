// @ts-check
/**
 * `<language-beside>`: buttons that show a translation of the answer beside it. What does the work is loaded when one
 * is pressed, or when the address asks for a language: `?beside=uk`.
 */

class LanguageBeside extends HTMLElement {
	connectedCallback() {
		this.addEventListener("click", ({ target }) => {
			if (target instanceof HTMLButtonElement) this.#begin((view) => view.toggle(this, target));
		});
		const tag = new URLSearchParams(location.search).get("beside");
		if (tag) this.#begin((view) => view.restore(this, tag));
	}

	/** @param {(view: typeof import("./beside/view.js")) => void} work */
	#begin(work) {
		import("./beside/view.js").then(work, () => {});
	}
}

customElements.define("language-beside", LanguageBeside);
