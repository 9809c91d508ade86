//! Any text as the body of a question, in two languages if there is a NUL: the pages hold nothing unsafe.
#![no_main]

#[path = "../book/mod.rs"]
mod book;

use book::File::Markdown;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let text = String::from_utf8_lossy(input);
    let (original, translation) = text.split_once('\0').unwrap_or((&text, ""));
    let file = |title, body| format!("+++\ntitle = \"{title}\"\nlevel = \"senior\"\n+++\n\n{body}");
    let (original, second) = (file("A question", original), file("Питання", translation));
    let files = [
        Markdown("topic/question.md", &original),
        Markdown("topic/question.uk.md", &second),
    ];
    book::draw(&files[..if translation.is_empty() { 1 } else { 2 }]);
});
