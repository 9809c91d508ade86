// @ts-check
/**
 * `<page-outline>`: a table of contents beside the text, which marks the section that is being read with
 * `aria-current="true"` and keeps the mark in view. Without JavaScript it is a list of links.
 */

/** A section is being read when its heading has come up to this part of the window. */
const LINE = 0.3;

class PageOutline extends HTMLElement {
	/** Headings in the order of the page, and the links to them. @type {[HTMLElement, HTMLAnchorElement][]} */
	#entries = [];
	/** @type {HTMLAnchorElement | undefined} */
	#current;
	#frame = 0;

	connectedCallback() {
		for (const link of this.querySelectorAll("a")) {
			const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
			if (heading) this.#entries.push([heading, link]);
		}
		addEventListener("scroll", this, { passive: true });
		addEventListener("resize", this, { passive: true });
		this.handleEvent();
	}

	disconnectedCallback() {
		removeEventListener("scroll", this);
		removeEventListener("resize", this);
		this.#entries = [];
	}

	/** Once a frame, however often the page tells that it scrolls. */
	handleEvent() {
		this.#frame ||= requestAnimationFrame(() => {
			this.#frame = 0;
			// On narrow windows it is not shown.
			if (this.offsetParent) this.#mark();
		});
	}

	#mark() {
		const { scrollHeight, scrollTop, clientHeight } = document.documentElement;
		const isAtEnd = scrollTop > 0 && scrollTop + clientHeight >= scrollHeight - 2;
		const line = clientHeight * (isAtEnd ? 1 : LINE);
		const read = this.#entries.filter(([heading]) => heading.getBoundingClientRect().top <= line);
		const link = read.at(-1)?.[1];
		if (link === this.#current) return;
		this.#current?.removeAttribute("aria-current");
		link?.setAttribute("aria-current", "true");
		this.#current = link;
		if (!link) return;
		const room = this.getBoundingClientRect();
		const place = link.getBoundingClientRect();
		if (place.top < room.top || place.bottom > room.bottom) {
			this.scrollTop += place.top - room.top - room.height / 2;
		}
	}
}

customElements.define("page-outline", PageOutline);
