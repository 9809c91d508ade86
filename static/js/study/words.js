// @ts-check
/** The words of studying, and numbers and times in the page's language. */

import { Words as PageWords } from "../words.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** @type {[Intl.RelativeTimeFormatUnit, number, number][]} A unit, its length, and below which time it is used. */
const UNITS = [
	["minute", MINUTE, HOUR],
	["hour", HOUR, DAY],
	["day", DAY, 31 * DAY],
	["month", 30.4375 * DAY, 365 * DAY],
	["year", 365.25 * DAY, Infinity],
];

export class Words extends PageWords {
	#language = document.documentElement.lang;

	/** @param {number} n @returns {string} */
	number(n) {
		return n.toLocaleString(this.#language);
	}

	/** @param {string} day `2026-11-22` @param {Intl.DateTimeFormatOptions} options @returns {string} */
	day(day, options) {
		return new Intl.DateTimeFormat(this.#language, { ...options, timeZone: "UTC" }).format(Date.parse(day));
	}

	/** @param {number} minutes @returns {string} */
	minutes(minutes) {
		return new Intl.NumberFormat(this.#language, { style: "unit", unit: "minute" }).format(minutes);
	}
}

/** @param {number} time Milliseconds, below zero for what has passed. @returns {[number, Intl.RelativeTimeFormatUnit]} */
function inUnits(time) {
	const [unit, length] = UNITS.find(([, , below]) => Math.abs(time) < below) ?? UNITS[2];
	const number = time / length;
	const rounded = unit === "year" ? Math.round(number * 10) / 10 : Math.round(number);
	// What comes at once comes in a minute: nothing is "in 0 minutes".
	return [rounded === 0 ? 1 : rounded, unit];
}

/** @param {number} time Milliseconds. @param {string} language @returns {string} "3 days" */
export function spanOf(time, language) {
	const [number, unit] = inUnits(time);
	return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(number);
}

/** @param {number} time Milliseconds from now. @param {string} language @returns {string} "in 3 days", "2 days ago" */
export function fromNow(time, language) {
	return new Intl.RelativeTimeFormat(language).format(...inUnits(time));
}
