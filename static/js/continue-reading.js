// @ts-check
/**
 * `<continue-reading data-root="">`: the link to the question that was opened last, as `<reading-place>` kept it.
 * The page holds the link, hidden and without an address; it stays so if nothing is kept. Its room is kept free by
 * the style sheet, so that nothing moves when it comes.
 */

import { placeKey } from "./reading-place.js";

/** @typedef {import("./reading-place.js").ReadingPlace} ReadingPlace */

/** @param {URL} root @returns {ReadingPlace | undefined} What is kept, if it is what it should be. */
function kept(root) {
	try {
		const place = JSON.parse(localStorage.getItem(placeKey(root)) ?? "null");
		if ([place?.address, place?.title, place?.language].every((text) => typeof text === "string")) return place;
	} catch {
		// Nothing may be read, or what is kept is damaged.
	}
}

class ContinueReading extends HTMLElement {
	connectedCallback() {
		const root = new URL(this.dataset.root || "./", location.href);
		const place = kept(root);
		const link = this.querySelector("a");
		if (!place || !link) return;
		const address = new URL(place.address, root);
		// Only into this book, whatever stands in the storage.
		if (!address.href.startsWith(root.href)) return;
		link.href = address.href;
		const title = /** @type {HTMLElement} */ (link.querySelector(".continue-title"));
		title.textContent = place.title;
		title.lang = place.language;
		link.hidden = false;
	}
}

customElements.define("continue-reading", ContinueReading);
