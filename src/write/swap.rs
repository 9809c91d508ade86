//! Putting a new site in the place of the previous one, and repairing it when that was interrupted.
//!
//! In: a whole site in a staging folder. Out: that site in the output folder; the previous one lies
//! where the staging folder was, to be removed. There are three ways, the first that works is taken:
//!
//! 1. The folders are exchanged in one step (`renameat2` with `RENAME_EXCHANGE` on Linux,
//!    `renameatx_np` with `RENAME_SWAP` on macOS). There is a whole site at every moment.
//! 2. Two renames: the previous site away, the new one in (Windows, file systems without exchange).
//!    For an instant there is no site; a process killed in that instant leaves none, until [`recover`].
//! 3. Entry by entry, where the output folder itself cannot be moved (see [`Site`]). For an instant
//!    there is part of a site; [`recover`] finishes what a killed process began.
//!
//! Nothing is flushed to the medium (`fsync`), because the promise is about killed processes: what a
//! process wrote is in the page cache and outlives it. After a power cut the site may have files
//! that are cut off or empty. It is rebuilt from its sources: the next build compares every page's
//! bytes and replaces those.

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use rayon::prelude::*;

use super::error::WriteError;
use super::site::{Site, Work, is_marked};

/// The longest pause before Windows is asked again to rename a folder; they double from
/// [`FIRST_PAUSE`]. Indexers and virus scanners hold new files open for some hundred milliseconds.
const LAST_PAUSE: Duration = Duration::from_millis(320);

/// The first of those pauses.
const FIRST_PAUSE: Duration = Duration::from_millis(10);

/// The ways to put a new site in place, in the order in which they are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// One step.
    Exchange,
    /// Two renames.
    Renames,
    /// Entry by entry.
    Entries,
}

/// Puts the site in `staging` in place; afterwards `staging` is what is to be removed, if it is there.
/// Tries `way` and, where that is impossible, those after it.
pub(super) fn swap(site: &Site, staging: &Path, mut way: Way) -> Result<(), WriteError> {
    let dir = &site.dir;
    if !dir.exists() {
        return rename(staging, dir).map_err(WriteError::io("move the new site to", dir));
    }
    if site.inside {
        way = Way::Entries;
    }
    loop {
        let error = match way {
            Way::Exchange => match exchange(staging, dir) {
                Ok(()) => return Ok(()),
                Err(e) => e,
            },
            Way::Renames => {
                let old = site.work_path(Work::Old);
                match rename(dir, &old) {
                    Ok(()) => return follow(site, staging, &old),
                    Err(e) => e,
                }
            }
            Way::Entries => return move_entries(site, staging),
        };
        way = match error.kind() {
            io::ErrorKind::Unsupported => Way::Renames,
            // A mount point, or a folder of a lower layer of a container.
            io::ErrorKind::CrossesDevices | io::ErrorKind::ResourceBusy => Way::Entries,
            _ => return Err(WriteError::io("move the new site to", dir)(error)),
        };
    }
}

/// The second of the two renames.
fn follow(site: &Site, staging: &Path, old: &Path) -> Result<(), WriteError> {
    if let Err(e) = rename(staging, &site.dir) {
        // If this fails too, the next build does it.
        let _ = rename(old, &site.dir);
        return Err(WriteError::io("move the new site to", &site.dir)(e));
    }
    // Not removed under its name: what is called old is whole, so that `recover` may put it back. If
    // this fails, the next build does it.
    let _ = rename(old, staging);
    Ok(())
}

/// Finishes or undoes what a killed build left at an output folder, and removes its working folders.
///
/// Every build does this first. Does nothing while another build is at work.
///
/// # Errors
/// If the output folder cannot be one, or the system refuses to move what is to be moved.
pub fn recover(output: &Path) -> Result<(), WriteError> {
    let site = Site::find(output)?;
    if !site.has_place() {
        return Ok(());
    }
    match Site::open(output) {
        Ok((site, lock)) if lock.exclusive => recover_site(&site),
        Ok(_) | Err(WriteError::Locked { .. }) => Ok(()),
        Err(e) => Err(e),
    }
}

/// The same with the lock held.
pub(super) fn recover_site(site: &Site) -> Result<(), WriteError> {
    for old in site.work_paths(Work::Old)? {
        // Killed between the two renames: back. Killed after the second: nobody needs it.
        let to = match site.dir.exists() {
            true => site.work_path(Work::Staging),
            false => site.dir.clone(),
        };
        rename(&old, &to).map_err(WriteError::io("put back the previous site", &old))?;
    }
    for new in site.work_paths(Work::New)? {
        if is_marked(&new) {
            clear_and_fill(site, &new, &site.work_path(Work::Staging))?;
        }
    }
    for rest in site.work_paths(Work::Fill)? {
        fill(site, &rest)?;
    }
    for staging in site.work_paths(Work::Staging)? {
        // A folder that cannot be removed is a nuisance, not a reason to build nothing.
        let _ = remove_tree(&staging);
    }
    Ok(())
}

/// The third way. The names of the working folder say how far it came, and it only ever goes on:
/// while it is called new, all entries of the output folder are the previous site's; while it is
/// called fill, all are the new site's.
fn move_entries(site: &Site, staging: &Path) -> Result<(), WriteError> {
    let new = site.work_path(Work::New);
    rename(staging, &new).map_err(WriteError::io("move the new site to", &new))?;
    clear_and_fill(site, &new, staging)
}

fn clear_and_fill(site: &Site, new: &Path, rubbish: &Path) -> Result<(), WriteError> {
    fs::create_dir(rubbish).map_err(WriteError::io("make the folder", rubbish))?;
    for name in site.entries()? {
        let path = site.dir.join(&name);
        // Moving is quicker than removing, so the gap is shorter. In a container, a folder of a
        // lower layer cannot be moved, only removed.
        rename(&path, &rubbish.join(&name))
            .or_else(|_| remove(&path))
            .map_err(WriteError::io("remove", &path))?;
    }
    let rest = site.work_path(Work::Fill);
    rename(new, &rest).map_err(WriteError::io("move the new site to", &rest))?;
    fill(site, &rest)
}

fn fill(site: &Site, rest: &Path) -> Result<(), WriteError> {
    let entries = fs::read_dir(rest).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    for entry in entries.map_err(WriteError::io("list the folder", rest))? {
        let to = site.dir.join(entry.file_name());
        rename(&entry.path(), &to).map_err(WriteError::io("move the new file to", &to))?;
    }
    fs::remove_dir(rest).map_err(WriteError::io("remove", rest))
}

pub(super) fn remove(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path)?.is_dir() {
        true => fs::remove_dir_all(path),
        false => fs::remove_file(path),
    }
}

/// Removes a folder with all that is in it, what stands at its top in parallel: freeing blocks makes a
/// thread wait, for a millisecond a file where the file system discards them at once. Not below the
/// top: std's removal does not let anybody redirect it with a link, removal by long paths would.
pub(super) fn remove_tree(dir: &Path) -> io::Result<()> {
    let entries = fs::read_dir(dir)?.collect::<io::Result<Vec<_>>>()?;
    entries.into_par_iter().for_each(|entry| {
        // What fails here fails again below, and is reported there.
        let _ = remove(&entry.path());
    });
    fs::remove_dir_all(dir)
}

/// Renames, and on Windows asks again for a while if another program has a file open.
pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    let mut pause = FIRST_PAUSE;
    loop {
        let result = fs::rename(from, to);
        let denied = matches!(&result, Err(e) if e.kind() == io::ErrorKind::PermissionDenied);
        if !(cfg!(windows) && denied && pause <= LAST_PAUSE) {
            return result;
        }
        std::thread::sleep(pause);
        pause *= 2;
    }
}

#[cfg(any(target_vendor = "apple", target_os = "linux", target_os = "android"))]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    // EINVAL is what Linux says of file systems that do not know the flag.
    const NO_EXCHANGE: [Errno; 4] = [Errno::INVAL, Errno::NOSYS, Errno::NOTSUP, Errno::OPNOTSUPP];
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).map_err(|errno| {
        match NO_EXCHANGE.contains(&errno) {
            true => io::ErrorKind::Unsupported.into(),
            false => errno.into(),
        }
    })
}

#[cfg(not(any(target_vendor = "apple", target_os = "linux", target_os = "android")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
