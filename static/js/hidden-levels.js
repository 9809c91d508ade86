// @ts-check
/** The button beside the word that levels are hidden: shows them again. */

import { keep } from "./kept.js";

/** @param {Element} button @param {Event} event */
export function touched(button, event) {
	if (event.type !== "click") return;
	keep("hidden-levels", "");
	// The button is gone: go on where the list begins.
	/** @type {HTMLElement | null} */ (document.querySelector("main"))?.focus({ preventScroll: true });
}
