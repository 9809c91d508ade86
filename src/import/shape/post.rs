//! A blog post whose headings of level 1 are questions, for Jekyll or Hugo.
//!
//! Front matter says the title; a divider of seven or more `#` names the questions above it, a bare line in capitals
//! those below. What is below a question is its answer; parts of it are told by their headings.

use std::ops::Range;

use crate::import::document::{Block, Document, Item, NoteKind, Resource, Source};
use crate::import::emphasis::plain;
use crate::import::escape::guarded;
use crate::import::lines::{Line, lines};
use crate::import::link::addresses;
use crate::import::reference::without_local;
use crate::import::status::{FEW_WORDS, status_of};
use crate::parse::AnswerStatus;

mod body;
mod fence;
mod front_matter;
mod heading;

/// Words of the heading of a draft, in lower case; titles that hold one count.
const DRAFTS: &[&str] = &[
    "initial",
    "draft",
    "first attempt",
    "first thoughts",
    "початков",
    "чернет",
    "перша спроба",
    "черновик",
    "чернов",
    "первоначальн",
    "первая попытка",
];
/// Words of the heading of a final answer, in lower case.
const FINALS: &[&str] = &[
    "final",
    "остаточн",
    "фінальн",
    "кінцев",
    "окончательн",
    "финальн",
    "итогов",
];
/// The heading of a list of readings, in lower case.
const RESOURCES: &[&str] = &[
    "resource",
    "further reading",
    "reading list",
    "references",
    "links",
    "ресурс",
    "джерела",
    "посилання",
    "література",
    "корисні",
    "ссылки",
    "литература",
    "источники",
    "полезн",
    "more reading",
    "що почитати",
    "что почитать",
];
/// The shortest divider.
const DIVIDER: usize = 7;

pub(super) fn read(text: &str, keeps_drafts: bool) -> Document {
    let lines = lines(text);
    let mut document = Document::default();
    let start = front_matter::read(&lines, &mut document);
    let mut reader = Reader {
        document,
        keeps_drafts,
        group: Group::default(),
        groups: Vec::new(),
    };
    let sections = sections(&lines[start..]);
    let last_question = sections
        .iter()
        .rposition(|section| matches!(section.kind, Kind::Question));
    for (at, section) in sections.iter().enumerate() {
        reader.section(section, Some(at) == last_question);
    }
    reader.finish()
}

/// What a stretch of lines is, told by its first line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Text before the first heading.
    Head,
    /// A question and what is below it.
    Question,
    /// A divider, which names the questions above it.
    Divider,
    /// A line in capitals, which names the questions below it.
    Capitals,
}

struct Section<'l, 't> {
    kind: Kind,
    /// The line that opens it; nothing at the head.
    head: Option<Line<'t>>,
    lines: &'l [Line<'t>],
}

/// The lines cut at headings of level 1, dividers and lines in capitals.
fn sections<'l, 't>(lines: &'l [Line<'t>]) -> Vec<Section<'l, 't>> {
    let mut bounds: Vec<(Kind, usize)> = Vec::new();
    let is_code = fence::in_code(lines);
    for at in (0..lines.len()).filter(|at| !is_code[*at]) {
        if let Some(kind) = opening(lines, at) {
            bounds.push((kind, at));
        }
    }
    let mut out = Vec::with_capacity(bounds.len() + 1);
    let first = bounds.first().map_or(lines.len(), |(_, at)| *at);
    out.push(Section {
        kind: Kind::Head,
        head: None,
        lines: &lines[..first],
    });
    for (number, (kind, at)) in bounds.iter().enumerate() {
        let end = bounds
            .get(number + 1)
            .map_or(lines.len(), |(_, next)| *next);
        out.push(Section {
            kind: *kind,
            head: Some(lines[*at]),
            lines: &lines[at + 1..end],
        });
    }
    out
}

/// What a line opens.
fn opening(lines: &[Line<'_>], at: usize) -> Option<Kind> {
    let text = lines[at].text;
    let hashes = text.bytes().take_while(|b| *b == b'#').count();
    if hashes >= DIVIDER
        && text[hashes..]
            .trim_matches(['#', ' '])
            .chars()
            .any(char::is_alphanumeric)
    {
        return Some(Kind::Divider);
    }
    if hashes == 1 && text[1..].starts_with([' ', '\t']) && !text[1..].trim().is_empty() {
        return Some(Kind::Question);
    }
    if hashes > 0 || !is_in_capitals(text) {
        return None;
    }
    let next = lines[at + 1..].iter().find(|line| !line.is_blank());
    let is_above_question = next.is_some_and(|next| next.text.starts_with("# "));
    is_above_question.then_some(Kind::Capitals)
}

/// Whether a line is a name in capitals.
fn is_in_capitals(text: &str) -> bool {
    let name = text.trim().trim_matches(['*', '_', ':', '=', '-', ' ']);
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 2
        && name.chars().all(|c| !c.is_lowercase())
        && name.starts_with(char::is_alphanumeric)
        && !name.contains(['`', '$', '|', '=', ';'])
        && !name.ends_with(['.', '?', '!'])
}

/// Questions between two dividers.
#[derive(Default)]
struct Group {
    title: String,
    /// The line that names it.
    line: usize,
    items: Vec<Item>,
}

struct Reader {
    document: Document,
    keeps_drafts: bool,
    group: Group,
    groups: Vec<Group>,
}

impl Reader {
    fn section(&mut self, section: &Section<'_, '_>, is_last: bool) {
        match (section.kind, &section.head) {
            (Kind::Head, _) | (_, None) => {
                let text = self.text(section.lines, 1);
                self.document.description = text;
            }
            (Kind::Divider, Some(head)) => {
                let title = plain(head.text.trim_matches(['#', ' ']));
                if self.group.title.is_empty() {
                    self.group.title = title;
                    self.group.line = head.number;
                } else if self.group.title != title {
                    let message = format!(
                        "a divider names a group that is named {} above",
                        self.group.title
                    );
                    self.document
                        .note(NoteKind::Review, head.number, message, title);
                }
                self.close_group();
                self.between(section.lines);
            }
            (Kind::Capitals, Some(head)) => {
                self.close_group();
                self.group.line = head.number;
                self.group.title = plain(head.text)
                    .trim_matches([':', '=', '-', ' '])
                    .to_owned();
                self.between(section.lines);
            }
            (Kind::Question, Some(head)) => self.question(head, section.lines, is_last),
        }
    }

    /// Text that stands below the name of a group belongs to no question.
    fn between(&mut self, lines: &[Line<'_>]) {
        if let Some(first) = lines.iter().find(|line| !line.is_blank()) {
            let text: Vec<&str> = lines
                .iter()
                .map(Line::trimmed)
                .filter(|text| !text.is_empty())
                .collect();
            let message = "text between the name of a group and a question";
            self.document
                .note(NoteKind::Unclaimed, first.number, message, text.join("\n"));
        }
    }

    fn close_group(&mut self) {
        let group = std::mem::take(&mut self.group);
        if !group.items.is_empty() {
            self.groups.push(group);
        } else if !group.title.is_empty() {
            let message = "the name of a group without questions";
            self.document
                .note(NoteKind::Unclaimed, group.line, message, group.title);
        }
    }

    /// The Markdown of lines, its links to files taken out.
    fn text(&mut self, lines: &[Line<'_>], line: usize) -> String {
        let text = body::markdown(lines, &mut self.document);
        without_local(
            &text,
            lines.first().map_or(line, |first| first.number),
            &mut self.document,
        )
    }

    fn question(&mut self, head: &Line<'_>, lines: &[Line<'_>], is_last: bool) {
        let heading = heading::cleaned(head, &mut self.document);
        let used = lines
            .iter()
            .rposition(|line| !line.is_blank())
            .map_or(0, |last| last + 1);
        let range = head.number..head.number + used + 1;
        let lower = heading.title.to_lowercase();
        if is_last
            && !heading.title.contains('?')
            && RESOURCES.iter().any(|word| lower.contains(word))
        {
            let addresses = heading
                .sources
                .iter()
                .filter_map(|source| source.url.as_ref());
            let mut text: String = addresses
                .map(|address| format!("<{address}>\n\n"))
                .collect();
            text.push_str(&self.text(lines, head.number));
            self.document.resources.push(Resource {
                title: heading.title,
                text,
                lines: range,
            });
            return;
        }
        let mut sources = heading.sources;
        let lines = self.leading_source(lines, &mut sources);
        let mut item = self.answer(lines, range.clone());
        item.title = heading.title;
        let is_only_link = matches!(item.status, Some(AnswerStatus::None))
            && !sources.is_empty()
            && item.draft.is_none();
        if is_only_link {
            item.status = Some(AnswerStatus::Link);
        }
        item.sources = sources;
        self.group.items.push(item);
    }

    /// An address alone below the heading is a source.
    fn leading_source<'l, 't>(
        &mut self,
        lines: &'l [Line<'t>],
        sources: &mut Vec<Source>,
    ) -> &'l [Line<'t>] {
        let mut lines = lines;
        while let Some(at) = lines.iter().position(|line| !line.is_blank()) {
            let text = lines[at].trimmed().trim_matches(['<', '>', '(', ')']);
            let found = addresses(text);
            let [address] = found.as_slice() else {
                break;
            };
            if text
                .replacen(*address, "", 1)
                .contains(char::is_alphanumeric)
            {
                break;
            }
            sources.push(heading::source(address));
            lines = &lines[at + 1..];
        }
        lines
    }

    /// The answer of a question: its parts by their headings of level 2.
    fn answer(&mut self, lines: &[Line<'_>], range: Range<usize>) -> Item {
        let mut item = Item {
            lines: range.clone(),
            ..Item::default()
        };
        let mut parts: Vec<String> = Vec::new();
        for (heading, lines) in body::parts(lines) {
            let text = self.text(lines, range.start);
            let title = heading.map(|line| plain(line.text.trim_start_matches('#')));
            let Some(title) = title else {
                parts.extend((!text.is_empty()).then_some(text));
                continue;
            };
            let line = heading.map_or(range.start, |line| line.number);
            let lower = title.to_lowercase();
            let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
            if says(FINALS) {
                let message = "the heading of the final answer";
                self.document
                    .note(NoteKind::Dropped, line, message, title.as_str());
                parts.extend((!text.is_empty()).then_some(text));
            } else if says(DRAFTS) {
                self.draft(title, text, line, &mut item);
            } else {
                let title = heading.map_or("", |line| line.text.trim_start_matches('#').trim());
                let title = without_local(&guarded(title), line, &mut self.document);
                parts.push(format!("## {title}\n\n{text}").trim().to_owned());
            }
        }
        item.answer = parts.join("\n\n");
        item.status = status_of(&item.answer, FEW_WORDS);
        if item.status == Some(AnswerStatus::None) && item.draft.is_some() {
            item.status = Some(AnswerStatus::Stub);
        }
        item
    }

    fn draft(&mut self, title: String, text: String, line: usize, item: &mut Item) {
        if text.is_empty() || !self.keeps_drafts {
            let message = format!("a draft: {title}");
            self.document.note(NoteKind::Dropped, line, message, text);
            return;
        }
        match &mut item.draft {
            Some((_, all)) => all.push_str(&format!("\n\n**{}**\n\n{text}", guarded(&title))),
            None => item.draft = Some((title, text)),
        }
    }

    fn finish(mut self) -> Document {
        self.close_group();
        let is_single = self.groups.len() == 1 && self.groups[0].title.is_empty();
        for group in self.groups {
            if is_single {
                self.document.items = group.items;
                break;
            }
            self.document.blocks.push(Block {
                title: match group.title.is_empty() {
                    true => self.document.title.clone(),
                    false => group.title,
                },
                items: group.items,
                ..Block::default()
            });
        }
        self.document
    }
}
