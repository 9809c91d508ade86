//! The terms sorted by their ends, to find what a word was meant to be whose beginning is mistyped.
//!
//! After the head: the number of terms; for each, in order, the term with its characters reversed (sharing what
//! it can with the one before it) and in how many documents it stands.

use super::codec::{Input, Output};
use super::{Corrupt, Kind};

/// A file of endings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endings {
    /// Reversed terms with the number of their documents, in order.
    pub terms: Vec<(String, u32)>,
}

impl Endings {
    /// Reads a file.
    ///
    /// # Errors
    /// If it is none.
    pub fn read(bytes: &[u8]) -> Result<Self, Corrupt> {
        let mut input = Input::file(bytes, Kind::Endings)?;
        let mut terms: Vec<(String, u32)> = Vec::new();
        for _ in 0..input.count(3)? {
            let before = terms.last().map_or("", |(term, _)| term.as_str());
            let term = input.sorted(before)?;
            terms.push((term, input.small()?));
        }
        if input.is_empty() {
            Ok(Self { terms })
        } else {
            Err(Corrupt)
        }
    }

    /// The file as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut output = Output::file(Kind::Endings);
        output.number(self.terms.len() as u64);
        let mut before = "";
        for (term, documents) in &self.terms {
            output.sorted(before, term);
            output.number(u64::from(*documents));
            before = term;
        }
        output.into_bytes()
    }

    /// The reversed terms that begin with a prefix.
    pub fn with_prefix(&self, prefix: &str) -> &[(String, u32)] {
        let start = self
            .terms
            .partition_point(|(term, _)| term.as_str() < prefix);
        let own = &self.terms[start..];
        &own[..own.partition_point(|(term, _)| term.starts_with(prefix))]
    }
}
