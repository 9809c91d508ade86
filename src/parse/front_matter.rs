//! The `+++` block at the head of a file: found, checked and read, with places in the real file.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use toml::Spanned;
use toml::value::Datetime;

use super::Role;
use crate::config::{optional, required};
use crate::diagnostic::Diagnostic;
use crate::schema::{self, Key, Schema, Type};

/// What a file says of itself. Which keys are allowed depends on the file's role: see [`schema_of`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(
    missing_docs,
    reason = "the keys are documented in the tables below, once"
)]
pub struct FrontMatter {
    pub title: Option<Spanned<String>>,
    pub description: Option<Spanned<String>>,
    pub kind: Option<Spanned<QuestionKind>>,
    pub level: Option<Spanned<String>>,
    pub tags: Option<Vec<Spanned<String>>>,
    pub related: Option<Vec<Spanned<String>>>,
    pub prerequisites: Option<Vec<Spanned<String>>>,
    pub sources: Option<Vec<Spanned<Reference>>>,
    pub asked: Option<u32>,
    pub aliases: Option<Vec<Spanned<String>>>,
    pub id: Option<Spanned<String>>,
    pub draft: Option<bool>,
    pub updated: Option<Datetime>,
    pub order: Option<i64>,
    pub split: Option<Spanned<u8>>,
    pub status: Option<Spanned<AnswerStatus>>,
}

impl FrontMatter {
    /// Where the title stands; the head of the file, if there is none.
    pub(crate) fn title_span(&self) -> Range<usize> {
        self.title.as_ref().map_or(0..0, Spanned::span)
    }
}

/// What a reader is asked to do.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[serde(rename_all = "lowercase")]
pub enum QuestionKind {
    /// Explain.
    #[default]
    Open,
    /// Choose among options.
    Quiz,
    /// Solve.
    Task,
    /// Write code.
    Coding,
    /// Tell of one's own work.
    Behavioural,
}

impl QuestionKind {
    /// All of them, by the name that authors type.
    pub const NAMES: [(&'static str, Self); 5] = [
        ("open", Self::Open),
        ("quiz", Self::Quiz),
        ("task", Self::Task),
        ("coding", Self::Coding),
        ("behavioural", Self::Behavioural),
    ];

    /// The name that authors type.
    pub fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, kind)| *kind == self)
            .map_or("open", |(name, _)| name)
    }
}

/// What is there of an answer that is not written yet.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[serde(rename_all = "lowercase")]
pub enum AnswerStatus {
    /// Nothing.
    None,
    /// A beginning.
    Stub,
    /// A note that the author made for later.
    Note,
    /// The address of an answer elsewhere.
    Link,
}

impl AnswerStatus {
    /// All of them, by the name that authors type.
    pub const NAMES: [(&'static str, Self); 4] = [
        ("none", Self::None),
        ("stub", Self::Stub),
        ("note", Self::Note),
        ("link", Self::Link),
    ];

    /// The name that authors type.
    pub fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, status)| *status == self)
            .map_or("none", |(name, _)| name)
    }
}

/// A source that an answer was written from.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the keys are documented in `SOURCE_KEYS`")]
pub struct Reference {
    pub title: String,
    pub authors: Option<String>,
    pub year: Option<i64>,
    pub url: Option<Spanned<String>>,
}

const TITLE: Key = required("title", Type::Text, "The title of the page.");
const DESCRIPTION: Key = optional(
    "description",
    Type::Text,
    "the first paragraph",
    "One or two sentences for listings and for search engines.",
);
const DRAFT: Key = optional(
    "draft",
    Type::Boolean,
    "false",
    "A draft is left out unless drafts are asked for.",
);
const ORDER: Key = optional(
    "order",
    Type::Integer(i64::MIN, i64::MAX),
    "after those that have one",
    "The place among its neighbours; smaller numbers come first.",
);
const UPDATED: Key = optional(
    "updated",
    Type::Date,
    "the date of the last commit",
    "When the text was last changed.",
);
const ALIASES: Key = optional(
    "aliases",
    Type::List(&Type::Text),
    "none",
    "Ids that it had before; links to them still work.",
);

const KIND_NAMES: &[&str] = &["open", "quiz", "task", "coding", "behavioural"];

const STATUS_NAMES: &[&str] = &["none", "stub", "note", "link"];

const SOURCE_KEYS: &[Key] = &[
    required("title", Type::Text, "Title of the paper, book or page."),
    optional("authors", Type::Text, "none", "Who wrote the text."),
    optional(
        "year",
        Type::Integer(0, 9999),
        "none",
        "When it was published.",
    ),
    optional("url", Type::Text, "none", "Where it can be read."),
];

/// Front matter of a question, or of a file of many questions.
pub const QUESTION: Schema = Schema {
    name: "question",
    doc: "Front matter of a question; a translation inherits every key that it does not set",
    keys: &[
        required("title", Type::Text, "The question, as it is asked."),
        optional(
            "kind",
            Type::OneOf(KIND_NAMES),
            "\"open\"",
            "What the reader is asked to do.",
        ),
        optional(
            "level",
            Type::Text,
            "none",
            "One of the levels of book.toml.",
        ),
        optional(
            "tags",
            Type::List(&Type::Text),
            "none",
            "Words that it is listed under.",
        ),
        optional(
            "related",
            Type::List(&Type::Text),
            "computed",
            "Ids of questions that a reader should see next.",
        ),
        optional(
            "prerequisites",
            Type::List(&Type::Text),
            "none",
            "Ids of questions to be understood first.",
        ),
        optional(
            "sources",
            Type::List(&Type::Table(SOURCE_KEYS)),
            "none",
            "What the answer was written from.",
        ),
        optional(
            "asked",
            Type::Integer(0, 1_000_000),
            "0",
            "In how many collections the question was found. Lists can be sorted by it.",
        ),
        ALIASES,
        optional(
            "id",
            Type::Text,
            "the file's stem",
            "The name that tracks, links and learners' records know it by; unique in the book.",
        ),
        DRAFT,
        UPDATED,
        ORDER,
        optional(
            "status",
            Type::OneOf(STATUS_NAMES),
            "the answer is written",
            "What is there of an answer that is not written yet: nothing, a beginning, a note to its author, or only a link. Pages say so and `check` lists it.",
        ),
        optional(
            "split",
            Type::Integer(2, 2),
            "none",
            "`2` makes every heading of level 2 a question of its own; the keys above then hold for all of them.",
        ),
    ],
};

/// Front matter of a topic: the `index.md` of a folder.
pub const TOPIC: Schema = Schema {
    name: "topic",
    doc: "Front matter of a topic, the index.md of a folder",
    keys: &[TITLE, DESCRIPTION, ORDER, DRAFT, UPDATED],
};

/// Front matter of an ordinary page or of the home page.
pub const PAGE: Schema = Schema {
    name: "page",
    doc: "Front matter of an ordinary page, or of the home page",
    keys: &[TITLE, DESCRIPTION, ORDER, DRAFT, UPDATED, ALIASES],
};

/// The schema that holds for a file of a role.
pub fn schema_of(role: Role) -> &'static Schema {
    match role {
        Role::Home | Role::Page => &PAGE,
        Role::Topic => &TOPIC,
        Role::Question => &QUESTION,
    }
}

/// Splits a file into front matter and body, and reads the first.
///
/// Returns the range of the body in any case, so that the rest of the file is checked too.
pub(super) fn read(
    role: Role,
    file: &Arc<str>,
    text: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> (FrontMatter, Range<usize>) {
    let (block, body) = match fences(text) {
        Ok(found) => found,
        Err((span, message, hint)) => {
            diagnostics.push(Diagnostic::error(file, span.clone(), message).hint(hint));
            return (FrontMatter::default(), span.end..text.len());
        }
    };
    // Blanks instead of what stands before keep the offsets those of the real file.
    let blanked = format!("{}{}", " ".repeat(block.start), &text[block]);
    match schema::read(schema_of(role), file, &blanked) {
        Ok(front_matter) => (front_matter, body),
        Err(problems) => {
            diagnostics.extend(problems);
            (FrontMatter::default(), body)
        }
    }
}

/// Where front matter should be, why it was not found, and what to do.
type Misplaced = (Range<usize>, &'static str, &'static str);

/// The ranges of the front matter and of the body.
fn fences(text: &str) -> Result<(Range<usize>, Range<usize>), Misplaced> {
    let first = text.lines().next().unwrap_or_default();
    if first.trim_end() != "+++" {
        return Err(if first.trim_end() == "---" {
            let message = "front matter is TOML between `+++` lines, not YAML between `---` lines";
            (0..first.len(), message, "write `+++` and `key = \"value\"`")
        } else {
            let hint = "begin the file with `+++`, `title = \"…\"`, `+++`, each on its own line";
            (0..0, "the front matter is missing", hint)
        });
    }
    let start = text.find('\n').map_or(text.len(), |at| at + 1);
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == "+++" {
            return Ok((start..at, at + line.len()..text.len()));
        }
        at += line.len();
    }
    Err((
        0..3,
        "the front matter is not closed",
        "put a line `+++` between it and the text",
    ))
}

/// The attributes of a heading that makes a question of its own: `{#slug .quiz level=junior tags="a,b"}`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeadingAttributes {
    /// `#slug`.
    pub slug: Option<String>,
    /// `.quiz` and the like.
    pub kind: Option<QuestionKind>,
    /// `level=…`.
    pub level: Option<String>,
    /// `tags="a,b"`.
    pub tags: Vec<String>,
}

impl HeadingAttributes {
    /// Reads what pulldown-cmark found; what is unknown is reported in words.
    pub(super) fn read(
        slug: Option<&str>,
        classes: &[&str],
        pairs: &BTreeMap<&str, Option<&str>>,
    ) -> (Self, Vec<(String, Option<String>)>) {
        let mut read = Self {
            slug: slug.map(str::to_owned),
            ..Self::default()
        };
        let mut problems = Vec::new();
        for class in classes {
            match QuestionKind::NAMES.iter().find(|(name, _)| name == class) {
                Some((_, kind)) => read.kind = Some(*kind),
                None => problems.push((
                    format!("unknown kind `.{class}`"),
                    crate::diagnostic::did_you_mean(class, KIND_NAMES.iter().copied()),
                )),
            }
        }
        for (key, value) in pairs {
            let value = value.unwrap_or_default().trim_matches('"');
            match *key {
                "level" => read.level = Some(value.to_owned()),
                "tags" => {
                    let tags = value.split(',').map(str::trim).filter(|t| !t.is_empty());
                    read.tags = tags.map(str::to_owned).collect();
                }
                _ if key.ends_with('"') => problems.push((
                    "a value holds a space".to_owned(),
                    Some("write it without: `tags=\"a,b\"`".to_owned()),
                )),
                _ => problems.push((
                    format!("unknown attribute `{key}`"),
                    crate::diagnostic::did_you_mean(key, ["level", "tags"]),
                )),
            }
        }
        (read, problems)
    }
}
