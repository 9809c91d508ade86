//! Draws diagnostics: for people (source line, caret, hint), as JSON lines, as GitHub annotations.
