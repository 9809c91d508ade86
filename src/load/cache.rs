//! Reading the [cache of drawn fragments](crate::cache).
//!
//! In: a book's folder and the user's [`Secret`]. Out: a [`Snapshot`], which holds the manifest in memory and
//! reads fragments from the pack when they are asked for; so memory grows with the number of fragments, not
//! with their bytes. Whatever is not as it should be is a fragment less. Nothing is written.

use std::env;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use crate::cache::inventory::{INVENTORY, INVENTORY_LIMIT, Inventory};
use crate::cache::{
    Empty, Entry, Fragments, Key, MANIFEST, MANIFEST_LIMIT, Manifest, Program, Seal, Secret,
    pack_name,
};

/// The folder of the cache, below the book's root, and the folder that it is in.
const FOLDERS: [&str; 2] = [".answerbook", "cache"];

/// The cache as it was when it was opened. What a later build adds or removes makes no difference.
pub struct Snapshot {
    seal: Seal,
    manifest: Manifest,
    /// The pack; `None` if there is nothing in the cache.
    pack: Option<File>,
    /// Which of the manifest's entries were asked for.
    used: Vec<AtomicBool>,
}

impl Snapshot {
    /// Opens the cache of a book. One that is missing, damaged, or another's is an empty one.
    ///
    /// # Errors
    /// If the program cannot be told from others, or if the cache is not a folder.
    pub fn open(root: &Path, secret: &Secret) -> io::Result<Self> {
        let seal = Seal::new(secret, &program()?);
        let folder = folder(root)?;
        let found = read_manifest(&folder, &seal);
        let found = found.and_then(|manifest| Some((open_pack(&folder, &manifest)?, manifest)));
        let (pack, manifest) = match found {
            Some((pack, manifest)) => (Some(pack), manifest),
            None => (None, Manifest::default()),
        };
        let used = manifest.entries.iter().map(|_| AtomicBool::new(false));
        Ok(Self {
            seal,
            used: used.collect(),
            manifest,
            pack,
        })
    }

    /// What the cache holds.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Whether there is a pack. If not, nothing is known.
    pub fn has_pack(&self) -> bool {
        self.pack.is_some()
    }

    /// What makes the codes.
    pub fn seal(&self) -> &Seal {
        &self.seal
    }

    /// Reads a record of the pack; it may have been added after the snapshot was made.
    pub fn read(&self, entry: &Entry) -> Option<Vec<u8>> {
        let length = usize::try_from(entry.record()).ok()?;
        let mut record = vec![0; length];
        read_at(self.pack.as_ref()?, &mut record, entry.place).ok()?;
        self.seal.open(&entry.key, record)
    }

    /// The entries that were asked for.
    pub fn used(&self) -> impl Iterator<Item = &Entry> {
        let entries = self.manifest.entries.iter().zip(&self.used);
        entries.filter_map(|(entry, used)| used.load(Ordering::Relaxed).then_some(entry))
    }
}

impl Fragments for Snapshot {
    fn get(&self, key: &Key) -> Option<Vec<u8>> {
        let number = self.manifest.find(key)?;
        let bytes = self.read(&self.manifest.entries[number])?;
        self.used[number].store(true, Ordering::Relaxed);
        Some(bytes)
    }

    /// Drops it: a snapshot is for reading.
    fn keep(&self, _: &Key, _: &[u8]) {}
}

/// What earlier builds drew, for commands that only look; nothing, if the cache cannot be used.
pub fn known(root: &Path) -> Box<dyn Fragments> {
    let secret = secret_place().and_then(|place| read_secret(&place));
    match secret.map(|secret| secret.map(|secret| Snapshot::open(root, &secret))) {
        Ok(Some(Ok(snapshot))) => Box::new(snapshot),
        _ => Box::new(Empty),
    }
}

/// The folder of a book's cache.
///
/// # Errors
/// If something else is there. A link could lead out of the book, which comes by pull request.
pub fn folder(root: &Path) -> io::Result<PathBuf> {
    let mut folder = root.to_path_buf();
    for name in FOLDERS {
        folder.push(name);
        match fs::symlink_metadata(&folder) {
            Ok(metadata) if metadata.is_dir() => {}
            Ok(_) => {
                let message = format!("`{}` is not a folder", folder.display());
                return Err(io::Error::new(io::ErrorKind::NotADirectory, message));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(folder)
}

/// A file that is one: opening a pipe would wait for ever, and a link could name anything.
///
/// # Errors
/// If it is something else, or cannot be read.
fn open_file(path: &Path) -> io::Result<File> {
    match fs::symlink_metadata(path)?.is_file() {
        true => File::open(path),
        false => Err(io::ErrorKind::InvalidInput.into()),
    }
}

fn read_manifest(folder: &Path, seal: &Seal) -> Option<Manifest> {
    let file = open_file(&folder.join(MANIFEST)).ok()?;
    let mut bytes = Vec::new();
    file.take(MANIFEST_LIMIT).read_to_end(&mut bytes).ok()?;
    Manifest::decode(&bytes, seal)
}

/// Reads the inventory of the site that was put in place last, if it is there and true.
pub fn read_inventory(folder: &Path, seal: &Seal) -> Option<Inventory> {
    let file = open_file(&folder.join(INVENTORY)).ok()?;
    let mut bytes = Vec::new();
    file.take(INVENTORY_LIMIT).read_to_end(&mut bytes).ok()?;
    Inventory::decode(&bytes, seal)
}

fn open_pack(folder: &Path, manifest: &Manifest) -> Option<File> {
    let pack = open_file(&folder.join(pack_name(manifest.pack))).ok()?;
    (pack.metadata().ok()?.len() >= manifest.end).then_some(pack)
}

/// Fills the buffer from a place of the file, whatever other threads read.
#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], place: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, place)
}

/// Fills the buffer from a place of the file, whatever other threads read.
#[cfg(windows)]
fn read_at(file: &File, mut buffer: &mut [u8], mut place: u64) -> io::Result<()> {
    use std::os::windows::fs::FileExt;
    while !buffer.is_empty() {
        match file.seek_read(buffer, place) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => {
                buffer = &mut buffer[count..];
                place += count as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// What tells this program from others: its version, and length and time of its file, as they change with what
/// it is compiled of. (Versions of engines alone would not tell two states of a working copy from each other.)
fn program() -> io::Result<Program> {
    let metadata = fs::metadata(env::current_exe()?)?;
    let time = metadata.modified()?;
    let time = time
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |t| t.as_nanos());
    let mut program = Vec::new();
    program.extend(metadata.len().to_le_bytes());
    program.extend(time.to_le_bytes());
    program.extend(env!("CARGO_PKG_VERSION").as_bytes());
    Ok(Program(program))
}

/// The file with the user's secret, in the folder that the system has for such things.
///
/// # Errors
/// If there is no such folder.
pub fn secret_place() -> io::Result<PathBuf> {
    let named = |variable: &str| env::var_os(variable).map(PathBuf::from);
    let home = |below: &str| env::home_dir().map(|home| home.join(below));
    let base = match env::consts::OS {
        "windows" => named("LOCALAPPDATA"),
        "macos" => named("XDG_CACHE_HOME").or_else(|| home("Library/Caches")),
        _ => named("XDG_CACHE_HOME").or_else(|| home(".cache")),
    };
    // A relative one would be another for each folder, perhaps in the book.
    match base.filter(|base| base.is_absolute()) {
        Some(base) => Ok(base.join("answerbook/secret")),
        None => Err(io::Error::new(
            io::ErrorKind::NotFound,
            "the user has no folder for caches",
        )),
    }
}

/// Reads the user's secret, if there is one.
///
/// # Errors
/// If it cannot be read, or if others can: then it is none.
pub fn read_secret(place: &Path) -> io::Result<Option<Secret>> {
    let refuse = |why: &str| {
        let message = format!("`{}` {why}", place.display());
        Err(io::Error::new(io::ErrorKind::InvalidData, message))
    };
    let mut file = match open_file(place) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => {
            return refuse("is not a file");
        }
        Err(error) => return Err(error),
    };
    if !is_private(&file.metadata()?) {
        return refuse("is not this user's alone");
    }
    let mut secret = [0; 32];
    match file.read_exact(&mut secret) {
        Ok(()) => Ok(Some(Secret(secret))),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => refuse("is too short"),
        Err(error) => Err(error),
    }
}

#[cfg(unix)]
fn is_private(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    metadata.uid() == rustix::process::geteuid().as_raw() && metadata.mode() & 0o077 == 0
}

/// Folders of users are theirs alone there.
#[cfg(not(unix))]
fn is_private(_: &fs::Metadata) -> bool {
    true
}
