//! A heading of a post as a question: plain text, its quotes and brackets put right, its address taken off.

use crate::import::document::{Document, NoteKind, Source};
use crate::import::emphasis::plain;
use crate::import::lines::{Line, joined};
use crate::import::link::addresses;

/// A heading, read.
pub(super) struct Heading {
    pub(super) title: String,
    /// Addresses that stood in it.
    pub(super) sources: Vec<Source>,
}

/// The question of a heading.
pub(super) fn cleaned(line: &Line<'_>, document: &mut Document) -> Heading {
    let text = line
        .text
        .trim_start_matches('#')
        .trim()
        .trim_end_matches('#')
        .trim_end();
    let mut sources = Vec::new();
    let mut text = text.to_owned();
    // `[words](address)`: the words are the question's.
    while let Some((open, middle, end)) = link(&text) {
        let address = text[middle + 2..end].to_owned();
        sources.extend(address.starts_with("http").then(|| source(&address)));
        if !address.starts_with("http") {
            document.note(
                NoteKind::Review,
                line.number,
                "a link to a file is lost",
                address,
            );
        }
        text = format!(
            "{}{}{}",
            &text[..open],
            &text[open + 1..middle],
            &text[end + 1..]
        );
    }
    for address in addresses(&text.clone()) {
        sources.push(source(address));
        text = text
            .replacen(address, "", 1)
            .replace("<>", "")
            .replace("()", "");
    }
    let title = joined(&plain(&text));
    let title = with_quotes(&title, line, document);
    let title = with_brackets(&title, line, document);
    let title = match title.is_empty() {
        true => sources
            .first()
            .map(|source| source.title.clone())
            .unwrap_or_default(),
        false => title,
    };
    Heading { title, sources }
}

/// The places of a link's brackets.
fn link(text: &str) -> Option<(usize, usize, usize)> {
    let middle = text.find("](")?;
    let open = text[..middle].rfind('[')?;
    let end = middle + text[middle..].find(')')?;
    Some((open, middle, end))
}

/// A page as a source: its address without scheme and query is its title.
pub(super) fn source(address: &str) -> Source {
    let name = address.split_once("://").map_or(address, |(_, rest)| rest);
    let name = name.split(['?', '#']).next().unwrap_or(name);
    Source {
        title: name
            .trim_start_matches("www.")
            .trim_end_matches('/')
            .to_owned(),
        url: Some(address.to_owned()),
    }
}

/// Quotes that open in one way and close in another become straight.
fn with_quotes(title: &str, line: &Line<'_>, document: &mut Document) -> String {
    let count = |c: char| title.matches(c).count();
    let is_even = count('“') == count('”') && count('«') == count('»') && count('"') % 2 == 0;
    let low = count('„');
    if is_even && low == 0 || (low > 0 && low == count('“') + count('”')) {
        return title.to_owned();
    }
    let straight = title.replace(['“', '”', '„', '«', '»'], "\"");
    if straight.matches('"').count() % 2 == 1 {
        document.note(
            NoteKind::Review,
            line.number,
            "a quotation mark of the question has no partner",
            title,
        );
        return title.to_owned();
    }
    document.note(
        NoteKind::Repair,
        line.number,
        "quotation marks did not match",
        title,
    );
    straight
}

/// A bracket that is not closed is closed at the end.
fn with_brackets(title: &str, line: &Line<'_>, document: &mut Document) -> String {
    let opened = title.matches('(').count();
    let closed = title.matches(')').count();
    // `(a, b]` and `:)` are left alone.
    if opened != closed + 1 || title.contains(['[', ']']) {
        return title.to_owned();
    }
    document.note(
        NoteKind::Repair,
        line.number,
        "a bracket of the question was not closed",
        title,
    );
    format!("{title})")
}
