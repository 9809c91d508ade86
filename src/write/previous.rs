//! The site that is already there: what it holds, whether a file of it can be used again, and using it.
//!
//! In: the output folder. Out: the names in it, answers, and hard links. A file of the previous site
//! is only ever read and linked, never opened for writing: its other name may be somebody's copy of
//! the site (`cp -al`), and until the exchange it is the site that readers see.

use std::fs::{self, File, FileTimes, Metadata};
use std::io::{self, Read};
use std::path::Path;

use super::error::WriteError;
use super::listing::{Entry, Listing};
use super::site::Site;
use crate::cache::inventory::Note;

/// How many bytes are compared at a time.
const CHUNK: usize = 32 * 1024;

/// The previous site.
pub(super) struct Previous<'s> {
    root: &'s Path,
    listing: Listing,
}

impl<'s> Previous<'s> {
    /// Lists what the output folder holds; nothing, if it is missing.
    pub(super) fn read(site: &'s Site) -> Result<Self, WriteError> {
        let root = site.dir.as_path();
        let listing = Listing::read(root)?;
        Ok(Self { root, listing })
    }

    /// The file of this path, if it is a plain one.
    pub(super) fn file(&self, path: &str) -> Option<&Entry> {
        self.listing.file(path)
    }

    /// Whether the site has exactly these folders.
    pub(super) fn has_dirs<'a>(&self, dirs: impl IntoIterator<Item = &'a str>) -> bool {
        self.listing.dirs.iter().map(String::as_str).eq(dirs)
    }

    /// How many files are not among these, which are sorted.
    pub(super) fn count_missing(&self, files: &[&str]) -> u64 {
        let mut files = files.iter().peekable();
        let mut is_missing = |file: &&Entry| {
            while files
                .next_if(|other| **other < file.path.as_str())
                .is_some()
            {}
            files.next_if(|other| **other == file.path).is_none()
        };
        let missing = self.listing.files.iter().filter(&mut is_missing).count();
        (missing + self.listing.strange.len()) as u64
    }

    /// The file, if it is there with these bytes. A file that cannot be read is not.
    pub(super) fn with_bytes(&self, path: &str, bytes: &[u8]) -> Option<Metadata> {
        let (file, metadata) = self.open(path, bytes.len() as u64)?;
        equal_bytes(file, bytes)
            .unwrap_or(false)
            .then_some(metadata)
    }

    /// Whether the file is there, of the length and the time that were noted.
    pub(super) fn is_as_noted(&self, path: &str, note: &Note) -> bool {
        self.file(path).is_some() && is_as_noted(&self.root.join(path), note)
    }

    /// Whether the file is there as a copy of `source`: of the same length, and of the same time
    /// (copies keep it) or else of the same bytes.
    pub(super) fn has_copy(&self, path: &str, source: &Path, metadata: &Metadata) -> bool {
        let Some((file, ours)) = self.open(path, metadata.len()) else {
            return false;
        };
        let same_time = match (ours.modified(), metadata.modified()) {
            (Ok(ours), Ok(theirs)) => ours == theirs,
            _ => false,
        };
        same_time || File::open(source).is_ok_and(|s| equal_files(file, s).unwrap_or(false))
    }

    /// The file, if it is there and of this length.
    fn open(&self, path: &str, length: u64) -> Option<(File, Metadata)> {
        self.file(path)?;
        let file = File::open(self.root.join(path)).ok()?;
        let metadata = file.metadata().ok()?;
        (metadata.is_file() && metadata.len() == length).then_some((file, metadata))
    }

    /// Gives a file of this site a place in the new one, with its time: a hard link, or a copy where
    /// the system refuses links (file systems without them, files of another user, too many links).
    pub(super) fn keep(&self, path: &str, staging: &Path) -> Result<(), WriteError> {
        let (from, to) = (self.root.join(path), staging.join(path));
        if fs::hard_link(&from, &to).is_ok() {
            return Ok(());
        }
        copy(&from, &to).map_err(WriteError::io("keep", &from))
    }
}

/// Whether a file is there and no link, of the length and the time that were noted.
pub(super) fn is_as_noted(path: &Path, note: &Note) -> bool {
    let metadata = fs::symlink_metadata(path);
    let metadata = metadata
        .ok()
        .filter(|m| m.is_file() && m.len() == note.length);
    metadata.and_then(|m| m.modified().ok()) == Some(note.modified)
}

/// Copies the bytes and the time of a file to a path that is free; not its permissions, because a
/// page must be readable by the web server even if its source is private.
pub(super) fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let mut source = File::open(from)?;
    let modified = source.metadata()?.modified();
    let mut copy = File::create_new(to)?;
    // Between files this is `copy_file_range` on Linux, which shares blocks where it can.
    io::copy(&mut source, &mut copy)?;
    // A file system that cannot keep the time costs a comparison of bytes next time, nothing more.
    if let Ok(modified) = modified {
        let _ = copy.set_times(FileTimes::new().set_modified(modified));
    }
    Ok(())
}

/// Whether the rest of a file is exactly these bytes.
fn equal_bytes(mut file: File, bytes: &[u8]) -> io::Result<bool> {
    let mut buffer = [0; CHUNK];
    for chunk in bytes.chunks(CHUNK) {
        let part = &mut buffer[..chunk.len()];
        file.read_exact(part)?;
        if part != chunk {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether two files of one length have the same bytes.
fn equal_files(mut a: File, mut b: File) -> io::Result<bool> {
    let (mut ours, mut theirs) = ([0; CHUNK], [0; CHUNK]);
    loop {
        let n = a.read(&mut ours)?;
        b.read_exact(&mut theirs[..n])?;
        if ours[..n] != theirs[..n] {
            return Ok(false);
        }
        if n == 0 {
            return Ok(b.read(&mut theirs)? == 0);
        }
    }
}
