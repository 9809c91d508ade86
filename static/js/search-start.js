// @ts-check
/**
 * `<site-search>`: the link to the search page becomes a button that opens the search dialog, and so do `/`, Ctrl-K
 * or ⌘K, and links of the page that are marked with `data-opens="search"`. All else is loaded when a reader is about to search; where that fails, the link is a link.
 */

import { kept } from "./kept.js";

const IS_MAC = /Mac|iP/.test(navigator.platform);

/** @param {{ pathname: string }} page @returns {string} The key of the words that a page was found by. */
export const foundKey = ({ pathname }) => `answerbook-found ${pathname.replace(/\.html$/, "")}`;

class SiteSearch extends HTMLElement {
	link = /** @type {HTMLAnchorElement} */ (this.querySelector("a"));
	/** @type {Promise<{ open(): void }> | undefined} */
	#dialog;

	connectedCallback() {
		for (const link of [this.link, .../** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a[data-opens=search]"))]) {
			link.role = "button";
			link.ariaHasPopup = "dialog";
			const key = /** @type {HTMLElement} */ (link.querySelector("kbd"));
			key.textContent = IS_MAC ? "⌘K" : "Ctrl K";
			key.hidden = false;
			link.onpointerenter = (event) => event.pointerType !== "touch" && this.#load();
			link.onfocus = () => this.#load();
			link.addEventListener("touchstart", () => this.#load(), { passive: true });
			link.onclick = (event) => !(event.ctrlKey || event.metaKey || event.shiftKey) && this.#open(event);
		}
		this.link.ariaKeyShortcuts = IS_MAC ? "Meta+K" : "Control+K";
		document.addEventListener("keydown", (event) => this.#opens(event) && this.#open(event));
	}

	/** @param {KeyboardEvent} event */
	#opens({ key, code, ctrlKey, metaKey, altKey, shiftKey, isComposing, target }) {
		if (isComposing || altKey) return false;
		if (key === " " && target instanceof HTMLElement && target.matches("[role=button]:is(.search-button, [data-opens=search])")) return true;
		// A keyboard without Latin letters has the key in the same place.
		if (/^k$/i.test(key) || (code === "KeyK" && !/^[a-z]$/i.test(key))) {
			return !shiftKey && (IS_MAC ? metaKey && !ctrlKey : ctrlKey && !metaKey);
		}
		if (key !== "/" || ctrlKey || metaKey) return false;
		const element = /** @type {HTMLElement} */ (target);
		return !element.isContentEditable && !element.matches("input, textarea, select") && kept("search-key") !== "off";
	}

	#load() {
		this.#dialog ??= this.#begin();
		this.#dialog.catch(() => (this.#dialog = undefined));
		return this.#dialog;
	}

	/** Everything at once: what is asked for later, one after the other, is on its way by then. */
	#begin() {
		const { dialog = "", engine = "" } = this.dataset;
		// The search page has a field of its own, and its script has begun.
		const files = document.querySelector("search-page") ? [] : [dialog, engine];
		for (const href of files) {
			document.head.append(Object.assign(document.createElement("link"), { rel: "preload", as: "fetch", crossOrigin: "", href }));
		}
		for (const name of ["engine", "latest", "results"]) import(`./search/${name}.js`).catch(() => {});
		return import("./search/dialog.js").then(({ prepare }) => prepare(this));
	}

	/** @param {Event} event */
	#open(event) {
		event.preventDefault();
		this.#load().then(
			(dialog) => dialog.open(),
			() => location.assign(this.link.href),
		);
	}
}

customElements.define("site-search", SiteSearch);

try {
	if (sessionStorage.getItem(foundKey(location))) import("./search/highlight.js").then(({ highlight }) => highlight());
} catch {
	// The browser keeps nothing.
}
