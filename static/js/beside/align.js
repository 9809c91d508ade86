// @ts-check
/**
 * Which blocks of a text and of its translation stand side by side. In come lists of what the blocks are; out come
 * pairs of positions. Nothing here touches the page.
 *
 * Headings are paired first, by their ids, which translations share, or by their levels; then the blocks between them,
 * by their kinds, and among blocks of one kind so that their lengths are most alike, as Gale and Church align
 * sentences ("A program for aligning sentences in bilingual corpora", 1993). Both are the cheapest path through a table.
 */

/**
 * @typedef {object} Block
 * @property {string} kind What it is: `heading`, `p`, `code`, `callout-hint`, …
 * @property {number} level The level of a heading; 0 for all else.
 * @property {string} id The id of a heading; empty for all else.
 * @property {number} length How many characters of text it holds.
 */

/** @typedef {[left: number | undefined, right: number | undefined]} Pair */

/** What it costs to leave a block alone. */
const ALONE = 1;

/** Two tables larger than this are not made: blocks are then paired by their positions. */
const MOST_CELLS = 1 << 18;

/** Kinds that a translator may put one for another. */
const TEXT = new Set(["p", "ul", "ol", "dl", "blockquote"]);

/** @param {Block[]} left @param {Block[]} right @returns {Pair[]} In an order that keeps both texts' own. */
export function align(left, right) {
	const sections = [headings(left), headings(right)];
	const matched = cheapest(sections[0].length, sections[1].length, (l, r) => headingCost(left[sections[0][l]], right[sections[1][r]]));
	/** @type {Pair[]} */
	const pairs = [];
	let from = [0, 0];
	for (const [l, r] of matched) {
		// A heading without a counterpart is a block among the others.
		if (l === undefined || r === undefined) continue;
		const to = [sections[0][l], sections[1][r]];
		between(left, right, from, to, pairs);
		pairs.push([to[0], to[1]]);
		from = [to[0] + 1, to[1] + 1];
	}
	between(left, right, from, [left.length, right.length], pairs);
	return pairs;
}

/** @param {Block[]} blocks @returns {number[]} The positions of the headings. */
const headings = (blocks) => [...blocks.keys()].filter((at) => blocks[at].kind === "heading");

/** @param {Block[]} left @param {Block[]} right @param {number[]} from @param {number[]} to @param {Pair[]} pairs */
function between(left, right, from, to, pairs) {
	const found = cheapest(to[0] - from[0], to[1] - from[1], (l, r) => blockCost(left[from[0] + l], right[from[1] + r]));
	for (const [l, r] of found) pairs.push([l === undefined ? l : from[0] + l, r === undefined ? r : from[1] + r]);
}

/** @param {Block} left @param {Block} right */
function headingCost(left, right) {
	if (left.id && left.id === right.id) return 0;
	return left.level === right.level ? 1.5 * ALONE : Infinity;
}

/** @param {Block} left @param {Block} right */
function blockCost(left, right) {
	// Up to half of what leaving one alone costs: a pair of one kind is better than two without a counterpart.
	const unlike = Math.min(Math.abs(Math.log((left.length + 1) / (right.length + 1))) / 4, 0.5);
	if (left.kind === right.kind) return unlike;
	return TEXT.has(left.kind) && TEXT.has(right.kind) ? 1.25 * ALONE + unlike : Infinity;
}

/**
 * The cheapest way to pair two sequences in order.
 * @param {number} left @param {number} right Their lengths.
 * @param {(left: number, right: number) => number} cost Of a pair; `Infinity` where there can be none.
 * @returns {Pair[]}
 */
function cheapest(left, right, cost) {
	if ((left + 1) * (right + 1) > MOST_CELLS) {
		return Array.from({ length: Math.max(left, right) }, (_, at) => [at < left ? at : undefined, at < right ? at : undefined]);
	}
	const width = right + 1;
	// What the cheapest way from each cell to the end costs.
	const costs = new Float64Array((left + 1) * width);
	for (let l = left; l >= 0; l--) {
		for (let r = right; r >= 0; r--) {
			if (l === left && r === right) continue;
			const cell = l * width + r;
			const paired = l < left && r < right ? costs[cell + width + 1] + cost(l, r) : Infinity;
			const leftAlone = l < left ? costs[cell + width] + ALONE : Infinity;
			const rightAlone = r < right ? costs[cell + 1] + ALONE : Infinity;
			costs[cell] = Math.min(paired, leftAlone, rightAlone);
		}
	}
	/** @type {Pair[]} */
	const pairs = [];
	for (let l = 0, r = 0; l < left || r < right; ) {
		const cell = l * width + r;
		if (l < left && r < right && costs[cell] === costs[cell + width + 1] + cost(l, r)) pairs.push([l++, r++]);
		else if (l < left && costs[cell] === costs[cell + width] + ALONE) pairs.push([l++, undefined]);
		else pairs.push([undefined, r++]);
	}
	return pairs;
}
