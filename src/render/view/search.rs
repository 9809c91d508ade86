//! The views of the search: where a page finds it, `page.search`, and what it offers, `search`.

use serde::Serialize;

use super::ListView;

/// Where a page finds the search: `page.search`.
#[derive(Debug, Serialize)]
pub struct SearchLinkView {
    /// The search page.
    pub page: String,
    /// The file that holds the dialog.
    pub dialog: String,
    /// The engine.
    pub engine: String,
    /// The page's language, as a position in the book.
    pub language: usize,
}

/// What the search offers: `search`, for the search page and for the dialog.
#[derive(Debug, Serialize)]
pub struct SearchView {
    /// Path of the engine, below the site's root.
    pub engine: String,
    /// The languages of the book, in its order.
    pub languages: Vec<SearchLanguageView>,
    /// The levels, in their order.
    pub levels: Vec<ChoiceView>,
    /// The kinds that the book has.
    pub kinds: Vec<ChoiceView>,
    /// The topics, each followed by those in it. The dialog does not need them and gets none.
    pub topics: Vec<ChoiceView>,
    /// All questions, for readers without JavaScript. The dialog gets none.
    pub list: ListView,
}

/// A language of the book.
#[derive(Debug, Serialize)]
pub struct SearchLanguageView {
    /// BCP 47 tag.
    pub tag: String,
    /// The language's own name.
    pub name: String,
}

/// Something that results can be narrowed to.
#[derive(Debug, Serialize)]
pub struct ChoiceView {
    /// Its name in addresses: `?level=junior`.
    pub id: String,
    /// Its name for readers.
    pub name: String,
    /// What the engine knows it by: numbers with commas between; a topic's are its own and those of topics in it.
    pub numbers: String,
    /// How deep a topic stands in others; 0 for all else.
    pub depth: usize,
}
