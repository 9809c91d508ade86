// @ts-check
/**
 * What readers see who have rated or planned something: how far they are, beside topics, tracks and questions, and under
 * an answer, once it is in sight, when it comes back.
 */

/** @type {HTMLElement | null} */
const progress = document.querySelector("study-progress");
if (progress) import("./progress.js").then(({ show }) => show(progress)).catch(() => {});

/** @type {HTMLElement | null} */
const rating = document.querySelector("study-rating");
if (rating) {
	const seen = new IntersectionObserver(([{ isIntersecting }]) => {
		if (!isIntersecting) return;
		seen.disconnect();
		// Who turns to it has it loaded again.
		import("./rating.js").then(({ touched }) => touched(rating), () => {});
	});
	seen.observe(rating);
}
