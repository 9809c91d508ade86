//! `cargo xtask bank PATH [--content DIR]`: the question bank becomes the book's data files.
//!
//! In: the bank in the folder PATH (`topics.toml`, `glossary.jsonl`, `questions.jsonl`,
//! `tracks/*.toml`) and what the content folder DIR (`content` of the current folder unless told)
//! already holds. Out, in DIR:
//!
//! - `<topic>/index.md`, `.uk.md`, `.ru.md`: the front matter of every topic;
//! - `glossary.toml`: the terms;
//! - `planned.toml`: the questions that no file of DIR answers yet, so it shrinks as they are written;
//! - `tracks/<track>.toml`: the ordered paths through the questions.
//!
//! The command can be run again at any time: the same input gives the same bytes, and a file that
//! would not change is not touched. It overwrites only what comes from the bank: the bodies of topic
//! pages, the keys and comments that authors added to front matter and terms, and the terms that
//! authors added stay. It never deletes a file. It checks what it converts and writes nothing if
//! anything is wrong; the rest of the bank (facts, follow-ups, options) is not its business.

mod bank_files;
mod check;
mod content;
mod convert;
mod fields;
mod glossary;
mod layout;
mod topic_page;
mod tree;

use std::ffi::OsString;
use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The book's languages, the default one first. The order is that of every [`Names`].
const LANGUAGES: [&str; 3] = ["en", "uk", "ru"];

/// A text in each of [`LANGUAGES`].
type Names = [String; LANGUAGES.len()];

/// Something wrong in a file that is read.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Problem {
    /// The file, as a path that the reader of the message can open.
    file: String,
    /// The line, from 1; `None` if the problem is the file as a whole.
    line: Option<usize>,
    /// What is wrong: lower case, no full stop, names in backticks.
    message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

/// Runs the command and prints what it wrote to stdout, or every problem to stderr.
///
/// The exit code is 0, or 1 if there was a problem, or 2 if the arguments are wrong.
pub(crate) fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let (bank, content) = match folders(arguments) {
        Ok(found) => found,
        Err(message) => {
            print(
                std::io::stderr(),
                &format!("error: {message}\nusage: cargo xtask bank PATH [--content DIR]\n"),
            );
            return ExitCode::from(2);
        }
    };
    match convert(&bank, &content) {
        Ok(report) => {
            print(std::io::stdout(), &report);
            ExitCode::SUCCESS
        }
        Err(problems) => {
            let mut text: String = problems.iter().map(|p| format!("error: {p}\n")).collect();
            text.push_str(&format!("problems: {}\n", problems.len()));
            print(std::io::stderr(), &text);
            ExitCode::FAILURE
        }
    }
}

/// Writes to a standard stream. That the other end is closed is no reason to fail.
fn print(mut stream: impl Write, text: &str) {
    let _ = stream.write_all(text.as_bytes());
}

/// The folders of the bank and of the content that the arguments name.
fn folders(mut arguments: impl Iterator<Item = OsString>) -> Result<(PathBuf, PathBuf), String> {
    let (mut bank, mut content) = (None, None);
    while let Some(argument) = arguments.next() {
        let slot = if argument == "--content" {
            let folder = arguments.next().ok_or("`--content` needs a folder")?;
            content
                .replace(PathBuf::from(folder))
                .map(|_| "`--content` is given twice")
        } else if argument.to_string_lossy().starts_with('-') {
            return Err(format!("unknown option `{}`", argument.display()));
        } else {
            bank.replace(PathBuf::from(argument))
                .map(|_| "more than one folder is given")
        };
        if let Some(repeated) = slot {
            return Err(repeated.into());
        }
    }
    let bank = bank.ok_or("the folder of the bank is missing")?;
    Ok((bank, content.unwrap_or_else(|| PathBuf::from("content"))))
}

/// The whole conversion: read both folders, check, convert, write; returns the report.
///
/// # Errors
///
/// Every problem that was found, sorted by file and line. Nothing was written then, unless writing
/// itself failed.
fn convert(bank_folder: &Path, content_folder: &Path) -> Result<String, Vec<Problem>> {
    let mut problems = Vec::new();
    let bank = bank_files::read(bank_folder, &mut problems);
    check::check(&bank, &mut problems);
    let content = content::read(content_folder, &convert::paths(&bank), &mut problems);
    let converted = convert::convert(&bank, &content, &mut problems);
    if !problems.is_empty() {
        problems.sort();
        problems.dedup();
        return Err(problems);
    }
    let mut report = content
        .write(&converted.files)
        .map_err(|problem| vec![problem])?;
    for note in &converted.notes {
        report.push_str(&format!("note: {note}\n"));
    }
    report.push_str(&converted.summary);
    Ok(report)
}

#[cfg(test)]
mod tests;
