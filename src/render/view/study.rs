//! The views of studying: where a page finds it, `page.study`, and what the study page offers, `study`.

use serde::Serialize;

use super::ChoiceView;

/// Where a page finds what there is to study: `page.study`.
#[derive(Debug, Serialize)]
pub struct StudyLinkView {
    /// The study page.
    pub page: String,
    /// The catalogue of the page's language. A page whose template names it changes with no question: its name stays.
    pub catalogue: String,
}

/// What a script needs to know of a question that is rated: `question.study`.
#[derive(Debug, Serialize)]
pub struct RatedView {
    /// Changes when the answer does.
    pub content: String,
    /// Ids that the question had before.
    pub aliases: Vec<String>,
}

/// The study page: `study`.
#[derive(Debug, Serialize)]
pub struct StudyView {
    /// The topics that have questions, each followed by those in it.
    pub topics: Vec<ChoiceView>,
    /// The levels, in their order.
    pub levels: Vec<ChoiceView>,
    /// The tracks, in their order.
    pub tracks: Vec<ChoiceView>,
}
