//! What an answer was written from: how many sources, and whether each can be found.

use toml::Spanned;

use crate::config::ContentTable;
use crate::diagnostic::Diagnostic;
use crate::parse::{Document, Reference, first_line};

/// The sources in the front matter of an original.
pub(super) fn lint(rules: &ContentTable, document: &Document) -> Vec<Diagnostic> {
    let sources = document.front_matter.sources.as_deref().unwrap_or_default();
    let mut problems = Vec::new();
    if !rules.sources.contains(sources.len()) {
        let (count, wanted) = (sources.len(), rules.sources);
        let message = format!("the number of sources is {count}, not {wanted}");
        let hint = "cite the primary sources that the answer was written from, and no others";
        let place = document.title_span();
        problems.push(Diagnostic::error(&document.file, place, message).hint(hint));
    }
    for (number, source) in sources.iter().enumerate() {
        let mut error = |message: String, hint: &str| {
            let place = first_line(&document.text, &source.span());
            problems.push(Diagnostic::error(&document.file, place, message).hint(hint));
        };
        let Reference {
            title,
            authors,
            year,
            url,
        } = source.get_ref();
        if title.trim().is_empty() {
            error("the source has no title".into(), "add it");
        }
        if authors.as_ref().is_none_or(|a| a.trim().is_empty()) {
            let hint = "add `authors`; an organization is one too";
            error("the source has no authors".into(), hint);
        }
        if year.is_none() {
            let hint = "add `year`; of a page that changes, the year of the version that was read";
            error("the source has no year".into(), hint);
        }
        if let Some(url) = url.as_ref().map(Spanned::get_ref)
            && !url.starts_with("https://")
        {
            error(
                format!("`{url}` is not an https address"),
                "name the https address, or leave it out",
            );
        }
        if let Some(first) = sources[..number]
            .iter()
            .find(|other| is_same(other.get_ref(), source.get_ref()))
        {
            let message = format!(
                "the source is cited twice, first as `{}`",
                first.get_ref().title
            );
            error(message, "remove one of the two");
        }
    }
    problems
}

/// Whether two entries are one source: by address, or by title and year.
fn is_same(a: &Reference, b: &Reference) -> bool {
    let address = |source: &Reference| -> Option<String> {
        let url = source.url.as_ref()?.get_ref().to_lowercase();
        let bare = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
        Some(bare.trim_end_matches('/').to_owned())
    };
    let title = |source: &Reference| {
        let words: Vec<String> = answerbook_search::words(&source.title)
            .map(|word| word.text.into_owned())
            .collect();
        (words, source.year)
    };
    address(a).is_some_and(|a| Some(a) == address(b)) || title(a) == title(b)
}
