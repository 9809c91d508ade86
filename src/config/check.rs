//! What a schema cannot say of `book.toml`: addresses, folders and the default language.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;

use super::{RawConfig, SiteTable, is_language_tag};
use crate::diagnostic::Diagnostic;

/// Whether a text is an address that a site can be published at: a scheme, a host, perhaps a path.
pub fn is_site_address(url: &str) -> bool {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        !rest.is_empty()
            && !rest.starts_with('/')
            && !rest
                .contains(|c: char| c.is_whitespace() || matches!(c, '?' | '#' | '"' | '<' | '>'))
    })
}

pub(super) fn base_url(file: &Arc<str>, site: &SiteTable, problems: &mut Vec<Diagnostic>) {
    let Some(url) = &site.base_url else { return };
    if !is_site_address(url.get_ref()) {
        let message = format!("`{}` is not the address of a site", url.get_ref());
        problems.push(
            Diagnostic::error(file, url.span(), message)
                .hint("write it in full, such as `https://example.org/book`"),
        );
    }
}

/// The book's source is linked on every page.
pub(super) fn repository(
    file: &Arc<str>,
    site: &SiteTable,
    text: &str,
    problems: &mut Vec<Diagnostic>,
) {
    let Some(url) = &site.repository else { return };
    if !is_site_address(url) {
        let message = format!("`{url}` is not the address of a page");
        problems.push(
            Diagnostic::error(file, place(text, "site", "repository"), message)
                .hint("write it in full, such as `https://example.org/book`"),
        );
    }
}

/// Folders of the book stay inside the book.
pub(super) fn folders(
    file: &Arc<str>,
    raw: &RawConfig,
    text: &str,
    problems: &mut Vec<Diagnostic>,
) {
    for (table, key, folder) in [
        ("book", "src", &raw.book.src),
        ("build", "output_dir", &raw.build.output_dir),
    ] {
        // A repository's folder holds settings and often keys: its files are not to be published. The builder's
        // own is emptied by `clean`.
        let is_kept = |part: &str| match key {
            "src" => part.starts_with('.'),
            _ => [".git", ".answerbook"]
                .iter()
                .any(|own| part.eq_ignore_ascii_case(own)),
        };
        let is_part = |part: &str| {
            !matches!(part, "" | "." | "..")
                && !part.contains(|c: char| matches!(c, '\\' | ':') || c.is_control())
                && !is_kept(part)
        };
        let inside = folder.split('/').all(is_part);
        if !inside {
            let message = format!("`{key}` must name a folder inside the book, not `{folder}`");
            problems.push(
                Diagnostic::error(file, place(text, table, key), message)
                    .hint("name it relative to book.toml, with `/` between folders"),
            );
        }
    }
    if raw.book.src == raw.build.output_dir {
        let typed = match place(text, "build", "output_dir") {
            nowhere if nowhere.is_empty() => place(text, "book", "src"),
            typed => typed,
        };
        let message = "`src` and `output_dir` are the same folder";
        problems.push(
            Diagnostic::error(file, typed, message)
                .hint("a build replaces the output folder as a whole: name another one"),
        );
    }
}

/// The default language is not a key, so it is looked at by itself.
pub(super) fn default_language(
    file: &Arc<str>,
    raw: &RawConfig,
    text: &str,
    problems: &mut Vec<Diagnostic>,
) {
    if !is_language_tag(&raw.book.language) {
        let message = format!("`{}` is not a language tag", raw.book.language);
        problems.push(
            Diagnostic::error(file, place(text, "book", "language"), message)
                .hint("use a tag of BCP 47 in lower case, such as `en` or `pt-br`"),
        );
    }
}

/// Where the value of a key stands; empty if it was not given.
fn place(text: &str, table: &str, key: &str) -> Range<usize> {
    let (root, _) = toml::de::DeTable::parse_recoverable(text);
    let table = root
        .get_ref()
        .get(table)
        .and_then(|t| t.get_ref().as_table());
    table
        .and_then(|table| table.get(key))
        .map_or(0..0, Spanned::span)
}
