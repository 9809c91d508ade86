//! A Telegram channel as text: posts that the channel's handle closes, quizzes with the shares of their votes.
//!
//! Nothing divides posts but what closes them. A quiz ends with the last option that has a share before it; which
//! one is right is not in the source, so the one with the most votes is proposed and the file is to be reviewed.

use std::collections::BTreeMap;

use crate::import::document::{Choice, Document, Item, NoteKind, Resource};
use crate::import::escape::line_with_code;
use crate::import::lines::{Line, joined, lines};
use crate::parse::{AnswerStatus, QuestionKind};

mod post;
mod text;

/// The line that ends the header.
const HEADER_END: &str = "Download Telegram";
/// Lines of the page that are no text of the channel.
const PAGE_LINES: &[&str] = &[
    "Please open Telegram to view this post",
    "VIEW IN TELEGRAM",
    "View in Telegram",
    "This media is not supported in your browser",
];
/// The line that closes the stem of a quiz, in lower case.
const QUIZZES: &[&str] = &[
    "anonymous quiz",
    "quiz",
    "анонімна вікторина",
    "вікторина",
    "анонимная викторина",
    "викторина",
    "анонімне опитування — вікторина",
];

pub(super) fn read(text: &str) -> Document {
    let lines = lines(text);
    let header = lines.iter().position(|line| line.trimmed() == HEADER_END);
    let body = header.map_or(0, |end| end + 1);
    let mut reader = Reader {
        document: Document::default(),
        handle: handle(&lines[body..]),
        open: Vec::new(),
    };
    reader.header(&lines[..body]);
    let mut at = body;
    while at < lines.len() {
        at += reader.line(&lines[at..]);
    }
    reader.finish()
}

/// The channel's handle: the one that stands alone in most lines.
fn handle<'t>(lines: &[Line<'t>]) -> Option<&'t str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for line in lines.iter().filter(|line| is_handle(line.trimmed())) {
        *counts.entry(line.trimmed()).or_default() += 1;
    }
    let most = counts.values().max().copied()?;
    let mut all = lines.iter().map(Line::trimmed);
    all.find(|text| counts.get(text) == Some(&most))
}

fn is_handle(text: &str) -> bool {
    let Some(name) = text.strip_prefix('@') else {
        return false;
    };
    (5..=32).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// The number of `45%`.
fn share(text: &str) -> Option<u32> {
    let number = text.strip_suffix('%')?.trim_end();
    let is_number = (1..=3).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    number.parse().ok().filter(|_| is_number)
}

struct Reader<'t> {
    document: Document,
    handle: Option<&'t str>,
    /// The lines since the last post was closed.
    open: Vec<Line<'t>>,
}

impl<'t> Reader<'t> {
    /// The channel's name and what the page says of it.
    fn header(&mut self, lines: &[Line<'t>]) {
        let told: Vec<_> = lines
            .iter()
            .map(Line::trimmed)
            .filter(|text| !text.is_empty())
            .collect();
        let counted = told.iter().position(|text| is_count(text));
        let title = match counted.and_then(|at| at.checked_sub(1)) {
            Some(at) => told.get(at),
            None => told.iter().find(|text| {
                !PAGE_WORDS.contains(text) && **text != HEADER_END && !is_handle(text)
            }),
        };
        self.document.title = title
            .filter(|text| !is_handle(text))
            .map(|text| joined(text))
            .unwrap_or_default();
        if let (Some(first), Some(_)) = (lines.iter().find(|line| !line.is_blank()), told.first()) {
            self.document.note(
                NoteKind::Dropped,
                first.number,
                "the page's header",
                told.join(" "),
            );
        }
    }

    /// Reads a line, or a quiz from the line that closes its stem on. Returns how many lines that were.
    fn line(&mut self, lines: &[Line<'t>]) -> usize {
        let line = lines[0];
        let text = line.trimmed();
        if PAGE_LINES.contains(&text) || is_views(text) {
            self.document
                .note(NoteKind::Dropped, line.number, "a line of the page", text);
        } else if Some(text) == self.handle {
            self.close();
        } else if QUIZZES.contains(&text.to_lowercase().as_str())
            && !options(&lines[1..]).0.is_empty()
        {
            return self.quiz(lines);
        } else {
            self.open.push(line);
        }
        1
    }

    /// What was open is a whole post.
    fn close(&mut self) {
        let open = std::mem::take(&mut self.open);
        if let Some(post) = post::Post::new(&open, &mut self.document) {
            post.add(&mut self.document);
        }
    }

    /// The options of a quiz; its stem is what is open. Returns how many lines they are.
    fn quiz(&mut self, lines: &[Line<'t>]) -> usize {
        let (options, used) = options(&lines[1..]);
        let mut used = 1 + used;
        if let Some(line) = lines.get(used).filter(|line| is_count(line.trimmed())) {
            let message = "the number of votes";
            self.document
                .note(NoteKind::Dropped, line.number, message, line.trimmed());
            used += 1;
        }
        let stem = std::mem::take(&mut self.open);
        let line = lines[0].number;
        let shown: Vec<String> = options
            .iter()
            .map(|(percent, option)| format!("{percent}% {option}"))
            .collect();
        let shown = shown.join("; ");
        let Some(mut item) = post::quiz_stem(&stem, &mut self.document) else {
            let message = "a quiz without a question";
            self.document
                .note(NoteKind::Unclaimed, line, message, shown);
            return used;
        };
        let first = stem.first().map_or(line, |first| first.number);
        item.lines = first..lines[used - 1].number + 1;
        self.propose(&mut item, &options, line, &shown);
        self.document.items.push(item);
        used
    }

    /// Proposes the option with the most votes as the right one, and says that it is a guess.
    fn propose(&mut self, item: &mut Item, options: &[(u32, &str)], line: usize, shown: &str) {
        let most = options.iter().map(|(percent, _)| *percent).max();
        let right = options
            .iter()
            .position(|(percent, _)| Some(*percent) == most);
        let choices = options
            .iter()
            .enumerate()
            .map(|(number, (_, option))| Choice {
                text: line_with_code(option),
                is_right: Some(number) == right,
                why: String::new(),
            });
        item.options = choices.collect();
        let sum: u32 = options.iter().map(|(percent, _)| percent).sum();
        if !(99..=101).contains(&sum) {
            let message = format!("the votes add up to {sum}%");
            self.document.note(NoteKind::Review, line, message, shown);
        }
        let message = "the source marks no right option: the one with the most votes is proposed";
        self.document.note(NoteKind::Review, line, message, shown);
        if options.len() < 2 {
            item.kind = QuestionKind::Open;
            item.status = Some(AnswerStatus::None);
            let message = "a quiz with one option";
            self.document.note(NoteKind::Review, line, message, "");
        }
    }

    fn finish(mut self) -> Document {
        let rest: Vec<&str> = self
            .open
            .iter()
            .map(Line::trimmed)
            .filter(|text| !text.is_empty())
            .collect();
        if let Some(first) = self.open.iter().find(|line| !line.is_blank()) {
            let message =
                "the end of the file belongs to no post: the handle that closes one is missing";
            self.document
                .note(NoteKind::Unclaimed, first.number, message, rest.join("\n"));
        }
        if self.handle.is_none() && self.document.items.is_empty() {
            self.document.note(
                NoteKind::Review,
                1,
                "no line is the handle of a channel",
                "",
            );
        }
        self.document
    }
}

/// The options of a quiz with the shares of their votes, until a line is no share, and how many lines they are.
/// Blank lines between them are a copy's.
fn options<'t>(lines: &[Line<'t>]) -> (Vec<(u32, &'t str)>, usize) {
    let mut told = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| !line.is_blank());
    let (mut options, mut used) = (Vec::new(), 0);
    while let Some((_, line)) = told.next()
        && let Some(percent) = share(line.trimmed())
        && let Some((at, option)) = told.next()
    {
        options.push((percent, option.trimmed()));
        used = at + 1;
    }
    (options, used)
}

/// Words of the page's frame.
const PAGE_WORDS: &[&str] = &[
    "Telegram", "About", "Blog", "Apps", "Platform", "Join", "Back",
];

/// `5.2K subscribers`, `120 votes`.
fn is_count(text: &str) -> bool {
    const THINGS: &[&str] = &[
        "subscriber",
        "member",
        "vote",
        "answer",
        "підписник",
        "учасник",
        "голос",
        "відповід",
        "подписчик",
        "участник",
        "ответ",
        "проголосовал",
        "проголосувал",
    ];
    let number =
        text.trim_start_matches(|c: char| c.is_ascii_digit() || ".,KMКМ \u{a0}".contains(c));
    let lower = number.to_lowercase();
    number.len() < text.len()
        && text.starts_with(|c: char| c.is_ascii_digit())
        && lower.split_whitespace().count() <= 2
        && THINGS.iter().any(|thing| lower.starts_with(thing))
}

/// `1.2K views 10:15`.
fn is_views(text: &str) -> bool {
    let number = text.trim_start_matches(|c: char| c.is_ascii_digit() || ".,KMКМ ".contains(c));
    text.starts_with(|c: char| c.is_ascii_digit())
        && ["views", "view", "переглядів", "просмотров", "просмотра"]
            .iter()
            .any(|word| {
                number.strip_prefix(word).is_some_and(|rest| {
                    rest.chars()
                        .all(|c| c.is_ascii_digit() || " :,edited".contains(c))
                })
            })
}

/// Adds a resource that a person should look at.
fn add_resource(document: &mut Document, text: String, plain: &str, lines: std::ops::Range<usize>) {
    document.note(
        NoteKind::Review,
        lines.start,
        "an announcement and not a question",
        plain,
    );
    document.resources.push(Resource {
        title: String::new(),
        text,
        lines,
    });
}
