//! What a list of questions can be narrowed to: `filter`.

use serde::Serialize;

/// What a list can be narrowed to; choices are left out where there is only one, and for a list of a few.
#[derive(Debug, Default, Serialize)]
pub struct FilterView {
    /// The levels that its questions have, in the book's order.
    pub levels: Vec<FilterChoiceView>,
    /// The kinds that its questions have.
    pub kinds: Vec<FilterChoiceView>,
}

/// Something that a list can be narrowed to.
#[derive(Debug, Serialize)]
pub struct FilterChoiceView {
    /// Its name in addresses: `?level=junior`.
    pub id: String,
    /// Its name for readers.
    pub name: String,
    /// Position of a level, from 1; 0 for all else.
    pub rank: usize,
    /// How many questions of the list it leaves.
    pub count: usize,
}
