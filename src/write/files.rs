//! Making one file of a plan and placing it in the staging folder.
//!
//! In: a file of a plan. Out: its bytes in the staging folder, or the note that the previous site has
//! them already. Knows nothing of other files. A file's bytes are dropped as soon as they are placed.

use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use rayon::prelude::*;

use super::error::WriteError;
use super::paths::Tree;
use super::previous::{self, Previous};
use super::site::Site;
use crate::cache::inventory::{Inventory, Note};
use crate::diagnostic::{Diagnostic, Severity};
use crate::inputs::Inputs;
use crate::plan::{self, Content, Made};

/// A file that is ready to be placed.
pub(super) enum Ready<'p> {
    /// These bytes.
    Bytes(Vec<u8>),
    /// The bytes of a file of the book, which exists and can be read.
    CopyOf(&'p Path, Metadata),
    /// Nothing, because of an error, or because the previous site has it.
    Nothing,
}

/// What became of one file.
#[derive(Default)]
pub(super) struct Outcome {
    /// Its length in bytes.
    pub(super) bytes: u64,
    /// Whether the previous site has the same.
    pub(super) unchanged: bool,
    /// Whether it was not made.
    pub(super) is_kept: bool,
    /// What is to be known of it by the next build.
    pub(super) note: Option<Note>,
    /// The problems found on the way.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// What became of a file that was to be placed.
#[derive(Default)]
pub(super) struct Placed {
    /// Whether the previous site has the same.
    pub(super) unchanged: bool,
    /// When it was written, if that is known.
    pub(super) modified: Option<SystemTime>,
}

impl Placed {
    fn unchanged(modified: Option<SystemTime>) -> Self {
        Self {
            unchanged: true,
            modified,
        }
    }
}

/// Makes one file, but places it nowhere.
pub(super) fn make<'p>(file: &'p plan::File<'_>) -> (Ready<'p>, Outcome) {
    let mut outcome = Outcome::default();
    let ready = match &file.content {
        Content::Made(make) => {
            let Made { bytes, diagnostics } = make();
            outcome.bytes = bytes.len() as u64;
            outcome.diagnostics = diagnostics;
            Ready::Bytes(bytes)
        }
        Content::Copied(source) => match readable(source) {
            Ok(metadata) => {
                outcome.bytes = metadata.len();
                Ready::CopyOf(source, metadata)
            }
            Err(e) => {
                let message = format!("cannot read `{}`: {e}", source.display());
                let error = Diagnostic::new(Severity::Error, None, None, message);
                outcome.diagnostics.push(error);
                Ready::Nothing
            }
        },
        Content::Kept => Ready::Nothing,
    };
    (ready, outcome)
}

/// Opens a file to see that it can be read. Only a plain one: opening a pipe would wait forever.
fn readable(path: &Path) -> io::Result<Metadata> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("not a file"));
    }
    File::open(path)?.metadata()
}

/// Where files are placed.
pub(super) struct Target<'a> {
    previous: &'a Previous<'a>,
    /// What is known of the previous site.
    earlier: Option<&'a Inventory>,
    staging: &'a Path,
    /// The output folder, which errors name instead of the staging folder.
    output: &'a Path,
}

impl<'a> Target<'a> {
    /// A staging folder for a site, and the site's previous state.
    pub(super) fn new(
        site: &'a Site,
        previous: &'a Previous<'a>,
        earlier: Option<&'a Inventory>,
        staging: &'a Path,
    ) -> Self {
        Self {
            previous,
            earlier,
            staging,
            output: &site.dir,
        }
    }

    /// What to say if a file cannot be placed.
    pub(super) fn error(&self, path: &str, error: io::Error) -> WriteError {
        WriteError::io("keep", &self.output.join(path))(error)
    }

    /// Makes the folders that are not there yet.
    pub(super) fn make_dirs(&self, tree: &Tree<'_>) -> Result<(), WriteError> {
        for level in tree.dirs_by_depth() {
            level.par_iter().try_for_each(|dir| {
                match fs::create_dir(self.staging.join(dir)) {
                    Err(e) if e.kind() != io::ErrorKind::AlreadyExists => Err(e),
                    _ => Ok(()),
                }
                .map_err(WriteError::io("make the folder", &self.output.join(dir)))
            })?;
        }
        Ok(())
    }

    /// What is known of a file, if it is still as it was and made from these inputs.
    pub(super) fn known(&self, path: &str, inputs: &Inputs) -> Option<Note> {
        let note = self.earlier?.files.get(path)?;
        (note.inputs == *inputs && self.previous.is_as_noted(path, note)).then_some(*note)
    }

    /// Places a file unless the previous site has the same.
    pub(super) fn place(&self, path: &str, ready: &Ready<'_>) -> Result<Placed, WriteError> {
        match ready {
            Ready::Bytes(bytes) => match self.previous.with_bytes(path, bytes) {
                Some(metadata) => Ok(Placed::unchanged(metadata.modified().ok())),
                None => self.write(path, bytes),
            },
            Ready::CopyOf(source, metadata) => {
                let unchanged = self.previous.has_copy(path, source, metadata);
                if !unchanged {
                    self.with_dir(path, |to| previous::copy(source, to))?;
                }
                Ok(Placed {
                    unchanged,
                    modified: None,
                })
            }
            Ready::Nothing => Ok(Placed::default()),
        }
    }

    /// Writes a new file.
    pub(super) fn write(&self, path: &str, bytes: &[u8]) -> Result<Placed, WriteError> {
        let modified = self.with_dir(path, |to| {
            let mut file = File::create_new(to)?;
            file.write_all(bytes)?;
            file.metadata()?.modified()
        })?;
        Ok(Placed {
            unchanged: false,
            modified: Some(modified),
        })
    }

    /// Does something that makes a file; if there is no folder for it yet, makes that and does it again. A file
    /// that is there is the previous site's under another name: the name is removed and the file left alone.
    fn with_dir<T>(
        &self,
        path: &str,
        make: impl Fn(&Path) -> io::Result<T>,
    ) -> Result<T, WriteError> {
        let to: PathBuf = self.staging.join(path);
        make(&to)
            .or_else(|e| match (e.kind(), to.parent()) {
                (io::ErrorKind::NotFound, Some(dir)) => {
                    fs::create_dir_all(dir)?;
                    make(&to)
                }
                (io::ErrorKind::AlreadyExists, _) => {
                    fs::remove_file(&to)?;
                    make(&to)
                }
                _ => Err(e),
            })
            .map_err(WriteError::io("write", &self.output.join(path)))
    }
}

/// Counts files for whoever wants to see progress.
pub(super) struct Counter<'a> {
    done: AtomicU64,
    progress: &'a (dyn Fn(u64) + Sync),
}

impl<'a> Counter<'a> {
    /// Starts at zero.
    pub(super) fn new(progress: &'a (dyn Fn(u64) + Sync)) -> Self {
        let done = AtomicU64::new(0);
        Self { done, progress }
    }

    /// Counts one file and tells.
    pub(super) fn one_more(&self) {
        (self.progress)(self.done.fetch_add(1, Ordering::Relaxed) + 1);
    }
}
