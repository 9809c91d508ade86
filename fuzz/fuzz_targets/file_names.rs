//! Any names of files: a book without errors has a plan whose paths stay in the output.
//!
//! The input is a list of paths in the content folder, one a line, as a folder on the disk could have them.
#![no_main]

#[path = "../book/mod.rs"]
mod book;

use book::File::{Asset, Markdown};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let text = String::from_utf8_lossy(input);
    // What a walk over a folder can find.
    let can_be = |path: &&str| {
        path.split('/')
            .all(|name| !name.starts_with('.') && !name.is_empty() && !name.contains('\0'))
    };
    let paths: Vec<&str> = text.split('\n').filter(can_be).take(12).collect();
    let files: Vec<_> = paths
        .iter()
        .map(|path| match path.ends_with(".md") {
            true => Markdown(
                path,
                "+++\ntitle = \"A title\"\n+++\n\nText with [a link](question.md).\n",
            ),
            false => Asset(path, b"bytes"),
        })
        .collect();
    book::draw(&files);
});
