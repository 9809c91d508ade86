// @ts-check
/**
 * What the browser keeps for this book. Books of one host share its storage, so every name carries the path of the
 * site's root. Whoever changes something is told as other tabs are, by a `storage` event: so is the inline script, `page.inline.js`, which shows the choice of
 * colours, size of text and hidden levels before a page is drawn, again when it changes, and keeps the same keys. It
 * stands in every page, so it is short and its words are here.
 */

/** @param {string} name @returns {string} The key that something is kept under, or that begins the keys of more. */
export const keyOf = (name) => `answerbook-${name} ${new URL(document.documentElement.dataset.root || ".", location.href).pathname}`;

/** @param {string} name @returns {string} What is kept; empty if nothing is, or nothing may be read. */
export function kept(name) {
	try {
		return localStorage.getItem(keyOf(name)) ?? "";
	} catch {
		return "";
	}
}

/** @param {string} name @param {string} value Nothing is kept under the name if it is empty. @returns {boolean} Whether it will last. */
export function keep(name, value) {
	let lasts = true;
	try {
		if (value) localStorage.setItem(keyOf(name), value);
		else localStorage.removeItem(keyOf(name));
	} catch {
		lasts = false;
	}
	dispatchEvent(new Event("storage"));
	return lasts;
}
