//! Removing an output folder, if it is ours.

use std::fs;
use std::io;
use std::path::Path;

use super::error::WriteError;
use super::site::{MARKER, Site, Work, is_marked};
use super::{staging, swap};

/// Removes the site in an output folder and whatever killed builds left beside it. True if there was a
/// site. The folder goes too, unless it cannot be moved (a mount point) or holds a repository.
///
/// # Errors
/// If the folder holds files but no site of ours, if a build is at work, or if the system refuses.
pub fn clean(output: &Path) -> Result<bool, WriteError> {
    if !Site::find(output)?.has_place() {
        return Ok(false);
    }
    let (site, lock) = Site::open(output)?;
    if lock.exclusive {
        swap::recover_site(&site)?;
        staging::remove_set_aside(&site)?;
    }
    site.check_ours()?;
    if !is_marked(&site.dir) {
        // Empty, or missing: not ours to remove.
        return Ok(false);
    }
    if !site.inside {
        // Out of the way first: what a killed removal leaves is rubbish, not half a site.
        let rubbish = site.work_path(Work::Staging);
        if swap::rename(&site.dir, &rubbish).is_ok() {
            swap::remove_tree(&rubbish).map_err(WriteError::io("remove", &rubbish))?;
            return Ok(true);
        }
    }
    let mut names = site.entries()?;
    // The marker last: without it, what a killed removal leaves would not be known as ours.
    names.sort_by_key(|name| name == MARKER);
    for name in names {
        let path = site.dir.join(name);
        swap::remove(&path).map_err(WriteError::io("remove", &path))?;
    }
    if !site.inside {
        match fs::remove_dir(&site.dir) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => {
                return Err(WriteError::io("remove", &site.dir)(e));
            }
            _ => {}
        }
    }
    Ok(true)
}
