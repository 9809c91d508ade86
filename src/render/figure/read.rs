//! The reader of a figure: the text of a file in, an XML tree out, or the reason why there is none.
//!
//! It expands no entities, reads no other files, and refuses what would make the XML library slow.

use std::borrow::Cow;
use std::ops::Range;

use roxmltree::{Document, Error, ParsingOptions};

use super::FigureProblem;

/// Largest file, in bytes: it goes into the page as it is.
const MAX_BYTES: usize = 1 << 20;

/// Most attributes of one element. The XML library compares each with each.
const MAX_ATTRIBUTES: usize = 1000;

/// Most declarations of namespaces. The XML library copies them to each element that adds one.
const MAX_NAMESPACES: usize = 100;

/// The text to parse: the file with spaces in place of its document type, so that all that follows is
/// still checked. Returns `None` if the file cannot be parsed with it or because of its size.
pub(super) fn prepare<'s>(
    source: &'s str,
    problems: &mut Vec<FigureProblem>,
) -> Option<Cow<'s, str>> {
    let mut problem = |span: Range<usize>, message: String, hint: &str| {
        let hint = Some(hint.to_owned());
        problems.push(FigureProblem {
            span,
            message,
            hint,
        });
    };
    let attributes = |tag: &str| tag.bytes().filter(|b| *b == b'=').count();
    if source.len() > MAX_BYTES {
        let message = format!("the figure is larger than {} kB", MAX_BYTES >> 10);
        let hint = "draw less of it, or make it a PNG or WebP image";
        problem(0..0, message, hint);
        return None;
    }
    if source
        .split('<')
        .any(|tag| attributes(tag) > MAX_ATTRIBUTES)
    {
        let message = format!("an element has more than {MAX_ATTRIBUTES} attributes");
        problem(0..0, message, "no element of SVG has as many");
        return None;
    }
    if source.matches("xmlns").count() > MAX_NAMESPACES {
        let message = format!("more than {MAX_NAMESPACES} namespaces are declared");
        problem(0..0, message, "a figure needs one");
        return None;
    }
    let Some(found) = document_type(source) else {
        return Some(Cow::Borrowed(source));
    };
    let message = "a document type is not allowed in a figure".to_owned();
    problem(
        found.clone(),
        message,
        "delete `<!DOCTYPE …>`; SVG needs none",
    );
    let (before, after) = (&source[..found.start], &source[found.end..]);
    let blank = " ".repeat(found.len());
    let declares = source[found].contains('[');
    (!declares).then(|| Cow::Owned(format!("{before}{blank}{after}")))
}

/// The bytes of `<!DOCTYPE …>`, which may stand before the first element only. Of one that declares
/// entities the first line is enough, since nothing after it can be read.
fn document_type(source: &str) -> Option<Range<usize>> {
    let mut rest = source;
    loop {
        rest = rest.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
        let start = source.len() - rest.len();
        if rest.starts_with("<!DOCTYPE") {
            let end = rest.find(['>', '[']).map_or(rest.len(), |end| end + 1);
            return Some(start..start + end);
        }
        let close = match rest {
            _ if rest.starts_with("<!--") => "-->",
            _ if rest.starts_with("<?") => "?>",
            _ => return None,
        };
        rest = &rest[rest.find(close)? + close.len()..];
    }
}

/// The tree of a prepared file.
///
/// # Errors
/// It is not well-formed XML.
pub(super) fn parse(text: &str) -> Result<Document<'_>, FigureProblem> {
    let options = ParsingOptions {
        allow_dtd: false,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options).map_err(|error| malformed(text, &error))
}

/// A problem in the words of the XML library, without its line and column, or in better ones.
fn malformed(text: &str, error: &Error) -> FigureProblem {
    let position = error.pos();
    let (message, hint) = match error {
        Error::UnexpectedCloseTag(open, close, _) => (
            format!("`</{close}>` stands where `</{open}>` is expected"),
            format!("write `</{open}>` first, or delete one of the two"),
        ),
        Error::UnknownEntityReference(name, _) => (
            format!("`&{name};` is a name of HTML, not of XML"),
            "write the character itself".to_owned(),
        ),
        Error::MalformedEntityReference(_) => (
            "`&` begins a reference without an end".to_owned(),
            "write `&amp;`".to_owned(),
        ),
        Error::UnknownNamespace(prefix, _) => (
            format!("the prefix `{prefix}:` is not declared"),
            "write names without a prefix, also `href`".to_owned(),
        ),
        Error::NoRootNode => (
            "the file is not an SVG drawing".to_owned(),
            "it has no element".to_owned(),
        ),
        Error::UnclosedRootNode | Error::UnexpectedEndOfStream => (
            "the file ends in the middle of an element".to_owned(),
            "close every element that is open".to_owned(),
        ),
        other => (
            other.to_string().replace(&format!(" at {position}"), ""),
            "the file must be well-formed XML".to_owned(),
        ),
    };
    let span = match error {
        Error::UnclosedRootNode | Error::UnexpectedEndOfStream => text.len()..text.len(),
        _ => character_at(text, position.row, position.col),
    };
    FigureProblem {
        span,
        message,
        hint: Some(hint),
    }
}

/// The bytes of the character in a row and column, both counted from 1.
fn character_at(text: &str, row: u32, column: u32) -> Range<usize> {
    let (row, column) = (row as usize - 1, column as usize - 1);
    let line = text.split_inclusive('\n').take(row).map(str::len).sum();
    let mut characters = text[line..].char_indices().skip(column);
    match characters.next() {
        Some((at, character)) => line + at..line + at + character.len_utf8(),
        None => text.len()..text.len(),
    }
}
