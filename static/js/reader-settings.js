// @ts-check
/**
 * `<reader-settings>`: the button in the header and the small form under it: colours, size of text, levels in lists,
 * the key of the search. What is chosen is kept and shown at once; the inline script shows it on every other page.
 */

import { keep, kept } from "./kept.js";
import { settingsIn, style } from "./services.js";

/** @type {Promise<Settings> | undefined} */
let begun;

/** @param {HTMLElement} element The `<reader-settings>`. @param {Event} event What the reader did to it. */
export async function touched(element, event) {
	begun ??= begin(element);
	begun.catch(() => (begun = undefined));
	const settings = await begun;
	const { target } = event;
	if (event.type === "click" && target instanceof Element && target.closest("button") === settings.button) settings.toggle();
}

/** @param {HTMLElement} element */
async function begin(element) {
	const [part] = await Promise.all([settingsIn(document.documentElement.lang), style("reader-settings.css")]);
	const form = /** @type {HTMLFormElement} */ (part.querySelector("form"));
	form.popover = "auto";
	element.append(form);
	return new Settings(/** @type {HTMLButtonElement} */ (element.querySelector("button")), form);
}

class Settings {
	/** @param {HTMLButtonElement} button @param {HTMLFormElement} form */
	constructor(button, form) {
		this.button = button;
		this.form = form;
		// A press on the button closes an open form before the click comes, which would open it again.
		let wasOpen = false;
		button.addEventListener("pointerdown", () => (wasOpen = form.matches(":popover-open")));
		this.toggle = () => {
			if (wasOpen || form.matches(":popover-open")) form.hidePopover();
			else this.#open();
			wasOpen = false;
		};
		form.addEventListener("beforetoggle", ({ newState }) => button.setAttribute("aria-expanded", String(newState === "open")));
		form.addEventListener("change", ({ target }) => target instanceof HTMLInputElement && this.#keep(target));
		form.addEventListener("submit", (event) => event.preventDefault());
		addEventListener("storage", () => this.#fill());
		this.#fill();
	}

	#open() {
		this.form.showPopover();
		// Under the button, at its end; a narrow window has the form at its foot, which the style sheet says.
		const { bottom, right } = this.button.getBoundingClientRect();
		this.form.style.setProperty("--below", `${bottom}px`);
		this.form.style.setProperty("--beside", `${document.documentElement.clientWidth - right}px`);
		/** @type {HTMLInputElement | null} */ (this.form.querySelector("input:checked"))?.focus({ preventScroll: true });
	}

	/** Shows what is kept. */
	#fill() {
		const hidden = kept("hidden-levels").split(" ");
		for (const input of this.form.querySelectorAll("input")) {
			if (input.type === "radio") input.checked = input.value === kept(input.name);
			else if (input.name === "level") input.checked = !hidden.includes(nameOf(input));
			else input.checked = kept(input.name) !== "off";
		}
		for (const name of ["theme", "text-size"]) {
			const choices = [...this.form.querySelectorAll(`input[name="${name}"]`)];
			// What an older edition of the book has kept may be no choice any more.
			if (!choices.some((input) => input.checked)) for (const input of choices) input.checked = input.value === "";
		}
	}

	/** @param {HTMLInputElement} input */
	#keep(input) {
		if (input.type === "radio") keep(input.name, input.value);
		else if (input.name === "level") {
			const levels = [...this.form.querySelectorAll("input[name=level]")];
			keep("hidden-levels", levels.filter((level) => !level.checked).map(nameOf).join(" "));
		} else keep(input.name, input.checked ? "" : "off");
	}
}

/** @param {HTMLInputElement} input @returns {string} The name of a level as the page has it. */
const nameOf = ({ value }) => value.replaceAll(" ", "%20");
