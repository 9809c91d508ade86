//! The glossary: phrases that name concepts, and all names of a concept.
//!
//! A file of phrases, after its head: their number; for each, in order, its key (sharing what it can with the
//! one before it), and the number of its concept. A key is the phrase's words as [`crate::inflection::key`]
//! gives them, joined by spaces. One phrase may stand there several times, with different concepts.
//!
//! A file of concepts, after its head: the number of the first; how many; for each the number of the question that
//! is about it, plus one, or 0; how many names it has, and for each name its language, as a position in the book, and the name.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::codec::{Input, Output, with_prefix};
use super::{Corrupt, Kind};

/// A file of phrases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrases {
    /// Keys with the numbers of their concepts, in order.
    pub phrases: Vec<(String, u32)>,
}

impl Phrases {
    /// Reads a file.
    ///
    /// # Errors
    /// If it is none.
    pub fn read(bytes: &[u8]) -> Result<Self, Corrupt> {
        let mut input = Input::file(bytes, Kind::Phrases)?;
        let phrases = input.numbered()?;
        input.end()?;
        Ok(Self { phrases })
    }

    /// The file as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut output = Output::file(Kind::Phrases);
        output.numbered(&self.phrases);
        output.into_bytes()
    }

    /// The concepts of the keys that begin with a text.
    pub fn beginning_with(&self, text: &str) -> impl Iterator<Item = u32> {
        let own = with_prefix(&self.phrases, text).iter();
        own.map(|(_, concept)| *concept)
    }

    /// The concepts of a key.
    pub fn find(&self, key: &str) -> impl Iterator<Item = u32> {
        let own = with_prefix(&self.phrases, key).iter();
        own.take_while(move |(other, _)| other == key)
            .map(|(_, concept)| *concept)
    }
}

/// A concept of the glossary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Concept {
    /// The number of the question that is about it.
    pub about: Option<u32>,
    /// All its names, each with its language as a position in the book.
    pub names: Vec<(u8, String)>,
}

impl Concept {
    /// Its names in a language.
    pub fn names_in(&self, language: usize) -> impl Iterator<Item = &str> {
        let own = move |(of, _): &&(u8, String)| usize::from(*of) == language;
        self.names.iter().filter(own).map(|(_, name)| name.as_str())
    }
}

/// A file of concepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concepts {
    /// The number of the first.
    pub first: u32,
    /// The concepts.
    pub concepts: Vec<Concept>,
}

impl Concepts {
    /// Reads a file.
    ///
    /// # Errors
    /// If it is none.
    pub fn read(bytes: &[u8]) -> Result<Self, Corrupt> {
        let mut input = Input::file(bytes, Kind::Concepts)?;
        let first = input.small()?;
        let mut concepts = Vec::new();
        for _ in 0..input.count(2)? {
            let about = input.small()?.checked_sub(1);
            let mut names = Vec::new();
            for _ in 0..input.count(2)? {
                let language = input.byte()?;
                names.push((language, input.text()?.to_owned()));
            }
            concepts.push(Concept { about, names });
        }
        input.end()?;
        Ok(Self { first, concepts })
    }

    /// The file as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut output = Output::file(Kind::Concepts);
        output.number(u64::from(self.first));
        output.number(self.concepts.len() as u64);
        for Concept { about, names } in &self.concepts {
            output.number(about.map_or(0, |about| u64::from(about) + 1));
            output.number(names.len() as u64);
            for (language, name) in names {
                output.byte(*language);
                output.text(name);
            }
        }
        output.into_bytes()
    }
}
