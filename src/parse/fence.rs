//! The info string of a fenced code block: its language and what the author asks of the block.
//!
//! In: the text behind the opening fence, and the text of a file that a block includes. Out: a
//! [`Fence`], whatever the author wrote, and every [`FenceProblem`] of it. Nothing here opens a file,
//! knows which languages can be highlighted, or changes the code of a block.
//!
//! The grammar, as the manual gives it:
//!
//! ```text
//! info    = [ language ] { separator option }
//! option  = "linenos" | "nolinenos" | "no_run" | "should_fail"
//!         | "title=" text | "start=" number | "hl=" ranges | "include=" text | "region=" text
//! ranges  = range { "," range }          range = number [ "-" number ]
//! ```
//!
//! Separators are white space and commas (`rust,no_run`). Braces are tolerated where other tools want
//! them: `{.python linenos}` and `python {2,4-5}` mean what they mean there.

use std::ops::{Range, RangeInclusive};

mod items;
mod region;

use items::{Item, Value};
pub use region::{RegionError, region, whole};

use crate::diagnostic::did_you_mean;

/// What the info string of a fenced code block says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fence {
    /// The language as the author named it, in lower case; empty if there is none.
    pub language: String,
    /// `title="…"`: the caption of the block, such as a file name.
    pub title: Option<String>,
    /// `linenos` or `nolinenos`; `None` leaves it to the book. `start` switches the numbers on.
    pub line_numbers: Option<bool>,
    /// `start=12`: the number of the first line, 1 if not given.
    pub first_line: u32,
    /// `hl=2,4-5`: the lines to highlight, counted from 1 at the block's first line whatever `start`
    /// says; sorted, and no two of them touch.
    pub highlighted: Vec<RangeInclusive<u32>>,
    /// `no_run`: `answerbook test` does not run the block.
    pub no_run: bool,
    /// `should_fail`: `answerbook test` expects the block to fail.
    pub should_fail: bool,
    /// `include="…"`: the text of the block comes from a file of the book.
    pub include: Option<Include>,
}

/// Where the text of a block comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Include {
    /// The file, as written; whoever reads it decides what it is relative to and what is allowed.
    pub path: String,
    /// The part of the file, as [`region()`] finds it; `None` for the whole file.
    pub region: Option<String>,
}

/// Something wrong in an info string, in the wording of [`Diagnostic`](crate::diagnostic::Diagnostic).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FenceProblem {
    /// The bytes of the info string that the problem is about.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Default for Fence {
    fn default() -> Self {
        Self {
            language: String::new(),
            title: None,
            line_numbers: None,
            first_line: 1,
            highlighted: Vec::new(),
            no_run: false,
            should_fail: false,
            include: None,
        }
    }
}

impl Fence {
    /// Whether the line is to be highlighted; lines are counted from 1 at the block's first line.
    pub fn is_highlighted(&self, line: u32) -> bool {
        // The ranges are sorted and disjoint: the last one that starts at or before the line decides.
        let after = self.highlighted.partition_point(|r| *r.start() <= line);
        after > 0 && self.highlighted[after - 1].contains(&line)
    }
}

/// The options, in the order in which messages list them, each with an example if it wants a value.
const OPTIONS: [(&str, Option<&str>); 9] = [
    ("title", Some("title=\"train.py\"")),
    ("linenos", None),
    ("nolinenos", None),
    ("start", Some("start=12")),
    ("hl", Some("hl=2,4-5")),
    ("no_run", None),
    ("should_fail", None),
    ("include", Some("include=\"code/lcs.py\"")),
    ("region", Some("region=\"core\"")),
];

/// What other tools call our options: nearness in spelling would not find them.
const ELSEWHERE: [(&str, &str); 13] = [
    ("caption", "title"),
    ("compile_fail", "should_fail"),
    ("emphasize-lines", "hl"),
    ("filename", "title"),
    ("highlight", "hl"),
    ("hl_lines", "hl"),
    ("ignore", "no_run"),
    ("linenostart", "start"),
    ("linenums", "linenos"),
    ("numberlines", "linenos"),
    ("should_panic", "should_fail"),
    ("showlinenumbers", "linenos"),
    ("startfrom", "start"),
];

/// The longest piece of the author's text that a message repeats, in characters.
const QUOTED: usize = 40;

/// Reads an info string, as CommonMark gives it: with escapes and entities resolved, so that a place in it
/// is a place in the file only if there were none. The fence is usable even if there are problems: what
/// was not understood is left out of it, and of two settings of the same option the first one counts.
pub fn parse(info: &str) -> (Fence, Vec<FenceProblem>) {
    let mut reader = Reader::default();
    for item in items::items(info, &mut reader.problems) {
        reader.read(&item);
    }
    reader.finish()
}

/// A fence in the making.
#[derive(Default)]
struct Reader {
    fence: Fence,
    problems: Vec<FenceProblem>,
    /// Whether something was read, so that the next word cannot be the language.
    begun: bool,
    /// Which of [`OPTIONS`] were set.
    set: [bool; OPTIONS.len()],
    /// The value of `start`.
    start: Option<u32>,
    /// The value of `region`, and where it stands.
    region: Option<(String, Range<usize>)>,
}

impl Reader {
    fn read(&mut self, item: &Item<'_>) {
        let first = !std::mem::replace(&mut self.begun, true);
        let name = item.name.to_lowercase();
        let option = OPTIONS.iter().position(|(o, _)| *o == name);
        match (option, &item.value) {
            (Some(option), _) => self.option(option, item),
            (None, None) if item.braced && is_ranges(item.name) => {
                self.highlight(&[(item.name, item.span.clone())]);
            }
            (None, None) if first => self.fence.language = name,
            (None, _) => self.unknown(item, &name),
        }
    }

    fn option(&mut self, option: usize, item: &Item<'_>) {
        let (name, example) = OPTIONS[option];
        if std::mem::replace(&mut self.set[option], true) {
            self.problem(item.span.clone(), format!("`{name}` is set twice"), None);
            return;
        }
        match (example, &item.value) {
            (None, None) => self.flag(name, item),
            (None, Some(_)) => {
                let hint = format!("write `{name}` alone, or leave it out");
                let message = format!("`{name}` takes no value");
                self.problem(item.span.clone(), message, Some(hint));
            }
            (Some(_), Some(value)) if !value.text.trim().is_empty() => self.valued(name, value),
            (Some(example), _) => {
                let hint = format!("for example `{example}`");
                let message = format!("`{name}` needs a value");
                self.problem(item.span.clone(), message, Some(hint));
            }
        }
    }

    fn flag(&mut self, name: &str, item: &Item<'_>) {
        match name {
            "no_run" => self.fence.no_run = true,
            "should_fail" => self.fence.should_fail = true,
            _ if self.fence.line_numbers.is_some() => {
                let message = "`linenos` and `nolinenos` exclude each other".to_owned();
                self.problem(item.span.clone(), message, None);
            }
            _ => self.fence.line_numbers = Some(name == "linenos"),
        }
    }

    fn valued(&mut self, name: &str, value: &Value<'_>) {
        let text = value.text.to_owned();
        match name {
            "title" => self.fence.title = Some(text),
            "include" => {
                self.fence.include = Some(Include {
                    path: text,
                    region: None,
                });
            }
            "region" => self.region = Some((text, value.span.clone())),
            "hl" => self.highlight(&value.parts()),
            _ => match number(value.text.trim()) {
                Some(first) => self.start = Some(first),
                None => {
                    let message = format!("`start` is not a line number: `{}`", shown(&text));
                    let hint = "a whole number from 1 on".to_owned();
                    self.problem(value.span.clone(), message, Some(hint));
                }
            },
        }
    }

    fn highlight(&mut self, parts: &[(&str, Range<usize>)]) {
        for (part, span) in parts {
            match line_range(part) {
                Ok(range) => self.fence.highlighted.push(range),
                Err(hint) => {
                    let message = format!("not a range of lines: `{}`", shown(part));
                    self.problem(span.clone(), message, Some(hint.to_owned()));
                }
            }
        }
    }

    fn unknown(&mut self, item: &Item<'_>, name: &str) {
        let hint = match ELSEWHERE.iter().find(|(theirs, _)| *theirs == name) {
            Some((_, ours)) => Some(format!("write `{ours}` instead")),
            None if is_ranges(name) => Some("lines to highlight: `hl=2,4-5`, no spaces".to_owned()),
            None => did_you_mean(name, OPTIONS.map(|(option, _)| option)),
        };
        let message = format!("unknown option `{}` of a code block", shown(item.name));
        self.problem(item.span.clone(), message, hint);
    }

    fn finish(mut self) -> (Fence, Vec<FenceProblem>) {
        if let Some((region, span)) = self.region.take() {
            match &mut self.fence.include {
                Some(include) => include.region = Some(region),
                None => {
                    let message = "`region` without `include`".to_owned();
                    let hint = "name the file: `include=\"code/lcs.py\" region=\"core\"`";
                    self.problem(span, message, Some(hint.to_owned()));
                }
            }
        }
        if let Some(first) = self.start {
            self.fence.first_line = first;
            self.fence.line_numbers.get_or_insert(true);
        }
        self.fence.highlighted = joined(self.fence.highlighted);
        self.problems.sort_by_key(|p| (p.span.start, p.span.end));
        (self.fence, self.problems)
    }

    fn problem(&mut self, span: Range<usize>, message: String, hint: Option<String>) {
        self.problems.push(FenceProblem {
            span,
            message,
            hint,
        });
    }
}

/// Whether the word could be meant as ranges of lines: `2`, `4-5`.
fn is_ranges(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
        && word.chars().all(|c| c.is_ascii_digit() || c == '-')
}

/// A number from 1 on.
fn number(text: &str) -> Option<u32> {
    // `parse` alone would take `+3`.
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|n| digits && *n > 0)
}

/// A range as `hl` lists them, or advice.
fn line_range(text: &str) -> Result<RangeInclusive<u32>, &'static str> {
    let advice = "ranges are separated by commas and lines are counted from 1: `hl=2,4-5`";
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let first = number(first.trim()).ok_or(advice)?;
    let last = number(last.trim()).ok_or(advice)?;
    if first > last {
        return Err("the first line of a range comes first: `hl=4-5`");
    }
    Ok(first..=last)
}

/// The same lines in sorted ranges that neither overlap nor touch.
fn joined(mut ranges: Vec<RangeInclusive<u32>>) -> Vec<RangeInclusive<u32>> {
    ranges.sort_by_key(|r| (*r.start(), *r.end()));
    let mut joined: Vec<RangeInclusive<u32>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match joined.last_mut() {
            Some(last) if *range.start() <= last.end().saturating_add(1) => {
                *last = *last.start()..=*last.end().max(range.end());
            }
            _ => joined.push(range),
        }
    }
    joined
}

/// The author's text, shortened so that a message stays one line.
fn shown(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests;
