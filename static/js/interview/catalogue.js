// @ts-check
/** The book's questions as its catalogue lists them (`src/render/catalogue.rs`), and what an interview names of them. */

/**
 * @typedef {object} Question
 * @property {string} short @property {string} title @property {string} address From the root of the language.
 * @property {string} [language] Of the title, if it is not that of the page.
 * @property {number} topic @property {number} kind @property {number} [level]
 */

/** @typedef {{ id: string, name: string }} Named */
/** @typedef {{ id: string, title: string, address: string, parent?: number }} Topic */
/** @typedef {import("./address.js").Interview} Interview */

/** The version of the file that is understood here. */
const VERSION = 1;

export class Catalogue {
	/** @param {any} file @param {string} address Where it was found. */
	constructor(file, address) {
		/** The path of the site's root, which the file stands one folder below. */
		this.site = new URL("..", address).pathname;
		/** @type {Question[]} */
		this.questions = file.questions;
		/** @type {Topic[]} */
		this.topics = file.topics;
		/** @type {Named[]} */
		this.levels = file.levels;
		/** @type {Named[]} */
		this.kinds = file.kinds;
		this.#root = new URL(file.root, address).href;
		// The first of two that share a hash, as in the choice.
		for (const question of file.questions) if (!this.#byShort.has(question.short)) this.#byShort.set(question.short, question);
	}

	#root;
	/** @type {Map<string, Question>} */
	#byShort = new Map();

	/** @param {string} address @returns {Promise<Catalogue>} @throws If it cannot be had or understood. */
	static async load(address) {
		const { href } = new URL(address, location.href);
		// Its name stays when the book changes.
		const response = await fetch(href, { cache: "no-cache" });
		if (!response.ok) throw new Error(`${response.status}: ${href}`);
		const file = await response.json();
		if (file.version !== VERSION) throw new Error(`version ${file.version}: ${href}`);
		return new Catalogue(file, href);
	}

	/** @param {string} short @returns {Question | undefined} Nothing if the book no longer has it. */
	question(short) {
		return this.#byShort.get(short);
	}

	/** @param {Question} question @returns {string} The address of its page. */
	pageOf(question) {
		return new URL(question.address, this.#root).href;
	}

	/** @param {Interview} interview @returns {import("./choose.js").Wishes} */
	wishes({ topics, levels, kinds }) {
		return { topics: this.#topics(new Set(topics)), levels: positions(this.levels, levels), kinds: positions(this.kinds, kinds) };
	}

	/** A topic stands for those inside it too, which follow it. @param {Set<string>} ids */
	#topics(ids) {
		const found = new Set();
		for (const [number, { id, parent }] of this.topics.entries()) {
			if (ids.has(id) || (parent !== undefined && found.has(parent))) found.add(number);
		}
		return found;
	}
}

/** @param {Named[]} all @param {string[]} ids */
const positions = (all, ids) => new Set([...all.keys()].filter((at) => ids.includes(all[at].id)));
