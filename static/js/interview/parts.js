// @ts-check
/** The parts that the page brings as templates, and small things that several of them do. */

const SHOWN_FOR = 2000; // milliseconds that a button says how it went

/** @param {Element} place Where the templates stand. @param {string} name @returns {HTMLElement} A copy of a part. */
export function part(place, name) {
	const template = /** @type {HTMLTemplateElement} */ (place.querySelector(`template.part-${name}`));
	return /** @type {HTMLElement} */ (document.importNode(template.content, true).firstElementChild);
}

/** @template {HTMLElement} [E=HTMLElement] @param {Element} part @param {string} name @returns {E} What is to be filled. */
export const slot = (part, name) => /** @type {E} */ (part.querySelector(`[data-part="${name}"]`));

/** Fills a slot with words; without any it goes. @param {Element} part @param {string} name @param {string | undefined} words */
export function say(part, name, words) {
	const place = slot(part, name);
	if (words) place.textContent = words;
	else place.remove();
}

/**
 * A button that copies: it says for a while how that went.
 * @param {HTMLElement} button @param {() => string} text @param {import("../words.js").Words} words
 */
export function copies(button, text, words) {
	const label = button.textContent;
	/** @type {ReturnType<typeof setTimeout>} */
	let timer;
	button.setAttribute("aria-live", "polite");
	button.addEventListener("click", async () => {
		let said = "copied";
		try {
			await navigator.clipboard.writeText(text());
		} catch {
			said = "copy_failed";
		}
		button.textContent = words.text(said);
		clearTimeout(timer);
		timer = setTimeout(() => (button.textContent = label), SHOWN_FOR);
	});
}
