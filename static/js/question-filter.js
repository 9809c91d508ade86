// @ts-check
/**
 * `<question-filter>`: narrows the page's list of questions by level and kind. What is chosen stands in the address,
 * `?level=junior&kind=quiz`, so that it can be sent, kept and gone back to. A level that is asked for is shown even if the reader
 * has hidden it in the settings.
 */

/** What questions are told apart by: names of the choices, of the address, and of the cards' data. */
const FACTS = /** @type {const} */ (["level", "kind"]);

class QuestionFilter extends HTMLElement {
	/** @type {HTMLElement} */ #list;
	/** @type {HTMLElement[]} */ #cards = [];

	connectedCallback() {
		this.#list = /** @type {HTMLElement} */ (this.parentElement);
		this.#cards = [...this.#list.querySelectorAll(".card[data-level]")];
		this.addEventListener("change", () => this.#choose());
		this.querySelector("button")?.addEventListener("click", () => this.#clear());
		addEventListener("popstate", () => this.#restore());
		addEventListener("storage", () => this.#show());
		this.#restore();
	}

	#inputs() {
		return [...this.querySelectorAll("input")];
	}

	#clear() {
		const inputs = this.#inputs();
		for (const input of inputs) input.checked = false;
		// The button goes.
		inputs[0].focus({ preventScroll: true });
		this.#choose();
	}

	/** Takes what is chosen from the address. */
	#restore() {
		const values = new URLSearchParams(location.search);
		for (const input of this.#inputs()) input.checked = values.getAll(input.dataset.fact ?? "").includes(input.value);
		this.#show();
	}

	/** Puts what is chosen into the address. */
	#choose() {
		const values = new URLSearchParams(location.search);
		for (const fact of FACTS) {
			values.delete(fact);
			for (const value of this.#chosen(fact)) values.append(fact, value);
		}
		history.pushState(null, "", `${location.pathname}${values.size > 0 ? `?${values}` : ""}${location.hash}`);
		this.#show();
	}

	/** @param {string} fact @returns {string[]} */
	#chosen(fact) {
		const chosen = this.#inputs().filter(({ dataset, checked }) => dataset.fact === fact && checked);
		return chosen.map(({ value }) => value);
	}

	#show() {
		const chosen = new Map(FACTS.map((fact) => [fact, this.#chosen(fact)]));
		// A level that is asked for is not hidden by the style sheet.
		this.#list.toggleAttribute("data-levels-chosen", Number(chosen.get("level")?.length) > 0);
		for (const card of this.#cards) {
			card.hidden = FACTS.some((fact) => Number(chosen.get(fact)?.length) > 0 && !chosen.get(fact)?.includes(card.dataset[fact] ?? ""));
		}
		const shown = this.#cards.filter((card) => getComputedStyle(card).display !== "none").length;
		for (const section of this.#list.querySelectorAll("section.listing")) {
			section.hidden = [...section.querySelectorAll(".card")].every((card) => getComputedStyle(card).display === "none");
		}
		const isOn = [...chosen.values()].some((values) => values.length > 0);
		const [status, clear] = /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("[role=status], button"));
		clear.hidden = !isOn;
		const words = shown > 0 ? this.dataset.shown : this.dataset.nothing;
		status.textContent = isOn ? (words ?? "").replace("{n}", String(shown)).replace("{total}", String(this.#cards.length)) : "";
	}
}

customElements.define("question-filter", QuestionFilter);
