//! The search of answerbook: the index that its builder makes, and the engine that browsers run.
//!
//! Both sides live in this crate, so that they cannot drift: what a text is found by ([`analysis`], [`stem`],
//! [`tokens`]), how the index is stored ([`blob`], which is the specification of the format), and how it is
//! searched ([`engine`], [`query`], [`rank`]). With the feature `build`, natively, it makes indexes
//! (`index`, `library`). All else compiles for `wasm32-unknown-unknown`: no file, clock, thread or locale is asked.
//! What the browser needs does without the standard library too (no feature `std`), because its panics bring text and
//! formatting that are an eighth of the engine.

#![cfg_attr(not(any(feature = "std", test)), no_std)]

extern crate alloc;

pub mod analysis;
pub mod blob;
pub mod bm25;
pub mod engine;
#[cfg(feature = "build")]
pub mod index;
pub mod inflection;
pub mod json;
#[cfg(feature = "build")]
pub mod keeper;
pub mod letters;
#[cfg(feature = "build")]
pub mod library;
mod lowercase;
#[cfg(feature = "std")]
pub mod phrases;
pub mod query;
pub mod rank;
pub mod stem;
pub mod tokens;

pub use analysis::{Word, normalise, words};
#[cfg(feature = "std")]
pub use phrases::{Match, Phrases};
pub use stem::Stemmer;
