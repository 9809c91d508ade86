//! Any text as a data file: glossary, planned questions, a track, the record of translations.
//!
//! The first byte says which.
#![no_main]

#[path = "../book/mod.rs"]
mod book;

use book::File::{Glossary, Markdown, Planned, Track, Translations};
use libfuzzer_sys::fuzz_target;

const QUESTION: &str = "+++\ntitle = \"A question\"\nprerequisites = [\"other\"]\n+++\n\nThe gradient of entropy, an image and a step.\n";

fuzz_target!(|input: &[u8]| {
    let Some((kind, text)) = input.split_first() else {
        return;
    };
    let text = String::from_utf8_lossy(text);
    let file = match kind % 4 {
        0 => Glossary(&text),
        1 => Planned(&text),
        2 => Track(&text),
        _ => Translations(&text),
    };
    book::draw(&[Markdown("topic/question.md", QUESTION), file]);
});
