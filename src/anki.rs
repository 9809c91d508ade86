//! Packages for Anki: decks of notes in, the bytes of an `.apkg` file out.
//!
//! A package is a ZIP archive with the pictures of the notes, a list of their names, and `collection.anki2`, an SQLite
//! database of the schema 11, which every Anki since 2.1 reads. Whoever imports it again keeps the scheduling of the
//! notes whose [`Note::guid`] they have, and gets the fields of those that are newer.
//!
//! The same package gives the same bytes: there is no clock and no chance in it. Knows nothing of books, and nothing
//! of what the fields say; reads and writes no file.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{Cursor, Write};
use std::sync::Arc;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

mod collection;
mod objects;

/// What a file of Anki's holds.
#[derive(Debug)]
pub struct Package {
    /// What all of its notes are.
    pub note_type: NoteType,
    /// The decks, each before those inside it.
    pub decks: Vec<Deck>,
}

/// The fields of notes and how cards are made of them: one card of each note.
#[derive(Clone, Debug)]
pub struct NoteType {
    /// What tells it from others; see [`identity`].
    pub id: i64,
    /// What readers see.
    pub name: String,
    /// When it was last changed, in seconds since 1970: readers' copies of an older one are replaced.
    pub changed: i64,
    /// The names of the fields, in order. The first must not be empty in any note.
    pub fields: Vec<&'static str>,
    /// The front of cards: HTML in which `{{Field}}` stands for a field.
    pub front: String,
    /// The back of cards.
    pub back: String,
    /// The style sheet of cards.
    pub style: String,
    /// Whether the fields are written from right to left.
    pub is_rtl: bool,
}

/// A deck.
#[derive(Debug)]
pub struct Deck {
    /// What tells it from others; see [`identity`].
    pub id: i64,
    /// Its name, the names of the decks that it is in before it: `Book::Topic`. Anki knows decks by their names.
    pub name: String,
    /// What readers see above its cards: HTML.
    pub description: String,
    /// Its notes, in the order in which they are learned.
    pub notes: Vec<Note>,
}

/// A note.
#[derive(Clone, Debug)]
pub struct Note {
    /// What Anki knows it by for ever: a note of the same text is the same note, whatever package it comes in.
    pub guid: String,
    /// What tells it from others in the package; see [`identity`].
    pub id: i64,
    /// When it was last changed, in seconds since 1970; 0 if that is not known.
    pub changed: i64,
    /// Its fields as HTML, in the order of the note type's.
    pub fields: Vec<String>,
    /// The first field as plain text: what notes are sorted by.
    pub sort_text: String,
    /// Words that it is found by, `::` between the parts of one. White space in them becomes `-`.
    pub tags: Vec<String>,
    /// The pictures that its fields name, by name. In Anki all decks share one folder of them.
    pub media: BTreeMap<String, Arc<[u8]>>,
}

/// Why a package could not be made.
#[derive(Debug)]
pub struct PackageError(String);

impl fmt::Display for PackageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PackageError {}

impl From<rusqlite::Error> for PackageError {
    fn from(error: rusqlite::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<zip::result::ZipError> for PackageError {
    fn from(error: zip::result::ZipError) -> Self {
        Self(error.to_string())
    }
}

impl From<std::io::Error> for PackageError {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

/// A number that tells an object from all others of its kind, made of what names it.
///
/// Anki's own are the milliseconds since 1970 at which an object was made, and it mends those that lie in the future.
/// So these are moments between 2001 and 2017: 5 × 10¹¹ of them, among which two of 10,000 objects meet with a
/// probability of 10⁻⁴. Where notes do, one is moved.
pub fn identity(names: &[&str]) -> i64 {
    const FIRST: u64 = 1_000_000_000_000;
    const COUNT: u64 = 500_000_000_000;
    let hash = digest(names);
    let number = hash[..8]
        .iter()
        .fold(0, |n, byte| n << 8 | u64::from(*byte));
    i64::try_from(FIRST + number % COUNT).unwrap_or_default()
}

/// What Anki knows a note by, made of what names it: 13 letters and digits, 65 bits.
pub fn guid(names: &[&str]) -> String {
    const DIGITS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let hash = digest(names);
    let digits = hash[..13].iter().map(|byte| DIGITS[usize::from(byte & 31)]);
    digits.map(char::from).collect()
}

/// The hash of names, which cannot run together: each comes with its length.
fn digest(names: &[&str]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    for name in names {
        hasher.update(&(name.len() as u64).to_le_bytes());
        hasher.update(name.as_bytes());
    }
    *hasher.finalize().as_bytes()
}

impl Package {
    /// The bytes of the file.
    ///
    /// # Errors
    /// SQLite or the archive refuses: there is no memory, or more than 4 GB of pictures.
    pub fn to_bytes(&self) -> Result<Vec<u8>, PackageError> {
        let notes = self.decks.iter().flat_map(|deck| &deck.notes);
        let media: BTreeMap<&str, &[u8]> = notes
            .flat_map(|note| &note.media)
            .map(|(name, bytes)| (name.as_str(), &**bytes))
            .collect();
        let names: BTreeMap<String, &str> = (0..)
            .zip(media.keys())
            .map(|(number, name): (u32, _)| (number.to_string(), *name))
            .collect();
        // The same bytes wherever it is made. The time is that of the format's beginning, 1980: there is none before it.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default())
            .system(System::Unix);
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("collection.anki2", options)?;
        zip.write_all(&collection::bytes(self)?)?;
        zip.start_file("media", options)?;
        zip.write_all(serde_json::json!(names).to_string().as_bytes())?;
        for (number, bytes) in media.values().enumerate() {
            zip.start_file(number.to_string(), options)?;
            zip.write_all(bytes)?;
        }
        Ok(zip.finish()?.into_inner())
    }
}

#[cfg(test)]
mod tests;
