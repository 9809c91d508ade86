//! Files of a book's folder that commands write: new ones, and others in the place of old ones.
//!
//! In: the book's folder, a path in it, the bytes. A book comes from anybody, so nothing is written through a link,
//! which could lead out of it. A file is there as a whole or not at all: a full disk leaves what was there before.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Writes a file that is not there yet, with the folders that it needs.
pub(super) fn create(root: &Path, path: &str, bytes: &[u8]) -> io::Result<()> {
    let place = place(root, path)?;
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = fs::File::create_new(&place)?;
    file.write_all(bytes).inspect_err(|_| {
        // Half a file would be in the way of the next try.
        let _ = fs::remove_file(&place);
    })
}

/// Puts a file in the place of one that may be there: the old one or the new one is there at any moment.
pub(super) fn replace(root: &Path, path: &str, bytes: &[u8]) -> io::Result<()> {
    let place = place(root, path)?;
    let permissions = match fs::symlink_metadata(&place) {
        Ok(metadata) if metadata.is_file() => metadata.permissions(),
        Ok(_) => return Err(no_file(path)),
        Err(error) if error.kind() == ErrorKind::NotFound => return create(root, path, bytes),
        Err(error) => return Err(error),
    };
    let folder = place.parent().unwrap_or(root);
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    new.write_all(bytes)?;
    fs::set_permissions(new.path(), permissions)?;
    new.persist(&place)?;
    Ok(())
}

/// Reads a file; none if it is not there.
pub(super) fn read(root: &Path, path: &str) -> io::Result<Option<Vec<u8>>> {
    let place = place(root, path)?;
    match fs::symlink_metadata(&place) {
        Ok(metadata) if metadata.is_file() => fs::read(&place).map(Some),
        Ok(_) => Err(no_file(path)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Where a file is, if no link leads there.
fn place(root: &Path, path: &str) -> io::Result<PathBuf> {
    for (end, _) in path.match_indices('/') {
        if root.join(&path[..end]).is_symlink() {
            let message = format!("`{}` is a symbolic link", &path[..end]);
            return Err(io::Error::other(message));
        }
    }
    Ok(root.join(path))
}

fn no_file(path: &str) -> io::Error {
    io::Error::other(format!("`{path}` is no file, but a folder or a link"))
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn a_file_keeps_its_permissions_and_is_read_as_it_was_written() {
        let book = tempfile::tempdir().unwrap();
        create(book.path(), "a/b.md", b"1").unwrap();
        let error = create(book.path(), "a/b.md", b"2").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AlreadyExists);
        let place = book.path().join("a/b.md");
        fs::set_permissions(&place, fs::Permissions::from_mode(0o640)).unwrap();
        replace(book.path(), "a/b.md", b"3").unwrap();
        assert_eq!(
            fs::metadata(&place).unwrap().permissions().mode() & 0o777,
            0o640
        );
        assert_eq!(read(book.path(), "a/b.md").unwrap().unwrap(), b"3");
        assert_eq!(read(book.path(), "a/c.md").unwrap(), None);
        replace(book.path(), "a/c.md", b"4").unwrap();
        assert_eq!(fs::read_dir(book.path().join("a")).unwrap().count(), 2);
    }

    #[test]
    fn no_link_is_written_through() {
        let (book, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::write(outside.path().join("a.md"), "theirs").unwrap();
        symlink(outside.path(), book.path().join("folder")).unwrap();
        symlink(outside.path().join("a.md"), book.path().join("a.md")).unwrap();
        symlink(outside.path().join("b.md"), book.path().join("b.md")).unwrap();
        for path in [
            "folder/a.md",
            "folder/b.md",
            "folder/more/b.md",
            "a.md",
            "b.md",
        ] {
            assert!(create(book.path(), path, b"mine").is_err(), "{path}");
            assert!(replace(book.path(), path, b"mine").is_err(), "{path}");
            assert!(read(book.path(), path).is_err(), "{path}");
        }
        assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 1);
        let theirs = fs::read_to_string(outside.path().join("a.md")).unwrap();
        assert_eq!(theirs, "theirs");
    }
}
