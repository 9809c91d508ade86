//! What readers may set, for the file that holds it in all languages: `settings`.

use serde::Serialize;

use super::FilterChoiceView;

/// What readers may set: `settings`.
#[derive(Debug, Serialize)]
pub struct SettingsView {
    /// The levels of the book, all of which can be hidden; their counts are 0.
    pub levels: Vec<FilterChoiceView>,
    /// Whether the book has a search, and so a key that opens it.
    pub has_search: bool,
    /// The name of the page's language in the language itself.
    pub language_name: String,
}
