// @ts-check
// The script that every page loads: it brings in one module per behaviour.
import "./disclosure.js";
import "./on-demand.js";
import "./search-start.js";
