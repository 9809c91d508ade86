//! Info strings, included files and their regions: whatever they say, no path leads out of the content folder.
//!
//! The input is an info string or an address, then a NUL and the text of the file that is included.
#![no_main]

#[path = "../book/mod.rs"]
mod book;

use answerbook::parse::address::{Address, address, resolve};
use answerbook::parse::fence::{parse, region, whole};
use book::File::{Asset, Markdown};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let text = String::from_utf8_lossy(input);
    let (line, file) = text.split_once('\0').unwrap_or((&text, ""));
    stays_inside(line);
    if let Address::Local { path, .. } = address(line) {
        stays_inside(&path);
    }
    let (fence, problems) = parse(line);
    for problem in &problems {
        assert!(line.get(problem.span.clone()).is_some(), "{problem:?}");
    }
    let _ = whole(file);
    if let Some(include) = &fence.include {
        stays_inside(&include.path);
        if let Some(name) = &include.region {
            let _ = region(file, name);
        }
    }
    let line = line.replace(['\n', '\r'], " ");
    let question = format!(
        "+++\ntitle = \"A question\"\n+++\n\nText.\n\n```{line}\n```\n\n```py include=\"file.py\" region=\"{line}\"\n```\n\n[a]({line}) ![b](<{line}>) [[{line}]]\n"
    );
    book::draw(&[
        Markdown("topic/question.md", &question),
        Asset("topic/file.py", file.as_bytes()),
    ]);
});

/// From a folder two deep.
fn stays_inside(path: &str) {
    if let Some(path) = resolve("a/b", path) {
        let bad = |part: &str| matches!(part, "." | "..") || part.contains(['\\', ':', '\0']);
        assert!(
            !path.starts_with('/') && !path.split('/').any(bad),
            "{path:?}"
        );
    }
}
