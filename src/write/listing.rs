//! What a folder holds: names and numbers of files, nothing of what is in them.
//!
//! In: a folder of a site. Out: a [`Listing`]. Reads folders only; a symbolic link is a thing of its own and is not
//! followed.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

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
        let mut listing = Self::default();
        if !root.is_dir() {
            return Ok(listing);
        }
        let walk = WalkDir::new(root).min_depth(1).follow_links(false);
        let entries = walk.into_iter().filter_entry(|entry| {
            entry.depth() > 1 || !is_left_alone(&entry.file_name().to_string_lossy())
        });
        for entry in entries {
            let entry = entry.map_err(|e| WriteError::io("list the folder", root)(e.into()))?;
            let relative = entry.path().strip_prefix(root).ok();
            let kind = entry.file_type();
            match relative.and_then(Path::to_str).map(with_slashes) {
                Some(path) if path == MARKER && kind.is_file() => {}
                Some(path) if kind.is_file() => listing.files.push(Entry {
                    path,
                    inode: inode(&entry),
                }),
                Some(path) if kind.is_dir() => listing.dirs.push(path),
                _ => listing.strange.push(entry.into_path()),
            }
        }
        listing.files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        listing.dirs.sort_unstable();
        Ok(listing)
    }

    /// The file of this path, if it is a plain one. If not, it is missing, or a symbolic link, which is not to be
    /// followed.
    pub(super) fn file(&self, path: &str) -> Option<&Entry> {
        let place = self.files.binary_search_by(|file| (*file.path).cmp(path));
        place.ok().map(|place| &self.files[place])
    }
}

fn with_slashes(path: &str) -> String {
    if cfg!(windows) {
        path.replace('\\', "/")
    } else {
        path.to_owned()
    }
}

/// The number comes with the name: nothing is asked of the file itself.
#[cfg(unix)]
fn inode(entry: &walkdir::DirEntry) -> u64 {
    use walkdir::DirEntryExt;
    entry.ino()
}

#[cfg(not(unix))]
fn inode(_: &walkdir::DirEntry) -> u64 {
    0
}
