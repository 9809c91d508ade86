//! Titles, addresses and texts of some questions: what results are made of.
//!
//! After the head: the number of the first document; the number of documents; for each its title, its address
//! and its topic's title; its level and its kind, a byte each; and its sections: how many, then for each the anchor (empty for the
//! beginning), the heading, and the text, in which a line feed divides paragraphs and lines of code.

use super::codec::{Input, Output};
use super::{Corrupt, Kind};

/// A question as results show it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Its title.
    pub title: String,
    /// The address of its page, relative to the site's root.
    pub address: String,
    /// The title of its topic.
    pub topic: String,
    /// The position of its level in book.toml, from 1; 0 if it has none.
    pub level: u8,
    /// The position of its kind: open, quiz, task, coding, behavioural.
    pub kind: u8,
    /// Its parts; the first is what stands before any heading.
    pub sections: Vec<Section>,
}

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

/// A file of documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Documents {
    /// The number of the first.
    pub first: u32,
    /// The documents.
    pub documents: Vec<Document>,
}

impl Documents {
    /// Reads a file.
    ///
    /// # Errors
    /// If it is none.
    pub fn read(bytes: &[u8]) -> Result<Self, Corrupt> {
        let mut input = Input::file(bytes, Kind::Documents)?;
        let first = input.small()?;
        let mut documents = Vec::new();
        for _ in 0..input.count(3)? {
            let title = input.text()?.to_owned();
            let address = input.text()?.to_owned();
            let topic = input.text()?.to_owned();
            let (level, kind) = (input.byte()?, input.byte()?);
            let mut sections = Vec::new();
            for _ in 0..input.count(3)? {
                sections.push(Section {
                    anchor: input.text()?.to_owned(),
                    heading: input.text()?.to_owned(),
                    text: input.text()?.to_owned(),
                });
            }
            documents.push(Document {
                title,
                address,
                topic,
                level,
                kind,
                sections,
            });
        }
        if input.is_empty() {
            Ok(Self { first, documents })
        } else {
            Err(Corrupt)
        }
    }

    /// The file as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut output = Output::file(Kind::Documents);
        output.number(u64::from(self.first));
        output.number(self.documents.len() as u64);
        for document in &self.documents {
            output.text(&document.title);
            output.text(&document.address);
            output.text(&document.topic);
            output.byte(document.level);
            output.byte(document.kind);
            output.number(document.sections.len() as u64);
            for section in &document.sections {
                output.text(&section.anchor);
                output.text(&section.heading);
                output.text(&section.text);
            }
        }
        output.into_bytes()
    }
}
