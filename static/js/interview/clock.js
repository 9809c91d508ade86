// @ts-check
/**
 * `<interview-clock>`: how much of the time is left, and how far it was passed. What has run is kept, so that a reload
 * loses nothing; screen readers hear of it five minutes before the end and at the end, and may ask at any time.
 */

import { slot } from "./parts.js";

/** When the end is announced, in milliseconds before it. */
const WARNING = 5 * 60_000;

/** @typedef {import("./notebook.js").Notebook} Notebook */
/** @typedef {import("../words.js").Words} Words */

export class InterviewClock extends HTMLElement {
	/** @type {Notebook} */ #notebook;
	/** @type {Words} */ #words;
	#limit = 0;
	/** @type {ReturnType<typeof setInterval> | undefined} */
	#ticking;
	/** @type {number | undefined} */
	#left;

	/** @param {number} minutes @param {Notebook} notebook @param {Words} words */
	start(minutes, notebook, words) {
		this.#notebook = notebook;
		this.#words = words;
		this.#limit = minutes * 60_000;
		this.hidden = minutes === 0;
		slot(this, "run").addEventListener("click", () => this.#change(() => this.#run()));
		slot(this, "reset").addEventListener("click", () => this.#change(() => notebook.keep((kept) => (kept.time = { spent: 0 }))));
		this.refresh();
	}

	disconnectedCallback() {
		clearInterval(this.#ticking);
	}

	/** @param {() => void} change */
	#change(change) {
		change();
		this.#left = undefined;
		this.refresh();
	}

	#run() {
		const spent = this.#spent();
		this.#notebook.keep((kept) => (kept.time = kept.time.since === undefined ? { spent, since: Date.now() } : { spent }));
	}

	/** @returns {number} Milliseconds. */
	#spent() {
		const { spent, since } = this.#notebook.kept.time;
		return spent + (since === undefined ? 0 : Math.max(0, Date.now() - since));
	}

	/** Shows what is kept, which another tab may have changed. */
	refresh() {
		const isRunning = this.#notebook.kept.time.since !== undefined;
		slot(this, "run").textContent = this.#words.text(isRunning ? "pause" : "start");
		slot(this, "reset").hidden = this.#spent() === 0;
		clearInterval(this.#ticking);
		if (isRunning) this.#ticking = setInterval(() => this.#show(), 500);
		this.#show();
	}

	#show() {
		const left = this.#limit - this.#spent();
		const time = /** @type {HTMLElement} */ (this.querySelector(".clock-time"));
		const shown = clockTime(left);
		if (time.textContent !== shown) time.textContent = shown;
		this.toggleAttribute("data-over", left < 0);
		const before = this.#left;
		this.#left = left;
		if (before === undefined) return;
		if (before > 0 && left <= 0) this.#announce("time_up");
		else if (before > WARNING && left <= WARNING) this.#announce("five_left");
	}

	/** @param {string} word */
	#announce(word) {
		/** @type {HTMLElement} */ (this.querySelector("[role=status]")).textContent = this.#words.text(word);
	}
}

/** @param {number} milliseconds @returns {string} `44:59`; `−0:01` after the end. */
export function clockTime(milliseconds) {
	// Rounded so that a whole minute is shown for its whole first second.
	const seconds = Math.ceil(milliseconds / 1000);
	const all = Math.abs(seconds);
	return `${seconds < 0 ? "−" : ""}${Math.floor(all / 60)}:${String(all % 60).padStart(2, "0")}`;
}

if (!customElements.get("interview-clock")) customElements.define("interview-clock", InterviewClock);
