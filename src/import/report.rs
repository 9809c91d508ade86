//! What an import did: how many questions of which kind, what was repaired, what a person has to look at.
//!
//! In: counts and notes. Out: text for people, or JSON.

use std::collections::BTreeMap;

use serde::Serialize;

use super::document::{Item, Note, NoteKind};

/// How much of a text of the source a report quotes, in characters. JSON has all of it.
const QUOTED: usize = 100;

/// What happened to one source.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// The file that was read.
    pub source: String,
    /// The shape that it has.
    pub shape: String,
    /// Questions that were read.
    pub questions: usize,
    /// How many there are of each kind.
    pub kinds: BTreeMap<&'static str, usize>,
    /// How many answers are not written, by what there is of them.
    pub statuses: BTreeMap<&'static str, usize>,
    /// How many of each level, as the source names it.
    pub levels: BTreeMap<String, usize>,
    /// Levels that the book does not have, and how many questions are left without one.
    pub unknown_levels: BTreeMap<String, usize>,
    /// Questions that follow others.
    pub follow_ups: usize,
    /// Lists of readings and announcements.
    pub resources: usize,
    /// Questions that the book has elsewhere: the track names them, no file is written.
    pub existing: Vec<Existing>,
    /// Notes, by line.
    pub notes: Vec<Note>,
    /// What became of the files.
    pub files: Files,
}

/// A question that the book has already.
#[derive(Clone, Debug, Serialize)]
pub struct Existing {
    /// Line of the source.
    pub line: usize,
    /// The question, as the source asks it.
    pub title: String,
    /// The id that it has in the book.
    pub id: String,
    /// The file that it is in.
    pub file: String,
    /// Whether the titles are the same; else the ids are.
    pub is_same_title: bool,
}

/// What became of the files of an import.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Files {
    /// New ones.
    pub written: Vec<String>,
    /// Those that were there and are the same.
    pub unchanged: usize,
    /// Those that were there, differ, and were left as they are.
    pub kept: Vec<String>,
    /// Those that were there, differed, and were written anew.
    pub replaced: Vec<String>,
}

impl Report {
    /// Counts a question.
    pub(super) fn count(&mut self, item: &Item) {
        self.questions += 1;
        self.follow_ups += item.follow_ups.len();
        *self.kinds.entry(item.kind.name()).or_default() += 1;
        if let Some(status) = item.status {
            *self.statuses.entry(status.name()).or_default() += 1;
        }
        if let Some(level) = &item.level {
            *self.levels.entry(level.clone()).or_default() += 1;
        }
    }

    /// Puts the notes into the order of the source.
    pub fn sort(&mut self) {
        self.notes.sort_by_key(|note| (note.kind, note.line));
    }

    /// The report for people. With `is_plan` nothing was written.
    pub fn text(&self, is_plan: bool) -> String {
        let mut out = format!("{}: {}, {}\n", self.source, self.shape, self.counts());
        for (kind, heading) in NoteKind::HEADINGS {
            let notes: Vec<&Note> = self.notes.iter().filter(|note| note.kind == kind).collect();
            if !notes.is_empty() {
                out.push_str(&format!("{heading}: {}\n", notes.len()));
                notes.iter().for_each(|note| out.push_str(&line(note)));
            }
        }
        if !self.existing.is_empty() {
            out.push_str(&format!("in the book already: {}\n", self.existing.len()));
            for existing in &self.existing {
                let same = if existing.is_same_title {
                    "title"
                } else {
                    "id"
                };
                out.push_str(&format!(
                    "  line {}: {}: {} has this {same}\n",
                    existing.line,
                    shortened(&existing.title),
                    existing.file
                ));
            }
        }
        for (level, count) in &self.unknown_levels {
            out.push_str(&format!(
                "the book has no level `{level}`: {count} questions are left without; add it to `[levels]` of book.toml and import again with --force\n"
            ));
        }
        out.push_str(&self.outcome(is_plan));
        out
    }

    /// `271 questions (270 open, 1 task), 3 unanswered (3 none), 68 follow-ups`.
    fn counts(&self) -> String {
        let listed = |counts: Vec<(String, usize)>| {
            let words = counts.iter().map(|(name, count)| format!("{count} {name}"));
            words.collect::<Vec<_>>().join(", ")
        };
        let owned = |counts: &BTreeMap<&'static str, usize>| {
            counts
                .iter()
                .map(|(name, count)| ((*name).to_owned(), *count))
                .collect::<Vec<_>>()
        };
        let mut parts = vec![format!(
            "{} ({})",
            plural(self.questions, "question"),
            listed(owned(&self.kinds))
        )];
        if self.questions == 0 {
            parts = vec!["no questions".to_owned()];
        }
        if !self.levels.is_empty() {
            parts.push(format!(
                "levels: {}",
                listed(self.levels.clone().into_iter().collect())
            ));
        }
        if !self.statuses.is_empty() {
            let unanswered: usize = self.statuses.values().sum();
            parts.push(format!(
                "{unanswered} not answered ({})",
                listed(owned(&self.statuses))
            ));
        }
        for (count, thing) in [(self.follow_ups, "follow-up"), (self.resources, "resource")] {
            if count > 0 {
                parts.push(plural(count, thing));
            }
        }
        parts.join(", ")
    }

    fn outcome(&self, is_plan: bool) -> String {
        let Files {
            written,
            unchanged,
            kept,
            replaced,
        } = &self.files;
        let mut out = String::new();
        let verb = if is_plan { "would write" } else { "wrote" };
        if is_plan {
            written
                .iter()
                .for_each(|path| out.push_str(&format!("  + {path}\n")));
            replaced
                .iter()
                .for_each(|path| out.push_str(&format!("  ~ {path}\n")));
        }
        if !kept.is_empty() {
            out.push_str(&format!(
                "left as they are, though the source says otherwise: {}\n",
                kept.len()
            ));
            kept.iter()
                .for_each(|path| out.push_str(&format!("  {path}\n")));
            out.push_str("  --force overwrites them\n");
        }
        let mut parts = vec![format!("{verb} {}", plural(written.len(), "file"))];
        if !replaced.is_empty() {
            parts.push(format!("{} anew", replaced.len()));
        }
        if *unchanged > 0 {
            parts.push(format!("{unchanged} unchanged"));
        }
        out.push_str(&parts.join(", "));
        out.push('\n');
        out
    }
}

/// `1 page`, `5 pages`.
fn plural(count: usize, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}

fn line(note: &Note) -> String {
    match note.text.as_str() {
        "" => format!("  line {}: {}\n", note.line, note.message),
        text => format!(
            "  line {}: {}: {}\n",
            note.line,
            note.message,
            shortened(text)
        ),
    }
}

/// A text in one line, its end left out if it is long.
fn shortened(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
