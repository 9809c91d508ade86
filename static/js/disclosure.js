// @ts-check
/**
 * Menus made of `<details data-dismiss>`: Escape closes an open one and returns to its button,
 * a click elsewhere closes it, and so does the focus when it leaves. Without JavaScript they open and close as
 * any `<details>` does.
 */

const OPEN = "details[data-dismiss][open]";

/** @param {EventTarget | null} target What stays open: menus around this. */
function closeOthers(target) {
	for (const menu of document.querySelectorAll(OPEN)) {
		if (!(target instanceof Node && menu.contains(target))) menu.removeAttribute("open");
	}
}

addEventListener("click", (event) => closeOthers(event.target));
addEventListener("focusin", (event) => closeOthers(event.target));
addEventListener("keydown", (event) => {
	if (event.key !== "Escape") return;
	const menu = document.querySelector(OPEN);
	if (!menu) return;
	const hadFocus = menu.contains(document.activeElement);
	menu.removeAttribute("open");
	if (hadFocus) menu.querySelector("summary")?.focus();
});
