//! Ranking: what is put on top of BM25.
//!
//! One function, so that everything that moves a result up or down is seen in one place.

/// What is known of a question that was found.
#[derive(Clone, Copy, Debug, Default)]
pub struct Evidence {
    /// The sum over the query's words of the best that each means: BM25 with the fields' factors.
    pub base: f32,
    /// How much of the query is found, from 0 to 1, rare words counting for more.
    pub coverage: f32,
    /// Whether every word of the query is found.
    pub is_complete: bool,
    /// How much of the query stands in the title, from 0 to 1, rare words counting for more.
    pub in_title: f32,
    /// How much of the title is in the query, from 0 to 1, rare words counting for more.
    pub of_title: f32,
    /// How much of the query names a concept of the glossary that the question is about, from 0 to 1.
    pub about: f32,
    /// Whether it was found in another language than the page's.
    pub is_foreign: bool,
}

/// What the whole query in the title is worth, at most.
const TITLE: f32 = 12.0;
/// What it is worth if the query names what the question is about, at most.
const ABOUT: f32 = 10.0;
/// What it is worth that every word is found.
const COMPLETE: f32 = 6.0;
/// What is left of the score of a question that was found in another language.
const FOREIGN: f32 = 0.9;

/// The score by which results are ordered.
///
/// A title that is the query comes first: it has the whole of [`TITLE`], and the less of it the more a title speaks
/// of that the query does not. Then what holds all words, then most of
/// them: coverage counts squared, so that two of three common words do not beat the one that says something.
pub fn score(evidence: &Evidence) -> f32 {
    let title = TITLE * evidence.in_title * evidence.in_title * evidence.of_title;
    let about = ABOUT * evidence.about * evidence.about * evidence.about;
    let complete = if evidence.is_complete { COMPLETE } else { 0.0 };
    let score = evidence.base * evidence.coverage * evidence.coverage + title + complete + about;
    if evidence.is_foreign {
        score * FOREIGN
    } else {
        score
    }
}
