// @ts-check
/**
 * `<study-file>`: saves what is kept as a file, and brings such a file in. A file that is not as it should be changes
 * nothing.
 */

import { FileError, fileOf, LARGEST, merge, readFile } from "./record.js";
import { dayOf } from "./plan.js";

/** @typedef {import("./page.js").Study} Study */

class StudyFile extends HTMLElement {
	/** @type {Study} */ #study;

	/** @param {Study} study */
	start(study) {
		this.#study = study;
		const input = /** @type {HTMLInputElement} */ (this.querySelector("input[type=file]"));
		this.addEventListener("click", ({ target }) => {
			const name = target instanceof HTMLElement ? target.dataset.do : undefined;
			if (name === "export") this.#export();
			if (name === "bring") input.click();
			if (name === "clear") this.#clear();
		});
		input.addEventListener("change", async () => {
			const [file] = input.files ?? [];
			if (file) await this.#import(file);
			// The same file may be chosen again.
			input.value = "";
		});
	}

	/** @param {string} words */
	#say(words) {
		/** @type {HTMLElement} */ (this.querySelector(".study-said")).textContent = words;
	}

	#export() {
		const { store, catalogue } = this.#study;
		const now = new Date();
		const file = new Blob([fileOf(store.kept, catalogue.book, now)], { type: "application/json" });
		const address = URL.createObjectURL(file);
		const name = new URL(document.documentElement.dataset.root ?? ".", location.href).pathname.split("/").filter(Boolean).at(-1) ?? "answerbook";
		Object.assign(document.createElement("a"), { href: address, download: `${name}-study-${dayOf(now)}.json` }).click();
		setTimeout(() => URL.revokeObjectURL(address), 60_000);
	}

	/** @param {File} file */
	async #import(file) {
		const { store, words } = this.#study;
		try {
			if (file.size > LARGEST) throw new FileError("foreign");
			const before = store.kept;
			const after = merge(before, readFile(await file.text()));
			const isSame = (/** @type {unknown} */ a, /** @type {unknown} */ b) => JSON.stringify(a) === JSON.stringify(b);
			const newer = [...after.records].filter(([id, record]) => !isSame(record, before.records.get(id)));
			const isNewPlan = !isSame(before.plan, after.plan);
			if (newer.length === 0 && !isNewPlan) return this.#say(words.text("nothing_newer"));
			store.kept = after;
			this.#say(words.count("imported", newer.length));
		} catch (error) {
			this.#say(words.text(error instanceof FileError ? `file_${error.reason}` : "not_kept"));
		}
	}

	#clear() {
		const { store, words } = this.#study;
		if (!confirm(words.text("clear_sure"))) return;
		store.clear();
		this.#say(words.text("cleared"));
	}
}

customElements.define("study-file", StudyFile);
