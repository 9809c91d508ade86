// @ts-check
/**
 * The panel of `<study-rating>`: how well the reader knew the answer of this page. It is there without this module,
 * which is loaded when the reader is about to rate.
 */

import { filled } from "../words.js";
import { fillIntervals } from "./grades.js";
import { rated } from "./schedule.js";
import { theStore } from "./store.js";
import { fromNow } from "./words.js";

/** @typedef {import("./record.js").Grade} Grade */

/** Milliseconds after which another rating is another review. */
const LASTS = 3_600_000;

/** @type {Panel | undefined} */
let panel;

/** @param {HTMLElement} element The page's `<study-rating>`. @param {Event} [event] What the reader did to it. */
export function touched(element, event) {
	panel ??= new Panel(element);
	const button = event?.type === "click" && event.target instanceof Element && event.target.closest("button");
	if (button) panel.press(button);
}

class Panel {
	#element;
	#state;
	#store;
	/** @type {(() => void) | undefined} */
	#undo;
	#timer = 0;
	/** What was known before the rating that was made here. */
	#before;

	/** @param {HTMLElement} element */
	constructor(element) {
		this.#element = element;
		this.#state = /** @type {HTMLElement} */ (element.querySelector(".rating-state"));
		this.#store = theStore();
		this.#store.addEventListener("change", () => this.#show());
		this.#show();
	}

	get #aliases() {
		return this.#element.dataset.aliases?.split(" ") ?? [];
	}

	get #record() {
		return this.#store.record(this.#element.dataset.id ?? "", this.#aliases);
	}

	#show() {
		const record = this.#record;
		const now = new Date();
		fillIntervals(this.#element, this.#undo ? this.#before : record, now);
		for (const button of this.#element.querySelectorAll("button.grade")) {
			button.setAttribute("aria-pressed", String(record?.grade === button.getAttribute("value")));
		}
		// What was said of a rating made here stays until there is another.
		if (this.#undo || !record) return;
		const { wasDue = "", hasChanged = "", content } = this.#element.dataset;
		const when = fromNow(Date.parse(record.due) - now.getTime(), document.documentElement.lang);
		const words = [filled(wasDue, { when })];
		if (record.content !== content) words.unshift(hasChanged);
		this.#say(words.join(" "));
	}

	/** @param {Element} button One of the panel. */
	press(button) {
		if (button.matches(".grade")) this.#rate(/** @type {Grade} */ (button.getAttribute("value")));
		else this.#takeBack();
	}

	/** @param {Grade} grade */
	#rate(grade) {
		const { id = "", content = "", nextReview = "", notKept = "" } = this.#element.dataset;
		// Who presses another button means that instead.
		this.#undo?.();
		this.#before = this.#record;
		const record = rated(this.#before, grade, content, new Date());
		this.#undo = () => {};
		try {
			this.#undo = this.#store.rate(id, record, this.#aliases);
		} catch {
			this.#undo = undefined;
			return this.#say(notKept);
		}
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => {
			this.#undo = undefined;
			this.#show();
		}, LASTS);
		const when = fromNow(Date.parse(record.due) - Date.parse(record.reviewed), document.documentElement.lang);
		this.#say(filled(nextReview, { when }), true);
	}

	#takeBack() {
		const undo = this.#undo;
		this.#undo = undefined;
		undo?.();
		this.#say(this.#element.dataset.undone ?? "");
		/** @type {HTMLElement | null} */ (this.#element.querySelector("button.grade"))?.focus();
	}

	/** @param {string} words @param {boolean} [mayUndo] */
	#say(words, mayUndo = false) {
		this.#state.textContent = `${words} `;
		if (!mayUndo) return;
		const button = document.createElement("button");
		button.type = "button";
		button.className = "button button-quiet";
		button.textContent = this.#element.dataset.undo ?? "";
		this.#state.append(button);
	}
}
