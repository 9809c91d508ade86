//! `[exports]`: files of the site that readers take along into other programs.

use serde::Deserialize;

/// `[exports]`: keys of [`BOOK`](super::BOOK).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys are documented in `keys.rs`, once")]
pub struct ExportsTable {
    pub json: bool,
    pub anki: Vec<DeckScope>,
    pub id: Option<String>,
}

/// What there are decks of.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum DeckScope {
    /// The whole book in a language.
    Languages,
    /// Each topic, with those inside it.
    Topics,
    /// Each track.
    Tracks,
}

impl ExportsTable {
    /// Whether the site has decks of this scope.
    pub fn has_decks(&self, scope: DeckScope) -> bool {
        self.anki.contains(&scope)
    }
}
