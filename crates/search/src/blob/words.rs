//! Terms without their postings, to find what a mistyped word was meant to be: sorted as they are, for words whose
//! beginning is right, and reversed, for words whose end is.
//!
//! After the head: the number of terms; for each, in order, the term (sharing what it can with the one before it)
//! and in how many documents it stands.

use super::codec::{Input, Output};
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
        let mut terms: Vec<(String, u32)> = Vec::new();
        for _ in 0..input.count(3)? {
            let before = terms.last().map_or("", |(term, _)| term.as_str());
            let term = input.sorted(before)?;
            terms.push((term, input.small()?));
        }
        match input.is_empty() {
            true => Ok(Self { terms }),
            false => Err(Corrupt),
        }
    }

    /// A file of these as bytes.
    pub fn to_bytes(terms: &[(String, u32)]) -> Vec<u8> {
        let mut output = Output::file(Kind::Words);
        output.number(terms.len() as u64);
        let mut before = "";
        for (term, documents) in terms {
            output.sorted(before, term);
            output.number(u64::from(*documents));
            before = term;
        }
        output.into_bytes()
    }

    /// The terms that begin with a prefix.
    pub fn with_prefix(&self, prefix: &str) -> &[(String, u32)] {
        let start = self
            .terms
            .partition_point(|(term, _)| term.as_str() < prefix);
        let own = &self.terms[start..];
        &own[..own.partition_point(|(term, _)| term.starts_with(prefix))]
    }
}
