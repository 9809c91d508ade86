// @ts-check
/**
 * `<reading-place data-root="../">`: on a question's page, keeps which question was opened last, for
 * `<continue-reading>`. It is kept in this browser alone, under a key of this site's root: several books may
 * share an origin.
 */

/**
 * The question that was opened last: its address from the site's root, its title and the title's language.
 * @typedef {{ address: string, title: string, language: string }} ReadingPlace
 */

/** @param {URL} root @returns {string} The key under which the question that was opened last is kept. */
export const placeKey = (root) => `answerbook-last ${root.pathname}`;

class ReadingPlace extends HTMLElement {
	connectedCallback() {
		const root = new URL(this.dataset.root || "./", location.href);
		const heading = document.querySelector("h1");
		const address = location.pathname.slice(root.pathname.length);
		const title = heading?.textContent?.trim();
		if (!title || !location.pathname.startsWith(root.pathname)) return;
		const language = heading?.lang || document.documentElement.lang;
		try {
			localStorage.setItem(placeKey(root), JSON.stringify({ address, title, language }));
		} catch {
			// The browser keeps nothing.
		}
	}
}

customElements.define("reading-place", ReadingPlace);
