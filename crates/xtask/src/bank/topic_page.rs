//! A topic + its page as it is → its page as it shall be: `<topic>/index.md` or a translation.
//!
//! `title`, `description` and `order` of the front matter are the bank's; `order` stands in the
//! original only, because translations inherit it. Other keys and the body are the authors'.

use toml_edit::{Document, DocumentMut, Table, Value};

use super::LANGUAGES;
use super::bank_files::Topic;
use super::layout;
use super::tree::line_of;

const OWNED: [&str; 3] = ["title", "description", "order"];
const FENCE: &str = "+++";

/// The path of a topic's page in the content folder, `language` being an index of [`LANGUAGES`].
pub(super) fn path(topic: &str, language: usize) -> String {
    match language {
        0 => format!("{topic}/index.md"),
        _ => format!("{topic}/index.{}.md", LANGUAGES[language]),
    }
}

/// The text of the page in a language; `existing` is empty if there is no page.
///
/// # Errors
///
/// The line of the existing page that cannot be read, and why.
pub(super) fn merge(
    topic: &Topic,
    language: usize,
    existing: &str,
) -> Result<String, (usize, String)> {
    let (block, body) = split(existing)?;
    let old = Document::parse(block).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        // The block begins on the second line of the page.
        (1 + line_of(block, at), error.message().replace('\n', ", "))
    })?;
    let mut old = old.into_mut();
    let mut values = vec![
        ("title", layout::text(&topic.title[language])),
        ("description", layout::text(&topic.description[language])),
    ];
    if language == 0 {
        values.push(("order", Value::from(topic.order)));
    }
    let table = std::mem::replace(old.as_table_mut(), Table::new());
    let mut front_matter = DocumentMut::from(layout::replace_owned(table, &OWNED, values));
    front_matter.set_trailing(old.trailing().clone());
    let body = if body.trim().is_empty() { "" } else { body };
    Ok(format!("{FENCE}\n{front_matter}{FENCE}\n{body}"))
}

/// The front matter without its fences, and the body. A page without front matter is all body.
fn split(page: &str) -> Result<(&str, &str), (usize, String)> {
    let page = page.strip_prefix('\u{feff}').unwrap_or(page);
    let mut lines = page.split_inclusive('\n');
    let opening = lines.next().unwrap_or_default();
    if opening.trim_end() != FENCE {
        return Ok(("", page));
    }
    let mut end = opening.len();
    for line in lines {
        if line.trim_end() == FENCE {
            return Ok((&page[opening.len()..end], &page[end + line.len()..]));
        }
        end += line.len();
    }
    Err((
        1,
        format!("the front matter is not closed by a line `{FENCE}`"),
    ))
}
