//! What a search gives: questions, each with the sections that speak of what was looked for.

use alloc::string::String;
use alloc::vec::Vec;

/// The results of a search.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Results {
    /// The best results, in order.
    pub hits: Vec<Hit>,
    /// How many questions were found in all.
    pub total: usize,
    /// Words that were taken for others: what was typed, and what was looked for.
    pub corrected: Vec<(String, String)>,
}

/// A question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hit {
    /// Its number in the book.
    pub question: u32,
    /// The language that it is shown in, as a position in the book.
    pub language: usize,
    /// The language that it was found in.
    pub found_in: usize,
    /// The address of its page, relative to the site's root.
    pub address: String,
    /// The title of its topic.
    pub topic: String,
    /// The position of its level in book.toml, from 1; 0 if it has none.
    pub level: u8,
    /// The position of its kind: open, quiz, task, coding, behavioural.
    pub kind: u8,
    /// Its title.
    pub title: Vec<Part>,
    /// Some of its text.
    pub snippet: Vec<Part>,
    /// Its sections that hold words of the query, the best first.
    pub sections: Vec<SectionHit>,
    /// Words of the text that the query's words stand for, to be highlighted on the page.
    pub words: Vec<String>,
    /// The score that results are ordered by.
    pub score: f32,
    /// Its score before anything is put on top of BM25.
    pub base: f32,
}

/// A section of a question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SectionHit {
    /// The id of its heading.
    pub anchor: String,
    /// Its heading.
    pub heading: Vec<Part>,
    /// Some of its text.
    pub snippet: Vec<Part>,
}

/// A piece of text, highlighted or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The text.
    pub text: String,
    /// Whether it is what was looked for.
    pub is_match: bool,
}
