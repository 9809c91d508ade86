// @ts-check
/**
 * What a browser keeps of an interview: notes, marks, the time. One entry of `localStorage` per set of questions, under
 * a key of this book (`kept.js`). Nothing is sent anywhere.
 */

import { keyOf } from "../kept.js";

/**
 * @typedef {object} Kept
 * @property {1} version
 * @property {string} changed When, ISO 8601.
 * @property {string} address The part of the interviewer's address from `?`.
 * @property {Record<string, string>} notes The candidate's, by short hash.
 * @property {Record<string, string>} remarks The interviewer's, by short hash.
 * @property {Record<string, number>} marks From 0, by short hash; none for a question that was not asked.
 * @property {{ spent: number, since?: number }} time Milliseconds until the clock was stopped, and since when it runs.
 * @property {boolean} all Whether the candidate sees all questions together.
 */

/** @param {string} [set] */
const keyOfSet = (set = "") => `${keyOf("interview")} ${set}`;

/** @returns {Kept} */
const empty = () => ({ version: 1, changed: "", address: "", notes: {}, remarks: {}, marks: {}, time: { spent: 0 }, all: false });

/** @param {string | null} text @returns {Kept} What was kept, without what is damaged. */
function parse(text) {
	const kept = empty();
	try {
		const value = JSON.parse(text ?? "null");
		if (value?.version !== 1) return kept;
		for (const name of /** @type {const} */ (["changed", "address"])) if (typeof value[name] === "string") kept[name] = value[name];
		copy(kept.notes, value.notes, "string");
		copy(kept.remarks, value.remarks, "string");
		copy(kept.marks, value.marks, "number");
		if (Number.isFinite(value.time?.spent)) kept.time.spent = Math.max(0, value.time.spent);
		if (Number.isFinite(value.time?.since)) kept.time.since = value.time.since;
		kept.all = value.all === true;
	} catch {
		// Not what was written: as if nothing were kept.
	}
	return kept;
}

/** @param {Record<string, any>} to @param {unknown} from @param {string} type */
function copy(to, from, type) {
	if (typeof from !== "object" || from === null) return;
	for (const [hash, value] of Object.entries(from)) if (/^[0-9a-f]{8}$/.test(hash) && typeof value === type) to[hash] = value;
}

/** What is kept of an interview that is open. */
export class Notebook {
	#key;
	/** Whether the browser keeps what it is given. */
	isKept = true;

	/** @param {string[]} set @param {string} address */
	constructor(set, address) {
		this.#key = keyOfSet(set.join("-"));
		this.kept = this.#read();
		this.kept.address = address;
	}

	#read() {
		try {
			return parse(localStorage.getItem(this.#key));
		} catch {
			this.isKept = false;
			return empty();
		}
	}

	/** Takes what another tab has kept. @param {StorageEvent} event @returns {boolean} Whether it concerns this one. */
	follow({ key, newValue }) {
		if (key !== null && key !== this.#key) return false;
		const { address } = this.kept;
		this.kept = { ...parse(newValue), address };
		return true;
	}

	/**
	 * Keeps a change. What else stands in the entry is read again: the two sides may be open in two tabs.
	 * @param {(kept: Kept) => void} change @param {Date} [now]
	 */
	keep(change, now = new Date()) {
		const { address } = this.kept;
		const kept = this.isKept ? this.#read() : this.kept;
		change(kept);
		this.kept = { ...kept, address, changed: now.toISOString() };
		try {
			localStorage.setItem(this.#key, JSON.stringify(this.kept));
			this.isKept = true;
		} catch {
			this.isKept = false;
		}
	}
}

/** @returns {{ key: string, kept: Kept }[]} All that is kept of this book, the latest first. */
export function notebooks() {
	try {
		const keys = Object.keys(localStorage).filter((key) => key.startsWith(keyOfSet()));
		const all = keys.map((key) => ({ key, kept: parse(localStorage.getItem(key)) }));
		return all.filter(({ kept }) => kept.address.startsWith("?")).sort((a, b) => (a.kept.changed < b.kept.changed ? 1 : -1));
	} catch {
		return [];
	}
}

/** @param {string} key */
export function forget(key) {
	try {
		localStorage.removeItem(key);
	} catch {
		// Nothing is kept, so there is nothing to forget.
	}
}
