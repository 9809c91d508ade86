//! The numbers of `[content]`: how long texts are and how many parts they have, for `check --content`.

use std::fmt;

use serde::Deserialize;

/// The least and the most of something, both allowed: `[low, high]` in `book.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "[usize; 2]")]
pub struct Bounds {
    /// The least.
    pub low: usize,
    /// The most, not below the least.
    pub high: usize,
}

impl Bounds {
    /// Whether a number is allowed.
    pub fn contains(self, number: usize) -> bool {
        (self.low..=self.high).contains(&number)
    }
}

impl From<[usize; 2]> for Bounds {
    fn from([low, high]: [usize; 2]) -> Self {
        Self { low, high }
    }
}

impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.low == self.high {
            return write!(f, "{}", self.low);
        }
        write!(f, "{} to {}", self.low, self.high)
    }
}

/// `[content]`: keys of [`BOOK`](super::BOOK).
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys are documented in `keys.rs`, once")]
pub struct ContentTable {
    pub short_answer_words: Bounds,
    pub short_answer_words_translated: Bounds,
    pub short_answer_sentences: Bounds,
    pub open_words: Bounds,
    pub other_words: Bounds,
    pub sources: Bounds,
    pub followups: Bounds,
}

impl Default for ContentTable {
    fn default() -> Self {
        Self {
            short_answer_words: [40, 90].into(),
            short_answer_words_translated: [30, 100].into(),
            short_answer_sentences: [2, 4].into(),
            open_words: [350, 900].into(),
            other_words: [0, 1000].into(),
            sources: [2, 5].into(),
            followups: [2, 5].into(),
        }
    }
}
