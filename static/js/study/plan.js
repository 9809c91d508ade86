// @ts-check
/**
 * "I have N days": the questions of a track or a topic over so many days, the most asked first.
 *
 * A plan keeps the questions in their order and when each was done; what falls on which day is worked out anew every
 * day. So a plan whose days were missed is planned again by itself: what is left is spread over the days that are left.
 */

/**
 * @typedef {{
 *   changed: string, track?: string, topic?: string, start: string, days: number, ids: string[],
 *   done: { [id: string]: string },
 * }} Plan
 * `changed` is a time in ISO 8601, by which the newest of two plans is known; `start` and the values of `done` are
 * days of the reader's calendar, `2026-11-22`.
 */

/** @typedef {{ date: string, ids: string[] }} Day */

/** @param {Date} date @returns {string} The day in the reader's time zone. */
export function dayOf(date) {
	const [year, month, day] = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
	return [year, ...[month, day].map((part) => String(part).padStart(2, "0"))].join("-");
}

/** @param {string} day @param {number} number @returns {string} The day so many days later. */
export function later(day, number) {
	// Days of the calendar, so without a time zone and its short and long days.
	return new Date(Date.parse(day) + number * 86_400_000).toISOString().slice(0, 10);
}

/** @param {string} from @param {string} to @returns {number} How many days later it is. */
export const daysBetween = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

/**
 * @param {{ id: string, asked?: number }[]} questions Each once, in the order of the track or topic.
 * @param {{ track?: string, topic?: string }} source @param {number} days @param {Date} now
 * @returns {Plan}
 */
export function planned(questions, source, days, now) {
	const sorted = [...questions].sort((a, b) => (b.asked ?? 0) - (a.asked ?? 0));
	return { changed: now.toISOString(), ...source, start: dayOf(now), days, ids: sorted.map(({ id }) => id), done: {} };
}

/**
 * @param {Plan} plan @param {string} id @param {boolean} isDone @param {Date} now
 * @returns {Plan} The plan with a question done today, or not done after all.
 */
export function ticked(plan, id, isDone, now) {
	const done = { ...plan.done };
	if (isDone) done[id] ??= dayOf(now);
	else delete done[id];
	return { ...plan, done, changed: now.toISOString() };
}

/** @param {Plan} plan @param {number} days How many more days there are. @param {Date} now @returns {Plan} */
export function extended(plan, days, now) {
	return { ...plan, days: daysBetween(plan.start, dayOf(now)) + days, changed: now.toISOString() };
}

/**
 * What falls on which day.
 * @param {Plan} plan @param {Date} now
 * @returns {{ days: Day[], behind: number, left: string[] }} The days with something on them, those gone by with what
 *   was done on them; how many questions were to be done before today and were not; and what is left when time is up.
 */
export function schedule(plan, now) {
	const today = dayOf(now);
	const doneOn = (/** @type {string} */ id) => (Object.hasOwn(plan.done, id) ? plan.done[id] : undefined);
	const isPast = (/** @type {string} */ id) => (doneOn(id) ?? today) < today;
	const past = plan.ids.filter(isPast);
	const open = plan.ids.filter((id) => !isPast(id));
	const gone = Math.max(0, daysBetween(plan.start, today));
	const remaining = plan.days - gone;
	const dates = [...new Set(past.map((id) => String(doneOn(id))))].sort();
	const days = dates.map((date) => ({ date, ids: past.filter((id) => doneOn(id) === date) }));
	if (remaining < 1) {
		const ofToday = open.filter((id) => doneOn(id) === today);
		if (ofToday.length > 0) days.push({ date: today, ids: ofToday });
		return { days, behind: 0, left: open.filter((id) => doneOn(id) !== today) };
	}
	const ends = shares(open.length, remaining);
	for (let number = 0; number < remaining; number += 1) {
		const ids = open.slice(ends[number], ends[number + 1]);
		if (ids.length > 0) days.push({ date: later(today, number), ids });
	}
	const due = shares(plan.ids.length, plan.days)[Math.min(gone, plan.days)] ?? 0;
	return { days, behind: Math.max(0, due - past.length), left: [] };
}

/** @param {number} count @param {number} days @returns {number[]} Where the share of each day begins: even ones, the larger first. */
function shares(count, days) {
	return Array.from({ length: days + 1 }, (_, number) => Math.ceil((number * count) / days));
}
