//! What is known of the site that was put in place last: of its files, what each was made from.
//!
//! A file that is still as it was then, and would be made from the same, need not be made again. The inventory is
//! a file of its own beside the manifest, with a code of its own:
//!
//! | `site` | bytes | |
//! |---|---|---|
//! | magic | 16 | [`MAGIC`] |
//! | version | 4 | [`FORMAT`] |
//! | swept | 8 | how long the pack was after the last build that drew everything |
//! | length | 4 | of the next |
//! | output | so many | the output folder, as the system names it |
//! | files | 52 each, and the path | inputs (32), length (8), time (8 seconds, 4 part of a second in ns since 1970), length of the path (4), path; by path |
//! | code | 32 | over all bytes before it |
//!
//! A build takes the inventory away when it begins and puts a new one there when its site is in place, so that a
//! build that is killed leaves none, and never one of another site.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::time::{Duration, SystemTime};

use super::{CODE, FORMAT, Seal};
use crate::inputs::Inputs;

/// The first bytes of an inventory.
pub const MAGIC: &[u8; 16] = b"answerbook site\n";

/// The name of the file.
pub const INVENTORY: &str = "site";

/// The largest inventory that is read: of some million files.
pub const INVENTORY_LIMIT: u64 = 1 << 29;

/// What is known of a file of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note {
    /// What it was made from.
    pub inputs: Inputs,
    /// Its length, in bytes.
    pub length: u64,
    /// When it was written.
    pub modified: SystemTime,
}

/// What is known of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inventory {
    /// The output folder, as the system names it.
    pub output: Vec<u8>,
    /// How long the pack was after the last build that drew everything, in bytes.
    pub swept: u64,
    /// The files that something is known of, by path.
    pub files: BTreeMap<String, Note>,
}

impl Inventory {
    /// The files of a folder.
    pub fn files_in(&self, folder: &str) -> impl Iterator<Item = (&String, &Note)> {
        let first = format!("{folder}/");
        let last = format!("{folder}0");
        // `0` follows `/`.
        let range = (Bound::Included(first), Bound::Excluded(last));
        self.files.range::<String, _>(range)
    }

    /// The inventory as a file.
    pub fn encode(&self, seal: &Seal) -> Vec<u8> {
        let mut bytes = Vec::new();
        bytes.extend(MAGIC);
        bytes.extend(FORMAT.to_le_bytes());
        bytes.extend(self.swept.to_le_bytes());
        put(&self.output, &mut bytes);
        for (path, note) in &self.files {
            // A file that is older than the epoch is not known.
            let Ok(time) = note.modified.duration_since(SystemTime::UNIX_EPOCH) else {
                continue;
            };
            bytes.extend(note.inputs);
            bytes.extend(note.length.to_le_bytes());
            bytes.extend(time.as_secs().to_le_bytes());
            bytes.extend(time.subsec_nanos().to_le_bytes());
            put(path.as_bytes(), &mut bytes);
        }
        let code = seal.of_inventory(&bytes);
        bytes.extend(code.as_bytes());
        bytes
    }

    /// The inventory that a file holds, if it is one of this program and this user.
    pub fn decode(bytes: &[u8], seal: &Seal) -> Option<Self> {
        let (bytes, code) = bytes.split_last_chunk::<CODE>()?;
        let mut rest = bytes.strip_prefix(MAGIC)?;
        if u32::from_le_bytes(take(&mut rest)?) != FORMAT
            || seal.of_inventory(bytes) != blake3::Hash::from_bytes(*code)
        {
            return None;
        }
        let mut inventory = Self {
            swept: u64::from_le_bytes(take(&mut rest)?),
            output: got(&mut rest)?.to_vec(),
            files: BTreeMap::new(),
        };
        while !rest.is_empty() {
            let inputs = take(&mut rest)?;
            let length = u64::from_le_bytes(take(&mut rest)?);
            let seconds = u64::from_le_bytes(take(&mut rest)?);
            let nanoseconds = u32::from_le_bytes(take(&mut rest)?);
            let time = Duration::from_secs(seconds)
                .checked_add(Duration::from_nanos(nanoseconds.into()))?;
            let note = Note {
                inputs,
                length,
                modified: SystemTime::UNIX_EPOCH.checked_add(time)?,
            };
            let path = std::str::from_utf8(got(&mut rest)?).ok()?;
            inventory.files.insert(path.to_owned(), note);
        }
        Some(inventory)
    }
}

fn put(part: &[u8], bytes: &mut Vec<u8>) {
    let length = u32::try_from(part.len()).unwrap_or(0);
    bytes.extend(length.to_le_bytes());
    bytes.extend(&part[..length as usize]);
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(*taken)
}

fn got<'b>(rest: &mut &'b [u8]) -> Option<&'b [u8]> {
    let length = u32::from_le_bytes(take(rest)?) as usize;
    let (part, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(part)
}
