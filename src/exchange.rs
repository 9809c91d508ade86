//! The JSON in which a book leaves its folder and comes back: one object, version 1.
//!
//! [`export()`] writes it, and `answerbook import json` reads it, whatever the size: `questions` is the last key and its
//! entries are read one by one; the keys that are empty are left out. Nothing of the book's texts is lost on the way:
//! they are the Markdown of their files, front matter is typed, and exported, imported and exported again they are the
//! same bytes. Not in it are settings, and files beside the texts: figures, code that is included. Unknown keys
//! are errors, so that a newer version is not read by halves; [`VERSION`] goes up when a key gets another meaning.
//!
//! ```json
//! {
//!   "format": "answerbook", "version": 1,
//!   "title": {"en": "Bank"}, "languages": ["en", "uk"],
//!   "topics": [{"path": "math", "texts": {"en": {"title": "Math", "body": "Numbers."}}}],
//!   "tracks": [{"id": "basics", "title": {"en": "Basics"}, "blocks": [{"title": {"en": "First"}, "questions": ["sum"]}]}],
//!   "questions": [{"id": "sum", "topic": "math", "texts": {"en": {"title": "What is a sum?", "body": "An addition."}}}]
//! }
//! ```

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::parse::AnswerStatus;

mod export;

pub use export::export;

/// What stands in `format`.
pub const FORMAT: &str = "answerbook";
/// The version that this program writes, and the newest that it reads.
pub const VERSION: u32 = 1;

/// A text per language tag.
pub type Texts = BTreeMap<String, String>;

/// A whole export.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// [`FORMAT`].
    pub format: String,
    /// [`VERSION`].
    pub version: u32,
    /// The book's title.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub title: Texts,
    /// Tags of the book's languages, the default one first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// The book's levels from the easiest to the hardest, for who does not have its settings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<Level>,
    /// The home page, whose path is `index`, and the ordinary pages, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<Page>,
    /// The texts of topics.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<Topic>,
    /// The tracks, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tracks: Vec<Track>,
    /// The glossary.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub glossary: Vec<Term>,
    /// Questions that are to be written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub planned: Vec<Planned>,
    /// Files of many questions: each heading of level 2 in their texts is one, what else they say holds for all of them.
    /// Their `id` is the stem of the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Question>,
    /// The questions, topic by topic in reading order.
    #[serde(default)]
    pub questions: Vec<Question>,
}

/// A level of difficulty.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Its name in front matter.
    pub id: String,
    /// What readers see.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub name: Texts,
}

/// The home page or an ordinary one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// The stem of its file.
    pub path: String,
    /// The place among the pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<i64>,
    /// Addresses that it had before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Its text by language tag.
    pub texts: BTreeMap<String, Text>,
}

/// A concept of the glossary. What it says means what the key of that name means in glossary.toml.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "the keys are documented in `relate::data`, once"
)]
pub struct Term {
    pub id: String,
    pub term: Texts,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub synonyms: BTreeMap<String, Vec<String>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub see: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub definition: Texts,
}

/// A question that is to be written. What it says means what the key of that name means in planned.toml.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "the keys are documented in `relate::data`, once"
)]
pub struct Planned {
    pub id: String,
    pub title: Texts,
    pub topic: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

/// A topic that has a text of its own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Its folders, joined by `/`.
    pub path: String,
    /// The place among its neighbours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<i64>,
    /// Its text by language tag.
    pub texts: BTreeMap<String, Text>,
}

/// A track.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Track {
    /// Its name in addresses.
    pub id: String,
    /// The place among the tracks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<i64>,
    /// Its title.
    pub title: Texts,
    /// For whom it is.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub description: Texts,
    /// Its parts.
    pub blocks: Vec<Block>,
}

/// A part of a track.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// Its title.
    pub title: Texts,
    /// What it is about.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub description: Texts,
    /// Ids of its questions, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<String>,
    /// The blocks inside it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Self>,
}

/// A question. What it says of itself means what the key of that name means in front matter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "the keys are documented in `parse::front_matter`, once"
)]
pub struct Question {
    /// Its id.
    pub id: String,
    /// The folders of its topic, joined by `/`.
    pub topic: String,
    /// Of a file of many questions, the ids of these, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<String>,
    /// The stem of its file, if that is not the id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stem: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prerequisites: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<u32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<AnswerStatus>,
    /// Its text by language tag.
    pub texts: BTreeMap<String, Text>,
}

/// A source of an answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "the keys are documented in `parse::front_matter`, once"
)]
pub struct Source {
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authors: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A text in one language.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Its title.
    pub title: String,
    /// One or two sentences for listings; topics and pages only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The Markdown below the front matter, as it stands in the file, without the blank lines around it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub body: String,
    /// Whether it is a draft.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub draft: bool,
    /// When it was last changed, as `2026-11-22`, if front matter says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated: Option<String>,
}
