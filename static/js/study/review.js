// @ts-check
/**
 * `<study-review>`: what is due today, and the review: a question, its answer, a rating, the next question.
 *
 * A review under way is kept for the tab, so that a reader who opens a question's page comes back to where it was. A
 * question that is due again within the day comes again at the end. The keys 1 to 4 rate and U takes back, while the
 * focus is in the review.
 */

import { keyOf, kept } from "../kept.js";
import { offerCopying } from "../question-text.js";
import { excerptOf } from "./excerpt.js";
import { due, fresh, isDue, narrowed, offered } from "./queue.js";
import { GRADES } from "./record.js";
import { fromNow } from "./words.js";

/** @typedef {import("./page.js").Study} Study */
/** @typedef {import("./queue.js").Item} Item */
/** @typedef {import("./record.js").Grade} Grade */
/** @typedef {{ queue: string[], seen: string[], total: number, rated: number, isOpen: boolean, since: string }} Session
 *  What is still to come, what has been rated once at least, how many questions there are, how many ratings were made,
 *  whether the answer is shown, and when the question was. */

class StudyReview extends HTMLElement {
	/** @type {Study} */ #study;
	/** @type {Session | undefined} */ #session;
	/** How ratings are made, once it is loaded. @type {Pick<typeof import("./grades.js"), "fillIntervals"> & Pick<typeof import("./schedule.js"), "rated"> | undefined} */
	#rules;
	/** What takes the last ratings back. @type {(() => void)[]} */
	#undo = [];
	#key = "";
	/** Counts questions shown, so that an answer that comes late is not put under another question. */
	#shown = 0;

	/** @template {Element} [E=HTMLElement] @param {string} selector @returns {E} */
	#part(selector) {
		return /** @type {E} */ (this.querySelector(selector));
	}

	/** @param {Study} study */
	start(study) {
		this.#study = study;
		this.#key = `${keyOf("study")} session`;
		const form = /** @type {HTMLFormElement} */ (this.#part(".study-today form"));
		this.#restoreChoice(form);
		form.addEventListener("change", () => {
			study.store.settings = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
			this.#overview();
		});
		form.addEventListener("submit", (event) => {
			event.preventDefault();
			this.#begin();
		});
		study.store.addEventListener("change", () => this.#overview());
		// Levels may be hidden or shown meanwhile.
		addEventListener("storage", () => this.#overview());
		this.addEventListener("click", (event) => this.#click(event));
		this.#part(".study-session").addEventListener("keydown", (event) => this.#press(event));
		this.#session = this.#keptSession();
		this.#overview();
		if (this.#session) this.#goOn();
	}

	/** @param {HTMLFormElement} form Takes the choices that were kept, as far as they still exist. */
	#restoreChoice(form) {
		const { settings } = this.#study.store;
		for (const field of form.querySelectorAll("select")) {
			const value = settings[field.name];
			if (Array.from(field.options).some((option) => option.value === value)) field.value = value;
		}
	}

	/**
	 * What a review would hold now: what is due, then what is new. New questions of hidden levels are not offered, unless
	 * the reader asks for the level; what was rated once comes back in any case.
	 * @returns {Item[]}
	 */
	#chosen() {
		const { catalogue, joined } = this.#study;
		const values = new FormData(/** @type {HTMLFormElement} */ (this.#part(".study-today form")));
		const value = (/** @type {string} */ name) => String(values.get(name) ?? "");
		const items = narrowed(joined.items, catalogue, { topic: value("topic"), level: value("level"), track: value("track") });
		const shown = new Set(offered(catalogue.questions, catalogue, value("level") ? "" : kept("hidden-levels")));
		const isNew = fresh(items).filter(({ question }) => shown.has(question));
		return [...due(items, new Date()), ...isNew.slice(0, Number(value("fresh")))];
	}

	#overview() {
		const { words } = this.#study;
		const chosen = this.#chosen();
		const known = chosen.filter(({ record }) => record).length;
		const parts = [
			...(known > 0 ? [words.count("to_review", known)] : []),
			...(chosen.length > known ? [words.count("new_ones", chosen.length - known)] : []),
		];
		this.#part(".study-due").textContent = parts.join(", ") || words.text("none_due");
		/** @type {HTMLButtonElement} */ (this.#part(".study-today [type=submit]")).disabled = chosen.length === 0;
	}

	/** Goes on with the review, once the scheduler is there, which is most of what this page loads. */
	async #goOn() {
		try {
			const [{ fillIntervals }, { rated }] = await Promise.all([import("./grades.js"), import("./schedule.js")]);
			this.#rules = { fillIntervals, rated };
		} catch {
			return this.#say(this.#study.words.text("failed"));
		}
		this.#next();
	}

	#begin() {
		const queue = this.#chosen().map(({ question }) => question.id);
		this.#undo = [];
		this.#session = { queue, seen: [], total: queue.length, rated: 0, isOpen: false, since: new Date().toISOString() };
		this.#goOn();
	}

	/** @returns {Session | undefined} */
	#keptSession() {
		try {
			const session = JSON.parse(sessionStorage.getItem(this.#key) ?? "null");
			if (!Array.isArray(session?.queue) || !Array.isArray(session.seen)) return undefined;
			// What was rated on its own page meanwhile is done.
			const { store, catalogue } = this.#study;
			const isOpen = (/** @type {string} */ id) => {
				const record = store.record(id, catalogue.question(id)?.aliases);
				return !record || record.reviewed < session.since || isDue(record, new Date());
			};
			/** @type {string[]} */
			const queue = session.queue.filter((/** @type {unknown} */ id) => typeof id === "string" && catalogue.question(id)?.id === id);
			return { ...session, queue: queue.filter(isOpen), seen: [...session.seen, ...queue.filter((id) => !isOpen(id))] };
		} catch {
			return undefined;
		}
	}

	#keep() {
		try {
			if (this.#session) sessionStorage.setItem(this.#key, JSON.stringify(this.#session));
			else sessionStorage.removeItem(this.#key);
		} catch {
			// The review then lasts as long as the page.
		}
	}

	/** @param {"today" | "session" | "finished"} name */
	#only(name) {
		for (const other of ["today", "session", "finished"]) this.#part(`.study-${other}`).hidden = other !== name;
		this.toggleAttribute("data-busy", name === "session");
	}

	/** Shows the first question of the queue, or the end. */
	#next() {
		this.#keep();
		const session = this.#session;
		if (!session) return;
		const [id] = session.queue;
		if (!id) return this.#finish();
		this.#only("session");
		const { catalogue, store, words } = this.#study;
		const question = /** @type {import("../catalogue.js").Question} */ (catalogue.question(id));
		const record = store.record(id, question.aliases);
		const position = Math.min(session.seen.length + 1, session.total);
		this.#part(".study-place").textContent = words.text("place", { position, total: session.total });
		Object.assign(this.#part("progress"), { max: session.total, value: session.seen.length });
		const title = this.#part("#study-question");
		title.textContent = question.title;
		title.lang = question.language ?? "";
		if (!question.language) title.removeAttribute("lang");
		this.#facts(question);
		this.#part(".study-changed").hidden = !record || record.content === question.content;
		/** @type {HTMLAnchorElement} */ (this.#part(".study-open a")).href = catalogue.addressOf(question);
		this.#part('.study-session [data-do="undo"]').hidden = this.#undo.length === 0;
		this.#part('[data-do="skip"]').hidden = session.queue.length < 2;
		this.#rules?.fillIntervals(this.#part(".study-rate"), record, new Date());
		this.#fetch(question);
		title.focus({ preventScroll: true });
		this.#part(".study-session").scrollIntoView({ block: "nearest" });
	}

	/** @param {import("../catalogue.js").Question} question */
	#facts({ level, kind, topic }) {
		const { catalogue } = this.#study;
		const facts = [catalogue.topics[topic]?.title, level === undefined ? "" : catalogue.levels[level]?.name, catalogue.kinds[kind]?.name];
		const elements = facts.filter(Boolean).map((fact) => Object.assign(document.createElement("span"), { className: "fact", textContent: fact }));
		this.#part(".study-facts").replaceChildren(...elements);
	}

	/** Brings what is asked, and the answer for when it is wanted. @param {import("../catalogue.js").Question} question */
	async #fetch(question) {
		this.#shown += 1;
		const shown = this.#shown;
		const { catalogue, words } = this.#study;
		const [front, back] = [this.#part(".study-front"), this.#part(".study-back")];
		front.replaceChildren();
		back.replaceChildren();
		front.lang = back.lang = question.language ?? document.documentElement.lang;
		this.#open(this.#session?.isOpen === true);
		try {
			const excerpt = await excerptOf(catalogue.addressOf(question), question, catalogue.kinds[question.kind]?.id ?? "open");
			if (shown !== this.#shown) return;
			front.replaceChildren(...excerpt.front);
			back.replaceChildren(...excerpt.back);
			for (const place of [front, back]) offerCopying(place);
		} catch {
			if (shown !== this.#shown) return;
			back.textContent = words.text("no_answer");
		}
		front.hidden = front.childElementCount === 0;
		this.#open(this.#session?.isOpen === true);
	}

	/** @param {boolean} isOpen Whether the answer is shown, and can be rated. */
	#open(isOpen) {
		const back = this.#part(".study-back");
		this.#part(".study-reveal").hidden = isOpen;
		this.#part(".study-rate").hidden = !isOpen;
		back.hidden = !isOpen || !back.hasChildNodes();
	}

	#reveal() {
		if (!this.#session) return;
		this.#session.isOpen = true;
		this.#keep();
		this.#open(true);
		const back = this.#part(".study-back");
		(back.hidden ? this.#part(".grade-good") : back).focus({ preventScroll: true });
		this.#part(".study-rate").scrollIntoView({ block: "nearest" });
	}

	/** @param {MouseEvent} event */
	#click({ target }) {
		const button = target instanceof Element ? target.closest("button") : null;
		if (!button) return;
		if (button.matches(".study-reveal")) this.#reveal();
		else if (button.matches(".grade")) this.#rate(/** @type {Grade} */ (button.value));
		else if (button.dataset.do === "undo") this.#takeBack();
		else if (button.dataset.do === "skip") this.#skip();
		else if (button.dataset.do === "end") this.#finish();
		else if (button.dataset.do === "back") this.#leave();
	}

	/** @param {KeyboardEvent} event */
	#press(event) {
		const { key, target, ctrlKey, metaKey, altKey } = event;
		const isTyping = target instanceof Element && target.matches("input, select, textarea");
		if (ctrlKey || metaKey || altKey || isTyping) return;
		const grade = GRADES[Number(key) - 1];
		if (grade && this.#session?.isOpen) this.#rate(grade);
		else if (event.code === "KeyU" && this.#undo.length > 0) this.#takeBack();
		else return;
		event.preventDefault();
	}

	/** @param {Grade} grade */
	#rate(grade) {
		const session = this.#session;
		if (!session || !this.#rules) return;
		const { catalogue, store, words } = this.#study;
		const [id, ...rest] = session.queue;
		const question = /** @type {import("../catalogue.js").Question} */ (catalogue.question(id));
		const now = new Date();
		const record = this.#rules.rated(store.record(id, question.aliases), grade, question.content, now);
		let undo;
		try {
			undo = store.rate(id, record, question.aliases);
		} catch {
			return this.#say(words.text("not_kept"));
		}
		const before = { ...session };
		this.#undo.push(() => {
			undo();
			this.#session = { ...before, isOpen: false };
		});
		// Still being learned: it comes once more today.
		const comesAgain = record.interval === 0;
		this.#session = {
			...session,
			queue: comesAgain ? [...rest, id] : rest,
			seen: comesAgain ? session.seen : [...session.seen, id],
			rated: session.rated + 1,
			isOpen: false,
		};
		this.#say(words.text("next_review", { when: fromNow(Date.parse(record.due) - now.getTime(), document.documentElement.lang) }));
		this.#next();
	}

	#takeBack() {
		this.#undo.pop()?.();
		this.#say(this.#study.words.text("undone"));
		this.#next();
	}

	#skip() {
		if (!this.#session) return;
		const [id, ...rest] = this.#session.queue;
		this.#session = { ...this.#session, queue: [...rest, id], isOpen: false };
		this.#next();
	}

	#finish() {
		const { words } = this.#study;
		this.#part(".study-result").textContent = words.count("reviewed", this.#session?.rated ?? 0);
		this.#part('.study-finished [data-do="undo"]').hidden = this.#undo.length === 0;
		// Kept in memory only, for taking back.
		const session = this.#session;
		this.#session = undefined;
		this.#keep();
		this.#session = session;
		this.#only("finished");
		this.#part("#study-finished").focus();
	}

	#leave() {
		this.#session = undefined;
		this.#undo = [];
		this.#only("today");
		this.#say("");
		this.#overview();
		/** @type {HTMLElement} */ (this.#part(".study-today [type=submit]")).focus();
	}

	/** @param {string} words */
	#say(words) {
		this.#part(":scope > .study-said").textContent = words;
	}
}

customElements.define("study-review", StudyReview);
