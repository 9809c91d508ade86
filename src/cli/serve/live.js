// Follows the book while it is written: the server of `answerbook serve` puts this script into every
// page that it sends. It loads the page again when it would be another one, swaps style sheets without
// that, lets the search know of a newer index, and shows errors over the page. It is no part of the built
// site.

const ownScript = document.querySelector('script[src$="/__answerbook/live.js"]');
const folder = new URL(".", import.meta.url);

/** What this page shows, in words of the server. */
let version = ownScript?.dataset.version ?? "";

/** @type {EventSource | undefined} */
let source;

/** Milliseconds until a connection that the browser gave up is tried again. */
const RETRY = 1000;

function connect() {
	if (source || document.hidden) return;
	const events = new URL("events", folder);
	events.searchParams.set("page", location.pathname);
	events.searchParams.set("version", version);
	source = new EventSource(events);
	source.addEventListener("reload", () => {
		// Browsers keep the place in the text when a page is loaded again.
		location.reload();
	});
	source.addEventListener("styles", (event) => restyle(JSON.parse(event.data)));
	source.addEventListener("problems", (event) => report(JSON.parse(event.data)));
	source.addEventListener("index", (event) => {
		// Told again after every connection: what the page knows may be older than this script.
		dispatchEvent(new CustomEvent("searchindex", { detail: event.data }));
	});
	source.addEventListener("error", () => {
		// Most browsers try again by themselves, with the address of the beginning; the server then sees
		// that the page is not of this run.
		if (source?.readyState !== EventSource.CLOSED) return;
		disconnect();
		setTimeout(connect, RETRY);
	});
}

function disconnect() {
	source?.close();
	source = undefined;
}

// Browsers allow six connections to a server, so pages out of sight hold none. Whatever changed meanwhile
// they are told when they come back.
document.addEventListener("visibilitychange", () => {
	if (document.hidden) disconnect();
	else connect();
});
addEventListener("pagehide", disconnect);
addEventListener("pageshow", connect);

/**
 * Puts new style sheets in place of the old ones, which stay until the new ones are there.
 * @param {{styles: string[], version: string}} news
 */
async function restyle(news) {
	const old = [...document.head.querySelectorAll('link[rel="stylesheet"]')];
	const last = old.at(-1);
	const loading = news.styles.map(
		(address) =>
			new Promise((resolve, reject) => {
				const known = old.findIndex((link) => link.getAttribute("href") === address);
				if (known >= 0) {
					old.splice(known, 1);
					resolve();
					return;
				}
				const link = document.createElement("link");
				link.rel = "stylesheet";
				link.href = address;
				link.onload = resolve;
				link.onerror = reject;
				if (last) last.before(link);
				else document.head.append(link);
			}),
	);
	try {
		await Promise.all(loading);
		for (const link of old) link.remove();
		version = news.version;
	} catch {
		location.reload();
	}
}

/**
 * @typedef {{file?: string, line?: number, column?: number, message: string, hint?: string}} Problem
 */

const style = new CSSStyleSheet();
style.replaceSync(`
	:host {
		color-scheme: light dark;
	}

	dialog {
		box-sizing: border-box;
		inline-size: min(52rem, 100vw - 2rem);
		max-block-size: calc(100vh - 2rem);
		overflow: auto;
		padding: 1.25rem 1.5rem 1.5rem;
		border: 1px solid light-dark(#b3261e, #f59a92);
		border-block-start-width: 0.375rem;
		border-radius: 0.5rem;
		font: 1rem/1.5 system-ui, sans-serif;
		color: light-dark(#1b1f24, #e4e7ea);
		background: light-dark(#fff, #14171a);
		text-align: start;
	}

	dialog::backdrop {
		background: rgb(0 0 0 / 0.5);
	}

	header {
		display: flex;
		gap: 1rem;
		align-items: start;
		justify-content: space-between;
	}

	h1 {
		margin: 0;
		font-size: 1.25rem;
	}

	p,
	ol {
		margin: 0.5rem 0 0;
	}

	ol {
		padding: 0;
		list-style: none;
	}

	li {
		padding-block: 0.75rem;
		border-block-start: 1px solid light-dark(#dce1e5, #30363c);
		overflow-wrap: anywhere;
	}

	li:first-child {
		margin-block-start: 0.75rem;
	}

	.place {
		font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace;
		font-size: 0.875rem;
		color: light-dark(#b3261e, #f59a92);
	}

	.message {
		font-weight: 600;
		white-space: pre-wrap;
	}

	.hint,
	.note {
		color: light-dark(#56606b, #a3adb7);
		white-space: pre-wrap;
	}

	button {
		min-block-size: 2.75rem;
		padding-inline: 1rem;
		border: 1px solid currentColor;
		border-radius: 0.5rem;
		font: inherit;
		color: inherit;
		background: none;
		cursor: pointer;
	}

	button:focus-visible {
		outline: 3px solid light-dark(#0b6a70, #5ec4c8);
		outline-offset: 2px;
	}

	@media print {
		dialog {
			display: none;
		}
	}
`);

/**
 * An element with a class and a text.
 * @param {string} name
 * @param {string} className
 * @param {string} [text]
 */
function element(name, className, text = "") {
	const made = document.createElement(name);
	made.className = className;
	made.textContent = text;
	return made;
}

/**
 * Where a problem is, as editors and terminals read it.
 * @param {Problem} problem
 */
function place(problem) {
	return [problem.file, problem.line, problem.column].filter((part) => part !== undefined).join(":");
}

/** The errors of the book or the page, over the page. Escape closes it; it comes back with other errors. */
class Problems extends HTMLElement {
	#dialog = document.createElement("dialog");

	constructor() {
		super();
		const root = this.attachShadow({ mode: "open" });
		root.adoptedStyleSheets = [style];
		root.append(this.#dialog);
		this.#dialog.setAttribute("role", "alertdialog");
		this.#dialog.setAttribute("aria-labelledby", "title");
		this.#dialog.setAttribute("aria-describedby", "problems");
		// Escape closes the dialog without asking us.
		this.#dialog.addEventListener("close", () => this.remove());
	}

	connectedCallback() {
		// The tool speaks English, whatever the page does.
		this.lang = "en";
		this.dir = "ltr";
		this.#dialog.showModal();
	}

	/** @param {{isOld: boolean, problems: Problem[]}} news */
	show(news) {
		const count = news.problems.length;
		const title = element("h1", "", count === 1 ? "An error" : `${count} errors`);
		title.id = "title";
		const close = element("button", "", "Close");
		close.type = "button";
		close.addEventListener("click", () => this.close());
		const header = element("header", "");
		header.append(title, close);
		const list = element("ol", "");
		list.id = "problems";
		for (const problem of news.problems) {
			const item = element("li", "");
			const where = place(problem);
			if (where) item.append(element("div", "place", where));
			item.append(element("div", "message", problem.message));
			if (problem.hint) item.append(element("div", "hint", problem.hint));
			list.append(item);
		}
		this.#dialog.replaceChildren(header);
		if (news.isOld) {
			this.#dialog.append(element("p", "note", "The page is shown as it was before."));
		}
		this.#dialog.append(list);
		// Only here is there something to focus.
		close.focus();
	}

	close() {
		// The focus goes back to where it was.
		this.#dialog.close();
		// At once, so that problems that come next are shown in a new element.
		this.remove();
	}
}

customElements.define("answerbook-problems", Problems);

/** @param {{isOld: boolean, problems: Problem[]}} news */
function report(news) {
	/** @type {Problems | null} */
	let shown = document.querySelector("answerbook-problems");
	if (news.problems.length === 0) {
		shown?.close();
		return;
	}
	if (!shown) {
		shown = new Problems();
		document.body.append(shown);
	}
	shown.show(news);
}

connect();
