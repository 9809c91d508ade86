// @ts-check
/**
 * `<study-page>`: the page with what is to be reviewed. It reads the catalogue, and hands it with what is kept to its
 * parts, each an element of its own: the review, the plan, the overview, and the file that readers take along.
 */

import "../quiz-check.js";
import "./file.js";
import "./overview.js";
import "./planner.js";
import "./review.js";
import { Catalogue } from "../catalogue.js";
import { style } from "../services.js";
import { joined } from "./queue.js";
import { theStore } from "./store.js";
import { Words } from "./words.js";

/** What the parts of the page share. */
export class Study {
	/** @param {import("../catalogue.js").Catalogue} catalogue @param {import("./store.js").Store} store @param {Words} words */
	constructor(catalogue, store, words) {
		this.catalogue = catalogue;
		this.store = store;
		this.words = words;
	}

	/** Every question with what is known of it, and what is kept of questions that the book has no more. */
	get joined() {
		return joined(this.catalogue, this.store.records());
	}
}

/** @typedef {HTMLElement & { start(study: Study): void }} Part */

class StudyPage extends HTMLElement {
	async connectedCallback() {
		const message = /** @type {HTMLElement} */ (this.querySelector(".study-message"));
		const words = new Words(this);
		try {
			const [catalogue] = await Promise.all([Catalogue.load(this.dataset.catalogue ?? ""), style("study/progress.css")]);
			const study = new Study(catalogue, theStore(), words);
			/** @type {HTMLElement} */ (this.querySelector(".study-parts")).hidden = false;
			message.hidden = true;
			for (const name of ["study-review", "study-plan", "study-overview", "study-file"]) {
				/** @type {Part | null} */ (this.querySelector(name))?.start(study);
			}
		} catch {
			message.hidden = false;
			message.textContent = words.text("failed");
		}
	}
}

customElements.define("study-page", StudyPage);
