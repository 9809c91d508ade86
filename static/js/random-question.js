// @ts-check
/**
 * `<random-question>`: a link to all questions that leads to one of them by lot.
 *
 * No page holds all addresses, so a topic is drawn first, each by the number of its questions, which stands in
 * `data-count` of its tile; then its page is fetched, and one of its questions is drawn, or a topic inside it. Where
 * that fails, the link is a link.
 */

/** Topics inside topics are followed so far. */
const DEPTH = 20;

/**
 * @param {ParentNode} page
 * @param {URL} base Where the page stands.
 * @returns {Promise<URL | undefined>} The address of one of its questions, if it has any.
 */
async function draw(page, base, depth = 0) {
	/** @type {{ address: URL, count: number, isTopic: boolean }[]} */
	const lots = [];
	for (const link of page.querySelectorAll("main .card a.card-title[href], main .tile[data-count] a[href]")) {
		const topic = link.closest(".tile");
		const count = topic ? Number(topic.getAttribute("data-count")) : 1;
		lots.push({ address: new URL(link.getAttribute("href") ?? "", base), count, isTopic: topic !== null });
	}
	let lot = Math.random() * lots.reduce((sum, { count }) => sum + count, 0);
	const drawn = lots.find(({ count }) => (lot -= count) < 0);
	if (!drawn?.isTopic || depth === DEPTH) return drawn?.address;
	const response = await fetch(drawn.address);
	if (!response.ok) return undefined;
	const topic = new DOMParser().parseFromString(await response.text(), "text/html");
	return draw(topic, drawn.address, depth + 1);
}

class RandomQuestion extends HTMLElement {
	connectedCallback() {
		const link = this.querySelector("a");
		link?.addEventListener("click", async (event) => {
			if (event.ctrlKey || event.metaKey || event.shiftKey) return;
			event.preventDefault();
			const question = await draw(document, new URL(location.href)).catch(() => undefined);
			location.assign(question ?? link.href);
		});
	}
}

customElements.define("random-question", RandomQuestion);
