//! The lock that keeps two builds from writing to one output folder.
//!
//! It is the operating system's lock on a file, so it ends with the process, however that ends. On
//! Unix the file is removed when the lock is given back; on Windows it stays (empty), because std has
//! no way to tell there whether a path still names the file that was locked.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// How often a lock file may vanish between being opened and being locked. Each time another build
/// has come to its end in that instant, so a few times is already beyond belief.
const ATTEMPTS: u32 = 100;

/// The lock, until it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    file: File,
    /// Whether the file system has locks. Some network and FUSE file systems have none; a build
    /// goes on there (as cargo does), and leaves alone what another build might be using.
    pub(super) exclusive: bool,
}

/// Why there is no lock.
#[derive(Debug)]
pub(super) enum Refused {
    /// Another process, or another build of this process, has it.
    Taken,
    /// The lock file could not be made or locked.
    Io(io::Error),
}

impl Lock {
    /// Takes the lock whose file is at `path`, without waiting.
    pub(super) fn take(path: &Path) -> Result<Self, Refused> {
        for _ in 0..ATTEMPTS {
            let file = File::options()
                .create(true)
                .truncate(false)
                .write(true)
                .open(path)
                .map_err(Refused::Io)?;
            let exclusive = match file.try_lock() {
                Ok(()) => true,
                Err(TryLockError::WouldBlock) => return Err(Refused::Taken),
                Err(TryLockError::Error(e)) if has_no_locks(&e) => false,
                Err(TryLockError::Error(e)) => return Err(Refused::Io(e)),
            };
            // The former holder removes the file before it gives the lock back: a lock on a removed
            // file keeps nobody out.
            if is_still_at(&file, path) {
                let path = path.to_path_buf();
                return Ok(Self {
                    path,
                    file,
                    exclusive,
                });
            }
        }
        Err(Refused::Taken)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // While the lock is still held: whoever opened the file before notices that it is gone.
        if cfg!(unix) && self.exclusive && is_still_at(&self.file, &self.path) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn has_no_locks(error: &io::Error) -> bool {
    #[cfg(unix)]
    {
        use rustix::io::Errno;
        let none = [Errno::NOLCK, Errno::NOTSUP, Errno::OPNOTSUPP].map(Errno::raw_os_error);
        if error.raw_os_error().is_some_and(|raw| none.contains(&raw)) {
            return true;
        }
    }
    error.kind() == io::ErrorKind::Unsupported
}

#[cfg(unix)]
fn is_still_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), fs::symlink_metadata(path)) {
        (Ok(a), Ok(b)) => (a.dev(), a.ino()) == (b.dev(), b.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_still_at(_: &File, _: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::thread::sleep;
    use std::time::Duration;

    #[test]
    fn a_lock_is_refused_while_it_is_held_and_leaves_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".site.lock");
        let lock = Lock::take(&path).unwrap();
        assert!(lock.exclusive);
        assert!(matches!(Lock::take(&path), Err(Refused::Taken)));
        drop(lock);
        assert_eq!(path.exists(), cfg!(windows));
        drop(Lock::take(&path).unwrap());
    }

    #[test]
    fn never_two_hold_it_although_the_file_comes_and_goes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".site.lock");
        let (holders, taken) = (AtomicU32::new(0), AtomicU32::new(0));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..3_000 {
                        if let Ok(lock) = Lock::take(&path) {
                            assert_eq!(holders.fetch_add(1, Ordering::SeqCst), 0);
                            sleep(Duration::from_micros(10));
                            taken.fetch_add(1, Ordering::SeqCst);
                            assert_eq!(holders.fetch_sub(1, Ordering::SeqCst), 1);
                            drop(lock);
                        }
                    }
                });
            }
        });
        assert!(taken.into_inner() > 10);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_system_without_locks_is_told_from_a_taken_lock() {
        let none = io::Error::from_raw_os_error(rustix::io::Errno::NOLCK.raw_os_error());
        assert!(has_no_locks(&none));
        assert!(has_no_locks(&io::Error::from(io::ErrorKind::Unsupported)));
        assert!(!has_no_locks(&io::Error::from(
            io::ErrorKind::PermissionDenied
        )));
    }
}
