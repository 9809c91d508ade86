//! Where the terms of a file of terms stand.
//!
//! After the head: the number of terms, which is that of the file of terms; for each, in its order, the length
//! of its positions in bytes, and the positions: posting by posting and field by field, as what each adds to
//! the one before it in the same field.

use alloc::vec::Vec;

use super::codec::{Input, Output};
use super::terms::Posting;
use super::{Corrupt, FIELDS, Kind};

/// A place where a term stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The document.
    pub document: u32,
    /// The field.
    pub field: usize,
    /// The position among the words of the field.
    pub position: u32,
}

impl Place {
    /// Whether it is right behind one of some places, which ascend.
    pub fn follows_one_of(&self, places: &[Self]) -> bool {
        let Some(position) = self.position.checked_sub(1) else {
            return false;
        };
        places.binary_search(&Self { position, ..*self }).is_ok()
    }
}

/// A file of positions.
#[derive(Clone, Debug)]
pub struct Positions {
    bytes: Vec<u8>,
    places: Vec<core::ops::Range<usize>>,
}

impl Positions {
    /// Reads a file.
    ///
    /// # Errors
    /// If it is none.
    pub fn read(bytes: Vec<u8>) -> Result<Self, Corrupt> {
        let mut input = Input::file(&bytes, Kind::Positions)?;
        let count = input.count(1)?;
        let mut places = Vec::with_capacity(count);
        for _ in 0..count {
            let length = input.count(1)?;
            let start = bytes.len() - input.rest().len();
            input.bytes(length)?;
            places.push(start..start + length);
        }
        Ok(Self { bytes, places })
    }

    /// Where the term at a position of the file of terms stands, ascending.
    ///
    /// # Errors
    /// If the file is damaged or belongs to another file of terms.
    pub fn of(&self, at: usize, postings: &[Posting]) -> Result<Vec<Place>, Corrupt> {
        let place = self.places.get(at).ok_or(Corrupt)?;
        let mut input = Input::new(&self.bytes[place.clone()]);
        let mut all = Vec::new();
        for posting in postings {
            for (field, frequency) in posting.frequencies.into_iter().enumerate() {
                if frequency as usize > input.rest().len() {
                    return Err(Corrupt);
                }
                let mut position = 0u32;
                for _ in 0..frequency {
                    position = position.checked_add(input.small()?).ok_or(Corrupt)?;
                    all.push(Place {
                        document: posting.document,
                        field,
                        position,
                    });
                }
            }
        }
        Ok(all)
    }
}

/// The positions of a term as bytes, in the order of its postings.
pub fn term_to_bytes(positions: &[[Vec<u32>; FIELDS]]) -> Vec<u8> {
    let mut output = Output::default();
    for fields in positions {
        for field in fields {
            let mut last = 0;
            for position in field {
                output.number(u64::from(position - last));
                last = *position;
            }
        }
    }
    output.into_bytes()
}

/// A file of positions, term by term.
pub fn to_bytes(terms: &[&[u8]]) -> Vec<u8> {
    let mut output = Output::file(Kind::Positions);
    output.number(terms.len() as u64);
    for bytes in terms {
        output.number(bytes.len() as u64);
        output.bytes(bytes);
    }
    output.into_bytes()
}
