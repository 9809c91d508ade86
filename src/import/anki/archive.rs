//! The database in a deck's archive.
//!
//! In: the archive, of any size: media are not read. Out: the bytes of the newest database in it. What is held in
//! memory is bounded, and sizes that the archive claims are not believed: a deck comes from anybody.

use std::io::{Read, Seek};

use super::no_deck;
use crate::import::StreamError;
use crate::import::limit::Meter;

/// The longest list of an archive's files. A name takes some hundred bytes with all that is said of it, so that
/// these are more than a hundred thousand media.
const LIST_BYTES: u64 = 16 << 20;
/// The largest database. A note takes a kilobyte or two, so that this is more than a hundred thousand notes.
const DATABASE_BYTES: u64 = 256 << 20;
/// The databases that an archive may hold, the one to be read first. Beside a newer one, the oldest says only that
/// Anki should be updated.
const DATABASES: [&str; 3] = [
    "collection.anki21b",
    "collection.anki21",
    "collection.anki2",
];

/// The bytes of the database in an archive.
pub(super) fn database(reader: impl Read + Seek) -> Result<Vec<u8>, StreamError> {
    let too_long = format!("its list of files is longer than {} MB", LIST_BYTES >> 20);
    let meter = Meter::new(LIST_BYTES, too_long);
    let mut archive = zip::ZipArchive::new(meter.of(reader))
        .map_err(|error| no_deck(format!("it is no archive: {error}")))?;
    let name = DATABASES
        .iter()
        .find(|name| archive.index_for_name(name).is_some());
    let Some(name) = name else {
        return Err(no_deck("the archive holds no deck"));
    };
    meter.set(u64::MAX);
    let file = archive
        .by_name(name)
        .map_err(|error| no_deck(format!("`{name}` cannot be read: {error}")))?;
    let mut database = Vec::new();
    let read = match name.ends_with('b') {
        true => match ruzstd::decoding::StreamingDecoder::new(file) {
            Ok(decoder) => decoder.take(DATABASE_BYTES + 1).read_to_end(&mut database),
            Err(error) => return Err(no_deck(format!("`{name}` cannot be decompressed: {error}"))),
        },
        false => file.take(DATABASE_BYTES + 1).read_to_end(&mut database),
    };
    read.map_err(|error| no_deck(format!("`{name}` cannot be read: {error}")))?;
    match database.len() as u64 > DATABASE_BYTES {
        true => Err(no_deck(format!(
            "the deck's database is larger than {} MB",
            DATABASE_BYTES >> 20
        ))),
        false => Ok(database),
    }
}
