//! What an import has read: questions in the order and the blocks of their source, before they have ids or files.
//!
//! Texts are Markdown that the book reads, but for titles, which are plain text in front matter. Every
//! question and every note knows its lines in the source.

use std::ops::Range;

use serde::Serialize;

use crate::parse::{AnswerStatus, QuestionKind};

/// A source, read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// Its title, in plain text; empty if it has none.
    pub title: String,
    /// What stands before the first question, in Markdown.
    pub description: String,
    /// Tags that the source as a whole has.
    pub tags: Vec<String>,
    /// Questions before the first block.
    pub items: Vec<Item>,
    /// Its parts, in order.
    pub blocks: Vec<Block>,
    /// Books, pages and announcements that are no questions.
    pub resources: Vec<Resource>,
    /// What was repaired, what a person has to look at, what no rule claims.
    pub notes: Vec<Note>,
}

/// A part of a source.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    /// Its title, in plain text.
    pub title: String,
    /// What it says before its first question, in plain text.
    pub description: String,
    /// Its questions, in order.
    pub items: Vec<Item>,
    /// The parts of it, which come after its own questions.
    pub blocks: Vec<Block>,
}

/// A question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Item {
    /// The id that the source gives it, if it does.
    pub id: Option<String>,
    /// The question, as it is asked, in plain text.
    pub title: String,
    /// The number that is printed before it.
    pub number: Option<String>,
    /// What the reader is asked to do.
    pub kind: QuestionKind,
    /// A level, as the source names it.
    pub level: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// What is given: the text of a task, the stem of a quiz below its first line.
    pub statement: String,
    /// The short answer, where the source tells it apart.
    pub short_answer: String,
    /// The answer, or the rest of it.
    pub answer: String,
    /// A draft of the answer, with its heading.
    pub draft: Option<(String, String)>,
    /// The options of a quiz.
    pub options: Vec<Choice>,
    /// What helps to find the answer.
    pub hint: String,
    /// How a task is solved.
    pub solution: String,
    /// What is asked next, each in Markdown.
    pub follow_ups: Vec<String>,
    /// What it was taken from.
    pub sources: Vec<Source>,
    /// What is there of the answer, if it is not an answer yet.
    pub status: Option<AnswerStatus>,
    /// Lines of the source, counted from 1; the end is not among them.
    pub lines: Range<usize>,
}

/// An option of a quiz.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choice {
    /// What it says.
    pub text: String,
    /// Whether it is right.
    pub is_right: bool,
    /// Why.
    pub why: String,
}

/// What a question was taken from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Source {
    /// Title of the page, in plain text.
    pub title: String,
    /// Its address, if it has one.
    pub url: Option<String>,
}

/// A list of readings, an announcement of a book: no question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resource {
    /// Its heading; may be empty.
    pub title: String,
    /// What it says, in Markdown.
    pub text: String,
    /// Lines of the source.
    pub lines: Range<usize>,
}

/// Something about a place of the source that a person should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// What sort of thing.
    pub kind: NoteKind,
    /// Line of the source, counted from 1.
    pub line: usize,
    /// In words.
    pub message: String,
    /// The text of the source that it is about; may be empty.
    pub text: String,
}

/// What a note is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NoteKind {
    /// The source departs from a form that is regular: nothing is written before it is put right.
    Error,
    /// A text that no rule claims: it is in no file.
    Unclaimed,
    /// A person should look at it.
    Review,
    /// Something that was broken on the way was put together again.
    Repair,
    /// What belongs to the page that the text was taken from and not to the text.
    Dropped,
}

impl NoteKind {
    /// All of them with the heading that a report gives them.
    pub const HEADINGS: [(Self, &'static str); 5] = [
        (Self::Error, "errors"),
        (Self::Unclaimed, "unclaimed: in no file"),
        (Self::Review, "to be reviewed"),
        (Self::Repair, "repaired"),
        (Self::Dropped, "dropped"),
    ];
}

impl Document {
    /// Adds a note.
    pub(super) fn note(
        &mut self,
        kind: NoteKind,
        line: usize,
        message: impl Into<String>,
        text: impl Into<String>,
    ) {
        self.notes.push(Note {
            kind,
            line,
            message: message.into(),
            text: text.into(),
        });
    }

    /// All its questions, in order.
    pub fn all_items(&self) -> Vec<&Item> {
        fn walk<'d>(block: &'d Block, out: &mut Vec<&'d Item>) {
            out.extend(&block.items);
            block.blocks.iter().for_each(|inner| walk(inner, out));
        }
        let mut out: Vec<&Item> = self.items.iter().collect();
        self.blocks.iter().for_each(|block| walk(block, &mut out));
        out
    }
}
