//! Terms without their postings, to find what a mistyped word was meant to be: sorted as they are, for words whose
//! beginning is right, and reversed, for words whose end is.
//!
//! After the head: the number of terms; for each, in order, the term (sharing what it can with the one before it)
//! and in how many documents it stands.

use alloc::string::String;
use alloc::vec::Vec;

use super::codec::{Input, Output, with_prefix};
use super::{Corrupt, Kind};

/// A file of terms without their postings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Terms, or reversed terms, with the number of their documents, in order.
    pub terms: Vec<(String, u32)>,
}

impl Words {
    /// Reads a file.
    ///
    /// # Errors
    /// If it is none.
    pub fn read(bytes: &[u8]) -> Result<Self, Corrupt> {
        let mut input = Input::file(bytes, Kind::Words)?;
        let terms = input.numbered()?;
        input.end()?;
        Ok(Self { terms })
    }

    /// A file of these as bytes.
    pub fn to_bytes(terms: &[(String, u32)]) -> Vec<u8> {
        let mut output = Output::file(Kind::Words);
        output.numbered(terms);
        output.into_bytes()
    }

    /// The terms that begin with a prefix.
    pub fn with_prefix(&self, prefix: &str) -> &[(String, u32)] {
        with_prefix(&self.terms, prefix)
    }
}
