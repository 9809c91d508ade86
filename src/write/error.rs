//! What can go wrong when a plan is carried out, in words for the person who started the build.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Severity};

/// A path of a plan that cannot be a file of the output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPath {
    /// The path as the plan has it.
    pub path: String,
    /// What is wrong with it, to be read after the path: ``has an empty segment``.
    pub problem: String,
}

impl fmt::Display for BadPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the output path `{}` {}", self.path, self.problem)
    }
}

/// Why a plan was not carried out. Problems in the book are not here: they are diagnostics.
#[derive(Debug)]
pub enum WriteError {
    /// Paths of the plan that are unsafe, illegal on some system, or in each other's way: all of them.
    Paths(Vec<BadPath>),
    /// Another process is writing to the same output folder.
    Locked {
        /// The output folder.
        output: PathBuf,
    },
    /// The output folder is neither empty nor made by answerbook.
    NotOurs {
        /// The output folder.
        output: PathBuf,
        /// The first of the files found there, by name.
        found: String,
    },
    /// The output folder cannot be one.
    BadOutput {
        /// The output folder as it was given.
        output: PathBuf,
        /// What is wrong with it, to be read after the path: `is a file`.
        problem: &'static str,
        /// What to do about it.
        hint: &'static str,
    },
    /// The operating system refused something.
    Io {
        /// What was tried, to be read after "cannot": `write`.
        doing: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl WriteError {
    /// For `map_err`: what was tried, and on what.
    pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Io {
            doing,
            path,
            source,
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Paths(_) => Some("rename the pages or files that these paths come from"),
            Self::Locked { .. } => Some("wait until that build is done, or end it"),
            Self::NotOurs { .. } => {
                Some("choose another output folder, or empty this one: a build replaces all of it")
            }
            Self::BadOutput { hint, .. } => Some(hint),
            Self::Io { source, .. } => io_hint(source.kind()),
        }
    }

    /// The same as diagnostics about no file, so that it is printed as all other problems are.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let messages = match self {
            Self::Paths(paths) => paths.iter().map(ToString::to_string).collect(),
            _ => vec![self.to_string()],
        };
        let hinted = |message| {
            let diagnostic = Diagnostic::new(Severity::Error, None, None, message);
            match self.hint() {
                Some(hint) => diagnostic.hint(hint),
                None => diagnostic,
            }
        };
        messages.into_iter().map(hinted).collect()
    }
}

/// Advice for what the operating system says.
fn io_hint(kind: io::ErrorKind) -> Option<&'static str> {
    use io::ErrorKind as Kind;
    Some(match kind {
        Kind::StorageFull => "the disk is full: free some space and build again",
        Kind::QuotaExceeded => "your disk quota is used up: free some space and build again",
        Kind::PermissionDenied if cfg!(windows) => {
            "close the programs that have files of the output folder open, and check who may write there"
        }
        Kind::PermissionDenied => {
            "check who owns the output folder, its files and the folder it is in"
        }
        Kind::ReadOnlyFilesystem => {
            "the file system is read-only: choose an output folder elsewhere"
        }
        Kind::ResourceBusy | Kind::CrossesDevices => {
            "the output folder cannot be moved where it is: choose another one"
        }
        Kind::InvalidFilename => "the path is too long or illegal here: choose a shorter one",
        Kind::NotADirectory | Kind::AlreadyExists | Kind::IsADirectory => {
            "something else has that name: move it away"
        }
        _ => return None,
    })
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Paths(paths) => {
                for (i, path) in paths.iter().enumerate() {
                    let line_break = if i == 0 { "" } else { "\n" };
                    write!(f, "{line_break}{path}")?;
                }
                Ok(())
            }
            Self::Locked { output } => {
                write!(f, "another build is writing to `{}`", output.display())
            }
            Self::NotOurs { output, found } => write!(
                f,
                "the output folder `{}` holds files that answerbook did not make, `{found}` among them",
                output.display()
            ),
            Self::BadOutput {
                output, problem, ..
            } => {
                write!(f, "the output folder `{}` {problem}", output.display())
            }
            Self::Io {
                doing,
                path,
                source,
            } => write!(f, "cannot {doing} `{}`: {source}", path.display()),
        }
    }
}

impl Error for WriteError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn bad_paths_become_one_diagnostic_each() {
        let bad = |path: &str| BadPath {
            path: path.into(),
            problem: "has an empty segment".into(),
        };
        let diagnostics = WriteError::Paths(vec![bad("a//b"), bad("/c")]).diagnostics();
        let messages: Vec<_> = diagnostics.iter().map(|d| d.message.as_str()).collect();
        assert_eq!(
            messages,
            [
                "the output path `a//b` has an empty segment",
                "the output path `/c` has an empty segment"
            ]
        );
        assert!(diagnostics.iter().all(|d| d.hint.is_some()));
    }

    #[test]
    fn a_full_disk_is_named_with_the_path_and_advice() {
        let full = io::Error::from(io::ErrorKind::StorageFull);
        let error = WriteError::io("write", Path::new("site/a.html"))(full);
        assert!(error.to_string().starts_with("cannot write `site/a.html`"));
        assert!(error.hint().unwrap().contains("disk is full"));
        assert!(error.source().is_some());
    }
}
