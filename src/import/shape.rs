//! The shapes of texts that questions come in. Each knows nothing of the others, of books, or of the disk: a cleaned
//! text in, a [`Document`] out.

use super::document::Document;

mod handbook;
mod interview;
mod list;
mod post;
mod telegram;

/// A shape that is text without a table or a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A numbered list of questions without answers.
    List,
    /// Levels, sections and questions with answers, as Notion exports them.
    Handbook,
    /// The posts and quizzes of a Telegram channel, copied or exported as text.
    Telegram,
    /// A blog post whose headings are questions.
    Post,
    /// A structured interview: blocks, numbered questions, hints, follow-ups.
    Interview,
}

impl Shape {
    /// All of them, by the name that is typed.
    pub const NAMES: [(&'static str, Self); 5] = [
        ("list", Self::List),
        ("handbook", Self::Handbook),
        ("telegram", Self::Telegram),
        ("post", Self::Post),
        ("interview", Self::Interview),
    ];

    /// The name that is typed.
    pub fn name(self) -> &'static str {
        let mut names = Self::NAMES.iter();
        names
            .find(|(_, shape)| *shape == self)
            .map_or("", |(name, _)| name)
    }
}

/// What a source's text leaves to whoever reads it.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Whether drafts beside final answers are kept.
    pub drafts: bool,
}

/// Reads a text of a shape.
pub fn read(shape: Shape, text: &str, reading: &Reading) -> Document {
    let text = super::lines::cleaned(text);
    let mut document = match shape {
        Shape::List => list::read(&text),
        Shape::Handbook => handbook::read(&text),
        Shape::Telegram => telegram::read(&text),
        Shape::Post => post::read(&text, reading.drafts),
        Shape::Interview => interview::read(&text),
    };
    document.notes.sort_by_key(|note| note.line);
    document
}
