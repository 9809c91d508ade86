// @ts-check
/**
 * What is on the page of interviews: the form that makes one, or the interview that the address names (`address.js`).
 * Which of the two is shown depends on the address alone, so that both can be kept, sent and gone back to.
 */

import { Catalogue } from "../catalogue.js";
import { Words } from "../words.js";
import { fromAddress, newSeed, toAddress } from "./address.js";
import { choose, fitting, wishesOf } from "./choose.js";
import { forget, notebooks } from "./notebook.js";

/** @typedef {import("./address.js").Interview} Interview */

export class Maker {
	#page;
	#words;
	/** @type {HTMLFormElement} */ #form;
	/** @type {HTMLElement} */ #view;
	/** @type {Catalogue} */ #catalogue;
	/** @type {import("./session.js").Session | undefined} */
	#session;
	/** Counts what was shown: a session that comes late is not shown over another. */
	#shown = 0;

	/** @param {HTMLElement} page The `<interview-page>`. */
	constructor(page) {
		this.#page = page;
		this.#words = new Words(page);
		this.#form = this.#part("form");
		this.#view = this.#part(".interview-view");
	}

	/** @template {Element} E @param {string} selector @returns {E} */
	#part(selector) {
		return /** @type {E} */ (this.#page.querySelector(selector));
	}

	async begin() {
		this.#form.hidden = fromAddress(location.search).set.length > 0;
		try {
			this.#catalogue = await Catalogue.load(this.#page.dataset.catalogue ?? "");
		} catch (error) {
			this.#complain();
			throw error;
		}
		/** @type {HTMLElement} */ (this.#part(".interview-problem")).hidden = true;
		this.#form.addEventListener("input", () => this.#count());
		this.#form.addEventListener("submit", (event) => this.#make(event));
		this.#form.toggleAttribute("data-ready", true);
		addEventListener("popstate", () => this.#route());
		addEventListener("storage", (event) => this.#session?.follow(event));
		// Who comes without an address may have begun to fill in the form.
		this.#route(location.search !== "");
	}

	#complain() {
		/** @type {HTMLElement} */
		const problem = this.#part(".interview-problem");
		problem.textContent = this.#words.text("failed");
		problem.hidden = false;
	}

	/** Shows what the address names. @param {boolean} [fills] Whether the form is made to say it. */
	#route(fills = true) {
		const interview = fromAddress(location.search);
		const isForm = interview.set.length === 0;
		this.#session = undefined;
		this.#shown++;
		this.#view.replaceChildren();
		this.#view.hidden = isForm;
		this.#form.hidden = !isForm;
		for (const lead of document.querySelectorAll(".interview-lead")) /** @type {HTMLElement} */ (lead).hidden = !isForm;
		for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(".languages a"))) {
			link.search = location.search;
		}
		if (isForm) {
			if (fills) this.#fill(interview);
			else this.#offerSeed();
			this.#count();
		} else {
			this.#hold(interview);
		}
		this.#listKept(isForm);
	}

	/** @param {Interview} interview */
	async #hold(interview) {
		const number = ++this.#shown;
		const { Session } = await import("./session.js");
		if (number !== this.#shown) return;
		this.#view.dataset.side = interview.view;
		this.#session = new Session(this.#page, this.#catalogue, interview, this.#words);
		this.#session.show(this.#view);
	}

	/** @param {Interview} interview */
	#fill({ topics, levels, kinds, count, minutes, seed }) {
		const chosen = { topic: topics, level: levels, kind: kinds };
		for (const [name, ids] of Object.entries(chosen)) {
			for (const box of this.#boxes(name)) box.checked = ids.includes(box.value);
		}
		for (const [name, value] of Object.entries({ count, minutes, seed })) this.#field(name).value = String(value);
		this.#offerSeed();
	}

	#offerSeed() {
		this.#field("seed").value ||= newSeed();
	}

	/** @param {string} name */
	#field(name) {
		return /** @type {HTMLInputElement} */ (this.#form.elements.namedItem(name));
	}

	/** @param {string} name @returns {NodeListOf<HTMLInputElement>} */
	#boxes(name) {
		return this.#form.querySelectorAll(`input[name="${name}"]`);
	}

	/** @returns {Interview} What the form says. */
	#wanted() {
		const values = new URLSearchParams();
		for (const [name, value] of new FormData(this.#form)) values.append(name, String(value).trim());
		return fromAddress(`?${values}`);
	}

	/** Says how many questions there are to choose from. */
	#count() {
		const { length } = fitting(this.#catalogue.questions, wishesOf(this.#catalogue, this.#wanted()));
		const said = length > 0 ? this.#words.count("available", length) : this.#words.text("nothing");
		this.#part(".interview-available").textContent = said;
	}

	/** @param {SubmitEvent} event */
	#make(event) {
		event.preventDefault();
		const wanted = this.#wanted();
		const seed = wanted.seed || newSeed();
		const questions = choose(fitting(this.#catalogue.questions, wishesOf(this.#catalogue, wanted)), wanted.count, seed);
		if (questions.length === 0) return;
		history.pushState(null, "", toAddress({ ...wanted, seed, set: questions.map(({ short }) => short), view: "interviewer" }));
		this.#route();
		scrollTo(0, 0);
		document.querySelector("main")?.focus();
	}

	/** Interviews that this browser has notes or marks of. @param {boolean} isForm */
	#listKept(isForm) {
		/** @type {HTMLElement} */
		const section = this.#part(".interview-kept");
		const kept = isForm ? notebooks() : [];
		section.hidden = kept.length === 0;
		/** @type {HTMLElement} */ (section.querySelector("ul")).replaceChildren(...kept.map((notebook) => this.#keptLine(notebook)));
	}

	/** @param {ReturnType<typeof notebooks>[number]} notebook */
	#keptLine({ key, kept }) {
		const line = document.createElement("li");
		const date = new Date(kept.changed);
		const when = Number.isNaN(date.valueOf()) ? "" : date.toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
		const { set } = fromAddress(kept.address);
		const link = Object.assign(document.createElement("a"), { href: kept.address });
		link.textContent = [when, this.#words.count("questions", set.length)].filter(Boolean).join(" · ");
		const button = Object.assign(document.createElement("button"), { type: "button", className: "button" });
		button.textContent = this.#words.text("delete");
		button.setAttribute("aria-label", `${this.#words.text("delete")}: ${link.textContent}`);
		button.addEventListener("click", () => {
			forget(key);
			this.#listKept(true);
		});
		line.append(link, " ", button);
		return line;
	}
}
