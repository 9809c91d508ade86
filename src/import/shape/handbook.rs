//! A handbook: levels, sections, questions with answers, as Notion exports it and as printing and copying break it.
//!
//! A preamble with a table of contents ends at the first line that begins with `▼`. Levels are bare lines, sections
//! begin with `▼`, questions with a number at the beginning of a line. What is broken is put together again and
//! reported with its line.

use std::collections::BTreeSet;
use std::mem;

use crate::import::document::{Block, Document, Item, NoteKind};
use crate::import::emphasis::plain;
use crate::import::lines::{Line, is_closing, lines, numbered};
use crate::import::look_alike::{revealed, vocabulary};
use crate::import::reference::without_local;
use crate::import::status::status_of;

mod body;
mod contents;
mod heading;
mod line;
mod nesting;

use contents::{Contents, level_of};

/// The level of what stands before the first level.
const FIRST_LEVEL: &str = "HR";
/// What sections begin with.
const SECTION: char = '▼';
/// Digits of the largest number of a question.
const DIGITS: usize = 2;

pub(super) fn read(text: &str) -> Document {
    let lines = lines(text);
    let start = lines.iter().position(|line| line.text.starts_with(SECTION));
    let start = start.unwrap_or(0);
    let mut reader = Reader {
        document: Document::default(),
        contents: Contents::new(&lines[..start], &lines[start..]),
        vocabulary: vocabulary(text),
        level: FIRST_LEVEL.to_owned(),
        section: None,
        question: None,
        fence: None,
        introduction: Vec::new(),
    };
    reader.preamble(&lines[..start]);
    let body = &lines[start..];
    for (at, line) in body.iter().enumerate() {
        let is_alone = at
            .checked_sub(1)
            .is_none_or(|before| body[before].is_blank())
            && body.get(at + 1).is_none_or(Line::is_blank);
        reader.line(line, is_alone);
    }
    reader.finish()
}

/// A question whose lines are being read.
struct Open<'t> {
    number: &'t str,
    head: Line<'t>,
    /// Whether the question itself stands in a bullet: its answer is then indented.
    is_bullet: bool,
    lines: Vec<Line<'t>>,
}

struct Reader<'t> {
    document: Document,
    contents: Contents,
    vocabulary: BTreeSet<String>,
    level: String,
    /// The title of the open section.
    section: Option<String>,
    question: Option<Open<'t>>,
    /// The marks of an open code fence.
    fence: Option<&'t str>,
    introduction: Vec<Line<'t>>,
}

impl<'t> Reader<'t> {
    /// What is printed before the first section: its title is kept, the rest repeats what follows.
    fn preamble(&mut self, lines: &[Line<'t>]) {
        let title = lines.iter().find_map(|line| line.text.strip_prefix("# "));
        self.document.title = title.map(plain).unwrap_or_default();
        let mut told = lines.iter().filter(|line| !line.is_blank());
        if let (Some(first), Some(last)) = (told.next(), lines.last()) {
            let text = lines
                .iter()
                .map(|line| line.trimmed())
                .collect::<Vec<_>>()
                .join(" ");
            let message = format!(
                "lines {} to {}: title and table of contents",
                first.number, last.number
            );
            self.document
                .note(NoteKind::Dropped, first.number, message, text.trim());
        }
    }

    fn line(&mut self, line: &Line<'t>, is_alone: bool) {
        let is_section = line.text.starts_with(SECTION);
        let level = level_of(line.text);
        if self.fence.is_some() && (is_section || (level.is_some() && is_alone)) {
            self.fence = None;
            let message = "the code before it was not closed";
            self.document
                .note(NoteKind::Repair, line.number, message, line.text);
        }
        if self.fence.is_none() {
            if is_section {
                let title = plain(line.text.trim_start_matches(SECTION));
                return self.section(title.trim_end_matches(':').to_owned());
            }
            if let Some(level) = level {
                return self.level(level);
            }
            if let Some((level, title)) = is_alone
                .then(|| {
                    self.contents
                        .missing(line.text, &self.level, self.section.as_deref())
                })
                .flatten()
            {
                let message = format!(
                    "a bare line of the table of contents opens a section of the level {level}"
                );
                self.document
                    .note(NoteKind::Repair, line.number, message, line.text);
                if level != self.level {
                    self.level(level);
                }
                return self.section(title);
            }
            let (rest, is_bullet) = match line.text.strip_prefix("- ") {
                Some(rest) => (rest, true),
                None => (line.text, false),
            };
            let has_stop = rest
                .trim_start_matches(|c: char| c.is_ascii_digit())
                .starts_with('.');
            if let Some((number, _)) = numbered(rest, DIGITS).filter(|_| has_stop) {
                return self.question(number, line, is_bullet);
            }
        }
        self.fence_line(line);
        match &mut self.question {
            Some(question) => question.lines.push(*line),
            None => self.introduction.push(*line),
        }
    }

    /// Follows the beginnings and ends of fenced code.
    fn fence_line(&mut self, line: &Line<'t>) {
        let text = line.trimmed();
        let mark = ["```", "~~~"]
            .into_iter()
            .find(|mark| text.starts_with(mark));
        match (self.fence, mark) {
            // Fenced in one line: "```code```".
            (None, Some(mark)) if text.len() > 3 && text[3..].contains(mark) => {}
            (None, Some(mark)) => self.fence = Some(mark),
            (Some(open), Some(mark)) if open == mark && is_closing(text) => self.fence = None,
            _ => {}
        }
    }

    fn level(&mut self, level: String) {
        self.close();
        self.level = level;
        self.section = None;
    }

    fn section(&mut self, title: String) {
        self.close();
        self.section = Some(title);
        let _ = self.block();
    }

    fn question(&mut self, number: &'t str, line: &Line<'t>, is_bullet: bool) {
        self.close();
        self.question = Some(Open {
            number,
            head: *line,
            is_bullet,
            lines: Vec::new(),
        });
    }

    /// The block of the level, or of the section in it; the same title under the same level is the same section.
    fn block(&mut self) -> &mut Block {
        let blocks = &mut self.document.blocks;
        let level = find(blocks, &self.level);
        match &self.section {
            Some(section) => find(&mut level.blocks, section),
            None => level,
        }
    }

    /// Puts away what was open: a question, or the text before the first one of a section.
    fn close(&mut self) {
        self.fence = None;
        let introduction = mem::take(&mut self.introduction);
        if introduction.iter().any(|line| !line.is_blank()) {
            self.describe(&introduction);
        }
        if let Some(open) = self.question.take() {
            let item = self.item(open);
            self.block().items.push(item);
        }
    }

    fn describe(&mut self, lines: &[Line<'t>]) {
        let text: Vec<_> = lines
            .iter()
            .map(|line| plain(line.text))
            .filter(|text| !text.is_empty())
            .collect();
        let (text, changes) = revealed(&text.join(" "), &self.vocabulary);
        self.tell_revealed(lines[0].number, changes);
        let block = self.block();
        if !block.description.is_empty() {
            block.description.push(' ');
        }
        block.description.push_str(&text);
    }

    fn tell_revealed(&mut self, line: usize, changes: Vec<(String, String)>) {
        for (was, is) in changes {
            let message = format!("`{was}` was typed in Cyrillic letters, and means {is}");
            self.document.note(NoteKind::Repair, line, message, "");
        }
    }

    fn item(&mut self, open: Open<'t>) -> Item {
        let is_python = self
            .section
            .as_deref()
            .is_some_and(|title| title.to_lowercase().contains("python"));
        let numbered_head = if open.is_bullet {
            &open.head.text[2..]
        } else {
            open.head.text
        };
        let head = numbered_head[open.number.len() + 1..].trim();
        let (head, changes) = revealed(head, &self.vocabulary);
        self.tell_revealed(open.head.number, changes);
        let mut reading = body::Body::new(&open.lines, open.is_bullet, is_python);
        for (line, changes) in reading.reveal(&self.vocabulary) {
            self.tell_revealed(line, changes);
        }
        let title = heading::cut(&head, open.head.number, &mut reading);
        reading.join_pages();
        let answer = reading.markdown();
        let notes = mem::take(&mut reading.notes);
        self.document.notes.extend(notes);
        let answer = without_local(&answer, open.head.number, &mut self.document);
        let end = open
            .lines
            .iter()
            .rfind(|line| !line.is_blank())
            .map_or(open.head.number, |line| line.number);
        Item {
            title: plain(&title),
            number: Some(open.number.to_owned()),
            level: Some(self.level.clone()),
            status: status_of(&answer, 0),
            answer,
            lines: open.head.number..end + 1,
            ..Item::default()
        }
    }

    fn finish(mut self) -> Document {
        self.close();
        self.document.blocks.retain(|block| {
            !block.items.is_empty() || !block.blocks.is_empty() || !block.description.is_empty()
        });
        if self.document.all_items().is_empty() {
            let message = "no section was found: a handbook has sections `▼ Title` and numbered questions in them";
            self.document.note(NoteKind::Review, 1, message, "");
        }
        self.document
    }
}

/// The block of a title, made if it is not there.
fn find<'b>(blocks: &'b mut Vec<Block>, title: &str) -> &'b mut Block {
    let at = match blocks.iter().position(|block| block.title == title) {
        Some(at) => at,
        None => {
            blocks.push(Block {
                title: title.to_owned(),
                ..Block::default()
            });
            blocks.len() - 1
        }
    };
    &mut blocks[at]
}
