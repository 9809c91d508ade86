//! What a folder holds: names and numbers of files, nothing of what is in them.
//!
//! In: a folder of a site. Out: a [`Listing`]. Reads folders only; a symbolic link is a thing of its own and is not
//! followed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::error::WriteError;
use super::site::{MARKER, is_left_alone};

/// What a folder holds, without the marker and what builds leave alone.
#[derive(Default)]
pub(super) struct Listing {
    /// The plain files, sorted.
    pub(super) files: Vec<Entry>,
    /// The folders, sorted: each comes before what is in it.
    pub(super) dirs: Vec<String>,
    /// What no build makes: symbolic links, pipes, names not in UTF-8.
    pub(super) strange: Vec<PathBuf>,
}

/// A plain file in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its path in the folder.
    pub(super) path: String,
    /// What names it on its file system, whatever its path: two names of one file share it. 0 where folders do not
    /// tell.
    pub(super) inode: u64,
}

impl Listing {
    /// Lists a folder; nothing, if it is missing.
    pub(super) fn read(root: &Path) -> Result<Self, WriteError> {
        if !root.is_dir() {
            return Ok(Self::default());
        }
        let listing = Self::of_folder(root, "");
        let mut listing = listing.map_err(WriteError::io("list the folder", root))?;
        listing.files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        listing.dirs.sort_unstable();
        Ok(listing)
    }

    /// Lists a folder of the root and those below it, at once where there are several.
    fn of_folder(root: &Path, folder: &str) -> io::Result<Self> {
        let mut listing = Self::default();
        for entry in fs::read_dir(root.join(folder))? {
            let entry = entry?;
            let (name, kind) = (entry.file_name(), entry.file_type()?);
            if folder.is_empty() && is_left_alone(&name.to_string_lossy()) {
                continue;
            }
            let path = name.to_str().map(|name| match folder {
                "" => name.to_owned(),
                _ => format!("{folder}/{name}"),
            });
            match path {
                Some(path) if path == MARKER && kind.is_file() => {}
                Some(path) if kind.is_file() => listing.files.push(Entry {
                    path,
                    inode: inode(&entry),
                }),
                Some(path) if kind.is_dir() => listing.dirs.push(path),
                _ => listing.strange.push(entry.path()),
            }
        }
        let below = listing
            .dirs
            .par_iter()
            .map(|dir| Self::of_folder(root, dir));
        for below in below.collect::<Vec<_>>() {
            let below = below?;
            listing.files.extend(below.files);
            listing.dirs.extend(below.dirs);
            listing.strange.extend(below.strange);
        }
        Ok(listing)
    }

    /// The file of this path, if it is a plain one. If not, it is missing, or a symbolic link, which is not to be
    /// followed.
    pub(super) fn file(&self, path: &str) -> Option<&Entry> {
        let place = self.files.binary_search_by(|file| (*file.path).cmp(path));
        place.ok().map(|place| &self.files[place])
    }
}

/// The number comes with the name: nothing is asked of the file itself.
#[cfg(unix)]
fn inode(entry: &fs::DirEntry) -> u64 {
    use std::os::unix::fs::DirEntryExt;
    entry.ino()
}

#[cfg(not(unix))]
fn inode(_: &fs::DirEntry) -> u64 {
    0
}
