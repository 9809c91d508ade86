// @ts-check
/**
 * What is kept of a question that a reader has rated, and the file that readers take it from browser to browser in.
 *
 * In the browser's storage and in the file a record has the same shape. Records of one question are never mixed: the
 * one with the newest rating counts. So it does not matter in which order, or how often, files are brought together.
 */

/** @typedef {"again" | "hard" | "good" | "easy"} Grade How well an answer was known. */
/** @typedef {"learning" | "review" | "relearning"} State Of the scheduler: being learned, known, or forgotten since. */

/**
 * @typedef {{
 *   reviewed: string, due: string, grade: Grade, state: State, stability: number, difficulty: number,
 *   interval: number, step: number, reviews: number, lapses: number, content: string,
 * }} Record
 * `reviewed` and `due` are times in ISO 8601; `stability` is in days, `difficulty` from 1 to 10, `interval` the days
 * between the two times, `step` the position among the steps of learning; `reviews` and `lapses` count; `content` is
 * the hash of the answer that was rated.
 */

/** @typedef {import("./plan.js").Plan} Plan */
/** @typedef {{ records: Map<string, Record>, plan?: Plan }} Kept All that is kept of a book. */

/** @type {readonly Grade[]} */
export const GRADES = ["again", "hard", "good", "easy"];
/** @type {readonly State[]} */
export const STATES = ["learning", "review", "relearning"];

const FORMAT = "answerbook-study";
const VERSION = 1;
/** More than a book of 10,000 questions takes. */
export const LARGEST = 16_000_000;

/** A file that cannot be brought in, and why. */
export class FileError extends Error {
	/** @param {"damaged" | "foreign" | "newer"} reason */
	constructor(reason) {
		super(`study file: ${reason}`);
		this.reason = reason;
	}
}

/** @param {unknown} value @returns {value is { [key: string]: unknown }} */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @param {unknown} value @param {number} low @param {number} high */
const isBetween = (value, low, high) => typeof value === "number" && value >= low && value <= high;

/** @param {unknown} value A whole number from zero. */
const isCount = (value) => Number.isInteger(value) && isBetween(value, 0, 1e9);

/** @param {unknown} value @returns {string | undefined} A time in the one form that times are kept in. */
export function time(value) {
	const date = new Date(typeof value === "string" ? value : Number.NaN);
	return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** @param {unknown} value Whether it can be the id of a question, of this book or of another. */
export const isId = (value) => typeof value === "string" && /^[^\s/]{1,200}$/.test(value);

/**
 * @param {unknown} value What was read.
 * @returns {Record | undefined} A record with nothing else in it; none if it cannot be one.
 */
export function recordOf(value) {
	if (!isObject(value)) return undefined;
	const { grade, state, stability, difficulty, interval, step, reviews, lapses, content } = /** @type {any} */ (value);
	const reviewed = time(value.reviewed);
	const due = time(value.due);
	const isSound =
		reviewed &&
		due &&
		GRADES.includes(grade) &&
		STATES.includes(state) &&
		isBetween(stability, Number.MIN_VALUE, 1e6) &&
		isBetween(difficulty, 1, 10) &&
		[interval, step, reviews, lapses].every(isCount) &&
		typeof content === "string" &&
		/^[0-9a-f]{8}$/.test(content);
	return isSound ? { reviewed, due, grade, state, stability, difficulty, interval, step, reviews, lapses, content } : undefined;
}

/**
 * The record with the newest rating. Of two of one time it is always the same one, whichever comes first.
 * @template {Record | undefined} A, B
 * @param {A} a @param {B} b
 * @returns {A | B}
 */
export function newest(a, b) {
	if (!a || !b) return a || b;
	if (a.reviewed !== b.reviewed) return a.reviewed > b.reviewed ? a : b;
	return JSON.stringify(a) > JSON.stringify(b) ? a : b;
}

/** @param {Kept} a @param {Kept} b @returns {Kept} Both together. */
export function merge(a, b) {
	const records = new Map(a.records);
	for (const [id, record] of b.records) records.set(id, newest(record, records.get(id)));
	return { records, plan: newestPlan(a.plan, b.plan) };
}

/** @param {Plan | undefined} a @param {Plan | undefined} b */
function newestPlan(a, b) {
	if (!a || !b) return a || b;
	if (a.changed !== b.changed) return a.changed > b.changed ? a : b;
	return JSON.stringify(a) > JSON.stringify(b) ? a : b;
}

/**
 * @param {unknown} value What was read.
 * @returns {Plan | undefined} A plan with nothing else in it; none if it cannot be one.
 */
export function planOf(value) {
	if (!isObject(value)) return undefined;
	const { track, topic, start, days, ids, done } = /** @type {any} */ (value);
	const changed = time(value.changed);
	/** @param {unknown} day */
	const isDay = (day) => typeof day === "string" && /^\d{4}-\d\d-\d\d$/.test(day) && time(day) !== undefined;
	const isSound =
		changed &&
		[track, topic].every((source) => source === undefined || typeof source === "string") &&
		isDay(start) &&
		Number.isInteger(days) &&
		isBetween(days, 1, 3650) &&
		Array.isArray(ids) &&
		ids.every(isId) &&
		new Set(ids).size === ids.length &&
		isObject(done) &&
		Object.entries(done).every(([id, day]) => isId(id) && isDay(day));
	if (!isSound) return undefined;
	// In one order, since plans are compared as they are written.
	const entries = Object.entries(done).sort(([a], [b]) => (a < b ? -1 : 1));
	return { changed, ...(track && { track }), ...(topic && { topic }), start, days, ids: [...ids], done: Object.fromEntries(entries) };
}

/** @param {Kept} kept @param {string} book The book's title. @param {Date} now @returns {string} The file. */
export function fileOf({ records, plan }, book, now) {
	const questions = Object.fromEntries([...records].sort(([a], [b]) => (a < b ? -1 : 1)));
	return `${JSON.stringify({ format: FORMAT, version: VERSION, book, exported: now.toISOString(), questions, plan }, null, "\t")}\n`;
}

/** @param {string} text A file. @returns {Kept} What is in it. @throws {FileError} If anything of it is not as it should be. */
export function readFile(text) {
	/** @type {unknown} */
	let file;
	try {
		file = JSON.parse(text);
	} catch {
		throw new FileError("damaged");
	}
	if (!isObject(file) || file.format !== FORMAT) throw new FileError("foreign");
	if (!Number.isInteger(file.version)) throw new FileError("damaged");
	if (Number(file.version) > VERSION) throw new FileError("newer");
	if (!isObject(file.questions)) throw new FileError("damaged");
	const records = new Map();
	for (const [id, value] of Object.entries(file.questions)) {
		const record = recordOf(value);
		if (!isId(id) || !record) throw new FileError("damaged");
		records.set(id, record);
	}
	const plan = planOf(file.plan);
	if (file.plan !== undefined && !plan) throw new FileError("damaged");
	return { records, plan };
}
