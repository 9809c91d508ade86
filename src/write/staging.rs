//! The folder in which a site is put together, and what becomes of the one that it takes the place of.
//!
//! In: the output folder and what it holds. Out: a folder beside it. It begins empty, or with the edition before:
//! where builds follow each other, a site is much like the last one, and the folder that an exchange leaves over is
//! much like the next. So that folder is set aside under a name of its own. The next build takes out of it what is not
//! the very file that the site has now, told by the number of its inode, and finds nearly all links made: to link
//! twenty thousand files and to remove as many was a third of the time that a build took after one edit.
//!
//! What was set aside is not trusted: whatever is in it that the site does not have too is removed, so it may be of
//! any build, a killed one or somebody's own.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::error::WriteError;
use super::listing::{Entry, Listing};
use super::paths::Tree;
use super::previous::Previous;
use super::site::{Site, Work};
use super::swap::{remove, remove_tree, rename};

/// A staging folder. When it is dropped it is removed with all that is in it, or set aside again if it was.
pub(super) struct Staging<'s> {
    site: &'s Site,
    path: PathBuf,
    /// Whether it was set aside by an earlier build.
    was_set_aside: bool,
    /// The files in it that are those of the previous site.
    begun: Listing,
}

impl<'s> Staging<'s> {
    /// Makes an empty one, with the output folder's permissions and owner as far as we may. What was set aside is
    /// removed.
    pub(super) fn create(site: &'s Site) -> Result<Self, WriteError> {
        remove_set_aside(site)?;
        let path = site.work_path(Work::Staging);
        fs::create_dir(&path).map_err(WriteError::io("make the folder", &path))?;
        let staging = Self {
            site,
            path,
            was_set_aside: false,
            begun: Listing::default(),
        };
        staging.take_access();
        Ok(staging)
    }

    /// Takes what was set aside, without what the previous site or the tree does not have; if there is nothing or that
    /// fails, makes an empty one.
    pub(super) fn resume(
        site: &'s Site,
        previous: &Previous<'_>,
        tree: &Tree<'_>,
    ) -> Result<Self, WriteError> {
        let Some(aside) = site.work_paths(Work::Aside)?.into_iter().next() else {
            return Self::create(site);
        };
        let path = site.work_path(Work::Staging);
        if rename(&aside, &path).is_err() {
            return Self::create(site);
        }
        let mut staging = Self {
            site,
            path,
            was_set_aside: false,
            begun: Listing::default(),
        };
        match staging.prune(previous, tree) {
            Ok(begun) => {
                staging.begun = begun;
                staging.was_set_aside = true;
                staging.take_access();
                Ok(staging)
            }
            Err(_) => {
                drop(staging);
                Self::create(site)
            }
        }
    }

    /// Removes what is not of the previous site and of the tree; returns what is left.
    fn prune(&self, previous: &Previous<'_>, tree: &Tree<'_>) -> io::Result<Listing> {
        let listing = Listing::read(&self.path).map_err(io::Error::other)?;
        for path in &listing.strange {
            remove(path)?;
        }
        let is_gone = |path: &&String| !tree.dirs.contains(path.as_str());
        for dir in listing.dirs.iter().filter(is_gone) {
            match fs::remove_dir_all(self.path.join(dir)) {
                // It went with the folder that it was in.
                Err(e) if e.kind() == io::ErrorKind::NotFound => {}
                result => result?,
            }
        }
        let is_same = |file: &Entry| {
            let is_wanted = tree.files.binary_search(&&*file.path).is_ok();
            is_wanted && previous.file(&file.path) == Some(file)
        };
        let files = listing.files.into_par_iter();
        let (same, outdated): (Vec<_>, Vec<_>) = files.partition(|file| is_same(file));
        let remove = |file: &Entry| match fs::remove_file(self.path.join(&file.path)) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
            result => result,
        };
        outdated.par_iter().try_for_each(remove)?;
        Ok(Listing {
            files: same,
            ..Listing::default()
        })
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it began with the previous site's file of this path.
    pub(super) fn began_with(&self, path: &str) -> bool {
        self.begun.file(path).is_some()
    }

    /// Sets aside what is there now for the next build; says if that did not work.
    pub(super) fn set_aside(mut self) -> io::Result<()> {
        self.was_set_aside = false;
        match rename(&self.path, &self.site.work_path(Work::Aside)) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
            result => result,
        }
    }

    /// Removes what is there, and says if that did not work.
    pub(super) fn remove(mut self) -> io::Result<()> {
        self.was_set_aside = false;
        match remove_tree(&self.path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
            result => result,
        }
    }

    /// Best effort: only root may give folders away.
    fn take_access(&self) {
        let Ok(metadata) = fs::metadata(&self.site.dir) else {
            return;
        };
        #[cfg(unix)]
        {
            use std::os::unix::fs::{MetadataExt, chown};
            let owner = |m: &fs::Metadata| (m.uid(), m.gid());
            if fs::metadata(&self.path).is_ok_and(|m| owner(&m) != owner(&metadata)) {
                let _ = chown(&self.path, Some(metadata.uid()), Some(metadata.gid()));
            }
        }
        let _ = fs::set_permissions(&self.path, metadata.permissions());
    }
}

impl Drop for Staging<'_> {
    fn drop(&mut self) {
        let aside = self.site.work_path(Work::Aside);
        if !(self.was_set_aside && rename(&self.path, &aside).is_ok()) {
            // The next build tries again.
            let _ = remove_tree(&self.path);
        }
    }
}

/// Removes what builds have set aside.
pub(super) fn remove_set_aside(site: &Site) -> Result<(), WriteError> {
    for path in site.work_paths(Work::Aside)? {
        // A folder that cannot be removed is a nuisance, not a reason to build nothing.
        let _ = remove_tree(&path);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
