//! What a site tells programs that are no browsers: `[feeds]`, `[repository]`, `[social]`.

use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use super::{is_site_address, optional};
use crate::diagnostic::Diagnostic;
use crate::schema::{Key, Type};

/// `[feeds]`: keys of [`BOOK`](super::BOOK).
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys are documented below, once")]
pub struct FeedsTable {
    pub enabled: bool,
    pub entries: usize,
    pub authority: Option<Spanned<String>>,
}

/// `[repository]`: keys of [`BOOK`](super::BOOK).
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys are documented below, once")]
pub struct RepositoryTable {
    pub branch: String,
    pub folder: String,
    pub edit_url: Option<Spanned<String>>,
    pub report_url: Option<Spanned<String>>,
    pub contributors: bool,
}

/// `[social]`: keys of [`BOOK`](super::BOOK).
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys are documented below, once")]
pub struct SocialTable {
    pub cards: bool,
    pub questions: bool,
}

pub(super) const FEEDS_KEYS: &[Key] = &[
    optional(
        "enabled",
        Type::Boolean,
        "true",
        "Whether there is an Atom feed of new and changed questions per language and per topic. It needs `base_url` and dated questions.",
    ),
    optional(
        "entries",
        Type::Integer(1, 1_000),
        "20",
        "How many questions a feed lists: those that were changed last.",
    ),
    optional(
        "authority",
        Type::Text,
        "the site's host and 2026",
        "Who names the entries of feeds, as a `tag:` address (RFC 4151) says it: a host and a date at which it was yours, such as `example.org,2026`, and after a colon perhaps the path of the site. Set it before a site moves, and readers do not see all entries again.",
    ),
];

pub(super) const REPOSITORY_KEYS: &[Key] = &[
    optional(
        "branch",
        Type::Text,
        "\"main\"",
        "The branch that is edited.",
    ),
    optional(
        "folder",
        Type::Text,
        "the top",
        "The folder of the repository that book.toml is in.",
    ),
    optional(
        "edit_url",
        Type::Text,
        "that of the host, for GitHub, GitLab and Codeberg",
        "The address of the link to edit a page's file, with `{path}` for the file and `{branch}` for the branch. An empty text leaves the link out.",
    ),
    optional(
        "report_url",
        Type::Text,
        "that of the host, for GitHub, GitLab and Codeberg",
        "The address of the link to report a problem of a page, with `{title}` for the page's title, `{url}` for its address and `{path}` for its file. An empty text leaves the link out.",
    ),
    optional(
        "contributors",
        Type::Boolean,
        "false",
        "Whether pages name the authors of the commits that changed their file.",
    ),
];

pub(super) const SOCIAL_KEYS: &[Key] = &[
    optional(
        "cards",
        Type::Boolean,
        "true",
        "Whether links to the site are shown with a picture by sites that show previews: one per topic. It needs `base_url`.",
    ),
    optional(
        "questions",
        Type::Boolean,
        "false",
        "Whether each question has such a picture of its own.",
    ),
];

impl Default for FeedsTable {
    fn default() -> Self {
        Self {
            enabled: true,
            entries: 20,
            authority: None,
        }
    }
}

impl Default for RepositoryTable {
    fn default() -> Self {
        Self {
            branch: "main".into(),
            folder: String::new(),
            edit_url: None,
            report_url: None,
            contributors: false,
        }
    }
}

impl Default for SocialTable {
    fn default() -> Self {
        Self {
            cards: true,
            questions: false,
        }
    }
}

/// Reports addresses that are none, and what names nobody.
pub(super) fn check(
    file: &Arc<str>,
    feeds: &FeedsTable,
    repository: &RepositoryTable,
    problems: &mut Vec<Diagnostic>,
) {
    let mut report = |span: Range<usize>, message: String, hint: &str| {
        problems.push(Diagnostic::error(file, span, message).hint(hint));
    };
    if let Some(authority) = &feeds.authority
        && !is_authority(authority.get_ref())
    {
        let message = format!("`{}` does not say who names entries", authority.get_ref());
        let hint =
            "write a host and a date, such as `example.org,2026` or `example.org,2026-11-22`";
        report(authority.span(), message, hint);
    }
    let templates = [
        (&repository.edit_url, &["path", "branch"][..]),
        (&repository.report_url, &["title", "url", "path"][..]),
    ];
    for (url, names) in templates {
        let Some(url) = url.as_ref().filter(|url| !url.get_ref().is_empty()) else {
            continue;
        };
        let (typed, known) = (url.get_ref(), words(names));
        if let Some(name) = unknown_name(typed, names) {
            let message = format!("`{{{name}}}` stands for nothing here");
            report(
                url.span(),
                message,
                &format!("this address may hold {known}"),
            );
        } else if !is_site_address(typed.split(['?', '#']).next().unwrap_or_default()) {
            let message = format!("`{typed}` is not an address");
            report(url.span(), message, "write it in full, with `https://`");
        }
    }
}

fn words(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{{{name}}}`")).collect();
    names.join(", ")
}

/// The first name in braces that is none of these.
fn unknown_name<'u>(url: &'u str, names: &[&str]) -> Option<&'u str> {
    let pieces = url.split('{').skip(1);
    let found = pieces.filter_map(|piece| Some(piece.split_once('}')?.0));
    found.into_iter().find(|name| !names.contains(name))
}

/// Whether a text is a `taggingEntity` of RFC 4151, a host or a mail address and a date, perhaps with the beginning of
/// what it names.
fn is_authority(text: &str) -> bool {
    let (entity, beginning) = text.split_once(':').unwrap_or((text, "x"));
    let Some((name, date)) = entity.split_once(',') else {
        return false;
    };
    let is_name = |name: &str, more: &str| {
        let mut chars = name.chars();
        !name.is_empty()
            && chars.all(|c| c.is_ascii_alphanumeric() || "-._".contains(c) || more.contains(c))
    };
    let (person, host) = name.split_once('@').unwrap_or(("x", name));
    let parts: Vec<&str> = date.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let is_number = |part: &&str| part.bytes().all(|b| b.is_ascii_digit());
    is_name(person, "")
        && is_name(host, "")
        && is_name(beginning, "/~%:")
        && matches!(lengths.as_slice(), [4] | [4, 2] | [4, 2, 2])
        && parts.iter().all(is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_authority_is_a_host_and_a_date() {
        for good in [
            "example.org,2026",
            "example.org,2026-11-22",
            "a@b.org,2026-01",
            "a.org,2026:project/x",
        ] {
            assert!(is_authority(good), "{good}");
        }
        for bad in [
            "example.org",
            "example.org,26",
            ",2026",
            "a b,2026",
            "a.org,2026-1",
            "a.org,20x6",
            "a.org,2026:",
            "a.org,2026:a b",
        ] {
            assert!(!is_authority(bad), "{bad}");
        }
    }

    #[test]
    fn names_in_braces_must_be_known() {
        assert_eq!(
            unknown_name("https://a/{path}?{url}", &["path"]),
            Some("url")
        );
        assert_eq!(unknown_name("https://a/{path", &["path"]), None);
    }
}
