// @ts-check
/**
 * What a reader has rated and planned, in the browser's storage and nowhere else.
 *
 * Every key begins with that of the book (`kept.js`): `answerbook-study /book/` is there as soon as anything is kept, `answerbook-study /book/ q <id>` is the record of a
 * question, `… plan` the plan, `… settings` what was chosen on the study page. A question has a key of its own, so that
 * two tabs never overwrite each other's ratings; each hears of the other's by `storage` events.
 */

import { keyOf } from "../kept.js";
import { ticked } from "./plan.js";
import { newest, planOf, recordOf } from "./record.js";

/** @typedef {import("./record.js").Record} Record */
/** @typedef {import("./record.js").Kept} Kept */
/** @typedef {import("./plan.js").Plan} Plan */

/** Fires `change` when anything kept has changed, here or in another tab. */
export class Store extends EventTarget {
	#key = keyOf("study");

	constructor() {
		super();
		// Choices that are kept on this page are told by events without a key: they are no concern of this.
		addEventListener("storage", (event) => {
			if (event instanceof StorageEvent && (event.key === null || event.key.startsWith(this.#key))) this.#tell();
		});
		// A page that comes back from the history has heard of nothing meanwhile.
		addEventListener("pageshow", ({ persisted }) => persisted && this.#tell());
	}

	#tell() {
		this.dispatchEvent(new Event("change"));
	}

	/** @param {string} name */
	#read(name) {
		try {
			return JSON.parse(localStorage.getItem(`${this.#key} ${name}`) ?? "null");
		} catch {
			// Not readable, or nothing may be read.
			return null;
		}
	}

	/** @param {string} name @param {unknown} value Nothing removes it. @throws {DOMException} If the browser keeps nothing, or no more. */
	#write(name, value) {
		const key = `${this.#key} ${name}`;
		if (value === undefined) localStorage.removeItem(key);
		else localStorage.setItem(key, JSON.stringify(value));
	}

	/** Something is about to be kept that the reader would miss. @throws {DOMException} */
	#begin() {
		if (localStorage.getItem(this.#key) !== null) return;
		localStorage.setItem(this.#key, "1");
		// Browsers may drop what sites keep when space runs out, unless they have agreed not to.
		navigator.storage?.persist?.().catch(() => {});
	}

	/** @param {string} id @param {string[]} [aliases] Ids that the question had before. @returns {Record | undefined} */
	record(id, aliases = []) {
		return [id, ...aliases].map((id) => recordOf(this.#read(`q ${id}`))).reduce(newest, undefined);
	}

	/** @returns {Map<string, Record>} Every record, by the id that it was kept under. */
	records() {
		const prefix = `${this.#key} q `;
		/** @type {Map<string, Record>} */
		const records = new Map();
		try {
			for (let number = 0; number < localStorage.length; number += 1) {
				const key = localStorage.key(number) ?? "";
				if (!key.startsWith(prefix)) continue;
				const id = key.slice(prefix.length);
				const record = recordOf(this.#read(`q ${id}`));
				if (record) records.set(id, record);
			}
		} catch {
			// Nothing may be read.
		}
		return records;
	}

	/** @returns {Plan | undefined} */
	get plan() {
		return planOf(this.#read("plan"));
	}

	set plan(plan) {
		this.#begin();
		this.#write("plan", plan);
		this.#tell();
	}

	/** @returns {{ [name: string]: string }} What was chosen on the study page. */
	get settings() {
		return this.#read("settings") ?? {};
	}

	set settings(settings) {
		try {
			this.#write("settings", settings);
		} catch {
			// The choice then lasts as long as the page.
		}
	}

	/**
	 * Keeps a rating, under the question's id alone, and ticks the question in the plan.
	 * @param {string} id @param {Record} record @param {string[]} [aliases]
	 * @returns {() => void} Takes it back.
	 * @throws {DOMException} If the browser keeps nothing, or no more.
	 */
	rate(id, record, aliases = []) {
		const ids = [id, ...aliases];
		const before = ids.map((id) => [id, recordOf(this.#read(`q ${id}`))]);
		const { plan } = this;
		this.#begin();
		this.#write(`q ${id}`, record);
		for (const alias of aliases) this.#write(`q ${alias}`, undefined);
		const isTicked = plan?.ids.includes(id) && !Object.hasOwn(plan.done, id);
		if (plan && isTicked) this.#write("plan", ticked(plan, id, true, new Date(record.reviewed)));
		this.#tell();
		return () => {
			for (const [id, record] of before) this.#write(`q ${id}`, record);
			const now = this.plan;
			if (now && isTicked) this.#write("plan", ticked(now, id, false, new Date()));
			this.#tell();
		};
	}

	/** @param {string} id Forgets a question. */
	forget(id) {
		this.#write(`q ${id}`, undefined);
		this.#tell();
	}

	/** @returns {Kept} */
	get kept() {
		return { records: this.records(), plan: this.plan };
	}

	/** Everything at once or nothing: what does not fit is taken back. @param {Kept} kept @throws {DOMException} */
	set kept(kept) {
		const before = this.kept;
		const write = (/** @type {Kept} */ { records, plan }) => {
			for (const [id, record] of records) this.#write(`q ${id}`, record);
			this.#write("plan", plan);
		};
		try {
			this.#begin();
			write(kept);
		} catch (error) {
			for (const id of kept.records.keys()) if (!before.records.has(id)) this.#write(`q ${id}`, undefined);
			write(before);
			throw error;
		} finally {
			this.#tell();
		}
	}

	/** Forgets everything. */
	clear() {
		for (const id of this.records().keys()) this.#write(`q ${id}`, undefined);
		for (const name of ["plan", "settings"]) this.#write(name, undefined);
		localStorage.removeItem(this.#key);
		this.#tell();
	}
}

/** @type {Store | undefined} */
let store;

/** @returns {Store} The one store of the page. */
export const theStore = () => (store ??= new Store());
