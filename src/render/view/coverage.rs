//! The views of the page that shows how far the book is written and translated: `coverage`.

use serde::Serialize;

use super::{CardView, LinkView};

/// How far the book is written and translated: `coverage`.
#[derive(Debug, Serialize)]
pub struct CoverageView {
    /// Each language with how much of the book it has.
    pub languages: Vec<CoverageLanguageView>,
    /// The book's levels, for the legend.
    pub levels: Vec<CoverageLevelView>,
    /// Whether a translation is older than its original.
    pub has_outdated: bool,
    /// The number of questions that the longest bar stands for.
    pub scale: usize,
    /// The topics that have questions, written or planned.
    pub topics: Vec<CoverageTopicView>,
    /// What is not translated, per language; languages that lack nothing are left out.
    pub missing: Vec<MissingView>,
    /// Translations that are older than their originals.
    pub outdated: Vec<OutdatedTranslationView>,
}

/// A language and how much of the book it has.
#[derive(Debug, Serialize)]
pub struct CoverageLanguageView {
    /// BCP 47 tag.
    pub tag: String,
    /// Its own name.
    pub name: String,
    /// `25 of 372 written`.
    pub count_text: String,
}

/// A level in the legend.
#[derive(Debug, Serialize)]
pub struct CoverageLevelView {
    /// Its name.
    pub name: String,
    /// Its position, from 1.
    pub rank: usize,
}

/// A topic with a bar per language.
#[derive(Debug, Serialize)]
pub struct CoverageTopicView {
    /// Its title and its page.
    #[serde(flatten)]
    pub link: LinkView,
    /// Tag of the language that the title is in, if it is not the page's.
    pub language: Option<String>,
    /// A bar per language of the book.
    pub bars: Vec<BarView>,
    /// How many of its questions are to be written, worded; empty if none are.
    pub planned_text: String,
    /// The list of them.
    pub planned_address: String,
}

/// How far a topic is in one language: a bar of segments, level by level.
#[derive(Debug, Serialize)]
pub struct BarView {
    /// BCP 47 tag.
    pub tag: String,
    /// How many questions are written.
    pub written: usize,
    /// How many there are in all, planned ones included.
    pub total: usize,
    /// What the bar shows, in words.
    pub label: String,
    /// Its parts, from the left, without gaps.
    pub segments: Vec<SegmentOfBarView>,
}

/// A part of a bar.
#[derive(Debug, Serialize)]
pub struct SegmentOfBarView {
    /// Where it begins, in questions.
    pub start: usize,
    /// How many questions it stands for.
    pub length: usize,
    /// The position of their level, from 1; 0 if they have none.
    pub level_rank: usize,
    /// `written`, `outdated`, or `open` for what is missing or planned.
    pub state: &'static str,
}

/// What is not translated into a language.
#[derive(Debug, Serialize)]
pub struct MissingView {
    /// BCP 47 tag.
    pub tag: String,
    /// The language's own name.
    pub name: String,
    /// The questions.
    pub questions: Vec<CardView>,
}

/// A translation that is older than its original.
#[derive(Debug, Serialize)]
pub struct OutdatedTranslationView {
    /// Tag of its language.
    pub tag: String,
    /// Its title and its page.
    #[serde(flatten)]
    pub link: LinkView,
    /// The sections of it that are older.
    pub places: Vec<LinkView>,
}
