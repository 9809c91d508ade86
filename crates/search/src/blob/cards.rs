//! Titles, addresses and short answers of some questions: what a result shows at least.
//!
//! After the head: the number of the first document; the number of documents; for each its title, its address,
//! its topic's title and its short answer; its level and its kind, a byte each.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::codec::{Input, Output};
use super::{Corrupt, Kind};

/// A question as results show it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Card {
    /// Its title.
    pub title: String,
    /// The address of its page, relative to the site's root.
    pub address: String,
    /// The title of its topic.
    pub topic: String,
    /// Its short answer, or what is asked.
    pub answer: String,
    /// The position of its level in book.toml, from 1; 0 if it has none.
    pub level: u8,
    /// The position of its kind: open, quiz, task, coding, behavioural.
    pub kind: u8,
}

/// A file of cards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cards {
    /// The number of the first document.
    pub first: u32,
    /// The cards.
    pub cards: Vec<Card>,
}

impl Cards {
    /// Reads a file.
    ///
    /// # Errors
    /// If it is none.
    pub fn read(bytes: &[u8]) -> Result<Self, Corrupt> {
        let mut input = Input::file(bytes, Kind::Cards)?;
        let first = input.small()?;
        let mut cards = Vec::new();
        for _ in 0..input.count(6)? {
            cards.push(Card {
                title: input.text()?.to_owned(),
                address: input.text()?.to_owned(),
                topic: input.text()?.to_owned(),
                answer: input.text()?.to_owned(),
                level: input.byte()?,
                kind: input.byte()?,
            });
        }
        input.end()?;
        Ok(Self { first, cards })
    }

    /// The file as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut output = Output::file(Kind::Cards);
        output.number(u64::from(self.first));
        output.number(self.cards.len() as u64);
        for card in &self.cards {
            for text in [&card.title, &card.address, &card.topic, &card.answer] {
                output.text(text);
            }
            output.byte(card.level);
            output.byte(card.kind);
        }
        output.into_bytes()
    }
}
