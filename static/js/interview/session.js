// @ts-check
/**
 * An interview being held, as one of its sides sees it: the candidate the questions, with room for notes; the
 * interviewer also the short answers, hints, pitfalls and follow-ups, taken out of the questions' pages, with a mark for
 * each question and what the marks come to.
 */

import { leadBack, offerCopying, questionPage } from "../question-text.js";
import { newSeed, toAddress } from "./address.js";
import { choose, fitting, wishesOf } from "./choose.js";
import { InterviewClock } from "./clock.js";
import { copies, part, say, slot } from "./parts.js";
import { Notebook } from "./notebook.js";
import { asked, guided, hasStatement } from "./sides.js";
import { byLevel, pointsOf, summaryText, sumOf } from "./summary.js";

/** @typedef {import("./address.js").Interview} Interview */
/** @typedef {import("../catalogue.js").Catalogue} Catalogue */
/** @typedef {import("../catalogue.js").Question} Question */
/** @typedef {import("../words.js").Words} Words */

/** How many pages are asked for at once. */
const AT_ONCE = 4;

export class Session {
	/** @type {{ short: string, question: Question | undefined, item: HTMLElement }[]} */
	#entries = [];
	/** @type {InterviewClock | undefined} */
	#clock;
	/** Which question the candidate looks at, if not at all. */
	#at = 0;
	/** @type {HTMLElement | undefined} */
	#steps;
	/** @type {HTMLElement | undefined} */
	#summary;

	/** @param {HTMLElement} page Where the templates stand. @param {Catalogue} catalogue @param {Interview} interview @param {Words} words */
	constructor(page, catalogue, interview, words) {
		this.page = page;
		this.catalogue = catalogue;
		this.interview = interview;
		this.words = words;
		this.isCandidate = interview.view === "candidate";
		this.notebook = new Notebook(interview.set, toAddress({ ...interview, view: "interviewer" }));
		this.#at = Math.min(Math.max(Number(history.state?.at) || 0, 0), interview.set.length - 1);
	}

	/** @param {HTMLElement} place What the interview is shown in. */
	show(place) {
		const list = document.createElement("ol");
		list.className = "interview-questions";
		this.#entries = this.interview.set.map((short, number) => this.#entry(short, number));
		list.append(...this.#entries.map(({ item }) => item));
		if (!this.isCandidate) place.append(this.#share());
		place.append(this.#bar(), this.#keptNote(), list);
		if (this.isCandidate) place.append(this.#stepping());
		else place.append(this.#summing());
		this.#clock?.start(this.interview.minutes, this.notebook, this.words);
		this.#refresh();
		this.#fetchTexts();
	}

	/** @param {StorageEvent} event What another tab has kept. */
	follow(event) {
		if (!this.notebook.follow(event)) return;
		this.#clock?.refresh();
		this.#refresh();
	}

	/** @returns {Question[]} Those that the book still has. */
	get #questions() {
		return this.#entries.flatMap(({ question }) => question ?? []);
	}

	/** @param {string} view @returns {string} The whole address of a side. */
	#addressOf(view) {
		return new URL(toAddress({ ...this.interview, view: view === "candidate" ? "candidate" : "interviewer" }), location.href).href;
	}

	#share() {
		const share = part(this.page, "share");
		for (const side of /** @type {NodeListOf<HTMLElement>} */ (share.querySelectorAll("[data-view]"))) {
			const address = this.#addressOf(side.dataset.view ?? "");
			copies(slot(side, "copy"), () => address, this.words);
			slot(side, "open")?.setAttribute("href", address);
		}
		return share;
	}

	#bar() {
		const { interview, words } = this;
		const bar = part(this.page, "bar");
		say(bar, "count", words.count("questions", interview.set.length));
		say(bar, "minutes", interview.minutes > 0 ? words.count("duration", interview.minutes) : "");
		if (this.isCandidate) {
			slot(bar, "seed").parentElement?.remove();
			slot(bar, "again").remove();
			slot(bar, "change").remove();
			this.#chooseTogether(slot(bar, "together"));
		} else {
			say(bar, "seed", interview.seed);
			slot(bar, "together").remove();
			slot(bar, "again").setAttribute("href", this.#anotherSet());
			slot(bar, "change").setAttribute("href", toAddress({ ...interview, set: [] }));
		}
		slot(bar, "print").addEventListener("click", () => print());
		customElements.upgrade(bar);
		this.#clock = /** @type {InterviewClock} */ (bar.querySelector("interview-clock"));
		return bar;
	}

	/** The same wishes, another seed. */
	#anotherSet() {
		const seed = newSeed();
		const questions = choose(fitting(this.catalogue.questions, wishesOf(this.catalogue, this.interview)), this.interview.count, seed);
		return toAddress({ ...this.interview, seed, set: questions.map(({ short }) => short) });
	}

	/** @param {HTMLElement} choice Whether the candidate sees one question or all. */
	#chooseTogether(choice) {
		choice.hidden = false;
		for (const input of choice.querySelectorAll("input")) {
			input.checked = (input.value === "all") === this.notebook.kept.all;
			input.addEventListener("change", () => {
				this.notebook.keep((kept) => (kept.all = input.value === "all"));
				this.#refresh();
			});
		}
	}

	/** Where notes and marks are kept. */
	#keptNote() {
		const note = document.createElement("p");
		note.className = "interview-saved";
		note.setAttribute("role", "status");
		return note;
	}

	/** @param {string} short @param {number} number */
	#entry(short, number) {
		const { catalogue, words } = this;
		const question = catalogue.byShort(short);
		const item = part(this.page, "question");
		say(item, "number", words.text("question_of", { n: number + 1, total: this.interview.set.length }));
		const title = slot(item, "title");
		title.id = `question-${short}`;
		title.textContent = question ? question.title : words.text("gone", { hash: short });
		if (question?.language) title.lang = question.language;
		if (question) this.#fillFacts(item, question);
		else item.querySelector(".facts")?.remove();
		const isShown = question && (!this.isCandidate || hasStatement(catalogue.kinds[question.kind].id));
		say(item, "text", isShown ? words.text("loading") : "");
		if (question && !this.isCandidate) slot(item, "answer").querySelector("a")?.setAttribute("href", catalogue.addressOf(question));
		else slot(item, "answer").remove();
		this.#takeNotes(item, short);
		if (this.isCandidate || !question) slot(item, "marks").remove();
		else this.#takeMark(slot(item, "marks"), short);
		item.toggleAttribute("data-gone", !question);
		return { short, question, item };
	}

	/** A candidate is not told how hard a question is meant to be. @param {HTMLElement} item @param {Question} question */
	#fillFacts(item, { level, kind, topic }) {
		const { levels, kinds, topics } = this.catalogue;
		const shownLevel = this.isCandidate ? undefined : level;
		if (shownLevel !== undefined) slot(item, "level").classList.add(`level-${shownLevel + 1}`);
		say(item, "level", shownLevel === undefined ? "" : levels[shownLevel].name);
		say(item, "kind", kinds[kind].name);
		say(item, "topic", this.isCandidate ? "" : topics[topic].title);
	}

	/** @param {HTMLElement} item @param {string} short */
	#takeNotes(item, short) {
		const field = /** @type {HTMLTextAreaElement} */ (item.querySelector("textarea"));
		const name = this.isCandidate ? "notes" : "remarks";
		field.setAttribute("aria-describedby", `question-${short}`);
		field.addEventListener("input", () => {
			this.notebook.keep((kept) => {
				if (field.value) kept[name][short] = field.value;
				else delete kept[name][short];
			});
			this.#tellKept();
		});
	}

	/** @param {HTMLElement} marks @param {string} short */
	#takeMark(marks, short) {
		marks.setAttribute("aria-describedby", `question-${short}`);
		for (const input of marks.querySelectorAll("input")) {
			input.name = `mark-${short}`;
			input.addEventListener("change", () => {
				this.notebook.keep((kept) => {
					if (input.value) kept.marks[short] = Number(input.value);
					else delete kept.marks[short];
				});
				this.#refresh();
			});
		}
	}

	#stepping() {
		const steps = part(this.page, "steps");
		slot(steps, "previous").addEventListener("click", () => this.#step(-1));
		slot(steps, "next").addEventListener("click", () => this.#step(1));
		slot(steps, "answers").setAttribute("href", this.#addressOf("interviewer"));
		this.#steps = steps;
		return steps;
	}

	/** @param {number} by */
	#step(by) {
		this.#at += by;
		history.replaceState({ at: this.#at }, "");
		this.#refresh();
		const title = slot(this.#entries[this.#at].item, "title");
		title.focus({ preventScroll: true });
		title.closest("li")?.scrollIntoView({ block: "nearest" });
	}

	#summing() {
		const { words } = this;
		const summary = part(this.page, "summary");
		const text = () => summaryText(this.#questions, this.notebook.kept, this.catalogue, words, this.#addressOf("interviewer"));
		copies(slot(summary, "copy"), text, words);
		slot(summary, "clear").addEventListener("click", () => {
			this.notebook.keep((kept) => Object.assign(kept, { notes: {}, remarks: {}, marks: {}, time: { spent: 0 } }));
			this.#clock?.refresh();
			this.#refresh();
		});
		this.#summary = summary;
		return summary;
	}

	/** Shows what is kept. */
	#refresh() {
		const { kept } = this.notebook;
		const isOne = this.isCandidate && !kept.all;
		for (const [number, { short, item }] of this.#entries.entries()) {
			item.classList.toggle("is-away", isOne && number !== this.#at);
			const field = /** @type {HTMLTextAreaElement} */ (item.querySelector("textarea"));
			const text = (this.isCandidate ? kept.notes : kept.remarks)[short] ?? "";
			if (field.value !== text && field !== document.activeElement) field.value = text;
			for (const input of item.querySelectorAll(".marks input")) {
				/** @type {HTMLInputElement} */ (input).checked = /** @type {HTMLInputElement} */ (input).value === String(kept.marks[short] ?? "");
			}
		}
		if (this.#steps) this.#showSteps(this.#steps, isOne);
		if (this.#summary) this.#showSum(this.#summary);
		this.#tellKept();
	}

	/** @param {HTMLElement} steps @param {boolean} isOne */
	#showSteps(steps, isOne) {
		const isLast = this.#at === this.#entries.length - 1;
		slot(steps, "previous").hidden = !isOne || this.#at === 0;
		slot(steps, "next").hidden = !isOne || isLast;
		slot(steps, "answers").hidden = isOne && !isLast;
	}

	/** @param {HTMLElement} summary */
	#showSum(summary) {
		const { words, catalogue } = this;
		const { marks } = this.notebook.kept;
		const sum = sumOf(this.#questions, marks);
		const marked = words.text("marked", { marked: sum.marked, total: this.#questions.length });
		slot(summary, "marked").textContent = sum.marked > 0 ? `${marked}: ${pointsOf(sum, words)}` : marked;
		const lines = byLevel(this.#questions, marks, catalogue).map(({ name, sum }) => {
			const line = document.createElement("li");
			line.textContent = `${name}: ${pointsOf(sum, words)}`;
			return line;
		});
		slot(summary, "levels").replaceChildren(...lines);
	}

	#tellKept() {
		const note = this.page.querySelector(".interview-saved");
		const words = this.words.text(this.notebook.isKept ? "saved" : "not_saved");
		if (note && note.textContent !== words) note.textContent = words;
	}

	/** Asks for the pages whose texts are shown, a few at a time. */
	#fetchTexts() {
		const queue = this.#entries.filter(({ item, question }) => question && slot(item, "text"));
		const work = async () => {
			for (let entry = queue.shift(); entry; entry = queue.shift()) await this.#fetchText(entry.item, /** @type {Question} */ (entry.question));
		};
		for (let worker = 0; worker < AT_ONCE; worker++) work();
	}

	/** @param {HTMLElement} item @param {Question} question */
	async #fetchText(item, question) {
		const place = slot(item, "text");
		const kind = this.catalogue.kinds[question.kind].id;
		try {
			const [address, mark] = [this.catalogue.addressOf(question), `q${question.short}-`];
			const { html, text } = await questionPage(address, mark);
			const blocks = this.isCandidate ? asked(text, kind) : guided(text, kind);
			leadBack(blocks, address, mark);
			place.lang = text.lang || html.documentElement.lang;
			place.replaceChildren(...blocks.map((block) => document.importNode(block, true)));
			offerCopying(place);
		} catch {
			place.textContent = this.words.text("failed_answer");
		}
	}
}
