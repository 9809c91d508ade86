//! What builds keep for later ones in `.answerbook/cache`: fragments, that is drawn formulas and code blocks and
//! parts of the search index; and in the [`inventory`] what the files of the site were made from.
//!
//! Here is what the stages share: the [`Key`] of a fragment, the question for it ([`Fragments`]) and the format
//! of the files. `load::cache` reads them, `write::cache` adds to them, `render` asks; this module touches no
//! file, and knows nothing of formulas, code and indexes.
//!
//! # Trust
//!
//! A fragment goes into pages as it is, past the sanitiser. The cache lies in the book's folder, and a book
//! comes by pull request, with whatever files it has. So everything in the cache is authenticated with a
//! [`Secret`] that lies outside the book, with the user: what somebody else wrote is as if it were not there.
//! For the same reason keys are cryptographic hashes: no content can take the key of another.
//!
//! # Format
//!
//! The folder holds one manifest and one pack, and a lock while a build is adding. Numbers are little-endian.
//! Both kinds of codes are keyed BLAKE3 (32 bytes), under keys of their own that are derived from the secret,
//! [`FORMAT`] and the [`Program`], so that a fragment of another program does not count.
//!
//! | `manifest` | bytes | |
//! |---|---|---|
//! | magic | 16 | [`MAGIC`] |
//! | version | 4 | [`FORMAT`] |
//! | pack | 8 | the number of the pack: the file is `pack-` and the number |
//! | end | 8 | how much of the pack counts; what follows was left by a build that was killed |
//! | entries | 44 each | the key (32), the record's place in the pack (8), the length of the fragment (4); by key |
//! | code | 32 | over all bytes before it |
//!
//! | record of a pack | bytes | |
//! |---|---|---|
//! | code | 32 | over the key and the fragment |
//! | fragment | as the manifest says | HTML in UTF-8, or a part of an index |
//!
//! Packs only grow, and the manifest is replaced by a rename, after the records that it names are written; so
//! a process that is killed leaves the old manifest or the new one, both true. Nothing is flushed to the
//! medium: what a power cut damages has a wrong code, and is drawn again.
//!
//! Whatever is wrong with a manifest, all of it is dropped; a wrong record is dropped alone.

use crate::inputs::Hasher;

pub mod inventory;
#[cfg(test)]
mod tests;

/// The first bytes of a manifest.
pub const MAGIC: &[u8; 16] = b"answerbook cache";

/// The version of the format.
pub const FORMAT: u32 = 1;

/// The name of the manifest.
pub const MANIFEST: &str = "manifest";

/// How the names of packs begin.
pub const PACK: &str = "pack-";

/// The name of a pack.
pub fn pack_name(number: u64) -> String {
    format!("{PACK}{number}")
}

/// What names a fragment: a hash of all that it depends on, except for the program.
pub type Key = [u8; 32];

/// The key of a list of parts. No two lists have the same.
pub fn key<P: AsRef<[u8]>>(parts: impl IntoIterator<Item = P>) -> Key {
    let mut hasher = Hasher::default();
    for part in parts {
        hasher.bytes(part.as_ref());
    }
    hasher.finish()
}

/// What is known of earlier builds, and who keeps what is new. Asked by all threads.
pub trait Fragments: Send + Sync {
    /// The bytes of a fragment, if it is known.
    fn get(&self, key: &Key) -> Option<Vec<u8>>;

    /// Takes note of a fragment that was not known. It may come twice.
    fn keep(&self, key: &Key, bytes: &[u8]);
}

/// No fragments, and nobody to keep any: every build is the first.
pub struct Empty;

impl Fragments for Empty {
    fn get(&self, _: &Key) -> Option<Vec<u8>> {
        None
    }

    fn keep(&self, _: &Key, _: &[u8]) {}
}

/// Random bytes that only this user of this machine knows.
pub struct Secret(pub [u8; 32]);

/// What tells programs that may draw differently from each other.
pub struct Program(pub Vec<u8>);

/// Makes and checks the codes of manifests, records and inventories.
#[derive(Clone)]
pub struct Seal {
    manifest: [u8; 32],
    record: [u8; 32],
    inventory: [u8; 32],
}

impl Seal {
    /// The seal of a user for one program.
    pub fn new(secret: &Secret, program: &Program) -> Self {
        let material = [&secret.0, &FORMAT.to_le_bytes()[..], &program.0].concat();
        Self {
            manifest: blake3::derive_key("answerbook drawn fragments: manifest", &material),
            record: blake3::derive_key("answerbook drawn fragments: record", &material),
            inventory: blake3::derive_key("answerbook site: inventory", &material),
        }
    }

    fn of_manifest(&self, bytes: &[u8]) -> blake3::Hash {
        blake3::keyed_hash(&self.manifest, bytes)
    }

    fn of_inventory(&self, bytes: &[u8]) -> blake3::Hash {
        blake3::keyed_hash(&self.inventory, bytes)
    }

    fn of_record(&self, key: &Key, bytes: &[u8]) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new_keyed(&self.record);
        hasher.update(key).update(bytes).finalize()
    }

    /// The code that stands before a fragment's bytes in its record.
    pub fn code(&self, key: &Key, bytes: &[u8]) -> [u8; CODE] {
        *self.of_record(key, bytes).as_bytes()
    }

    /// The bytes of a record, if it is that of the key.
    pub fn open(&self, key: &Key, mut record: Vec<u8>) -> Option<Vec<u8>> {
        let code: [u8; CODE] = record.get(..CODE)?.try_into().ok()?;
        // Comparing hashes takes the same time wherever they differ.
        if self.of_record(key, &record[CODE..]) != blake3::Hash::from_bytes(code) {
            return None;
        }
        record.drain(..CODE);
        Some(record)
    }
}

/// The bytes of a code.
pub const CODE: usize = 32;

/// Where the entries of a manifest begin.
const HEAD: usize = MAGIC.len() + 4 + 8 + 8;

/// The bytes of an entry.
const ENTRY: usize = 32 + 8 + 4;

/// The largest manifest, in bytes: a million fragments.
pub const MANIFEST_LIMIT: u64 = (HEAD + CODE + MOST_ENTRIES * ENTRY) as u64;

/// How many fragments are kept at most.
pub const MOST_ENTRIES: usize = 1 << 20;

/// Where a fragment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its key.
    pub key: Key,
    /// Where its record begins, in bytes of the pack.
    pub place: u64,
    /// The length of the fragment, in bytes.
    pub length: u32,
}

impl Entry {
    /// The length of the record, in bytes.
    pub fn record(&self) -> u64 {
        CODE as u64 + u64::from(self.length)
    }
}

/// What the cache holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The number of the pack.
    pub pack: u64,
    /// How many bytes of the pack count.
    pub end: u64,
    /// The fragments, by key, each once.
    pub entries: Vec<Entry>,
}

impl Manifest {
    /// The manifest as a file.
    pub fn encode(&self, seal: &Seal) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEAD + ENTRY * self.entries.len() + CODE);
        bytes.extend(MAGIC);
        bytes.extend(FORMAT.to_le_bytes());
        bytes.extend(self.pack.to_le_bytes());
        bytes.extend(self.end.to_le_bytes());
        for entry in &self.entries {
            bytes.extend(entry.key);
            bytes.extend(entry.place.to_le_bytes());
            bytes.extend(entry.length.to_le_bytes());
        }
        let code = seal.of_manifest(&bytes);
        bytes.extend(code.as_bytes());
        bytes
    }

    /// The manifest that a file holds, if it is one of this program and this user.
    pub fn decode(bytes: &[u8], seal: &Seal) -> Option<Self> {
        let (bytes, code) = bytes.split_last_chunk::<CODE>()?;
        let rest = bytes.strip_prefix(MAGIC)?;
        let (version, rest) = rest.split_first_chunk()?;
        if u32::from_le_bytes(*version) != FORMAT
            || seal.of_manifest(bytes) != blake3::Hash::from_bytes(*code)
        {
            return None;
        }
        let (pack, rest) = rest.split_first_chunk()?;
        let (end, rest) = rest.split_first_chunk()?;
        let (entries, []) = rest.as_chunks::<ENTRY>() else {
            return None;
        };
        let entries: Option<Vec<_>> = entries.iter().map(entry).collect();
        let manifest = Self {
            pack: u64::from_le_bytes(*pack),
            end: u64::from_le_bytes(*end),
            entries: entries?,
        };
        manifest.is_sound().then_some(manifest)
    }

    /// The position of a fragment among the entries.
    pub fn find(&self, key: &Key) -> Option<usize> {
        self.entries
            .binary_search_by(|entry| entry.key.cmp(key))
            .ok()
    }

    /// What the code alone does not say: this program writes no other.
    fn is_sound(&self) -> bool {
        let ends_in_pack = |entry: &Entry| {
            let end = entry.place.checked_add(entry.record());
            end.is_some_and(|end| end <= self.end)
        };
        self.entries.iter().all(ends_in_pack) && self.entries.is_sorted_by(|a, b| a.key < b.key)
    }
}

fn entry(bytes: &[u8; ENTRY]) -> Option<Entry> {
    let (key, rest) = bytes.split_first_chunk()?;
    let (place, length) = rest.split_first_chunk()?;
    Some(Entry {
        key: *key,
        place: u64::from_le_bytes(*place),
        length: u32::from_le_bytes(length.try_into().ok()?),
    })
}
