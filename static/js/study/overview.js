// @ts-check
/**
 * `<study-overview>`: how many questions come back in the next days, what has changed, how far the reader is in each
 * track and topic, and what is kept of questions that are no longer in the book. What would be empty is hidden.
 */

import { dayOf } from "./plan.js";
import { shareOf } from "./progress.js";
import { changed, forecast, narrowed } from "./queue.js";

/** @typedef {import("./page.js").Study} Study */
/** @typedef {import("./queue.js").Item} Item */

const DAYS = 14;

class StudyOverview extends HTMLElement {
	/** @type {Study} */ #study;

	/** @param {Study} study */
	start(study) {
		this.#study = study;
		study.store.addEventListener("change", () => this.#show());
		this.#show();
	}

	#show() {
		const { items, gone } = this.#study.joined;
		const isBegun = items.some(({ record }) => record);
		this.#fill("forecast", ".forecast", isBegun ? this.#forecast(items) : []);
		this.#fill("changed", ".lines", changed(items).map((item) => this.#line(item)));
		this.#fill("gone", ".lines", [...gone.keys()].sort().map((id) => this.#gone(id)));
		const { tracks, topics } = this.#study.catalogue;
		const shares = [this.#shares("track", tracks, items), this.#shares("topic", topics, items)];
		this.#part("progress").hidden = shares.every((count) => count === 0);
	}

	/** @param {string} name @returns {HTMLElement} */
	#part(name) {
		return /** @type {HTMLElement} */ (this.querySelector(`[data-part="${name}"]`));
	}

	/** @param {string} name @param {string} list @param {Element[]} entries */
	#fill(name, list, entries) {
		const part = this.#part(name);
		part.querySelector(list)?.replaceChildren(...entries);
		part.hidden = entries.length === 0;
	}

	/** @param {Item[]} items */
	#forecast(items) {
		const { words } = this.#study;
		const now = new Date();
		const days = forecast(items, now, DAYS);
		const most = Math.max(1, ...days.map(({ count }) => count));
		return days.map(({ date, count }) => {
			const isToday = date === dayOf(now);
			const label = document.createElement("span");
			label.className = "forecast-day";
			label.textContent = isToday ? words.text("today") : words.day(date, { weekday: "short", day: "numeric", month: "short" });
			const bar = document.createElement("span");
			bar.className = "forecast-bar";
			bar.style.setProperty("--share", String(count / most));
			const number = document.createElement("span");
			number.className = "forecast-count";
			number.textContent = words.number(count);
			const day = document.createElement("li");
			day.append(label, bar, number);
			return day;
		});
	}

	/** @param {Item} item */
	#line({ question }) {
		const line = document.createElement("li");
		line.append(this.#link(question, question.language));
		return line;
	}

	/** @param {{ title: string, address: string }} place @param {string} [language] */
	#link(place, language) {
		const link = document.createElement("a");
		link.href = this.#study.catalogue.addressOf(place);
		link.textContent = place.title;
		if (language) link.lang = link.hreflang = language;
		return link;
	}

	/** @param {string} id */
	#gone(id) {
		const { store, words } = this.#study;
		const name = document.createElement("code");
		name.textContent = id;
		const button = document.createElement("button");
		button.type = "button";
		button.className = "button button-quiet";
		button.textContent = words.text("forget");
		button.setAttribute("aria-label", `${words.text("forget")}: ${id}`);
		button.addEventListener("click", () => store.forget(id));
		const line = document.createElement("li");
		line.append(name, " ", button);
		return line;
	}

	/**
	 * @param {"track" | "topic"} kind @param {{ id: string, title: string, address: string }[]} places @param {Item[]} items
	 * @returns {number} How many of them the reader has begun.
	 */
	#shares(kind, places, items) {
		const list = this.querySelector(`[data-of="${kind}"]`);
		if (!list) return 0;
		const { catalogue, words } = this.#study;
		const entries = places.flatMap((place) => {
			const share = shareOf(narrowed(items, catalogue, { [kind]: place.id }), words);
			if (share.length === 0) return [];
			const entry = document.createElement("li");
			const values = document.createElement("span");
			values.className = "study-share";
			values.append(...share);
			entry.append(this.#link(place), " ", values);
			return entry;
		});
		list.replaceChildren(...entries);
		const title = document.getElementById(list.getAttribute("aria-labelledby") ?? "");
		if (title) title.hidden = entries.length === 0;
		return entries.length;
	}
}

customElements.define("study-overview", StudyOverview);
