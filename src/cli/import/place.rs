//! Files of an import and what is in their place already.

use std::io;
use std::path::Path;

use super::unwritable;
use crate::cli::book_file;
use crate::import::files::File;
use crate::import::report::Files;

/// Puts files into the book's folder, or says what would become of them.
pub(super) struct Places<'r> {
    root: &'r Path,
    force: bool,
    dry_run: bool,
    /// What became of the files so far.
    pub(super) files: Files,
}

impl<'r> Places<'r> {
    pub(super) fn new(root: &'r Path, force: bool, dry_run: bool) -> Self {
        Self {
            root,
            force,
            dry_run,
            files: Files::default(),
        }
    }

    /// Writes a file that is not there; one that is there is changed only by force.
    pub(super) fn put(&mut self, file: &File) -> io::Result<()> {
        let (path, text) = (&file.path, file.text.as_bytes());
        let failed = |error| unwritable(path, &error);
        match book_file::read(self.root, path).map_err(failed)? {
            Some(there) if there == text => {
                self.files.unchanged += 1;
                return Ok(());
            }
            Some(_) if !self.force => {
                self.files.kept.push(path.clone());
                return Ok(());
            }
            Some(_) => self.files.replaced.push(path.clone()),
            None => self.files.written.push(path.clone()),
        }
        if !self.dry_run {
            book_file::replace(self.root, path, text).map_err(failed)?;
        }
        Ok(())
    }
}
