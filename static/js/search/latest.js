// @ts-check
/**
 * Searches as one types: a little after the last letter, and of several queries under way the last one alone
 * answers. A search that failed for want of a connection is made again when there is one.
 */

/**
 * @typedef {import("./engine.js").Engine} Engine
 * @typedef {import("./engine.js").Request} Request
 * @typedef {import("./engine.js").Results} Results
 * @typedef {{ waiting(): void, found(results: Results, request: Request): void, failed(error: unknown): void }} Listener
 */

/** Milliseconds without a new letter before a search begins: about as long as a fast typist takes for one. */
const PAUSE = 80;
/** Milliseconds after which a reader is told to wait. */
const LONG = 300;

export class Latest {
	#engine;
	#listener;
	/** @type {AbortController | undefined} */
	#running;
	#timer = 0;
	/** @type {Request | undefined} */
	#failed;

	/** @param {Engine} engine @param {Listener} listener */
	constructor(engine, listener) {
		this.#engine = engine;
		this.#listener = listener;
		addEventListener("online", () => this.#failed && this.ask(this.#failed));
	}

	/** Forgets the search under way. */
	stop() {
		clearTimeout(this.#timer);
		this.#running?.abort();
		this.#failed = undefined;
	}

	/** @param {Request} request What is searched for in a moment. */
	askSoon(request) {
		this.stop();
		this.#timer = setTimeout(() => this.ask(request), PAUSE);
	}

	/** @param {Request} request What is searched for now. */
	async ask(request) {
		this.stop();
		const { signal } = (this.#running = new AbortController());
		const slow = setTimeout(() => !signal.aborted && this.#listener.waiting(), LONG);
		try {
			const results = await this.#engine.search(request, signal);
			if (!signal.aborted) this.#listener.found(results, request);
		} catch (error) {
			if (signal.aborted) return;
			this.#failed = request;
			this.#listener.failed(error);
		} finally {
			clearTimeout(slow);
		}
	}
}
