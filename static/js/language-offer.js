// @ts-check
/**
 * `<language-offer>`: tells a reader whose browser prefers another language that the page exists in it. Nobody is sent
 * anywhere; who closes the offer, or chooses a language in the menu, is not asked again.
 */

import { keep } from "./kept.js";
import { settingsIn, style } from "./services.js";

/** @param {HTMLAnchorElement} link The page in the reader's language, a link of the language menu. */
export async function offer(link) {
	const [part] = await Promise.all([settingsIn(link.hreflang), style("language-offer.css")]);
	const element = /** @type {HTMLElement} */ (part.querySelector("language-offer"));
	element.lang = link.lang;
	element.dir = part.getAttribute("dir") ?? "ltr";
	const { hash, search } = location;
	/** @type {HTMLAnchorElement} */ (element.querySelector("a")).href = new URL(search + hash, link.href).href;
	element.querySelector("button")?.addEventListener("click", () => {
		keep("language-offer", "off");
		element.remove();
	});
	// After the header, so that the keyboard comes to it before the text.
	document.querySelector("main")?.before(element);
}
