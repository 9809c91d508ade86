//! The blob: the search index as the browser reads it, and how it is divided into files.
//!
//! Written natively by [`mod@write`], read by the engine on both sides; both halves live here, so that they
//! cannot drift. All numbers are unsigned and little-endian base 128 ([LEB128], at most ten bytes) unless a
//! fixed width is said; a text is its length in bytes and its UTF-8. Nothing that is read is trusted:
//! lengths are checked before anything is allocated, and any bytes give a value or a [`Corrupt`].
//!
//! # Files
//! Each begins with [`MAGIC`], one byte for its [`Kind`] and one for [`VERSION`]. A language has a
//! [`mod@manifest`] under a fixed name; every other file is named by a hash over its group's bytes, so that it
//! can be kept for ever, and a manifest can never meet a file of another build. Files are stored gzipped.
//!
//! | file | holds | is asked for |
//! |---|---|---|
//! | [`mod@manifest`] | statistics, and which file holds what | with the first query in a language |
//! | [`mod@terms`] | a range of the terms with their postings | for the words of a query |
//! | [`mod@positions`] | where the terms of one such file stand | for quoted phrases |
//! | [`mod@cards`] | titles, addresses and short answers of some questions | to show results |
//! | [`mod@texts`] | the rest of some questions, section by section | for the snippets of the best results |
//! | [`mod@words`] | a range of the terms, sorted by their beginnings or their ends | for words that are not found |
//! | [`mod@concepts`] | a range of the glossary's phrases; a range of its concepts | for phrases of the glossary |
//! | [`mod@facts`] | topic, level and kind of every question | when a filter is set |
//!
//! [LEB128]: https://en.wikipedia.org/wiki/LEB128

pub mod cards;
pub mod codec;
pub mod concepts;
pub mod facts;
pub mod manifest;
#[cfg(feature = "build")]
pub mod pack;
pub mod positions;
pub mod terms;
pub mod texts;
pub mod words;
#[cfg(feature = "build")]
pub mod write;

/// The first bytes of every file.
pub const MAGIC: [u8; 3] = *b"ABS";

/// The version of the format. A reader takes no other.
pub const VERSION: u8 = 1;

/// What a file holds: its fourth byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[expect(missing_docs, reason = "named as the modules are")]
pub enum Kind {
    Manifest = 1,
    Terms = 2,
    Positions = 3,
    Cards = 4,
    Words = 5,
    Phrases = 6,
    Concepts = 7,
    Facts = 8,
    Texts = 9,
}

/// Bytes that are no file of this version and kind, or are damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Corrupt;

impl core::fmt::Display for Corrupt {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("the file is damaged or of another version")
    }
}

impl core::error::Error for Corrupt {}

/// How many neighbouring files share a hash. A name for each would make most of a large book's manifest.
pub const GROUP: usize = 64;

/// The name of a file: eight bytes of a hash of all files of its group, with its number in the group in the lowest
/// six bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(pub u64);

impl Name {
    /// The name of the first file of the group.
    pub fn of_group(self) -> Self {
        Self(self.0 & !(GROUP as u64 - 1))
    }

    /// The name of a file of the group, of which this is the first.
    pub fn in_group(self, number: usize) -> Self {
        Self(self.of_group().0 | (number % GROUP) as u64)
    }
}

impl core::fmt::Display for Name {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// The searchable parts of a question, in the order of their bits and numbers in the blob.
pub const FIELDS: usize = 4;

/// The title.
pub const TITLE: usize = 0;
/// The short answer.
pub const ANSWER: usize = 1;
/// The headings.
pub const HEADINGS: usize = 2;
/// All else: text, formulas in words, code.
pub const BODY: usize = 3;
