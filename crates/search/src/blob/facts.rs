//! Topic, level and kind of every question, for filters.
//!
//! After the head: the number of questions; the topics of all, then their levels, then their kinds, each a
//! byte or, for topics, a number. Levels are positions in book.toml from 1, 0 if there is none; topics and
//! kinds are positions in lists that the page has.

use alloc::vec;
use alloc::vec::Vec;

use super::codec::{Input, Output};
use super::{Corrupt, Kind};

/// What is known of a question without its text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The position of its topic among the book's topics.
    pub topic: u32,
    /// The position of its level in book.toml, from 1; 0 if it has none.
    pub level: u8,
    /// The position of its kind: open, quiz, task, coding, behavioural.
    pub kind: u8,
}

/// Reads the facts of all questions, by their number.
///
/// # Errors
/// If the bytes are no such file.
pub fn read(bytes: &[u8]) -> Result<Vec<Facts>, Corrupt> {
    let mut input = Input::file(bytes, Kind::Facts)?;
    let mut facts = vec![Facts::default(); input.count(3)?];
    for fact in &mut facts {
        fact.topic = input.small()?;
    }
    for fact in &mut facts {
        fact.level = input.byte()?;
    }
    for fact in &mut facts {
        fact.kind = input.byte()?;
    }
    input.end()?;
    Ok(facts)
}

/// The facts as a file.
pub fn to_bytes(facts: &[Facts]) -> Vec<u8> {
    let mut output = Output::file(Kind::Facts);
    output.number(facts.len() as u64);
    facts
        .iter()
        .for_each(|fact| output.number(u64::from(fact.topic)));
    facts.iter().for_each(|fact| output.byte(fact.level));
    facts.iter().for_each(|fact| output.byte(fact.kind));
    output.into_bytes()
}
