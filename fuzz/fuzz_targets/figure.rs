//! Any text as a figure: refused, or a picture that neither runs, loads nor leads anywhere.
#![no_main]

#[path = "../book/mod.rs"]
#[allow(dead_code, reason = "no book is needed")]
mod book;

use answerbook::render::figure::{dimensions, inline};
use libfuzzer_sys::fuzz_target;

const HEAD: &str =
    "<!doctype html><html><head><meta http-equiv=\"Content-Security-Policy\"></head><body><main>";

fuzz_target!(|input: &[u8]| {
    let text = String::from_utf8_lossy(input);
    let _ = dimensions(&text);
    match inline(&text, "figure-1-", "A \"picture\" <of> & things") {
        Ok(inlined) => {
            let page = format!("{HEAD}{}</main></body></html>", inlined.svg);
            book::html::check("figure", page.as_bytes());
            assert!(
                !inlined.svg.contains("<a") || !inlined.svg.contains("href=\"http"),
                "{}",
                inlined.svg
            );
        }
        Err(problems) => {
            assert!(!problems.is_empty());
            for problem in problems {
                assert!(text.get(problem.span.clone()).is_some(), "{problem:?}");
            }
        }
    }
});
