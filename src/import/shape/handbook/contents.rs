//! The printed table of contents: which sections stand under which level.
//!
//! In: the lines before the first section, and those after. Out: which level a bare line opens whose own line is
//! missing from the text.

use std::collections::BTreeSet;

use super::FIRST_LEVEL;
use crate::import::emphasis::plain;
use crate::import::known::normalised;
use crate::import::lines::{Line, numbered};

/// Names of levels, in lower case, with the form that is kept.
const LEVELS: [(&str, &str); 10] = [
    ("hr", "HR"),
    ("intern", "Intern"),
    ("trainee", "Trainee"),
    ("junior", "Junior"),
    ("middle", "Middle"),
    ("mid", "Middle"),
    ("senior", "Senior"),
    ("lead", "Lead"),
    ("staff", "Staff"),
    ("principal", "Principal"),
];

/// The level that a bare line names.
pub(super) fn level_of(line: &str) -> Option<String> {
    let bare = line.trim_start_matches('#').trim();
    // Bullets and numbers are no bare lines.
    if line.starts_with([' ', '\t']) || bare.len() > 40 {
        return None;
    }
    let name = plain(bare).trim_end_matches(':').trim().to_lowercase();
    let name = name.strip_suffix(" level").unwrap_or(&name);
    let mut levels = LEVELS.iter();
    levels
        .find(|(known, _)| *known == name)
        .map(|(_, level)| (*level).to_owned())
}

/// A table of contents.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// Levels with the names of their sections, normalised, with and without the number behind the last word; in order.
    entries: Vec<(String, [String; 2])>,
    /// Levels that have a line of their own in the text.
    printed: BTreeSet<String>,
}

impl Contents {
    pub(super) fn new(table: &[Line<'_>], body: &[Line<'_>]) -> Self {
        let mut contents = Self::default();
        let mut level = FIRST_LEVEL.to_owned();
        for line in table
            .iter()
            .filter(|line| !line.is_blank() && !line.text.starts_with("# "))
        {
            let text = entry(line.trimmed());
            match level_of(without_page(&text)) {
                Some(named) => level = named,
                None => {
                    let names = [text.as_str(), without_page(&text)].map(normalised);
                    contents.entries.push((level.clone(), names));
                }
            }
        }
        contents.printed = body.iter().filter_map(|line| level_of(line.text)).collect();
        contents.printed.insert(FIRST_LEVEL.to_owned());
        contents
    }

    /// The level and the title of the section that a bare line opens: the first one of a level whose own line is
    /// missing, or one of the open level that lost its mark.
    pub(super) fn missing(
        &self,
        line: &str,
        level: &str,
        section: Option<&str>,
    ) -> Option<(String, String)> {
        if line.starts_with(['-', '•', '#', '`', '$', '|', '>', ' ', '\t']) {
            return None;
        }
        let name = normalised(&plain(line));
        if name.is_empty() || section.is_some_and(|open| normalised(open) == name) {
            return None;
        }
        let after = self
            .entries
            .iter()
            .position(|(named, _)| named == level)
            .unwrap_or(0);
        let named = |entry: &&(String, [String; 2])| entry.1.contains(&name);
        let is_missing =
            |entry: &&(String, [String; 2])| !self.printed.contains(&entry.0) && entry.0 != level;
        let first = self.entries[after..]
            .iter()
            .find(|entry| named(entry) && is_missing(entry));
        first.map(|(level, _)| (level.clone(), plain(line)))
    }
}

/// An entry without its mark, its link and the number of its page.
fn entry(line: &str) -> String {
    let text = line.trim_start_matches(['-', '•', '*', '#', '·', '▸', '▾', ' ', '\t']);
    let text = numbered(text, 3).map_or(text, |(_, rest)| rest);
    let text = match text
        .strip_prefix('[')
        .and_then(|inner| inner.split_once("]("))
    {
        Some((inner, _)) => inner,
        None => text,
    };
    let text = plain(text);
    let leader = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_led = leader.len() < text.len() && leader.trim_end().ends_with(['.', '…', '·', '_']);
    let text = if is_led {
        leader.trim_end_matches(['.', '…', '·', '_', ' '])
    } else {
        &text
    };
    text.trim().to_owned()
}

/// An entry without a number behind its last word, which may be that of its page.
fn without_page(entry: &str) -> &str {
    let text = entry.trim_end_matches(|c: char| c.is_ascii_digit());
    match text.ends_with(char::is_whitespace) {
        true => text.trim_end(),
        false => entry,
    }
}
