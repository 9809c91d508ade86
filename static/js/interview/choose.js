// @ts-check
/**
 * Which questions an interview has: the same ones for the same book, choices and seed, on any machine.
 *
 * Every question draws a number from the seed and its own short hash, so that a question that is added to the book
 * changes little of the sets that were made before. The generator is a counter-based one: FNV-1a (Fowler, Noll, Vo)
 * makes 32 bits of the seed's UTF-8 bytes, and the finalizer of MurmurHash3 (Appleby) scrambles them together with the
 * hash; it is a bijection, so two questions never draw the same number.
 *
 * Then questions are taken one by one, each time the one whose topic has been taken least often so far; among those the
 * one whose level has been; among those the one with the smallest number. So a set spreads over topics first, then over
 * levels, as evenly as what there is allows. It is asked from the easiest level to the hardest, in each level topic by
 * topic in the order of the book; questions without a level come last.
 */

/**
 * @typedef {object} Choosable What the choice depends on of a question.
 * @property {string} short Eight hexadecimal digits.
 * @property {number} topic
 * @property {number} kind
 * @property {number} [level]
 */

/**
 * @typedef {object} Wishes Positions in the catalogue; an empty set allows all.
 * @property {Set<number>} topics
 * @property {Set<number>} levels
 * @property {Set<number>} kinds
 */

/**
 * What an interview wants, in a catalogue. A topic stands for those inside it too.
 * @param {import("../catalogue.js").Catalogue} catalogue @param {import("./address.js").Interview} interview
 * @returns {Wishes}
 */
export function wishesOf(catalogue, { topics, levels, kinds }) {
	/** @param {{ id: string }[]} all @param {string[]} ids */
	const positions = (all, ids) => new Set([...all.keys()].filter((at) => ids.includes(all[at].id)));
	return { topics: catalogue.topicsIn(topics), levels: positions(catalogue.levels, levels), kinds: positions(catalogue.kinds, kinds) };
}

/** @param {string} seed @returns {number} 32 bits. */
export function seedBits(seed) {
	let bits = 0x811c9dc5;
	for (const byte of new TextEncoder().encode(seed)) bits = Math.imul(bits ^ byte, 0x01000193);
	return bits >>> 0;
}

/** @param {number} bits Of the seed. @param {string} short @returns {number} From 0 to 2³² − 1. */
export function draw(bits, short) {
	let number = bits ^ Number.parseInt(short, 16);
	number = Math.imul(number ^ (number >>> 16), 0x85ebca6b);
	number = Math.imul(number ^ (number >>> 13), 0xc2b2ae35);
	return (number ^ (number >>> 16)) >>> 0;
}

/**
 * The questions that fit. Two that share a hash could not be told apart in an address: the first stands for both.
 * @template {Choosable} Q @param {Q[]} questions @param {Wishes} wishes @returns {Q[]}
 */
export function fitting(questions, { topics, levels, kinds }) {
	const seen = new Set();
	/** @param {Set<number>} wanted @param {number | undefined} value */
	const allows = (wanted, value) => wanted.size === 0 || (value !== undefined && wanted.has(value));
	return questions.filter((question) => {
		const fits = allows(topics, question.topic) && allows(levels, question.level) && allows(kinds, question.kind);
		return fits && !seen.has(question.short) && seen.add(question.short);
	});
}

/**
 * @template {Choosable} Q @param {Q[]} questions Those that fit. @param {number} count @param {string} seed
 * @returns {Q[]} As many as wanted, or all, in the order in which they are asked.
 */
export function choose(questions, count, seed) {
	const bits = seedBits(seed);
	const left = questions.map((question) => ({ question, number: draw(bits, question.short) })).sort((a, b) => a.number - b.number);
	/** @type {typeof left} */
	const taken = [];
	const [ofTopic, ofLevel] = [new Tally(), new Tally()];
	while (taken.length < count && left.length > 0) {
		let best = 0;
		// Numbers are in order: a later one has to be better in what comes before them.
		for (let at = 1; at < left.length; at++) {
			const [a, b] = [left[at].question, left[best].question];
			const topics = ofTopic.of(a.topic) - ofTopic.of(b.topic);
			if (topics < 0 || (topics === 0 && ofLevel.of(a.level) < ofLevel.of(b.level))) best = at;
		}
		const [next] = left.splice(best, 1);
		ofTopic.add(next.question.topic);
		ofLevel.add(next.question.level);
		taken.push(next);
	}
	const level = (/** @type {Q} */ { level }) => level ?? Number.MAX_SAFE_INTEGER;
	taken.sort((a, b) => level(a.question) - level(b.question) || a.question.topic - b.question.topic || a.number - b.number);
	return taken.map(({ question }) => question);
}

/** How often something was taken. */
class Tally {
	/** @type {Map<number | undefined, number>} */
	#counts = new Map();

	/** @param {number | undefined} value */
	of(value) {
		return this.#counts.get(value) ?? 0;
	}

	/** @param {number | undefined} value */
	add(value) {
		this.#counts.set(value, this.of(value) + 1);
	}
}
