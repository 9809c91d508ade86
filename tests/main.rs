//! All tests that look at answerbook from outside, in one binary: one link instead of many.
//! How to add a case stands in `tests/README.md`.
#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a test that cannot go on fails"
)]

mod action;
mod book;
mod books;
mod cache;
mod catalogue;
mod cli;
mod conformance;
mod contrast;
mod decks;
mod differential;
mod errors;
mod fragment;
#[cfg(unix)]
mod hostile;
mod import;
mod init;
#[cfg(any(target_os = "linux", target_os = "macos"))]
mod kill;
mod lint;
mod manual;
mod math;
mod new;
mod notices;
mod package;
#[path = "../crates/search/tests/peer/mod.rs"]
mod peer;
mod related;
mod release;
mod relevance;
mod schema;
mod serve;
mod spec;
#[cfg(unix)]
mod test_command;
mod tidy;
mod translate;
mod warm;
mod web;
mod workflows;
