// @ts-check
/**
 * Loads what a page or its reader needs, and no sooner: the modules of elements that the page has, those of what a
 * reader points at, focuses or presses, and the offer of the reader's language.
 */

import { keep, kept } from "./kept.js";

/** By what a page has. Their modules begin by themselves. */
const PRESENT = {
	"answer-depth": () => import("./answer-depth.js"),
	"continue-reading": () => import("./continue-reading.js"),
	"figure.code": () => import("./copy-code.js"),
	"language-beside": () => import("./beside.js"),
	"page-outline": () => import("./page-outline.js"),
	"question-filter": () => import("./question-filter.js"),
	"quiz-check": () => import("./quiz-check.js"),
	"random-question": () => import("./random-question.js"),
	"reading-place": () => import("./reading-place.js"),
	"track-entries": () => import("./track-entries.js"),
	"[data-track] .page-question": () => import("./track-place.js"),
};

/** By what a reader touches: their modules have a function `touched`. */
const TOUCHED = {
	".term-link": () => import("./term-card.js"),
	".anchor": () => import("./copy-link.js"),
	"reader-settings": () => import("./reader-settings.js"),
	"study-rating": () => import("./study/rating.js"),
	".hidden-levels button": () => import("./hidden-levels.js"),
};

/** @param {Event} event */
function touch(event) {
	if (!(event.target instanceof Element)) return;
	for (const [selector, load] of Object.entries(TOUCHED)) {
		const element = event.target.closest(selector);
		if (!element) continue;
		// A finger cannot point without pressing: what a mouse shows comes with the first tap.
		if (event.type === "click" && element.matches(".term-link") && /** @type {PointerEvent} */ (event).pointerType === "touch") event.preventDefault();
		load().then(({ touched }) => touched(element, event), () => {});
	}
	// Who has chosen a language is not offered another.
	if (event.type === "click" && event.target.closest(".languages a")) keep("language-offer", "off");
}

/** The first of the reader's languages that the page exists in, as a link. */
function readersLanguage() {
	const links = [...document.querySelectorAll(".languages a:not(.unwritten)")];
	/** @param {string} tag */
	const language = (tag) => tag.split("-")[0];
	for (const tag of navigator.languages) {
		const link = links.find((link) => link.hreflang === tag) ?? links.find((link) => language(link.hreflang) === language(tag));
		if (link) return link;
	}
}

for (const [selector, load] of Object.entries(PRESENT)) if (document.querySelector(selector)) load();
if (document.querySelector("study-progress, study-rating") && kept("study")) import("./study/begun.js");
for (const type of ["pointerover", "focusin", "click"]) document.addEventListener(type, touch);
const link = readersLanguage();
if (link && !link.hasAttribute("aria-current") && kept("language-offer") !== "off") {
	import("./language-offer.js").then(({ offer }) => offer(link), () => {});
}
