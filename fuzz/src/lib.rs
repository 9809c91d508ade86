//! What the fuzz targets share: the files of a small book's index, and searches over them.
//!
//! The files are seeds too. A test of `crates/search` writes them with the native builder and holds them true, so
//! that it is neither compiled nor traced here.

use std::alloc::System;
use std::fs;
use std::panic;
use std::path::Path;

use answerbook_search::blob::Name;
use cap::Cap;

#[path = "../../crates/search/tests/session/mod.rs"]
pub mod session;

pub use session::{Files, requests};

/// The memory that a target may have at a time, in bytes: thousands of times that of its longest input. A larger
/// piece is refused, which ends the run. libFuzzer's own memory is not counted.
const MEMORY: usize = 16 << 20;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, MEMORY);

/// The languages of the book, the default one first.
pub const LANGUAGES: [&str; 3] = ["en", "uk", "ru"];

/// The index of the book; from now on a panic is told whatever memory that takes.
///
/// # Panics
/// If the seeds are not there.
pub fn index() -> Files {
    let tell = panic::take_hook();
    panic::set_hook(Box::new(move |what| {
        // To name the functions on the stack takes more than a target may have; refused, it would wait for ever.
        let _ = ALLOCATOR.set_limit(usize::MAX);
        tell(what);
    }));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds/blob_files");
    let mut files = Files {
        languages: LANGUAGES.map(str::to_owned).to_vec(),
        ..Files::default()
    };
    for language in LANGUAGES {
        let path = folder.join(format!("{language}.idx"));
        files.manifests.push(fs::read(path).expect("a manifest"));
    }
    for entry in fs::read_dir(&folder).expect("the folder of seeds") {
        let path = entry.expect("a seed").path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        if let Ok(name) = u64::from_str_radix(&name, 16) {
            files
                .files
                .insert(Name(name), fs::read(&path).expect("a file"));
        }
    }
    files
}

/// A text of requests with what follows it behind a NUL, if there is one.
pub fn text_and_rest(input: &[u8]) -> (String, &[u8]) {
    let end = input.iter().position(|byte| *byte == 0);
    let (text, rest) = input.split_at(end.unwrap_or(input.len()));
    let text = String::from_utf8_lossy(text).into_owned();
    (text, rest.get(1..).unwrap_or_default())
}
