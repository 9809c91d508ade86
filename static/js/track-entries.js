// @ts-check
/**
 * `<track-entries>`: on a track's page, makes the questions open in the track: `?track=basics`, and at a question's
 * second place there `?track=basics&entry=entry-sum-2`. Without it they open as they do anywhere.
 */

class TrackEntries extends HTMLElement {
	connectedCallback() {
		const track = decodeURIComponent(location.pathname.replace(/^.*\/|\.html$/g, ""));
		const seen = new Set();
		for (const link of this.parentElement?.querySelectorAll("li[id] > a") ?? []) {
			const { href } = link;
			link.href = inTrack(href, track, seen.has(href) ? link.parentElement.id : "");
			seen.add(href);
		}
	}
}

/** @param {string} href @param {string} track @param {string} entry Its place there, if it is not the first. @returns {string} */
export function inTrack(href, track, entry) {
	const url = new URL(href);
	url.searchParams.set("track", track);
	if (entry) url.searchParams.set("entry", entry);
	return url.href;
}

customElements.define("track-entries", TrackEntries);
