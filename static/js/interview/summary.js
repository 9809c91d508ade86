// @ts-check
/** What the marks of an interview come to, on the page and as text to be copied. */

/** @typedef {import("../catalogue.js").Catalogue} Catalogue */
/** @typedef {import("../catalogue.js").Question} Question */
/** @typedef {import("./notebook.js").Kept} Kept */
/** @typedef {import("../words.js").Words} Words */

/** The best mark; the worst is 0. */
export const BEST = 3;

/** @typedef {{ points: number, most: number, marked: number }} Sum */

/** @param {Question[]} questions @param {Kept["marks"]} marks @returns {Sum} */
export function sumOf(questions, marks) {
	const given = questions.map(({ short }) => marks[short]).filter((mark) => mark >= 0 && mark <= BEST);
	return { points: given.reduce((sum, mark) => sum + mark, 0), most: given.length * BEST, marked: given.length };
}

/** @param {Sum} sum @param {Words} words @returns {string} */
export const pointsOf = ({ points, most }, words) => words.text("points", { points, most });

/**
 * The sums by level, those that have marks.
 * @param {Question[]} questions @param {Kept["marks"]} marks @param {Catalogue} catalogue
 * @returns {{ name: string, sum: Sum }[]}
 */
export function byLevel(questions, marks, catalogue) {
	const levels = catalogue.levels.map(({ name }, number) => ({
		name,
		sum: sumOf(questions.filter(({ level }) => level === number), marks),
	}));
	return levels.filter(({ sum }) => sum.marked > 0);
}

/**
 * The summary as Markdown.
 * @param {Question[]} questions @param {Kept} kept @param {Catalogue} catalogue @param {Words} words
 * @param {string} address Of the interview.
 */
export function summaryText(questions, kept, catalogue, words, address) {
	const lines = [`# ${words.text("title")}`, ""];
	for (const [number, { short, title, level }] of questions.entries()) {
		const mark = kept.marks[short];
		const said = [level === undefined ? "" : catalogue.levels[level].name, mark === undefined ? "" : words.text(`mark_${mark}`)];
		lines.push(`${number + 1}. ${title} (${said.filter(Boolean).join("; ") || "–"})`);
		const remark = kept.remarks[short]?.trim();
		if (remark) lines.push("", ...remark.split("\n").map((line) => `   ${line}`), "");
	}
	const sum = sumOf(questions, kept.marks);
	lines.push("", `${words.text("marked", { marked: sum.marked, total: questions.length })}: ${pointsOf(sum, words)}`);
	for (const level of byLevel(questions, kept.marks, catalogue)) lines.push(`- ${level.name}: ${pointsOf(level.sum, words)}`);
	return `${[...lines, "", address].join("\n")}\n`;
}
