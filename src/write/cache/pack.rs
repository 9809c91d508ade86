//! A pack while records are added to it.
//!
//! In: fragments with their codes. Out: where each one stands. Until it is said that they stay, they may go:
//! a pack that is dropped before is cut to what it was, and one that was new is removed.

use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::cache::{CODE, Entry, Key, MOST_ENTRIES, pack_name};
use crate::load::cache::Snapshot;

/// The bytes that are written at once.
const BUFFER: usize = 256 << 10;

/// A pack with new records at its end.
pub(super) struct Pack {
    file: File,
    path: PathBuf,
    number: u64,
    /// Its length without what was added; `None` if it is new.
    before: Option<u64>,
    /// Its length with what was added, and with what is still in the buffer.
    end: u64,
    /// How many entries there may still be.
    room: usize,
    buffer: Vec<u8>,
    stays: bool,
}

impl Pack {
    /// The pack that goes on where a snapshot ends: its own, or the first.
    pub(super) fn after(snapshot: &Snapshot, folder: &Path) -> io::Result<Self> {
        let manifest = snapshot.manifest();
        if !snapshot.has_pack() {
            return Self::new(1, folder);
        }
        let path = folder.join(pack_name(manifest.pack));
        if !fs::symlink_metadata(&path)?.is_file() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let mut file = File::options().write(true).open(&path)?;
        // What a killed build left behind the end.
        file.set_len(manifest.end)?;
        file.seek(SeekFrom::Start(manifest.end))?;
        let mut pack = Self::empty(file, path, manifest.pack);
        pack.before = Some(manifest.end);
        pack.end = manifest.end;
        pack.room = MOST_ENTRIES.saturating_sub(manifest.entries.len());
        Ok(pack)
    }

    /// A new pack.
    pub(super) fn new(number: u64, folder: &Path) -> io::Result<Self> {
        let path = folder.join(pack_name(number));
        // Never through a link: only a new file is written.
        let file = File::options().write(true).create_new(true).open(&path)?;
        Ok(Self::empty(file, path, number))
    }

    fn empty(file: File, path: PathBuf, number: u64) -> Self {
        Self {
            file,
            path,
            number,
            before: None,
            end: 0,
            room: MOST_ENTRIES,
            buffer: Vec::new(),
            stays: false,
        }
    }

    /// Adds a record; `None` if there is no room for it.
    pub(super) fn add(
        &mut self,
        key: &Key,
        code: &[u8; CODE],
        fragment: &[u8],
    ) -> io::Result<Option<Entry>> {
        let (Ok(length), Some(room)) = (u32::try_from(fragment.len()), self.room.checked_sub(1))
        else {
            return Ok(None);
        };
        let entry = Entry {
            key: *key,
            place: self.end,
            length,
        };
        self.room = room;
        self.end += entry.record();
        self.buffer.extend_from_slice(code);
        self.buffer.extend_from_slice(fragment);
        if self.buffer.len() >= BUFFER {
            self.flush()?;
        }
        Ok(Some(entry))
    }

    /// Writes what is in the buffer.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.file.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }

    /// The pack's number.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// The pack's length, in bytes.
    pub(super) fn end(&self) -> u64 {
        self.end
    }

    /// There is a manifest that counts what was added.
    pub(super) fn stays(&mut self) {
        self.stays = true;
    }
}

impl Drop for Pack {
    fn drop(&mut self) {
        // If this fails, the next build does it.
        let _ = match self.before {
            _ if self.stays => Ok(()),
            Some(length) => self.file.set_len(length),
            None => fs::remove_file(&self.path),
        };
    }
}
