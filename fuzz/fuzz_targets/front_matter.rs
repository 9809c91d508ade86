//! Any text as a Markdown file: front matter and what follows it, as a question, a topic and an ordinary page.
#![no_main]

#[path = "../book/mod.rs"]
mod book;

use book::File::Markdown;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let text = String::from_utf8_lossy(input);
    book::draw(&[Markdown("topic/question.md", &text)]);
    book::draw(&[
        Markdown("index.md", &text),
        Markdown("another/index.md", &text),
        Markdown("question.uk.md", &text),
    ]);
});
