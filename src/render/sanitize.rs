//! Raw HTML of the content, made safe piece by piece.
//!
//! Markdown hands raw HTML over in pieces: `<details>` is one block, `</details>` another, what stands
//! between them is Markdown; `<kbd>` and `</kbd>` are two pieces of a line. So neither each piece nor the
//! finished page can be cleaned alone: the one breaks the pairs, the other the page's own markup. Here
//! every piece is taken apart into tags, every start tag with attributes passes ammonia by itself, which
//! decides on them and on addresses, and [`RawPieces`] keeps the account of what is open. In come pieces and the
//! bounds of generated elements, out goes HTML with these promises:
//!
//! - It has only elements of the list in `element`, with attributes that ammonia let pass. None of them
//!   changes how a browser reads what follows, so tags that are safe alone are safe together.
//! - A raw element ends inside the generated element in which it began, and an end tag closes only a raw
//!   element that began there. So raw HTML cannot end or swallow an element of the page, nor can a piece
//!   swallow the Markdown that follows it.
//! - What the renderer generates is not read, let alone changed, and a page without raw HTML pays for
//!   one push and one pop per generated element.
//!
//! Everything that is left out is a diagnostic. It must not judge whether the target of a link exists:
//! the renderer says what becomes of each address.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use crate::config::RawHtml;

mod element;
mod lexer;
mod pieces;

pub use pieces::RawPieces;

/// The content of a generated element, which decides on the raw elements that may stand in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Blocks, or lines and blocks: the page's body, quotes, list items, table cells, `<details>`.
    Flow,
    /// Lines of text: paragraphs, headings, emphasis.
    Phrasing,
    /// Lines of text in a link, in which no other link can stand.
    Link,
}

/// An address in raw HTML: the renderer says what stands in the page instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link<'a> {
    /// `a` or `img`.
    pub element: &'static str,
    /// The address, with character references resolved; never one with an unsafe scheme, and for `img`
    /// never one of another site.
    pub address: &'a str,
    /// The bytes of the Markdown file where the tag stands.
    pub span: Range<usize>,
}

/// What the renderer does with addresses: the one that stands in the page, or `None` to leave it out.
pub type Rewrite<'r> = &'r mut dyn FnMut(Link<'_>) -> Option<String>;

/// Whether there may be an address in the raw HTML of a text: one of `<a>` or `<img>`.
pub(super) fn may_hold_addresses(text: &str) -> bool {
    let tags = text.split('<').skip(1);
    let names = tags.map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric());
        &rest[..end.unwrap_or(rest.len())]
    });
    let mut names = names.filter(|name| {
        ["a", "img"]
            .iter()
            .any(|tag| name.eq_ignore_ascii_case(tag))
    });
    names.next().is_some()
}

/// The rules for raw HTML, made once for a book and used by all threads.
pub struct Sanitizer {
    raw_html: RawHtml,
    ammonia: ammonia::Builder<'static>,
}

impl Sanitizer {
    /// The rules under a policy.
    pub fn new(raw_html: RawHtml) -> Self {
        let mut ammonia = ammonia::Builder::default();
        ammonia
            .tags(element::names().collect())
            .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
            .add_generic_attributes(["dir"])
            .add_tag_attributes("data", ["value"])
            .add_tag_attributes("details", ["open"])
            .add_tag_attributes("li", ["value"])
            .add_tag_attributes("ol", ["reversed", "type"])
            .add_tag_attributes("time", ["datetime"]);
        // Addresses that no reader sees would have to be checked like the others.
        for name in ["blockquote", "del", "ins", "q"] {
            ammonia.rm_tag_attributes(name, ["cite"]);
        }
        Self { raw_html, ammonia }
    }

    /// The account of a page's raw HTML, at the start of its body. `file` is the Markdown file.
    pub fn pieces(&self, file: Option<&Arc<str>>) -> RawPieces<'_> {
        RawPieces::new(self, file)
    }

    /// A fragment that is HTML as a whole; addresses stay as they are.
    pub fn clean_fragment(&self, html: &str) -> String {
        let mut out = String::new();
        let mut pieces = self.pieces(None);
        pieces.block(
            html,
            0..html.len(),
            &mut |link| Some(link.address.to_owned()),
            &mut out,
        );
        pieces.finish(&mut out);
        out
    }

    /// The attributes that ammonia leaves of a start tag, in its order.
    fn attributes(&self, name: &str, tag: &str) -> Vec<(String, String)> {
        let context = element::context(name);
        let cleaned = self.ammonia.clean(&format!("{context}{tag}")).to_string();
        let attributes = cleaned
            .strip_prefix(context)
            .and_then(|rest| rest.strip_prefix('<'));
        let attributes = attributes.and_then(|rest| rest.strip_prefix(name));
        attributes.and_then(parse_attributes).unwrap_or_default()
    }
}

/// The attributes of a tag as ammonia writes them: ` name="value"`, up to `>`. Anything else is `None`.
fn parse_attributes(mut rest: &str) -> Option<Vec<(String, String)>> {
    let mut attributes = Vec::new();
    while !rest.starts_with('>') {
        let (name, value) = rest.strip_prefix(' ')?.split_once("=\"")?;
        let (value, after) = value.split_once('"')?;
        let entities = [
            ("&quot;", "\""),
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&nbsp;", "\u{a0}"),
            ("&amp;", "&"),
        ];
        let unescape = |text: String, (from, to)| text.replace(from, to);
        let value = entities.into_iter().fold(value.to_owned(), unescape);
        attributes.push((name.to_owned(), value));
        rest = after;
    }
    Some(attributes)
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
