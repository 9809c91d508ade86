//! A range of the terms with their postings.
//!
//! After the head: the number of terms; for each, in order, the term (sharing what it can with the one before
//! it), the length of its postings in bytes, and the postings. Postings are columns, which gzip packs better
//! than rows: the number of documents; the documents, as what each adds to the one before it, less one; for each a
//! byte with a bit per field that the term stands in; then, document by document and field by field, the
//! field's length as tantivy's one-byte norm, and for the title a byte more that says how much all its terms weigh;
//! then how often the term stands there.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::codec::{Input, Output};
use super::{Corrupt, FIELDS, Kind, TITLE};

/// A term in a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Posting {
    /// The document.
    pub document: u32,
    /// Per field how often the term stands there; 0 where it does not.
    pub frequencies: [u32; FIELDS],
    /// Per field the field's length as a norm; 0 where the term does not stand there.
    pub norms: [u8; FIELDS],
    /// How much all terms of the title weigh, in quarters of [`crate::bm25::rarity`]; 0 where the term does not stand
    /// in the title.
    pub title_weight: u8,
}

/// A file of terms, read as far as the terms; postings are read when they are asked for.
#[derive(Clone, Debug)]
pub struct Terms {
    bytes: Vec<u8>,
    /// Terms with the place of their postings, in order.
    entries: Vec<(String, core::ops::Range<usize>)>,
}

impl Terms {
    /// Reads a file.
    ///
    /// # Errors
    /// If it is none.
    pub fn read(bytes: Vec<u8>) -> Result<Self, Corrupt> {
        let mut entries = Vec::new();
        let mut input = Input::file(&bytes, Kind::Terms)?;
        let count = input.count(3)?;
        let mut before = String::new();
        for _ in 0..count {
            let term = input.sorted(&before)?;
            let length = input.count(1)?;
            let start = bytes.len() - input.rest().len();
            input.bytes(length)?;
            before.clone_from(&term);
            entries.push((term, start..start + length));
        }
        input.end()?;
        Ok(Self { bytes, entries })
    }

    /// The terms, in order.
    pub fn terms(&self) -> impl ExactSizeIterator<Item = &str> {
        self.entries.iter().map(|(term, _)| term.as_str())
    }

    /// The position of a term among them.
    pub fn find(&self, term: &str) -> Option<usize> {
        self.entries
            .binary_search_by(|(other, _)| other.as_str().cmp(term))
            .ok()
    }

    /// The terms that begin with a prefix, as positions.
    pub fn with_prefix(&self, prefix: &str) -> core::ops::Range<usize> {
        let start = self
            .entries
            .partition_point(|(term, _)| term.as_str() < prefix);
        let own = &self.entries[start..];
        start..start + own.partition_point(|(term, _)| term.starts_with(prefix))
    }

    /// The term at a position.
    pub fn term(&self, at: usize) -> &str {
        &self.entries[at].0
    }

    /// In how many documents the term at a position stands.
    ///
    /// # Errors
    /// If the file is damaged.
    pub fn documents(&self, at: usize) -> Result<usize, Corrupt> {
        Input::new(&self.bytes[self.entries[at].1.clone()]).count(2)
    }

    /// The postings of the term at a position.
    ///
    /// # Errors
    /// If the file is damaged.
    pub fn postings(&self, at: usize) -> Result<Vec<Posting>, Corrupt> {
        let mut input = Input::new(&self.bytes[self.entries[at].1.clone()]);
        let count = input.count(2)?;
        let mut postings = vec![Posting::default(); count];
        let mut next = 0u32;
        for posting in &mut postings {
            posting.document = next.checked_add(input.small()?).ok_or(Corrupt)?;
            next = posting.document.checked_add(1).ok_or(Corrupt)?;
        }
        let masks = input.bytes(count)?;
        if masks.iter().any(|mask| *mask == 0 || *mask >> FIELDS != 0) {
            return Err(Corrupt);
        }
        let is_set = |mask: u8, field: usize| mask >> field & 1 == 1;
        for (posting, mask) in postings.iter_mut().zip(masks) {
            for field in (0..FIELDS).filter(|field| is_set(*mask, *field)) {
                posting.norms[field] = input.byte()?;
                if field == TITLE {
                    posting.title_weight = input.byte()?;
                }
            }
        }
        for (posting, mask) in postings.iter_mut().zip(masks) {
            for field in (0..FIELDS).filter(|field| is_set(*mask, *field)) {
                posting.frequencies[field] = input.small()?.max(1);
            }
        }
        input.end()?;
        Ok(postings)
    }
}

/// A term's postings as bytes. Documents ascend, and each has the term in some field.
pub fn postings_to_bytes(postings: &[Posting]) -> Vec<u8> {
    let mut output = Output::default();
    output.number(postings.len() as u64);
    let mut next = 0;
    for posting in postings {
        output.number(u64::from(posting.document - next));
        next = posting.document + 1;
    }
    fn fields(posting: &Posting) -> impl Iterator<Item = usize> {
        (0..FIELDS).filter(|field| posting.frequencies[*field] > 0)
    }
    for posting in postings {
        output.byte(fields(posting).fold(0, |mask, field| mask | 1 << field));
    }
    for posting in postings {
        for field in fields(posting) {
            output.byte(posting.norms[field]);
            if field == TITLE {
                output.byte(posting.title_weight);
            }
        }
    }
    for posting in postings {
        for field in fields(posting) {
            output.number(u64::from(posting.frequencies[field]));
        }
    }
    output.into_bytes()
}

/// A file of terms with their postings as bytes; terms ascend.
pub fn to_bytes(terms: &[(&str, &[u8])]) -> Vec<u8> {
    let mut output = Output::file(Kind::Terms);
    output.number(terms.len() as u64);
    let mut before = "";
    for (term, postings) in terms {
        output.sorted(before, term);
        output.number(postings.len() as u64);
        output.bytes(postings);
        before = term;
    }
    output.into_bytes()
}
