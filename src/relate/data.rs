//! The book's data files: `planned.toml`, `glossary.toml`, tracks and `translations.lock`, as typed.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::config::{optional, required};
use crate::parse::QuestionKind;
use crate::schema::{Key, Schema, Type};

/// A text per language tag.
pub(super) type Texts = BTreeMap<Spanned<String>, String>;

const TEXTS: Type = Type::Map(&Type::Text);
const IDS: Type = Type::List(&Type::Text);

/// `planned.toml`.
pub const PLANNED: Schema = Schema {
    name: "planned",
    doc: "Questions that are to be written, in planned.toml of the content folder",
    keys: &[optional(
        "questions",
        Type::List(&Type::Table(PLANNED_KEYS)),
        "none",
        "The questions, in order.",
    )],
};

const PLANNED_KEYS: &[Key] = &[
    required("id", Type::Text, "The id that it will have."),
    required("title", TEXTS, "Its title per language."),
    required("topic", Type::Text, "The folder of its topic."),
    optional(
        "level",
        Type::Text,
        "none",
        "One of the levels of book.toml.",
    ),
    optional(
        "kind",
        Type::OneOf(&["open", "quiz", "task", "coding", "behavioural"]),
        "\"open\"",
        "What the reader will be asked to do.",
    ),
];

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawPlan {
    pub(super) questions: Vec<RawPlanned>,
}

#[derive(Debug, Deserialize)]
pub(super) struct RawPlanned {
    pub(super) id: Spanned<String>,
    pub(super) title: Texts,
    pub(super) topic: Spanned<String>,
    pub(super) level: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) kind: QuestionKind,
}

/// `glossary.toml`.
pub const GLOSSARY: Schema = Schema {
    name: "glossary",
    doc: "The terms of the book, in glossary.toml of the content folder",
    keys: &[optional(
        "terms",
        Type::List(&Type::Table(TERM_KEYS)),
        "none",
        "The terms, in any order.",
    )],
};

const TERM_KEYS: &[Key] = &[
    required(
        "id",
        Type::Text,
        "The concept's name in addresses and references.",
    ),
    required("term", TEXTS, "The preferred term per language."),
    optional(
        "synonyms",
        Type::Map(&Type::List(&Type::Text)),
        "none",
        "Other words for it, per language.",
    ),
    optional("see", IDS, "none", "Ids of related terms."),
    optional(
        "about",
        Type::Text,
        "none",
        "Id of the question that explains it.",
    ),
    optional("definition", TEXTS, "none", "What it means, per language."),
];

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawGlossary {
    pub(super) terms: Vec<RawTerm>,
}

#[derive(Debug, Deserialize)]
pub(super) struct RawTerm {
    pub(super) id: Spanned<String>,
    pub(super) term: Texts,
    #[serde(default)]
    pub(super) synonyms: BTreeMap<Spanned<String>, Vec<String>>,
    #[serde(default)]
    pub(super) see: Vec<Spanned<String>>,
    pub(super) about: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) definition: Texts,
}

/// `translations.lock`.
pub const TRANSLATIONS: Schema = Schema {
    name: "translations",
    doc: "What each translation was made from, in translations.lock beside book.toml; written by `answerbook translate accept`",
    keys: &[
        required(
            "version",
            Type::Integer(1, 1),
            "The version of the file's format.",
        ),
        optional(
            "files",
            Type::Map(&Type::List(&Type::Text)),
            "none",
            "Per translation, its file as the key, an entry for each of its blocks: the fingerprints of the original's blocks that it was made from, joined by `+`.",
        ),
    ],
};

#[derive(Debug, Deserialize)]
pub(super) struct RawTranslations {
    #[serde(default)]
    pub(super) files: BTreeMap<Spanned<String>, Vec<String>>,
}

/// A file of `tracks/`.
pub const TRACK: Schema = Schema {
    name: "track",
    doc: "An ordered path through the questions, in tracks/ of the content folder",
    keys: &[
        required("title", TEXTS, "The track's title per language."),
        optional(
            "description",
            TEXTS,
            "none",
            "For whom it is, per language.",
        ),
        optional(
            "order",
            Type::Integer(i64::MIN, i64::MAX),
            "after those that have one",
            "The place among the tracks.",
        ),
        optional(
            "id",
            Type::Text,
            "the file's stem",
            "The track's name in addresses.",
        ),
        required(
            "blocks",
            Type::List(&Type::Nested("block", block_keys)),
            "The parts of the track, in order.",
        ),
    ],
};

fn block_keys() -> &'static [Key] {
    const KEYS: &[Key] = &[
        required("title", TEXTS, "The block's title per language."),
        optional(
            "description",
            TEXTS,
            "none",
            "What it is about, per language.",
        ),
        optional("questions", IDS, "none", "Ids of its questions, in order."),
        optional(
            "blocks",
            Type::List(&Type::Nested("block", block_keys)),
            "none",
            "Blocks inside it.",
        ),
    ];
    KEYS
}

#[derive(Debug, Deserialize)]
pub(super) struct RawTrack {
    pub(super) title: Texts,
    #[serde(default)]
    pub(super) description: Texts,
    pub(super) order: Option<i64>,
    pub(super) id: Option<Spanned<String>>,
    pub(super) blocks: Vec<RawBlock>,
}

#[derive(Debug, Deserialize)]
pub(super) struct RawBlock {
    pub(super) title: Texts,
    #[serde(default)]
    pub(super) description: Texts,
    #[serde(default)]
    pub(super) questions: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) blocks: Vec<RawBlock>,
}
