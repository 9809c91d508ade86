//! The view of the page on which interviews are made and held: `interview`.

use serde::Serialize;

use super::{ChoiceView, ListView};

/// What an interview can be made of: `interview`.
#[derive(Debug, Serialize)]
pub struct InterviewView {
    /// The catalogue of the page's language, which the questions are chosen from.
    pub catalogue: String,
    /// The topics that have questions, each followed by those in it.
    pub topics: Vec<ChoiceView>,
    /// The levels, in their order.
    pub levels: Vec<ChoiceView>,
    /// The kinds that the book has.
    pub kinds: Vec<ChoiceView>,
    /// How many questions there are to choose from, worded.
    pub available_text: String,
    /// All questions, for readers without JavaScript.
    pub list: ListView,
}
