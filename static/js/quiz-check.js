// @ts-check
/**
 * `<quiz-check>`: the options of a quiz become radio buttons or, where several may be right, checkboxes, and the reader
 * is told at once what was right and why. The element stands behind the list and carries the words; without JavaScript
 * every option has its explanation in a `<details>`.
 *
 * Where one option is right, a click on it is the answer. Arrow keys only choose: who uses them answers with Enter or
 * with the button, which appears then.
 */

import { style } from "./services.js";

let quizzes = 0;

class QuizCheck extends HTMLElement {
	/** @type {HTMLElement[]} */ #options = [];
	#button = document.createElement("button");
	#result = document.createElement("p");
	#isOne = false;
	#isChecked = false;
	/** Whether the choice under way is made by arrow keys. */
	#isByKey = false;

	async connectedCallback() {
		await style("quiz-check.css");
		const list = this.previousElementSibling;
		if (!(list instanceof HTMLElement) || !list.matches("ol.quiz")) return;
		const hint = list.previousElementSibling;
		this.#isOne = list.dataset.quiz === "one";
		this.#options = Array.from(list.children, (option) => /** @type {HTMLElement} */ (option));
		quizzes += 1;
		this.#label(hint);
		for (const [number, option] of this.#options.entries()) this.#choosable(option, number);
		this.#button.type = "button";
		this.#button.className = "button";
		this.#button.textContent = this.dataset.check ?? "";
		this.#button.hidden = this.#isOne;
		this.#button.addEventListener("click", () => (this.#isChecked ? this.#again() : this.#check()));
		this.#result.className = "quiz-result";
		this.#result.role = "status";
		this.append(this.#button, this.#result);
		this.hidden = false;
	}

	/** The list as a group with a name, for screen readers. @param {Element | null} hint */
	#label(hint) {
		const list = this.previousElementSibling;
		if (!list || !hint) return;
		const group = document.createElement("div");
		group.role = this.#isOne ? "radiogroup" : "group";
		hint.id ||= `quiz-hint-${quizzes}`;
		group.setAttribute("aria-labelledby", hint.id);
		group.className = "quiz-group";
		list.replaceWith(group);
		group.append(list);
	}

	/** @param {HTMLElement} option @param {number} number */
	#choosable(option, number) {
		const text = /** @type {HTMLElement} */ (option.querySelector(".quiz-text"));
		const input = document.createElement("input");
		input.type = this.#isOne ? "radio" : "checkbox";
		input.name = `quiz-${quizzes}`;
		input.value = String(number);
		const label = document.createElement("label");
		label.className = text.className;
		const words = document.createElement("span");
		words.append(...text.childNodes);
		label.append(input, words);
		if (words.querySelector("math")) input.ariaLabel = spoken(words);
		text.replaceWith(label);
		this.#reasons(option).hidden = true;
		input.addEventListener("change", () => {
			if (this.#isChecked) this.#reset();
			this.#button.hidden = false;
			if (this.#isOne && !this.#isByKey) this.#check();
			this.#isByKey = false;
		});
		input.addEventListener("keydown", (event) => {
			this.#isByKey = event.key.startsWith("Arrow");
			if (event.key !== "Enter" || this.#isChecked) return;
			event.preventDefault();
			this.#check();
		});
	}

	/** @param {HTMLElement} option @returns {HTMLDetailsElement} */
	#reasons(option) {
		return /** @type {HTMLDetailsElement} */ (option.querySelector(".quiz-why"));
	}

	/** @param {HTMLElement} option */
	#isChosen(option) {
		return option.querySelector("input")?.checked === true;
	}

	#check() {
		const chosen = this.#options.filter((option) => this.#isChosen(option));
		if (chosen.length === 0) return;
		this.#isChecked = true;
		const isRight = (/** @type {HTMLElement} */ option) => option.dataset.correct === "true";
		const all = this.#options.filter(isRight);
		const right = chosen.filter(isRight);
		for (const option of this.#options) {
			const reasons = this.#reasons(option);
			reasons.hidden = false;
			reasons.open = chosen.includes(option);
			if (chosen.includes(option)) option.dataset.chosen = isRight(option) ? "right" : "wrong";
		}
		const isDone = right.length === all.length && chosen.length === all.length;
		const result = isDone ? "right" : right.length > 0 ? "partly" : "wrong";
		this.#result.dataset.result = result;
		this.#result.textContent = this.dataset[result] ?? "";
		this.#button.hidden = isDone;
		this.#button.textContent = this.dataset.again ?? "";
		this.dispatchEvent(new CustomEvent("answered", { bubbles: true, detail: result }));
	}

	/** Takes the marks away. */
	#reset() {
		this.#isChecked = false;
		for (const option of this.#options) {
			delete option.dataset.chosen;
			const reasons = this.#reasons(option);
			reasons.open = false;
			reasons.hidden = true;
		}
		this.#result.textContent = "";
		delete this.#result.dataset.result;
		this.#button.textContent = this.dataset.check ?? "";
	}

	#again() {
		this.#reset();
		const inputs = this.#options.flatMap((option) => option.querySelector("input") ?? []);
		for (const input of inputs) input.checked = false;
		this.#button.hidden = this.#isOne;
		inputs[0]?.focus();
	}
}

/** What an option with formulas says: not every reader of the page takes MathML for a name. @param {Element} words */
function spoken(words) {
	const copy = /** @type {Element} */ (words.cloneNode(true));
	for (const drawn of copy.querySelectorAll(".katex-html, annotation")) drawn.remove();
	return (copy.textContent ?? "").replace(/\s+/g, " ").trim();
}

customElements.define("quiz-check", QuizCheck);
