// @ts-check
/**
 * When a question comes back: records of this site in, records out, and the algorithm FSRS in between, as ts-fsrs has
 * it, with its default weights. A question comes back when the odds to know its answer have fallen to 0.9.
 *
 * There is one step of learning, and one after forgetting: who knew an answer while reading it does not want it again
 * in the same hour, who did not does.
 */

import { createEmptyCard, fsrs } from "../../vendor/ts-fsrs/5.4.2/index.js";
import { GRADES, STATES } from "./record.js";

/** @typedef {import("./record.js").Record} Record */
/** @typedef {import("./record.js").Grade} Grade */

const scheduler = fsrs({
	request_retention: 0.9,
	enable_fuzz: false,
	learning_steps: ["10m"],
	relearning_steps: ["10m"],
});

/** @param {Record | undefined} record @param {Date} now */
function cardOf(record, now) {
	if (!record) return createEmptyCard(now);
	return {
		due: new Date(record.due),
		stability: record.stability,
		difficulty: record.difficulty,
		elapsed_days: 0,
		scheduled_days: record.interval,
		learning_steps: record.step,
		reps: record.reviews,
		lapses: record.lapses,
		// Their numbers begin with that of a new card.
		state: STATES.indexOf(record.state) + 1,
		last_review: new Date(record.reviewed),
	};
}

/**
 * What becomes of a question with a rating.
 * @param {Record | undefined} record What was known before. @param {Grade} grade @param {string} content @param {Date} now
 * @returns {Record}
 */
export function rated(record, grade, content, now) {
	// A clock that was set back must not make time run backwards.
	const at = new Date(Math.max(now.getTime(), record ? Date.parse(record.reviewed) : 0));
	const { card } = scheduler.next(cardOf(record, at), at, GRADES.indexOf(grade) + 1);
	return {
		reviewed: at.toISOString(),
		due: card.due.toISOString(),
		grade,
		state: STATES[card.state - 1],
		stability: card.stability,
		difficulty: card.difficulty,
		interval: card.scheduled_days,
		step: card.learning_steps,
		reviews: card.reps,
		lapses: card.lapses,
		content,
	};
}

/** @param {Record | undefined} record @param {Date} now @returns {Map<Grade, number>} Milliseconds until the question would come back. */
export function intervals(record, now) {
	const until = (/** @type {Grade} */ grade) => {
		const { due, reviewed } = rated(record, grade, "", now);
		return Date.parse(due) - Date.parse(reviewed);
	};
	return new Map(GRADES.map((grade) => [grade, until(grade)]));
}
