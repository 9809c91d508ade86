// @ts-check
/**
 * `<theme-switch>`: the choice between the light, the dark and the system's colours.
 *
 * The page holds the whole control, a group of radio buttons, inside the hidden element; without
 * JavaScript it stays hidden and the system decides. The choice is kept under `answerbook-theme`,
 * which the inline script reads before the page is drawn; "auto" is kept as no entry at all.
 */

const KEY = "answerbook-theme";

/** @typedef {"auto" | "light" | "dark"} Scheme */

/**
 * @param {string | null | undefined} value
 * @returns {Scheme}
 */
const scheme = (value) => (value === "light" || value === "dark" ? value : "auto");

/** @returns {Scheme} What is kept, or what the page shows if nothing may be read. */
function kept() {
	try {
		return scheme(localStorage.getItem(KEY));
	} catch {
		return scheme(document.documentElement.dataset.theme);
	}
}

/** @param {Scheme} value */
function keep(value) {
	try {
		if (value === "auto") localStorage.removeItem(KEY);
		else localStorage.setItem(KEY, value);
	} catch {
		// The choice then lasts as long as the page.
	}
}

/** @param {Scheme} value */
function show(value) {
	const root = document.documentElement;
	if (value === "auto") delete root.dataset.theme;
	else root.dataset.theme = value;
	// The browser's own bars follow: the colour of a scheme applies always, never, or when the system says so.
	for (const name of /** @type {const} */ (["light", "dark"])) {
		const meta = document.head.querySelector(`meta[name="theme-color"][media][data-scheme="${name}"]`);
		meta?.setAttribute("media", value === "auto" ? `(prefers-color-scheme: ${name})` : value === name ? "all" : "not all");
	}
}

class ThemeSwitch extends HTMLElement {
	connectedCallback() {
		this.hidden = false;
		this.addEventListener("change", this);
		addEventListener("storage", this);
		this.show(kept());
	}

	disconnectedCallback() {
		this.removeEventListener("change", this);
		removeEventListener("storage", this);
	}

	/** @param {Event} event A choice made here, or in another tab. */
	handleEvent(event) {
		if (event instanceof StorageEvent) {
			if (event.key === KEY || event.key === null) this.show(kept());
		} else if (event.target instanceof HTMLInputElement) {
			const value = scheme(event.target.value);
			keep(value);
			show(value);
		}
	}

	/** @param {Scheme} value */
	show(value) {
		for (const input of this.querySelectorAll("input")) input.checked = input.value === value;
		show(value);
	}
}

customElements.define("theme-switch", ThemeSwitch);
