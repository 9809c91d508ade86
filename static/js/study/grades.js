// @ts-check
/** The four buttons of a rating, and when the question would come back with each. */

import { intervals } from "./schedule.js";
import { spanOf } from "./words.js";

/** @typedef {import("./record.js").Record} Record */

/**
 * @param {Element} parent What holds the buttons. @param {Record | undefined} record What is known of the question.
 * @param {Date} now
 */
export function fillIntervals(parent, record, now) {
	const times = intervals(record, now);
	for (const button of parent.querySelectorAll("button.grade")) {
		const time = times.get(/** @type {import("./record.js").Grade} */ (button.getAttribute("value")));
		const place = button.querySelector(".grade-interval");
		if (place && time !== undefined) place.textContent = spanOf(time, document.documentElement.lang);
	}
}
