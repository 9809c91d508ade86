//! Files of an import and what is in their place already.

use std::fs;
use std::io;
use std::path::Path;

use super::unwritable;
use crate::cli::init::write_new;
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
        let place = self.root.join(&file.path);
        let path = file.path.clone();
        match fs::read(&place) {
            Ok(there) if there == file.text.as_bytes() => self.files.unchanged += 1,
            Ok(_) if !self.force => self.files.kept.push(path),
            Ok(_) => {
                if !self.dry_run {
                    fs::write(&place, &file.text).map_err(|error| unwritable(&path, &error))?;
                }
                self.files.replaced.push(path);
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if !self.dry_run {
                    write_new(&place, file.text.as_bytes())
                        .map_err(|error| unwritable(&path, &error))?;
                }
                self.files.written.push(path);
            }
            Err(error) => return Err(unwritable(&path, &error)),
        }
        Ok(())
    }
}
