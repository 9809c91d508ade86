//! Which code blocks have passed: a file of hashes, so that only what changed is run again.
//!
//! In: everything that a verdict depends on, hashed by [`KeyMaker`]. Out: whether a block with that very key has
//! passed. Only passes are kept. A cache that cannot be read is an empty one, because all it saves is time.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::inputs::{self, Hasher, Inputs};

/// The folder of what answerbook keeps between runs, below the book's root.
const FOLDER: &str = ".answerbook";
/// The file of the cache: a key per line, in hexadecimal, sorted.
const FILE: &str = "tested";
/// Changes with the rules of the verdict: what passed under other rules has to pass again.
const VERSION: u32 = 1;
/// The largest file that is read as a cache, in bytes: half a million blocks.
const LIMIT: u64 = 32 << 20;

/// What passed before.
#[derive(Debug, Default)]
pub(super) struct Cache {
    folder: PathBuf,
    passed: BTreeSet<String>,
}

/// Hashes parts so that no two lists of parts have one key.
pub(super) struct KeyMaker(Hasher);

impl Default for KeyMaker {
    fn default() -> Self {
        let mut key = Self(Hasher::default());
        key.add(VERSION.to_le_bytes());
        key
    }
}

impl KeyMaker {
    /// Adds a part with its length.
    pub(super) fn add(&mut self, part: impl AsRef<[u8]>) {
        self.0.bytes(part.as_ref());
    }

    /// Adds a list of parts with their number.
    pub(super) fn add_all<P: AsRef<[u8]>>(&mut self, parts: impl IntoIterator<Item = P>) {
        let mut number = 0_u64;
        for part in parts {
            self.add(part);
            number += 1;
        }
        self.add(number.to_le_bytes());
    }

    pub(super) fn finish(&self) -> Inputs {
        self.0.finish()
    }

    /// The key as the cache keeps it.
    pub(super) fn name(&self) -> String {
        inputs::hex(&self.finish())
    }
}

impl Cache {
    /// Reads the cache of a book.
    pub(super) fn read(root: &Path) -> Self {
        let folder = root.join(FOLDER);
        let passed = keys(&folder).unwrap_or_default();
        Self { folder, passed }
    }

    /// Whether the block with this key has passed.
    pub(super) fn has(&self, key: &str) -> bool {
        self.passed.contains(key)
    }

    /// Keeps what passed now. What passed before stays, unless everything was run: then what this run did not
    /// meet is of no block any more.
    ///
    /// # Errors
    /// If the file cannot be written; the old one is then as it was.
    pub(super) fn store(self, passed: BTreeSet<String>, is_everything: bool) -> io::Result<()> {
        let mut keys = passed;
        if !is_everything {
            keys.extend(self.passed.iter().cloned());
        }
        if keys == self.passed {
            return Ok(());
        }
        fs::create_dir_all(&self.folder)?;
        check_folder(&self.folder)?;
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        for key in &keys {
            writeln!(file, "{key}")?;
        }
        file.persist(self.folder.join(FILE))?;
        Ok(())
    }
}

/// Removes the cache of a book. True if there was one.
///
/// # Errors
/// If the system refuses.
pub(in crate::cli) fn remove(root: &Path) -> io::Result<bool> {
    let folder = root.join(FOLDER);
    if check_folder(&folder).is_err() {
        return Ok(false);
    }
    match fs::remove_file(folder.join(FILE)) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    }
    // Only if nothing else is kept there.
    let _ = fs::remove_dir(&folder);
    Ok(true)
}

/// The keys of a cache, if it is one as this program writes it.
fn keys(folder: &Path) -> Option<BTreeSet<String>> {
    check_folder(folder).ok()?;
    let file = folder.join(FILE);
    let metadata = fs::symlink_metadata(&file).ok()?;
    if !metadata.is_file() || metadata.len() > LIMIT {
        return None;
    }
    let text = fs::read_to_string(file).ok()?;
    let is_key = |line: &str| line.len() == 64 && line.bytes().all(|b| b.is_ascii_hexdigit());
    text.lines()
        .all(is_key)
        .then(|| text.lines().map(str::to_owned).collect())
}

/// A link could lead out of the book, which comes by pull request.
fn check_folder(folder: &Path) -> io::Result<()> {
    match fs::symlink_metadata(folder)?.is_dir() {
        true => Ok(()),
        false => Err(io::Error::new(
            io::ErrorKind::NotADirectory,
            format!("`{}` is not a folder", folder.display()),
        )),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn set(keys: &[char]) -> BTreeSet<String> {
        keys.iter().map(|c| c.to_string().repeat(64)).collect()
    }

    #[test]
    fn only_a_run_of_everything_forgets() {
        let root = tempfile::tempdir().unwrap();
        let store = |keys: &[char], all| Cache::read(root.path()).store(set(keys), all).unwrap();
        store(&['a', 'b'], true);
        store(&['c'], false);
        assert_eq!(Cache::read(root.path()).passed, set(&['a', 'b', 'c']));
        store(&['b'], true);
        assert_eq!(Cache::read(root.path()).passed, set(&['b']));
        let left: Vec<_> = fs::read_dir(root.path().join(FOLDER)).unwrap().collect();
        assert_eq!(left.len(), 1, "only the cache itself is left: {left:?}");
        assert!(remove(root.path()).unwrap());
        assert!(!root.path().join(FOLDER).exists());
        assert!(!remove(root.path()).unwrap());
    }

    #[test]
    fn what_is_no_cache_is_an_empty_one() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join(FOLDER).join(FILE);
        fs::create_dir(root.path().join(FOLDER)).unwrap();
        for bytes in [
            "a".repeat(63),
            format!("{}\nx", "a".repeat(64)),
            "\u{0}".into(),
        ] {
            fs::write(&file, bytes).unwrap();
            assert!(Cache::read(root.path()).passed.is_empty());
        }
        fs::write(&file, [0xff; 64]).unwrap();
        assert!(Cache::read(root.path()).passed.is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_not_followed_out_of_the_book() {
        let (root, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::os::unix::fs::symlink(other.path(), root.path().join(FOLDER)).unwrap();
        assert!(Cache::read(root.path()).store(set(&['a']), true).is_err());
        assert!(!remove(root.path()).unwrap());
        assert_eq!(fs::read_dir(other.path()).unwrap().count(), 0);
    }

    #[test]
    fn parts_do_not_run_together() {
        let key = |lists: &[&[&str]]| {
            let mut key = KeyMaker::default();
            lists.iter().for_each(|list| key.add_all(*list));
            key.name()
        };
        let keys = [
            key(&[&["a", "b"]]),
            key(&[&["ab"]]),
            key(&[&["a"], &["b"]]),
            key(&[&["b", "a"]]),
        ];
        assert_eq!(BTreeSet::from(keys).len(), 4);
    }
}
