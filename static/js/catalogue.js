// @ts-check
/**
 * The catalogue of a language: all questions, topics and tracks of the book, as `assets/catalogue-<tag>.json` has them
 * (`src/render/catalogue.rs`).
 */

/**
 * @typedef {{ id: string, short: string, content: string, title: string, address: string, language?: string,
 *   topic: number, kind: number, level?: number, asked?: number, minutes: number, prerequisites?: number[],
 *   aliases?: string[] }} Question
 * @typedef {{ id: string, title: string, address: string, parent?: number }} Topic
 * @typedef {{ title: string, entries?: (number | null)[], blocks?: Block[] }} Block
 * @typedef {{ id: string, title: string, address: string, blocks: Block[] }} Track
 * @typedef {{ id: string, name: string }} Named
 * @typedef {{ version: number, book: string, language: string, root: string, levels: Named[], kinds: Named[],
 *   topics: Topic[], questions: Question[], tracks: Track[] }} Contents
 */

/** The version of the format that is read here. */
const VERSION = 1;

/** @type {Map<string, Promise<Catalogue>>} */
const read = new Map();

export class Catalogue {
	/** @param {Contents} contents @param {string} address Where it was read. */
	constructor(contents, address) {
		this.book = contents.book;
		this.levels = contents.levels;
		this.kinds = contents.kinds;
		this.topics = contents.topics;
		this.questions = contents.questions;
		this.tracks = contents.tracks;
		this.#root = new URL(contents.root, address);
		/** Positions of questions by their ids, those of today before former ones. */
		this.numbers = new Map();
		for (const [number, { aliases = [] }] of this.questions.entries()) for (const alias of aliases) this.numbers.set(alias, number);
		for (const [number, { id }] of this.questions.entries()) this.numbers.set(id, number);
		// The first of two that share a hash.
		for (const question of this.questions) if (!this.#byShort.has(question.short)) this.#byShort.set(question.short, question);
	}

	#root;
	/** @type {Map<string, Question>} */
	#byShort = new Map();

	/** @param {string} path @returns {Promise<Catalogue>} That at an address, read once for a page. @throws If it cannot be had or understood. */
	static load(path) {
		const address = new URL(path, document.baseURI).href;
		let catalogue = read.get(address);
		if (!catalogue) {
			catalogue = fetched(address);
			read.set(address, catalogue);
			catalogue.catch(() => read.delete(address));
		}
		return catalogue;
	}

	/** @param {{ address: string }} place @returns {string} */
	addressOf({ address }) {
		return new URL(address, this.#root).href;
	}

	/** @param {string} id @returns {Question | undefined} */
	question(id) {
		return this.questions[this.numbers.get(id) ?? -1];
	}

	/** @param {string} short @returns {Question | undefined} Nothing if the book no longer has it. */
	byShort(short) {
		return this.#byShort.get(short);
	}

	/** @param {string[]} ids @returns {Set<number>} The topics and all topics in them. */
	topicsIn(ids) {
		const found = new Set();
		for (const [number, { id, parent }] of this.topics.entries()) {
			// A topic stands before those inside it.
			if (ids.includes(id) || found.has(parent)) found.add(number);
		}
		return found;
	}

	/** @param {string} id @returns {Question[]} Each question once, at its first place. */
	questionsOfTrack(id) {
		const track = this.tracks.find((track) => track.id === id);
		/** @type {Set<number>} */
		const numbers = new Set();
		const walk = (/** @type {Block[]} */ blocks) => {
			for (const { entries = [], blocks: inner = [] } of blocks) {
				for (const entry of entries) if (entry !== null) numbers.add(entry);
				walk(inner);
			}
		};
		walk(track?.blocks ?? []);
		return [...numbers].map((number) => this.questions[number]);
	}
}

/** @param {string} address */
async function fetched(address) {
	// It keeps its name when the book changes.
	const response = await fetch(address, { cache: "no-cache" });
	if (!response.ok) throw new Error(`the catalogue is not there: ${response.status}`);
	const contents = /** @type {Contents} */ (await response.json());
	if (contents.version !== VERSION) throw new Error(`the catalogue is of version ${contents.version}`);
	return new Catalogue(contents, address);
}
