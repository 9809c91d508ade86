// @ts-check
/**
 * The words that a script needs, as the page brings them:
 *
 *     <template class="words"><data value="gone">Not in the book: {hash}</data>
 *     <data value="available.few">{n} запитання</data></template>
 */
export class Words {
	/** @type {Map<string, string>} */
	#texts = new Map();

	/** @param {ParentNode} parent What the template stands in. */
	constructor(parent) {
		/** @type {HTMLTemplateElement | null} */
		const template = parent.querySelector("template.words");
		for (const data of template?.content.querySelectorAll("data") ?? []) {
			this.#texts.set(data.getAttribute("value") ?? "", data.textContent ?? "");
		}
	}

	/** @param {string} name @param {Record<string, string | number>} [values] @returns {string} */
	text(name, values = {}) {
		return filled(this.#texts.get(name) ?? "", values);
	}

	/** @param {string} name @param {number} number @returns {string} In the form that the number asks for. */
	count(name, number) {
		const tag = document.documentElement.lang;
		const form = `${name}.${new Intl.PluralRules(tag).select(number)}`;
		return this.text(this.#texts.has(form) ? form : `${name}.other`, { n: number.toLocaleString(tag) });
	}
}

/** @param {string} text @param {Record<string, string | number>} values By the names that stand in braces. @returns {string} */
export const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
