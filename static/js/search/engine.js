// @ts-check
/**
 * The search engine in the browser: the WebAssembly module, and the files of the index that queries ask for.
 *
 * A search is tried with the files that are there; the module says which ones it lacks, they are fetched together,
 * and it is tried again. The module is `crates/search-wasm`; its memory is read and written here and nowhere else.
 */

/**
 * @typedef {string[]} Parts Texts in turns: plain, match, plain, match.
 * @typedef {{ anchor: string, heading: Parts, snippet: Parts }} Section
 * @typedef {{ question: number, language: number, foundIn: number, level: number, kind: number, topic: string,
 *   address: string, title: Parts, snippet: Parts, words: string[], sections: Section[] }} Hit
 * @typedef {{ total: number, corrected: [string, string][], hits: Hit[] }} Results
 * @typedef {{ query: string, limit: number, topics?: string[], levels?: string[], kinds?: string[],
 *   foundIn?: string }} Request
 * @typedef {{ engine: string, index: string, languages: string[], language: number }} Place
 * @typedef {"unsupported" | "offline" | "missing" | "damaged"} Reason
 */

/** A search that could not be made, and why. */
export class SearchError extends Error {
	/** @param {Reason} reason @param {unknown} [cause] */
	constructor(reason, cause) {
		super(`search: ${reason}`, { cause });
		this.reason = reason;
	}
}

/** More rounds than any query takes; each asks for files that the one before made known. */
const ROUNDS = 16;

export class Engine {
	#place;
	/** @type {Promise<WebAssembly.Module> | undefined} */
	#module;
	/** @type {Promise<Reading> | undefined} */
	#reading;
	#isRenewed = false;

	/** @param {Place} place Addresses of the engine and of the folder of the index, and the book's languages. */
	constructor(place) {
		this.#place = place;
		// `answerbook serve` says so when it has made the index again.
		addEventListener("searchindex", () => {
			this.#reading = undefined;
			this.#isRenewed = false;
		});
	}

	/** Loads what every query needs. */
	async prepare() {
		const reading = await this.#current();
		await reading.give(`m${this.#place.language}`);
	}

	/**
	 * @param {Request} request
	 * @param {AbortSignal} [signal] Ends the search between two rounds; files under way are kept.
	 * @returns {Promise<Results>}
	 */
	async search(request, signal) {
		const lines = [
			request.query.normalize("NFKC").replaceAll("\n", " "),
			this.#place.language,
			request.limit,
			...[request.topics, request.levels, request.kinds].map((numbers) => (numbers ?? []).join(",")),
			request.foundIn ?? "",
		].join("\n");
		const reading = this.#current();
		try {
			return await (await reading).search(lines, signal);
		} catch (error) {
			const { reason } = error instanceof SearchError ? error : { reason: "" };
			if (reason !== "missing" && reason !== "damaged") throw error;
			// The index was made again since its first file was read, or the browser keeps a damaged file.
			if (this.#reading === reading || !this.#reading) {
				this.#reading = undefined;
				if (this.#isRenewed) throw error;
				this.#isRenewed = true;
			}
			return await (await this.#current()).search(lines, signal);
		}
	}

	#current() {
		this.#reading ??= this.#begin();
		this.#reading.catch(() => (this.#reading = undefined));
		return this.#reading;
	}

	async #begin() {
		if (!("WebAssembly" in self && "DecompressionStream" in self)) throw new SearchError("unsupported");
		const { engine, index, languages } = this.#place;
		this.#module ??= load(engine, this.#isRenewed ? "reload" : "default").then(compiled);
		this.#module.catch(() => (this.#module = undefined));
		const { exports } = await WebAssembly.instantiate(await this.#module, {});
		return new Reading(exports, index, languages, this.#isRenewed);
	}
}

/** @param {Uint8Array<ArrayBuffer>} bytes @returns {Promise<WebAssembly.Module>} */
async function compiled(bytes) {
	try {
		return await WebAssembly.compile(bytes);
	} catch (error) {
		// A file that begins as a module is one that this browser does not know all instructions of.
		throw new SearchError(String.fromCharCode(...bytes.subarray(1, 4)) === "asm" ? "unsupported" : "damaged", error);
	}
}

/** One state of the index: an instance of the module, and the files that it was given. */
class Reading {
	#exports;
	#engine;
	#index;
	#languages;
	#isFresh;
	/** @type {Map<string, Promise<void>>} */
	#given = new Map();

	/** @param {any} exports @param {string} index @param {string[]} languages @param {boolean} isFresh */
	constructor(exports, index, languages, isFresh) {
		this.#exports = exports;
		this.#index = index;
		this.#languages = languages;
		this.#isFresh = isFresh;
		this.#engine = exports.engine_new(...this.#put(new TextEncoder().encode(languages.join("\n"))));
	}

	/** @param {string} lines @param {AbortSignal} [signal] @returns {Promise<Results>} */
	async search(lines, signal) {
		const asked = new Set();
		for (let round = 0; round < ROUNDS; round += 1) {
			const answer = this.#ask(lines);
			if (answer.results) return answer.results;
			/** @type {string[]} */
			const needs = answer.needs ?? [];
			if (needs.length === 0 || needs.some((need) => asked.has(need))) break;
			for (const need of needs) asked.add(need);
			await Promise.all(needs.map((need) => this.give(need)));
			signal?.throwIfAborted();
		}
		throw new SearchError("damaged");
	}

	/**
	 * Fetches something that a search needs, once.
	 * @param {string} need `m` and the number of a language, or `f` and the name of a file.
	 */
	give(need) {
		let given = this.#given.get(need);
		if (!given) {
			given = this.#fetch(need);
			given.catch(() => this.#given.delete(need));
			this.#given.set(need, given);
		}
		return given;
	}

	/** @param {string} need */
	async #fetch(need) {
		const isManifest = need[0] === "m";
		const name = need.slice(1);
		const path = isManifest ? `${this.#languages[Number(name)]}.idx` : `${name}.bin`;
		// A manifest keeps its name when the site changes; all other files are named by what they hold.
		const cache = this.#isFresh ? "reload" : isManifest ? "no-cache" : "default";
		const bytes = this.#put(await load(new URL(path, this.#index).href, cache));
		const refused = this.#called(() =>
			isManifest
				? this.#exports.engine_manifest(this.#engine, Number(name), ...bytes)
				: this.#exports.engine_file(this.#engine, BigInt(`0x${name}`), ...bytes),
		);
		if (refused) throw new SearchError("damaged");
	}

	/** @param {string} lines @returns {any} What the module answers. */
	#ask(lines) {
		return this.#called(() => {
			const request = this.#put(new TextEncoder().encode(lines));
			const answer = this.#exports.engine_search(this.#engine, ...request);
			const start = this.#exports.answer_address(answer) >>> 0;
			const bytes = new Uint8Array(this.#exports.memory.buffer, start, this.#exports.answer_length(answer));
			const text = new TextDecoder().decode(bytes);
			this.#exports.answer_free(answer);
			return JSON.parse(text);
		});
	}

	/** @template T @param {() => T} call @returns {T} What it gives; a module that fails has read damaged files. */
	#called(call) {
		try {
			return call();
		} catch (error) {
			throw new SearchError("damaged", error);
		}
	}

	/** @param {Uint8Array} bytes @returns {[number, number]} Where the module finds them, and how many they are. */
	#put(bytes) {
		const start = this.#exports.allocate(bytes.length) >>> 0;
		new Uint8Array(this.#exports.memory.buffer, start, bytes.length).set(bytes);
		return [start, bytes.length];
	}
}

/**
 * Fetches a file that is gzip inside.
 * @param {string} address @param {RequestCache} [cache]
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function load(address, cache) {
	let bytes;
	try {
		const response = await fetch(address, { cache });
		if (response.status === 404 || response.status === 410) throw new SearchError("missing");
		if (!response.ok) throw new SearchError("offline");
		bytes = new Uint8Array(await response.arrayBuffer());
	} catch (error) {
		throw error instanceof SearchError ? error : new SearchError("offline", error);
	}
	// A host that knows gzip by its first bytes may have inflated the file already.
	if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
	try {
		const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
		return new Uint8Array(await new Response(inflated).arrayBuffer());
	} catch (error) {
		throw new SearchError("damaged", error);
	}
}
