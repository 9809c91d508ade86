// @ts-check
// The script that every page loads: it brings in one module per behaviour.
import "./beside.js";
import "./copy-code.js";
import "./disclosure.js";
import "./on-demand.js";
import "./search-start.js";
