//! Text analysis shared by the builder and the browser.
