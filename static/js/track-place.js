// @ts-check
/**
 * `<track-place>`: a question that was opened from a track stays in it. A line says where in the track one is, with a
 * way out; the questions before and after are the track's; other languages of the page stay in it too. What the track
 * holds is read from its own page, which the reader mostly comes from.
 */

import { style } from "./services.js";
import { inTrack } from "./track-entries.js";

/** @typedef {{ id: string, href: string, title: string, isHidden: boolean }} Entry */

const { dataset } = document.documentElement;
const query = new URLSearchParams(location.search);
const name = query.get("track") ?? "";

begin().catch(() => delete dataset.track);

async function begin() {
	const link = trackLink();
	if (!link) return delete dataset.track;
	const [track] = await Promise.all([load(link.href), style("track-place.css")]);
	const here = pathOf(location.href);
	const isHere = (/** @type {Entry} */ { href }) => href && pathOf(href) === here;
	const at = [track.entries.findIndex((entry) => isHere(entry) && entry.id === query.get("entry")), track.entries.findIndex(isHere)].find((at) => at >= 0);
	if (at === undefined) return delete dataset.track;
	showPlace(link, track, at);
	showNeighbours(link, track, at);
	for (const other of document.querySelectorAll(".languages a")) other.href = inTrack(other.href, name, query.get("entry") ?? "");
}

/** @returns {HTMLAnchorElement | undefined} The page's own link to the track. */
function trackLink() {
	const links = [...document.querySelectorAll(".labels a")];
	return links.find(({ pathname }) => decodeURIComponent(pathname).endsWith(`/tracks/${name}.html`));
}

/** @param {string} href @returns {string} The path of a page, with or without its ending: hosts serve both. */
const pathOf = (href) => new URL(href).pathname.replace(/\.html$/, "");

/** @param {string} href @returns {Promise<{ title: string, words: DOMStringMap, entries: Entry[] }>} */
async function load(href) {
	const response = await fetch(href);
	if (!response.ok) throw new Error(`${response.status}`);
	const page = new DOMParser().parseFromString(await response.text(), "text/html");
	const hidden = (dataset.hide ?? "").split(" ").map((rank) => `.level-${rank}`);
	const entries = [...page.querySelectorAll(".steps > li")].map((item) => {
		const link = item.querySelector("a");
		return {
			id: item.id,
			href: link ? new URL(link.getAttribute("href") ?? "", href).href : "",
			title: link?.textContent ?? "",
			isHidden: hidden.some((level) => level !== ".level-" && item.querySelector(level) !== null),
		};
	});
	const words = /** @type {HTMLElement} */ (page.querySelector("track-entries")).dataset;
	return { title: page.querySelector("h1")?.textContent ?? "", words, entries };
}

/** @param {HTMLAnchorElement} link @param {{ title: string, words: DOMStringMap, entries: Entry[] }} track @param {number} at */
function showPlace(link, { title, words, entries }, at) {
	const element = document.createElement("track-place");
	element.role = "group";
	element.ariaLabel = title;
	const track = linkTo(`${link.href.replace(/#.*/, "")}#${entries[at].id}`, title);
	const place = document.createElement("span");
	place.textContent = (words.place ?? "").replace("{n}", String(at + 1)).replace("{total}", String(entries.length));
	const leave = linkTo(location.pathname + location.hash, "");
	leave.className = "track-leave";
	leave.append(Object.assign(document.createElement("span"), { textContent: words.leave }));
	element.append(track, place, leave);
	document.querySelector(".page-head")?.prepend(element);
}

/** @param {HTMLAnchorElement} link @param {{ title: string, words: DOMStringMap, entries: Entry[] }} track @param {number} at */
function showNeighbours(link, { title, words, entries }, at) {
	const isShown = (/** @type {Entry} */ { href, isHidden }) => href !== "" && !isHidden;
	const previous = entries.slice(0, at).findLast(isShown);
	const next = entries.slice(at + 1).find(isShown);
	const nav = document.querySelector(".neighbours") ?? document.createElement("nav");
	nav.className = "neighbours";
	nav.ariaLabel = title;
	nav.replaceChildren();
	if (previous) nav.append(neighbour("previous", inTrack(previous.href, name, again(entries, previous)), words.previous, previous.title));
	if (next) nav.append(neighbour("next", inTrack(next.href, name, again(entries, next)), words.next, next.title));
	else nav.append(neighbour("next", link.href, words.end, title));
	if (!nav.isConnected) document.querySelector(".question-end")?.append(nav);
}

/** @param {Entry[]} entries @param {Entry} entry @returns {string} Its place, if the question stands before it in the track too. */
const again = (entries, entry) => (entries.find(({ href }) => href === entry.href) === entry ? "" : entry.id);

/** @param {string} className @param {string} href @param {string | undefined} label @param {string} title */
function neighbour(className, href, label = "", title) {
	const [small, words] = [document.createElement("span"), document.createElement("span")];
	small.className = "neighbour-label";
	small.textContent = label;
	words.textContent = title;
	const link = linkTo(href, "");
	link.className = className;
	link.append(small, " ", words);
	return link;
}

/** @param {string} href @param {string} text */
function linkTo(href, text) {
	return Object.assign(document.createElement("a"), { href, textContent: text });
}
