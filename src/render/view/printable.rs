//! The view of the page with all answers of a topic: `printable`.

use serde::Serialize;

use super::{FactsView, OutlineView, ReferenceView};

/// All answers of a topic: `printable`.
#[derive(Debug, Serialize)]
pub struct PrintableView {
    /// How many questions are answered, worded.
    pub count_text: String,
    /// The questions, in order.
    pub questions: Vec<PrintedView>,
    /// The questions as a table of contents.
    pub outline: Vec<OutlineView>,
}

/// A question among all of its topic.
#[derive(Debug, Serialize)]
pub struct PrintedView {
    /// The id of its heading on the page.
    pub anchor: String,
    /// Its title.
    pub title: String,
    /// Its own page.
    pub address: String,
    /// Its kind, its level and how often it was found; templates find these fields beside the others.
    #[serde(flatten)]
    pub facts: FactsView,
    /// The answer, its headings from level 3 on; the ids in it are those of no other question.
    pub body: String,
    /// What the answer was written from.
    pub sources: Vec<ReferenceView>,
    /// Tag of the language that it is in, if it is not the page's.
    pub language: Option<String>,
    /// `ltr` or `rtl`, of that language.
    pub direction: &'static str,
}
