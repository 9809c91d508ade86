//! Adding to the [cache](crate::cache).
//!
//! In: what a build draws, as it draws it, and at the end what its site is made from. Out: the cache with that in it. The lock is held from the opening to
//! the end, so what was read is what is there; a build that does not get it only reads. A failure here must
//! not be one of the build.
//!
//! New records go behind what the manifest counts of the pack, or into a new one, and count when
//! [`Store::finish`] replaces the manifest. A store that is dropped without it takes them back.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::lock::{Lock, Refused};
use super::swap;
use crate::cache::inventory::{INVENTORY, Inventory};
use crate::cache::{Entry, Fragments, Key, MANIFEST, Manifest, PACK, Secret, pack_name};
use crate::load::cache::{self as reading, Snapshot};

mod pack;
#[cfg(test)]
mod tests;

use pack::Pack;

/// The name of the lock.
const LOCK: &str = "lock";

/// How the name of a manifest begins that is not in place yet.
const UNFINISHED: &str = ".manifest-";

/// The cache while a build is using it and adding to it.
pub struct Store {
    snapshot: Snapshot,
    folder: PathBuf,
    added: Mutex<Added>,
    /// What is known of the site that was put in place last; it is no longer on the disk.
    site: Option<Inventory>,
    /// `None` if another build has it, or if the file system has no locks. The last field, so that it is given back
    /// after what was added is taken back.
    lock: Option<Lock>,
}

/// How a build ended.
pub struct Ended {
    /// Whether everything was drawn that the book needs.
    pub is_everything: bool,
    /// What is known of the site; `None` if it is the one that was there.
    pub site: Option<Inventory>,
}

/// How much longer a pack may be than it was when everything was drawn, before everything is drawn again to see
/// what of it is still needed: the half of it, and a megabyte.
fn has_grown(end: u64, swept: u64) -> bool {
    end > swept.saturating_add(swept / 2).saturating_add(1 << 20)
}

/// What this build has added.
#[derive(Default)]
struct Added {
    /// Where it is; `None` before the first fragment.
    pack: Option<Pack>,
    entries: BTreeMap<Key, Entry>,
    /// The first failure. After it nothing more is added.
    failed: Option<io::Error>,
}

impl Store {
    /// Opens the cache of a book, and makes it if it is not there.
    ///
    /// # Errors
    /// If there can be none: no secret of the user can be read or made, or the book's folder not be written.
    pub fn open(root: &Path) -> io::Result<Self> {
        let secret = secret(&reading::secret_place()?)?;
        Self::open_with(root, &secret)
    }

    fn open_with(root: &Path, secret: &Secret) -> io::Result<Self> {
        let folder = reading::folder(root)?;
        fs::create_dir_all(&folder)?;
        let lock = match take_lock(&folder) {
            Ok(lock) => Some(lock).filter(|lock| lock.exclusive),
            Err(Refused::Taken) => None,
            Err(Refused::Io(error)) => return Err(error),
        };
        let snapshot = Snapshot::open(root, secret)?;
        let mut site = None;
        if lock.is_some() {
            tidy(&folder, &snapshot);
            site = reading::read_inventory(&folder, snapshot.seal());
            // If it stayed and this build were killed, it could tell of files that are not these any more.
            remove_inventory(&folder)?;
        }
        Ok(Self {
            snapshot,
            folder,
            added: Mutex::default(),
            site,
            lock,
        })
    }

    /// What is known of the site in an output folder; nothing, if it is not the one that was made last, or if it
    /// is time to draw everything again.
    pub fn site(&self, output: &Path) -> Option<&Inventory> {
        let output = output.as_os_str().as_encoded_bytes();
        let site = self.site.as_ref()?;
        let end = self.snapshot.manifest().end;
        (site.output == output && !has_grown(end, site.swept)).then_some(site)
    }

    /// Keeps what was added and what is known of the site. If everything was drawn, nobody needs what this build
    /// did not use: it goes when it is more than half of the pack.
    ///
    /// # Errors
    /// If something could not be written. The cache is then as it was, without the inventory.
    pub fn finish(mut self, ended: Ended) -> io::Result<()> {
        if self.lock.is_none() {
            return Ok(());
        }
        let swept = self.site.as_ref().map_or(0, |site| site.swept);
        let inventory = ended.site.or(self.site.take());
        let end = self.keep_fragments(ended.is_everything)?;
        let Some(mut inventory) = inventory else {
            return Ok(());
        };
        inventory.swept = if ended.is_everything { end } else { swept };
        let inventory = inventory.encode(self.snapshot.seal());
        put_file(&self.folder, INVENTORY, &inventory)
    }

    /// Keeps what was drawn, and returns the length of the pack.
    fn keep_fragments(&mut self, is_everything: bool) -> io::Result<u64> {
        let added = self.added.get_mut();
        let added = std::mem::take(added.unwrap_or_else(PoisonError::into_inner));
        if let Some(error) = added.failed {
            return Err(error);
        }
        let (snapshot, folder) = (&self.snapshot, &self.folder);
        let mut pack = added.pack;
        if let Some(pack) = &mut pack {
            pack.flush()?;
        }
        if is_everything {
            let live = merged(snapshot.used(), &added.entries);
            let bytes: u64 = live.values().map(Entry::record).sum();
            let all = pack.as_ref().map_or(snapshot.manifest().end, |p| p.end());
            if all - bytes > bytes {
                return compact(snapshot, folder, live);
            }
        }
        let Some(mut pack) = pack else {
            return Ok(snapshot.manifest().end);
        };
        let entries = merged(&snapshot.manifest().entries, &added.entries);
        put_manifest(snapshot, folder, &pack, entries)?;
        pack.stays();
        Ok(pack.end())
    }
}

impl Fragments for Store {
    fn get(&self, key: &Key) -> Option<Vec<u8>> {
        self.snapshot.get(key)
    }

    fn keep(&self, key: &Key, bytes: &[u8]) {
        if self.lock.is_none() {
            return;
        }
        let code = self.snapshot.seal().code(key, bytes);
        let mut added = self.added.lock().unwrap_or_else(PoisonError::into_inner);
        if added.failed.is_some() || added.entries.contains_key(key) {
            return;
        }
        let pack = match &mut added.pack {
            Some(pack) => pack,
            none => match Pack::after(&self.snapshot, &self.folder) {
                Ok(pack) => none.insert(pack),
                Err(error) => return added.failed = Some(error),
            },
        };
        match pack.add(key, &code, bytes) {
            Ok(Some(entry)) => drop(added.entries.insert(*key, entry)),
            Ok(None) => {}
            Err(error) => added.failed = Some(error),
        }
    }
}

/// Removes the cache of a book. True if there was one.
///
/// # Errors
/// If a build is using it, or the system refuses.
pub fn remove(root: &Path) -> io::Result<bool> {
    let folder = match reading::folder(root) {
        Ok(folder) if folder.is_dir() => folder,
        Err(error) if error.kind() != io::ErrorKind::NotADirectory => return Err(error),
        // Nothing, or nothing of ours.
        _ => return Ok(false),
    };
    let lock = match take_lock(&folder) {
        Ok(lock) => lock,
        Err(Refused::Taken) => {
            let message = "another build is using it";
            return Err(io::Error::new(io::ErrorKind::ResourceBusy, message));
        }
        Err(Refused::Io(error)) => return Err(error),
    };
    for entry in fs::read_dir(&folder)? {
        let entry = entry?;
        if entry.file_name() != LOCK {
            swap::remove(&entry.path())?;
        }
    }
    // Its file goes when it is given back, and with it goes whatever a build that begins then could meet.
    let stays = cfg!(windows) || !lock.exclusive;
    drop(lock);
    if stays {
        let _ = fs::remove_file(folder.join(LOCK));
    }
    let _ = fs::remove_dir(&folder);
    // Only if nothing else is kept there.
    let _ = folder.parent().map(fs::remove_dir);
    Ok(true)
}

fn take_lock(folder: &Path) -> Result<Lock, Refused> {
    let path = folder.join(LOCK);
    if let Ok(metadata) = fs::symlink_metadata(&path)
        && !metadata.is_file()
    {
        // A link would make a file somewhere else.
        let message = format!("`{}` is not a file", path.display());
        return Err(Refused::Io(io::Error::other(message)));
    }
    Lock::take(&path)
}

/// Removes what does not count, which killed builds left or the book came with, and keeps the folder out of
/// git. What cannot be removed is met again when it is in the way.
fn tidy(folder: &Path, snapshot: &Snapshot) {
    let own = snapshot
        .has_pack()
        .then(|| pack_name(snapshot.manifest().pack));
    let names = fs::read_dir(folder).into_iter().flatten().flatten();
    for name in names.map(|entry| entry.file_name()) {
        let counts = match name.to_str() {
            Some(MANIFEST) => own.is_some(),
            Some(INVENTORY) => true,
            Some(name) if name.starts_with(PACK) => own.as_deref() == Some(name),
            Some(name) => !name.starts_with(UNFINISHED),
            None => true,
        };
        if !counts {
            let _ = fs::remove_file(folder.join(name));
        }
    }
    let ignore = folder.join(".gitignore");
    // Never through a link: only a new file is written.
    if let Ok(mut file) = File::options().write(true).create_new(true).open(ignore) {
        let _ = file.write_all(b"*\n");
    }
}

fn merged<'e>(
    old: impl IntoIterator<Item = &'e Entry>,
    new: &BTreeMap<Key, Entry>,
) -> BTreeMap<Key, Entry> {
    let old = old.into_iter().map(|entry| (entry.key, *entry));
    // A record that could not be read was drawn and added again: the new one counts.
    let mut all: BTreeMap<_, _> = old.collect();
    all.extend(new);
    all
}

/// Copies what is needed into a new pack and removes the old one.
fn compact(snapshot: &Snapshot, folder: &Path, live: BTreeMap<Key, Entry>) -> io::Result<u64> {
    let mut pack = Pack::new(snapshot.manifest().pack + 1, folder)?;
    let mut entries = BTreeMap::new();
    let mut live: Vec<_> = live.into_values().collect();
    live.sort_by_key(|entry| entry.place);
    for entry in live {
        let Some(bytes) = snapshot.read(&entry) else {
            continue;
        };
        let code = snapshot.seal().code(&entry.key, &bytes);
        if let Some(copy) = pack.add(&entry.key, &code, &bytes)? {
            entries.insert(entry.key, copy);
        }
    }
    pack.flush()?;
    put_manifest(snapshot, folder, &pack, entries)?;
    pack.stays();
    // If it cannot be removed now, the next build does it.
    let _ = fs::remove_file(folder.join(pack_name(snapshot.manifest().pack)));
    Ok(pack.end())
}

/// Makes records count.
fn put_manifest(
    snapshot: &Snapshot,
    folder: &Path,
    pack: &Pack,
    entries: BTreeMap<Key, Entry>,
) -> io::Result<()> {
    let manifest = Manifest {
        pack: pack.number(),
        end: pack.end(),
        entries: entries.into_values().collect(),
    };
    put_file(folder, MANIFEST, &manifest.encode(snapshot.seal()))
}

/// Puts a whole file in place of what is there.
fn put_file(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let mut file = tempfile::Builder::new()
        .prefix(UNFINISHED)
        .tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.persist(folder.join(name))?;
    Ok(())
}

fn remove_inventory(folder: &Path) -> io::Result<()> {
    match fs::remove_file(folder.join(INVENTORY)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The user's secret, made if there is none.
fn secret(place: &Path) -> io::Result<Secret> {
    if let Some(secret) = reading::read_secret(place)? {
        return Ok(secret);
    }
    let folder = place.parent().unwrap_or(place);
    fs::create_dir_all(folder)?;
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(|error| io::Error::other(error.to_string()))?;
    // For this user's eyes only, as temporary files are.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&secret)?;
    match file.persist_noclobber(place) {
        Ok(_) => Ok(Secret(secret)),
        // Another build was faster.
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
            reading::read_secret(place)?.ok_or(error.error)
        }
        Err(error) => Err(error.error),
    }
}
