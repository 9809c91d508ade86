// @ts-check
/**
 * A heading's link to itself: it leads there as any link does, and its full address is copied, which is said to
 * screen readers and shown beside the heading for a moment. Where the browser keeps the clipboard to itself, the address
 * bar has it.
 */

const SHOWN_FOR = 2000; // milliseconds

/** @type {HTMLElement | undefined} */
let status;
let timer = 0;

/** @param {HTMLAnchorElement} link @param {PointerEvent} event */
export async function touched(link, event) {
	// One live region for the page. It must be there before its text changes, or it is not read.
	status ??= begin();
	if (event.type !== "click" || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
	try {
		await navigator.clipboard.writeText(link.href);
	} catch {
		return;
	}
	const words = document.querySelector("main")?.dataset.copied ?? "";
	status.textContent = words;
	link.dataset.done = words;
	clearTimeout(timer);
	timer = setTimeout(() => {
		if (status) status.textContent = "";
		for (const other of document.querySelectorAll(".anchor[data-done]")) other.removeAttribute("data-done");
	}, SHOWN_FOR);
}

function begin() {
	const element = document.createElement("div");
	element.role = "status";
	element.className = "visually-hidden";
	document.body.append(element);
	return element;
}
