//! The sources of an import: read from the disk, with the problems that they have.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::super::{Common, WRONG_ARGUMENTS, output};
use super::name;
use crate::diagnostic::{Diagnostic, Severity};
use crate::import::StreamError;
use crate::import::detect::detect as detect_form;
use crate::import::document::{Note, NoteKind};

/// The largest text that is read as a whole. Tables, exports and decks are read in a stream and have no limit.
const TEXT_BYTES: u64 = 64 << 20;
/// How much of a file tells its form.
const HEAD_BYTES: usize = 1 << 20;

/// Why a source was not imported.
pub(super) enum Problem {
    /// It is not there, or not text.
    Arguments(Diagnostic),
    /// It departs from its form.
    Source {
        text: String,
        diagnostics: Vec<Diagnostic>,
    },
    /// A file could not be written.
    Unwritable(io::Error),
}

impl Problem {
    /// A source that cannot be opened or read.
    pub(super) fn unreadable(file: &Path, error: &io::Error) -> Self {
        let message = format!("`{}` cannot be read: {error}", file.display());
        Self::Arguments(Diagnostic::new(Severity::Error, None, None, message))
    }

    /// What a reader of a stream ran into.
    pub(super) fn stream(file: &Path, error: StreamError) -> Self {
        match error {
            StreamError::Write(error) => Self::Unwritable(error),
            StreamError::Read(message, hint) => {
                let mut problem =
                    Diagnostic::new(Severity::Error, Some(&name(file)), None, message);
                problem.hint = hint;
                Self::Source {
                    text: String::new(),
                    diagnostics: vec![problem],
                }
            }
        }
    }
}

/// The text of a source.
pub(super) fn read_text(file: &Path) -> Result<String, Problem> {
    let unreadable = |error: io::Error| Problem::unreadable(file, &error);
    // No question of its length: a pipe has none.
    let mut bytes = Vec::new();
    let text = fs::File::open(file).map_err(unreadable)?;
    let mut text = text.take(TEXT_BYTES + 1);
    text.read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > TEXT_BYTES {
        let message = format!(
            "`{}` is larger than {}",
            file.display(),
            output::bytes(TEXT_BYTES)
        );
        let problem = Diagnostic::new(Severity::Error, None, None, message);
        return Err(Problem::Arguments(problem.hint("divide it")));
    }
    String::from_utf8(bytes).map_err(|_| {
        let message = format!("`{}` is not text in UTF-8", file.display());
        let problem = Diagnostic::new(Severity::Error, None, None, message);
        Problem::Arguments(problem.hint("save it as UTF-8"))
    })
}

/// The lines that depart from a form, as problems of the source.
pub(super) fn departures(file: &Path, text: String, notes: &[Note]) -> Problem {
    let file = name(file);
    let mut ends = 0;
    let starts: Vec<_> = text
        .split_inclusive('\n')
        .map(|line| {
            let start = ends;
            ends += line.len();
            start..start + line.trim_end().len()
        })
        .collect();
    let errors = notes.iter().filter(|note| note.kind == NoteKind::Error);
    let diagnostics = errors.map(|note| {
        let span = starts.get(note.line.saturating_sub(1)).cloned();
        let problem = Diagnostic::new(Severity::Error, Some(&file), span, note.message.clone());
        problem.hint("nothing of this source was imported: put the line right")
    });
    let diagnostics = diagnostics.collect();
    Problem::Source { text, diagnostics }
}

/// Says which form each file has, and why.
pub(in crate::cli) fn detect(common: &Common, files: &[PathBuf]) -> u8 {
    let mut code = 0;
    for file in files {
        match head(file) {
            Ok(head) => match detect_form(&head) {
                Some((form, why)) => {
                    output::result(&format!("{}: {}: {why}\n", file.display(), form.name()))
                }
                None => {
                    let message = format!("`{}` has none of the shapes", file.display());
                    output::complain(common, &message);
                    code = WRONG_ARGUMENTS;
                }
            },
            Err(error) => {
                output::complain(
                    common,
                    &format!("`{}` cannot be read: {error}", file.display()),
                );
                code = WRONG_ARGUMENTS;
            }
        }
    }
    code
}

/// The first bytes of a file.
fn head(file: &Path) -> io::Result<Vec<u8>> {
    use io::Read;
    let mut bytes = Vec::new();
    fs::File::open(file)?
        .take(HEAD_BYTES as u64)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}
