//! Text analysis shared by the answerbook builder and the browser.
//!
//! In comes plain text, out come its words as both sides of the search compare them, and the glossary's
//! phrases that stand in it. Everything here is a pure function of its arguments and compiles for
//! `wasm32-unknown-unknown`: no file, clock, thread or locale is asked.

pub mod analysis;
pub mod inflection;
pub mod phrases;

pub use analysis::{Word, normalise, words};
pub use phrases::{Match, Phrases};
