//! What was typed → what is looked for.
//!
//! Words are looked for together; `"…"` wants words side by side, `-word` does without a word, and the last
//! word may be unfinished as long as nothing stands behind it.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use crate::analysis::words;
use crate::tokens::identifiers;

/// The longest query that is read, in bytes: what is longer is cut off.
pub const MAX_BYTES: usize = 256;

/// How many words of a query count.
const MAX_WORDS: usize = 12;

/// A query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The words, in their normal form.
    pub words: Vec<String>,
    /// Ranges of words that stood in quotation marks.
    pub phrases: Vec<Range<usize>>,
    /// Ranges of words that are written as one identifier, with the whole in its normal form.
    pub identifiers: Vec<(Range<usize>, String)>,
    /// Words that results must not hold.
    pub excluded: Vec<String>,
    /// Whether the last word may go on.
    pub is_unfinished: bool,
}

impl Query {
    /// Reads what was typed.
    pub fn read(typed: &str) -> Self {
        let typed = &typed[..typed.floor_char_boundary(MAX_BYTES)];
        let mut query = Self::default();
        let mut is_quoted = false;
        // Every second piece stands in quotation marks; a mark that is not closed yet counts as one.
        for piece in typed.split(['"', '“', '”', '„', '«', '»']) {
            if is_quoted {
                query.quoted(piece);
            } else {
                query.plain(piece);
            }
            is_quoted = !is_quoted;
        }
        let last = typed.chars().next_back();
        query.is_unfinished = last.is_some_and(char::is_alphanumeric) && !query.words.is_empty();
        query.words.truncate(MAX_WORDS);
        let count = query.words.len();
        query.phrases.retain(|phrase| phrase.end <= count);
        query.identifiers.retain(|(range, _)| range.end <= count);
        query
    }

    fn quoted(&mut self, piece: &str) {
        let start = self.words.len();
        add_words(piece, &mut self.words);
        if self.words.len() > start + 1 {
            self.phrases.push(start..self.words.len());
        }
    }

    fn plain(&mut self, piece: &str) {
        for part in piece.split_whitespace() {
            let excluded = part.strip_prefix(['-', '−']);
            match excluded.filter(|word| word.starts_with(char::is_alphabetic)) {
                Some(word) => add_words(word, &mut self.excluded),
                None => self.part(part),
            }
        }
    }

    fn part(&mut self, part: &str) {
        let start = self.words.len();
        let found: Vec<_> = words(part).collect();
        let identifiers = identifiers(part, &found).into_iter();
        let identifiers =
            identifiers.map(|(range, whole)| (start + range.start..start + range.end, whole));
        self.identifiers.extend(identifiers);
        self.words
            .extend(found.into_iter().map(|word| word.text.into_owned()));
    }
}

fn add_words(text: &str, all: &mut Vec<String>) {
    for word in words(text) {
        all.push(word.text.into_owned());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(typed: &str) -> (Vec<String>, Vec<Range<usize>>, Vec<String>, bool) {
        let query = Query::read(typed);
        (
            query.words,
            query.phrases,
            query.excluded,
            query.is_unfinished,
        )
    }

    fn texts(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn quotation_marks_hold_words_together() {
        let (words, phrases, ..) = read("loss \"Gradient descent\" rate");
        assert_eq!(words, texts(&["loss", "gradient", "descent", "rate"]));
        assert_eq!((phrases.len(), phrases[0].clone()), (1, 1..3));
        assert_eq!(read("«градієнтний спуск»").1[0], 0..2);
        assert!(read("\"one").1.is_empty());
    }

    #[test]
    fn a_dash_before_a_word_does_without_it() {
        assert_eq!(read("dropout -bayes").2, texts(&["bayes"]));
        assert_eq!(read("k-means").0, texts(&["k", "means"]));
        assert_eq!(read("x -1").0, texts(&["x", "1"]));
    }

    #[test]
    fn the_last_word_may_go_on_until_something_stands_behind_it() {
        assert!(read("градіє").3);
        assert!(!read("градіє ").3);
        assert!(!read("\"a b\"").3);
        assert!(!read("").3);
    }

    proptest! {
        #[test]
        fn any_query_is_read(typed in "(\\PC|[\"«» -]){0,300}") {
            let query = Query::read(&typed);
            prop_assert!(query.words.len() <= MAX_WORDS);
            for phrase in query.phrases {
                prop_assert!(phrase.end <= query.words.len() && phrase.len() > 1);
            }
        }
    }
}
