//! Books that somebody made to do harm, and machines on which nothing works: a bounded end and a clear word.
//!
//! The program runs as a process with so much memory and so much time of the processor and no more, so that what is
//! read here holds on a loaded machine too. What each file tries stands at its head.

#![allow(
    clippy::print_stderr,
    reason = "what is skipped is told, and which of many inputs was the last"
)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::cli::program;

mod commands;
mod decks;
mod faults;
mod files;
mod links;
mod markdown;
mod names;
mod serving;
mod settings;

/// The memory of a process in KiB, with all that the system only sets aside for it.
const MEMORY: &str = "3145728";

/// The time of the processor in seconds, of a program that is not optimized.
const TIME: &str = "60";

/// What begins the files of questions.
const HEAD: &str = "+++\ntitle = \"Q\"\n+++\n\n";

/// A book with a topic and these files, paths from its root.
fn book<T: AsRef<[u8]>>(files: &[(&str, T)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    let settings = "[book]\ntitle = \"B\"\n[site]\nbase_url = \"https://example.org\"\n";
    write(folder.path(), "book.toml", settings);
    write(
        folder.path(),
        "content/t/index.md",
        "+++\ntitle = \"T\"\n+++\n",
    );
    for (file, bytes) in files {
        write(folder.path(), file, bytes);
    }
    folder
}

/// A book with one question.
fn question(body: &str) -> TempDir {
    book(&[("content/t/q.md", format!("{HEAD}{body}"))])
}

fn write(folder: &Path, file: &str, bytes: impl AsRef<[u8]>) {
    let place = folder.join(file);
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    fs::write(place, bytes).unwrap();
}

/// The program under limits, which a shell sets.
fn limited(limits: &str, arguments: &[&str], folder: &Path) -> Command {
    let own = program();
    let mut shell = Command::new("sh");
    shell
        .args(["-c", &format!("{limits} exec \"$0\" \"$@\"")])
        .arg(own.get_program())
        .args(arguments)
        .current_dir(folder)
        .env("RAYON_NUM_THREADS", "2")
        .env("MALLOC_ARENA_MAX", "2");
    for (name, value) in own.get_envs() {
        shell.env(name, value.unwrap_or_default());
    }
    shell
}

/// Runs the program with the memory and the time that a hostile book may take, to its own end.
fn run(arguments: &[&str], folder: &Path) -> Output {
    // Memory can be bounded this way on Linux only.
    let limits = match cfg!(target_os = "linux") {
        true => format!("ulimit -v {MEMORY}; ulimit -t {TIME};"),
        false => format!("ulimit -t {TIME};"),
    };
    let output = limited(&limits, arguments, folder).output().unwrap();
    let said = said(&output);
    let start = &said[..said.floor_char_boundary(2000)];
    let code = output.status.code();
    assert!(matches!(code, Some(0..=3)), "{:?} {start}", output.status);
    assert!(!said.contains("panicked"), "{start}");
    output
}

/// What was said, in the order of the streams.
fn said(output: &Output) -> String {
    let mut said = String::from_utf8_lossy(&output.stdout).into_owned();
    said.push_str(&String::from_utf8_lossy(&output.stderr));
    said
}

/// Checks a book; what was said.
fn check(folder: &Path) -> String {
    said(&run(&["check"], folder))
}

/// Whether a text stands in a file below a folder.
fn holds(folder: &Path, text: &str) -> bool {
    walkdir::WalkDir::new(folder).into_iter().any(|entry| {
        let entry = entry.unwrap();
        let is_file = entry.file_type().is_file();
        is_file && String::from_utf8_lossy(&fs::read(entry.path()).unwrap()).contains(text)
    })
}
