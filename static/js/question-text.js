// @ts-check
/**
 * The text of a question's page, for a page that shows it beside other texts: fetched, taken out of its page, and made
 * fit for a place where there are ids and addresses already.
 */

/**
 * @typedef {object} QuestionPage
 * @property {Document} html The page.
 * @property {string} address Where it stands.
 * @property {HTMLElement} text The answer.
 */

/** Attributes that name other elements of the page. */
const NAMING = ["for", "name", "aria-labelledby", "aria-describedby", "aria-controls", "aria-details"];

/** Attributes that hold an address. */
const LEADING = ["href", "src", "poster", "xlink:href"];

/**
 * @param {string} address Of a question's page, absolute.
 * @param {string} mark What tells ids in its text from those of other texts.
 * @returns {Promise<QuestionPage>}
 * @throws If there is no such page, or no answer in it.
 */
export async function questionPage(address, mark) {
	const response = await fetch(address);
	if (!response.ok) throw new Error(`${response.status}: ${address}`);
	const html = new DOMParser().parseFromString(await response.text(), "text/html");
	/** @type {HTMLElement | null} */
	const text = html.querySelector("article.question .prose");
	if (!text) throw new Error(`no answer: ${address}`);
	adopt(text, address, mark);
	borrowStyles(html, address);
	return { html, address, text };
}

/** @param {Element} text @param {string} page The address that it came from. @param {string} mark */
function adopt(text, page, mark) {
	for (const element of text.querySelectorAll("*")) {
		if (element.localName === "script") element.remove();
		for (const { name, value } of Array.from(element.attributes)) {
			if (name === "id") element.id = mark + value;
			else if (NAMING.includes(name)) element.setAttribute(name, value.replace(/\S+/g, (id) => mark + id));
			else if (LEADING.includes(name)) element.setAttribute(name, led(value, page, mark));
			else if (value.includes("url(")) element.setAttribute(name, value.replaceAll(/url\((['"]?)#/g, (start) => start + mark));
		}
	}
}

/** @param {string} value @param {string} page @param {string} mark @returns {string} */
function led(value, page, mark) {
	if (value.startsWith("#")) return `#${mark}${value.slice(1)}`;
	try {
		return new URL(value, page).href;
	} catch {
		return value;
	}
}

/**
 * Where only some blocks of a text are shown, what their links lead to on its page may be missing: then they lead there.
 * @param {Element[]} blocks @param {string} page The address that they came from. @param {string} mark
 */
export function leadBack(blocks, page, mark) {
	for (const link of blocks.flatMap((block) => [...block.querySelectorAll("a[href^='#']")])) {
		const anchor = link.getAttribute("href")?.slice(1 + mark.length) ?? "";
		const isHere = blocks.some((block) => block.id === mark + anchor || block.querySelector(`#${CSS.escape(mark + anchor)}`));
		if (!isHere) link.setAttribute("href", `${page}#${anchor}`);
	}
}

/** Brings along the style sheets that this page lacks, as that of formulas. @param {Document} html @param {string} page */
function borrowStyles(html, page) {
	const own = new Set(Array.from(document.querySelectorAll('link[rel="stylesheet"]'), (link) => /** @type {HTMLLinkElement} */ (link).href));
	for (const link of html.querySelectorAll('link[rel="stylesheet"]')) {
		const { href } = new URL(link.getAttribute("href") ?? "", page);
		if (!own.has(href)) document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
	}
}

/** Gives code that came from elsewhere the button that the page's own has. @param {Element} place */
export async function offerCopying(place) {
	const blocks = place.querySelectorAll("figure.code > pre");
	if (blocks.length === 0) return;
	try {
		await import("./copy-code.js");
	} catch {
		return;
	}
	for (const pre of blocks) {
		if (!pre.parentElement?.querySelector("copy-code")) pre.before(document.createElement("copy-code"));
	}
}
