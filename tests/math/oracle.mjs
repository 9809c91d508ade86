// Renders formulas.txt with npm's KaTeX, as the reference for tests/math/mod.rs.
//
// Usage: node tests/math/oracle.mjs PACKAGE MACROS_JSON
// PACKAGE is `katex` (the version that katex-rs is a port of) or `katex-0.16` (that of the second
// engine). Prints JSON: KaTeX's version and one entry per line of formulas.txt: {both, mathml} or {error}.

import { readFileSync } from "node:fs";

const [name, macros] = process.argv.slice(2);
const { default: katex } = await import(name);
const lines = readFileSync(new URL("formulas.txt", import.meta.url), "utf8").split("\n");

const render = (tex, displayMode, output) =>
  katex.renderToString(tex, {
    displayMode,
    output,
    macros: JSON.parse(macros),
    maxSize: 40,
    strict: "ignore",
    throwOnError: true,
    trust: false,
  });

const rendered = lines.filter((line) => line !== "").map((line) => {
  const [mode, tex] = line.split("\t");
  try {
    const display = mode === "display";
    return { both: render(tex, display, "htmlAndMathml"), mathml: render(tex, display, "mathml") };
  } catch (error) {
    return { error: `${tex}: ${error.message}` };
  }
});
process.stdout.write(JSON.stringify({ version: katex.version, rendered }));
