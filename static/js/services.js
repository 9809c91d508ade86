// @ts-check
/** What the small services share: their style sheets, their words, and where something stands that is laid over the page. */

/** @type {Map<string, Promise<void>>} */
const styles = new Map();

/**
 * Loads a style sheet that stands beside this module, once.
 * @param {string} name @returns {Promise<void>}
 */
export function style(name) {
	const loaded = styles.get(name) ?? load(name);
	styles.set(name, loaded);
	return loaded;
}

/** @param {string} name @returns {Promise<void>} */
function load(name) {
	const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL(name, import.meta.url).href });
	document.head.append(link);
	return new Promise((done) => (link.onload = link.onerror = () => done()));
}

/** @type {Promise<Document> | undefined} */
let settings;

/**
 * The part of the file of settings for a language. The file is loaded once, and again if that failed.
 * @param {string} language @returns {Promise<Element>}
 */
export async function settingsIn(language) {
	settings ??= read().catch((error) => {
		settings = undefined;
		throw error;
	});
	const part = [...(await settings).querySelectorAll("section")].find((section) => section.lang === language);
	if (!part) throw new Error(`no settings in ${language}`);
	return document.importNode(part, true);
}

async function read() {
	/** @type {HTMLElement | null} */
	const element = document.querySelector("reader-settings");
	const response = await fetch(element?.dataset.file ?? "");
	if (!response.ok || !response.body) throw new Error(`${response.status}`);
	const html = await new Response(response.body.pipeThrough(new DecompressionStream("gzip"))).text();
	return new DOMParser().parseFromString(html, "text/html");
}
