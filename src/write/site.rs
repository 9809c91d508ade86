//! Where the output is, whether it is ours, and where the builder keeps its own files meanwhile.
//!
//! In: the output folder as the caller named it. Out: a [`Site`]. Only looks; changes nothing but
//! making the folder that the output is in, and its lock file.

use std::ffi::OsString;
use std::fs::{self, File};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::error::WriteError;
use super::lock::{Lock, Refused};

/// The file in every output by which the builder knows its own work.
pub(super) const MARKER: &str = ".answerbook-site";

/// How all names begin that the builder keeps for itself inside the output folder.
pub(super) const OWN_PREFIX: &str = MARKER;

/// What the marker says. The first line is what makes it a marker.
pub(super) const MARKER_TEXT: &str = "answerbook site\n\
    This folder is made by answerbook. Every build replaces all of it: what is changed or added here is lost.\n";

/// What the first line of a marker is.
const MARKER_LINE: &[u8] = b"answerbook site\n";

/// What file managers leave in a folder that its owner believes to be empty.
const LITTER: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];

/// What a build never touches: the repository of a checkout that the site is published from, and the
/// folder that file systems have at their root.
const KEPT: [&str; 2] = [".git", "lost+found"];

/// The most symbolic links that are followed from the output folder's name: Linux's own limit.
const MAX_LINKS: u32 = 40;

/// How many hexadecimal digits end the names of working folders.
const SUFFIX: usize = 16;

/// An output folder and the place of the working folders.
///
/// They are beside the output folder, which is then exchanged as a whole. Where the folder itself
/// cannot or must not be moved, they are inside, and its entries are moved one by one: if it is a
/// mount point (a container's volume), if it is in a folder that we may not write to (a web root),
/// or if it holds a repository.
#[derive(Debug)]
pub(super) struct Site {
    /// The output folder, no symbolic link. May not exist yet.
    pub(super) dir: PathBuf,
    /// The folder of the working folders, on the same file system.
    work: PathBuf,
    /// How the working folders' names begin.
    prefix: OsString,
    /// Whether `work` is `dir`.
    pub(super) inside: bool,
}

/// What a working folder is, which is the middle of its name: `.site.staging-0123456789abcdef`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Work {
    /// A site being built, or one being removed: of no use to anybody after its process.
    Staging,
    /// The site before the previous one: see [`super::staging`].
    Aside,
    /// The whole previous site, moved away so that the new one can come.
    Old,
    /// A whole new site; the output folder is being emptied for it.
    New,
    /// What is still to be moved of a new site into the output folder, which was emptied.
    Fill,
}

impl Work {
    fn name(self) -> &'static str {
        match self {
            Self::Staging => ".staging-",
            Self::Aside => ".aside-",
            Self::Old => ".old-",
            Self::New => ".new-",
            Self::Fill => ".fill-",
        }
    }
}

impl Site {
    /// Finds the output folder, makes the folder that it is in, and takes the lock.
    pub(super) fn open(output: &Path) -> Result<(Self, Lock), WriteError> {
        let site = Self::find(output)?;
        fs::create_dir_all(&site.work).map_err(WriteError::io("make the folder", &site.work))?;
        match Lock::take(&site.lock_path()) {
            Ok(lock) => return Ok((site, lock)),
            Err(Refused::Io(e)) if is_forbidden(&e) && !site.inside && site.dir.is_dir() => {}
            Err(refused) => return Err(site.refused(refused)),
        }
        let site = site.moved_inside();
        match Lock::take(&site.lock_path()) {
            Ok(lock) => Ok((site, lock)),
            Err(refused) => Err(site.refused(refused)),
        }
    }

    /// Finds the output folder, without making anything.
    pub(super) fn find(output: &Path) -> Result<Self, WriteError> {
        let dir = resolve(output)?;
        let bad = |problem, hint| WriteError::BadOutput {
            output: output.to_path_buf(),
            problem,
            hint,
        };
        let elsewhere = "choose a folder that holds nothing else, such as `site`";
        let (Some(name), Some(parent)) = (dir.file_name(), dir.parent()) else {
            return Err(bad("is the root of the file system", elsewhere));
        };
        if holds_current_folder(&dir) {
            let hint = "a build replaces the folder under your feet: run it from another one";
            return Err(bad("is the current folder, or holds it", hint));
        }
        if fs::symlink_metadata(&dir).is_ok_and(|m| !m.is_dir()) {
            return Err(bad("is a file", elsewhere));
        }
        let mut prefix = OsString::from(".");
        prefix.push(name);
        let work = match parent.as_os_str().is_empty() {
            true => PathBuf::from("."),
            false => parent.to_path_buf(),
        };
        let inside = is_mount_point(&dir, &work) || fs::symlink_metadata(dir.join(".git")).is_ok();
        let site = Self {
            dir,
            work,
            prefix,
            inside: false,
        };
        Ok(if inside { site.moved_inside() } else { site })
    }

    fn moved_inside(self) -> Self {
        Self {
            work: self.dir.clone(),
            dir: self.dir,
            prefix: OWN_PREFIX.into(),
            inside: true,
        }
    }

    /// Whether the folder is there that the output folder is in, or is to be in.
    pub(super) fn has_place(&self) -> bool {
        self.work.is_dir()
    }

    fn refused(&self, refused: Refused) -> WriteError {
        match refused {
            Refused::Taken => WriteError::Locked {
                output: self.dir.clone(),
            },
            Refused::Io(e) => WriteError::io("lock", &self.lock_path())(e),
        }
    }

    /// Where the lock file is.
    pub(super) fn lock_path(&self) -> PathBuf {
        let mut name = self.prefix.clone();
        name.push(".lock");
        self.work.join(name)
    }

    /// A path for a new working folder. Random, so that it is free even where locks do not work.
    pub(super) fn work_path(&self, work: Work) -> PathBuf {
        // The standard library's hash maps are seeded by the system's source of random numbers.
        let random = RandomState::new().build_hasher().finish();
        let mut name = self.prefix.clone();
        name.push(format!("{}{random:0SUFFIX$x}", work.name()));
        self.work.join(name)
    }

    /// The working folders of a kind that are there, sorted.
    pub(super) fn work_paths(&self, work: Work) -> Result<Vec<PathBuf>, WriteError> {
        let mut prefix = self.prefix.clone();
        prefix.push(work.name());
        let is_ours = |entry: &fs::DirEntry| {
            let name = entry.file_name();
            let rest = name
                .as_encoded_bytes()
                .strip_prefix(prefix.as_encoded_bytes());
            rest.is_some_and(|r| r.len() == SUFFIX && r.iter().all(u8::is_ascii_hexdigit))
                && entry.file_type().is_ok_and(|t| t.is_dir())
        };
        let entries = match fs::read_dir(&self.work) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(WriteError::io("list the folder", &self.work))?,
        };
        let mut paths = Vec::new();
        for entry in entries {
            let entry = entry.map_err(WriteError::io("list the folder", &self.work))?;
            if is_ours(&entry) {
                paths.push(entry.path());
            }
        }
        paths.sort();
        Ok(paths)
    }

    /// The names at the top of the output folder that a build replaces, sorted: neither what it never
    /// touches nor its own working folders. None if there is no output folder.
    pub(super) fn entries(&self) -> Result<Vec<OsString>, WriteError> {
        let mut names = Vec::new();
        let entries = match fs::read_dir(&self.dir) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(names),
            entries => entries.map_err(WriteError::io("list the folder", &self.dir))?,
        };
        for entry in entries {
            let entry = entry.map_err(WriteError::io("list the folder", &self.dir))?;
            let name = entry.file_name();
            if !is_left_alone(&name.to_string_lossy()) {
                names.push(name);
            }
        }
        names.sort();
        Ok(names)
    }

    /// An error unless the output folder is missing, empty or marked.
    pub(super) fn check_ours(&self) -> Result<(), WriteError> {
        if is_marked(&self.dir) {
            return Ok(());
        }
        let names = self.entries()?;
        let names = names.iter().map(|name| name.to_string_lossy());
        let mut foreign = names.filter(|name| !LITTER.contains(&name.as_ref()));
        match foreign.next() {
            None => Ok(()),
            Some(found) => Err(WriteError::NotOurs {
                output: self.dir.clone(),
                found: found.into_owned(),
            }),
        }
    }
}

/// Whether a name at the top of the output folder is none of the site's.
pub(super) fn is_left_alone(name: &str) -> bool {
    let own = name.strip_prefix(OWN_PREFIX);
    KEPT.contains(&name) || own.is_some_and(|rest| rest.starts_with('.'))
}

/// Whether a folder holds the marker of a site.
pub(super) fn is_marked(dir: &Path) -> bool {
    let path = dir.join(MARKER);
    // A plain file only: opening a pipe would wait forever.
    if !fs::symlink_metadata(&path).is_ok_and(|m| m.is_file()) {
        return false;
    }
    let mut start = [0; MARKER_LINE.len()];
    let read = File::open(&path).and_then(|mut file| file.read_exact(&mut start));
    read.is_ok() && start == MARKER_LINE
}

/// Follows symbolic links from the output folder's name, as far as there are any: the last one may
/// lead to a folder that does not exist yet.
fn resolve(output: &Path) -> Result<PathBuf, WriteError> {
    // Through the components, because a slash or dot at the end would make the system follow links.
    let mut path: PathBuf = output.components().collect();
    for _ in 0..=MAX_LINKS {
        if path.file_name().is_none() {
            let here = if path.as_os_str().is_empty() {
                Path::new(".")
            } else {
                &path
            };
            return fs::canonicalize(here).map_err(WriteError::io("find the folder", here));
        }
        if !fs::symlink_metadata(&path).is_ok_and(|m| m.is_symlink()) {
            return Ok(path);
        }
        let target = fs::read_link(&path).map_err(WriteError::io("follow the link", &path))?;
        let target = path.parent().unwrap_or(Path::new("")).join(target);
        path = target.components().collect();
    }
    Err(WriteError::BadOutput {
        output: output.to_path_buf(),
        problem: "is a symbolic link that leads back to itself",
        hint: "remove the link",
    })
}

fn holds_current_folder(dir: &Path) -> bool {
    let current = std::env::current_dir().and_then(fs::canonicalize);
    match (current, fs::canonicalize(dir)) {
        (Ok(current), Ok(dir)) => current.starts_with(dir),
        _ => false,
    }
}

fn is_forbidden(error: &io::Error) -> bool {
    use io::ErrorKind as Kind;
    matches!(
        error.kind(),
        Kind::PermissionDenied | Kind::ReadOnlyFilesystem
    )
}

/// Whether a folder is the root of a mounted file system, which cannot be moved.
#[cfg(unix)]
fn is_mount_point(dir: &Path, parent: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (fs::symlink_metadata(dir), fs::metadata(parent)) {
        (Ok(dir), Ok(parent)) if dir.dev() != parent.dev() => true,
        (Ok(_), Ok(_)) => is_mount_root(dir),
        _ => false,
    }
}

/// On Windows a mounted folder is a reparse point, so it was followed like a symbolic link.
#[cfg(not(unix))]
fn is_mount_point(_: &Path, _: &Path) -> bool {
    false
}

/// Finds the mount points that have their parent's device number: bind mounts.
#[cfg(target_os = "linux")]
fn is_mount_root(dir: &Path) -> bool {
    use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
    let stat = statx(CWD, dir, AtFlags::SYMLINK_NOFOLLOW, StatxFlags::empty());
    stat.is_ok_and(|s| {
        (s.stx_attributes & s.stx_attributes_mask).contains(StatxAttributes::MOUNT_ROOT)
    })
}

#[cfg(all(unix, not(target_os = "linux")))]
fn is_mount_root(_: &Path) -> bool {
    false
}
