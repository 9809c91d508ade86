// @ts-check
/**
 * What is to be reviewed, and how far a reader is: the catalogue and the records of ratings in, lists and counts out.
 * Days are those of the reader's calendar: what is due at any time today is due now.
 */

import { dayOf, later } from "./plan.js";
import { newest } from "./record.js";

/** @typedef {import("./record.js").Record} Record */
/** @typedef {import("../catalogue.js").Catalogue} Catalogue */
/** @typedef {import("../catalogue.js").Question} Question */
/** @typedef {{ question: Question, record?: Record }} Item A question and what is known of it. */
/** @typedef {{ topic?: string, level?: string, track?: string }} Filter */

/**
 * Records by questions. Former ids lead to the question that has them; the newest rating counts.
 * @param {Catalogue} catalogue @param {Map<string, Record>} records
 * @returns {{ items: Item[], gone: Map<string, Record> }} Every question of the book, and what is kept of others.
 */
export function joined(catalogue, records) {
	/** @type {Item[]} */
	const items = catalogue.questions.map((question) => ({ question }));
	const gone = new Map();
	for (const [id, record] of records) {
		const number = catalogue.numbers.get(id);
		if (number === undefined) gone.set(id, record);
		else items[number].record = newest(record, items[number].record);
	}
	return { items, gone };
}

/** @param {Item[]} items @param {Catalogue} catalogue @param {Filter} filter @returns {Item[]} */
export function narrowed(items, catalogue, { topic, level, track }) {
	const topics = topic ? catalogue.topicsIn([topic]) : undefined;
	const inTrack = track ? new Set(catalogue.questionsOfTrack(track)) : undefined;
	return items.filter(
		({ question }, number) =>
			(!topics || topics.has(question.topic)) &&
			(!level || (question.level !== undefined && catalogue.levels[question.level]?.id === level)) &&
			(!inTrack || inTrack.has(question)),
	);
}

/**
 * What a reader who has hidden levels is offered: nothing of those. A question without a level is never hidden.
 * @template {{ level?: number }} Q @param {Q[]} questions @param {Catalogue} catalogue
 * @param {string} hidden The levels as they are kept: names with spaces between; a name with a space has `%20` for it.
 * @returns {Q[]}
 */
export function offered(questions, { levels }, hidden) {
	const names = hidden.split(" ");
	return questions.filter(({ level }) => level === undefined || !names.includes(levels[level]?.id.replaceAll(" ", "%20")));
}

/** @param {Record} record @param {Date} now */
export const isDue = (record, now) => dayOf(new Date(record.due)) <= dayOf(now);

/** @param {Item[]} items @param {Date} now @returns {Item[]} What is due today, the longest overdue first. */
export function due(items, now) {
	const found = items.filter(({ record }) => record && isDue(record, now));
	return found.sort((a, b) => ((a.record?.due ?? "") < (b.record?.due ?? "") ? -1 : 1));
}

/** @param {Item[]} items @returns {Item[]} What was never rated, the most asked first. */
export const fresh = (items) => items.filter(({ record }) => !record).sort((a, b) => (b.question.asked ?? 0) - (a.question.asked ?? 0));

/** @param {Item[]} items @returns {Item[]} Questions whose answers have changed since they were rated. */
export const changed = (items) => items.filter(({ question, record }) => record && record.content !== question.content);

/** @param {Item[]} items @returns {{ total: number, rated: number, learned: number }} How far a reader is. */
export function progress(items) {
	const rated = items.filter(({ record }) => record);
	return { total: items.length, rated: rated.length, learned: rated.filter(({ record }) => record?.state === "review").length };
}

/**
 * How many questions come back on each day, today first; what is overdue comes today.
 * @param {Item[]} items @param {Date} now @param {number} days
 * @returns {{ date: string, count: number }[]}
 */
export function forecast(items, now, days) {
	const today = dayOf(now);
	const counts = Array.from({ length: days }, (_, number) => ({ date: later(today, number), count: 0 }));
	for (const { record } of items) {
		if (!record) continue;
		const date = dayOf(new Date(record.due));
		const day = counts.find((day) => day.date === (date < today ? today : date));
		if (day) day.count += 1;
	}
	return counts;
}
