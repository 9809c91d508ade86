// @ts-check
/**
 * What the address of an interview says:
 *
 *     interview.html?topic=optimization&level=junior&level=middle&kind=open&count=8&minutes=45&seed=k3f9x2
 *                   &set=1a2b3c4d-5e6f7a8b&view=candidate
 *
 * The choices say how the set was made; `set` says what it is, so that both sides see the same questions whatever has
 * become of the book since. An address may come from anywhere: what it says is brought into bounds or left out.
 */

/**
 * @typedef {object} Interview
 * @property {string[]} topics Ids; empty for all.
 * @property {string[]} levels
 * @property {string[]} kinds
 * @property {number} count
 * @property {number} minutes 0 for no limit.
 * @property {string} seed
 * @property {string[]} set Short hashes in the order in which they are asked; empty if none was chosen yet.
 * @property {"candidate" | "interviewer"} view
 */

/** The most questions of an interview, and of an address. */
export const MOST_QUESTIONS = 50;
/** The most minutes: a day. */
const MOST_MINUTES = 24 * 60;
/** The longest seed, in UTF-16 units. */
const LONGEST_SEED = 64;

/** What an interview is if nothing else is said: an hour's conversation with room for the candidate's own questions. */
export const USUAL = { count: 8, minutes: 45 };

/** @param {string} search The part of an address from `?`. @returns {Interview} */
export function fromAddress(search) {
	const values = new URLSearchParams(search);
	const set = (values.get("set") ?? "").toLowerCase().split("-");
	return {
		topics: values.getAll("topic"),
		levels: values.getAll("level"),
		kinds: values.getAll("kind"),
		count: bounded(values.get("count"), 1, MOST_QUESTIONS, USUAL.count),
		minutes: bounded(values.get("minutes"), 0, MOST_MINUTES, USUAL.minutes),
		seed: (values.get("seed") ?? "").slice(0, LONGEST_SEED),
		set: [...new Set(set.filter((hash) => /^[0-9a-f]{8}$/.test(hash)))].slice(0, MOST_QUESTIONS),
		view: values.get("view") === "candidate" ? "candidate" : "interviewer",
	};
}

/** @param {Interview} interview @returns {string} The part of its address from `?`. */
export function toAddress({ topics, levels, kinds, count, minutes, seed, set, view }) {
	const values = new URLSearchParams();
	for (const [name, all] of Object.entries({ topic: topics, level: levels, kind: kinds })) {
		for (const one of all) values.append(name, one);
	}
	values.set("count", String(count));
	values.set("minutes", String(minutes));
	values.set("seed", seed);
	if (set.length > 0) {
		values.set("set", set.join("-"));
		values.set("view", view);
	}
	return `?${values}`;
}

/** @param {string | null} text @param {number} least @param {number} most @param {number} otherwise */
function bounded(text, least, most, otherwise) {
	const number = Number.parseInt(text ?? "", 10);
	return Number.isNaN(number) ? otherwise : Math.min(Math.max(number, least), most);
}

/** A seed that can be read out: six letters and digits that are not taken for each other. @returns {string} */
export function newSeed() {
	const letters = "abcdefghjkmnpqrstuvwxyz23456789";
	return Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => letters[byte % letters.length]).join("");
}
