// @ts-check
/**
 * `<study-plan>`: the form that makes a plan, and the plan as a checklist per day. Rating a question ticks it.
 */

import { kept } from "../kept.js";
import { dayOf, extended, later, planned, schedule, ticked } from "./plan.js";
import { offered } from "./queue.js";

/** @typedef {import("./page.js").Study} Study */
/** @typedef {import("./plan.js").Plan} Plan */
/** @typedef {import("./plan.js").Day} Day */

class StudyPlan extends HTMLElement {
	/** @type {Study} */ #study;
	/** The days whose lists were opened or closed by hand. @type {Map<string, boolean>} */
	#open = new Map();

	/** @template {Element} E @param {string} selector @returns {E} */
	#part(selector) {
		return /** @type {E} */ (this.querySelector(selector));
	}

	/** @param {Study} study */
	start(study) {
		this.#study = study;
		study.store.addEventListener("change", () => this.#show());
		this.addEventListener("submit", (event) => {
			event.preventDefault();
			const form = /** @type {HTMLFormElement} */ (event.target);
			const days = Number(new FormData(form).get("days"));
			if (form.matches(".plan-new")) this.#make(String(new FormData(form).get("source")), days);
			else this.#change((plan) => extended(plan, days, new Date()));
		});
		this.addEventListener("change", ({ target }) => {
			if (!(target instanceof HTMLInputElement) || target.type !== "checkbox") return;
			this.#change((plan) => ticked(plan, target.value, target.checked, new Date()));
			/** @type {HTMLElement | null} */ (this.querySelector(`input[value="${CSS.escape(target.value)}"]`))?.focus();
		});
		this.addEventListener("click", ({ target }) => {
			const name = target instanceof HTMLElement ? target.dataset.do : undefined;
			if (name === "print") this.#print();
			if (name === "remove" && confirm(study.words.text("plan_remove_sure"))) this.#change(() => undefined);
		});
		this.#show();
	}

	/** @param {(plan: Plan) => Plan | undefined} change */
	#change(change) {
		const { store, words } = this.#study;
		const { plan } = store;
		try {
			if (plan) store.plan = change(plan);
		} catch {
			this.#part(".study-said").textContent = words.text("not_kept");
			this.#show();
		}
	}

	/** @param {string} source `track <id>` or `topic <id>` @param {number} days */
	#make(source, days) {
		const { catalogue, store, words } = this.#study;
		const [kind, id] = source.split(" ");
		const topics = catalogue.topicsIn([id]);
		const all = kind === "track" ? catalogue.questionsOfTrack(id) : catalogue.questions.filter(({ topic }) => topics.has(topic));
		// Hidden levels are left out, unless nothing else is there.
		const shown = offered(all, catalogue, kept("hidden-levels"));
		try {
			store.plan = planned(shown.length > 0 ? shown : all, { [kind]: id }, days, new Date());
			this.#part(".study-said").textContent = "";
			this.#part(".plan-made summary")?.closest("details")?.querySelector("summary")?.focus();
		} catch {
			this.#part(".study-said").textContent = words.text("not_kept");
		}
	}

	#show() {
		const { store, words } = this.#study;
		const { plan } = store;
		this.#part(".plan-new").toggleAttribute("hidden", plan !== undefined);
		this.#part(".plan-made").toggleAttribute("hidden", plan === undefined);
		if (!plan) return;
		const now = new Date();
		const { days, behind, left } = schedule(plan, now);
		const total = plan.ids.length;
		const done = plan.ids.filter((id) => Object.hasOwn(plan.done, id)).length;
		this.#source(plan);
		const date = words.day(later(plan.start, plan.days - 1), { day: "numeric", month: "long" });
		const state = done === total ? words.text("plan_done") : words.text("plan_state", { done, total, date });
		this.#part(".plan-state").textContent = state;
		const bar = /** @type {HTMLProgressElement} */ (this.#part("progress"));
		bar.max = Math.max(1, total);
		bar.value = done;
		const notice = this.#part(".plan-behind");
		notice.textContent = left.length > 0 ? words.count("plan_left", left.length) : words.count("plan_behind", behind);
		notice.toggleAttribute("hidden", left.length === 0 && behind === 0);
		this.#part(".plan-extend").toggleAttribute("hidden", left.length === 0);
		this.#part(".plan-days").replaceChildren(...days.map((day) => this.#day(day, plan, dayOf(now))));
	}

	/** The name of the track or topic; a book may have lost it since. @param {Plan} plan */
	#source({ track, topic }) {
		const { catalogue } = this.#study;
		const place = track ? catalogue.tracks.find(({ id }) => id === track) : catalogue.topics.find(({ id }) => id === topic);
		const line = this.#part(".plan-source");
		line.replaceChildren();
		if (place) line.append(Object.assign(document.createElement("a"), { href: catalogue.addressOf(place), textContent: place.title }));
	}

	/** @param {Day} day @param {Plan} plan @param {string} today */
	#day({ date, ids }, plan, today) {
		const { catalogue, words } = this.#study;
		const minutes = ids.reduce((sum, id) => sum + (catalogue.question(id)?.minutes ?? 0), 0);
		const name = words.day(date, { weekday: "long", day: "numeric", month: "long" });
		const summary = document.createElement("summary");
		const title = document.createElement("strong");
		title.textContent = date === today ? `${words.text("today")}, ${name}` : name;
		const counts = document.createElement("span");
		counts.className = "count";
		counts.textContent = `${words.count("day_questions", ids.length)} · ${words.minutes(minutes)}`;
		summary.append(title, " ", counts);
		const list = document.createElement("ul");
		list.className = "plan-list";
		list.append(...ids.map((id) => this.#entry(id, plan)));
		const details = document.createElement("details");
		details.open = this.#open.get(date) ?? date === today;
		// A page is printed with all its days open, which is nobody's choice.
		summary.addEventListener("click", () => this.#open.set(date, !details.open));
		details.append(summary, list);
		const item = document.createElement("li");
		item.append(details);
		return item;
	}

	/** @param {string} id @param {Plan} plan */
	#entry(id, plan) {
		const { catalogue } = this.#study;
		const question = catalogue.question(id);
		const box = document.createElement("input");
		box.type = "checkbox";
		box.value = id;
		box.checked = Object.hasOwn(plan.done, id);
		box.setAttribute("aria-label", question?.title ?? id);
		const title = document.createElement(question ? "a" : "span");
		title.textContent = question?.title ?? id;
		if (question && title instanceof HTMLAnchorElement) {
			title.href = catalogue.addressOf(question);
			if (question.language) title.lang = title.hreflang = question.language;
		}
		const entry = document.createElement("li");
		const label = document.createElement("label");
		label.append(box);
		entry.append(label, title);
		return entry;
	}

	/** The plan alone, with all its days. */
	#print() {
		const days = this.querySelectorAll("details");
		const open = Array.from(days, (details) => details.open);
		for (const details of days) details.open = true;
		document.body.classList.add("prints-plan");
		addEventListener(
			"afterprint",
			() => {
				document.body.classList.remove("prints-plan");
				for (const [number, details] of days.entries()) details.open = open[number];
			},
			{ once: true },
		);
		print();
	}
}

customElements.define("study-plan", StudyPlan);
