//! What follows the short answers of some questions, section by section: for snippets.
//!
//! After the head: the number of the first document; the number of documents; for each how many sections it has,
//! then for each section the anchor (empty for what stands before any heading), the heading, and the text, in
//! which a line feed divides paragraphs and lines of code.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::codec::{Input, Output};
use super::{Corrupt, Kind};

/// A part of a question's text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// The id of its heading; empty for the beginning.
    pub anchor: String,
    /// Its heading; empty for the beginning.
    pub heading: String,
    /// Its text: paragraphs and lines of code, each on a line.
    pub text: String,
}

/// A file of texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts {
    /// The number of the first document.
    pub first: u32,
    /// The sections of each.
    pub texts: Vec<Vec<Section>>,
}

impl Texts {
    /// Reads a file.
    ///
    /// # Errors
    /// If it is none.
    pub fn read(bytes: &[u8]) -> Result<Self, Corrupt> {
        let mut input = Input::file(bytes, Kind::Texts)?;
        let first = input.small()?;
        let mut texts = Vec::new();
        for _ in 0..input.count(1)? {
            let mut sections = Vec::new();
            for _ in 0..input.count(3)? {
                sections.push(Section {
                    anchor: input.text()?.to_owned(),
                    heading: input.text()?.to_owned(),
                    text: input.text()?.to_owned(),
                });
            }
            texts.push(sections);
        }
        input.end()?;
        Ok(Self { first, texts })
    }

    /// The file of the texts of neighbouring documents as bytes.
    pub fn to_bytes<'s>(
        first: u32,
        texts: impl ExactSizeIterator<Item = &'s [Section]>,
    ) -> Vec<u8> {
        let mut output = Output::file(Kind::Texts);
        output.number(u64::from(first));
        output.number(texts.len() as u64);
        for sections in texts {
            output.number(sections.len() as u64);
            for section in sections {
                output.text(&section.anchor);
                output.text(&section.heading);
                output.text(&section.text);
            }
        }
        output.into_bytes()
    }
}
