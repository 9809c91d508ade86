//! The elements that raw HTML may use, and what HTML says about their nesting.
//!
//! In comes a name, out go facts. The set is ammonia's default one with `tfoot`, and without `area` and
//! `map`, which do nothing without each other's ids. None of the elements has a parser mode of its own
//! (`script`, `style`, `textarea`, `title`, `iframe`, `noscript`, `template`, `select`, `svg`, `math` …), so
//! a browser reads tags that were written one by one exactly as they were written.

/// Where an element may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Among blocks only.
    Flow,
    /// In lines of text too.
    Phrasing,
    /// In lines of text too, and it has no content.
    Void,
}

/// Elements of lines of text, sorted.
const PHRASING: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i",
    "ins", "kbd", "mark", "q", "rp", "rt", "rtc", "ruby", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var",
];

/// Elements that stand among blocks, sorted.
const FLOW: &[&str] = &[
    "article",
    "aside",
    "blockquote",
    "caption",
    "center",
    "colgroup",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "li",
    "nav",
    "ol",
    "p",
    "pre",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Elements without content, sorted; `col` and `hr` stand among blocks only.
const VOID: &[&str] = &["br", "col", "hr", "img", "wbr"];

/// Elements whose text is no prose and goes with them.
const RAW_TEXT: &[&str] = &[
    "iframe",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "plaintext",
    "script",
    "style",
    "template",
    "textarea",
    "title",
    "xmp",
];

/// The names of all elements that may be used.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    [PHRASING, FLOW, VOID].into_iter().flatten().copied()
}

/// An element by its name, in any case; `None` if it may not be used.
pub(super) fn element(name: &str) -> Option<(&'static str, Kind)> {
    let name = name.to_ascii_lowercase();
    let find =
        |list: &'static [&'static str]| list.binary_search(&name.as_str()).ok().map(|at| list[at]);
    if let Some(name) = find(VOID) {
        let kind = match name {
            "col" | "hr" => Kind::Flow,
            _ => Kind::Void,
        };
        return Some((name, kind));
    }
    let phrasing = find(PHRASING).map(|name| (name, Kind::Phrasing));
    phrasing.or_else(|| find(FLOW).map(|name| (name, Kind::Flow)))
}

/// Whether an element has no content and no end tag.
pub(super) fn is_void(name: &str) -> bool {
    VOID.contains(&name)
}

/// Whether the text of a forbidden element is dropped with it.
pub(super) fn is_raw_text(name: &str) -> bool {
    RAW_TEXT.iter().any(|raw| raw.eq_ignore_ascii_case(name))
}

/// Whether a start tag of `next` ends an open `innermost` element: one whose end tag may be left out (HTML,
/// section 13.1.2.4: optional tags), or a heading, which browsers end before another.
pub(super) fn is_ended_by(innermost: &str, next: &str) -> bool {
    match innermost {
        "li" => next == "li",
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            matches!(next, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
        }
        "dt" | "dd" => matches!(next, "dt" | "dd"),
        "rt" | "rp" => matches!(next, "rt" | "rp"),
        "td" | "th" => matches!(next, "td" | "th" | "tr" | "tbody" | "thead" | "tfoot"),
        "tr" => matches!(next, "tr" | "tbody" | "thead" | "tfoot"),
        "tbody" | "thead" | "tfoot" | "caption" => matches!(next, "tbody" | "thead" | "tfoot"),
        "colgroup" => matches!(next, "tr" | "tbody" | "thead" | "tfoot"),
        _ => false,
    }
}

/// Whether HTML lets authors leave out the end tag.
pub(super) fn may_stay_open(name: &str) -> bool {
    matches!(
        name,
        "p" | "li"
            | "dt"
            | "dd"
            | "rt"
            | "rp"
            | "td"
            | "th"
            | "tr"
            | "tbody"
            | "thead"
            | "tfoot"
            | "caption"
            | "colgroup"
    )
}

/// The elements directly in which an element must stand; elsewhere browsers ignore its tags or take them
/// for an end of something else. Empty if it may stand anywhere.
pub(super) fn parents(name: &str) -> &'static [&'static str] {
    match name {
        "li" => &["ul", "ol"],
        "dt" | "dd" => &["dl"],
        "summary" => &["details"],
        "rt" | "rp" | "rtc" => &["ruby", "rtc"],
        "td" | "th" => &["tr"],
        "tr" => &["table", "tbody", "thead", "tfoot"],
        "tbody" | "thead" | "tfoot" | "caption" | "colgroup" => &["table"],
        "col" => &["colgroup", "table"],
        _ => &[],
    }
}

/// Whether an element holds rows, cells or columns and nothing else. Browsers put other content before the
/// table, and take a table there for the end of this one.
pub(super) fn is_table_part(name: &str) -> bool {
    matches!(
        name,
        "table" | "tbody" | "thead" | "tfoot" | "tr" | "colgroup"
    )
}

/// The tags before one start tag with which it is a whole fragment that a parser keeps.
pub(super) fn context(name: &str) -> &'static str {
    match name {
        "td" | "th" => "<table><tbody><tr>",
        "tr" => "<table><tbody>",
        "tbody" | "thead" | "tfoot" | "caption" | "colgroup" => "<table>",
        "col" => "<table><colgroup>",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn lists_are_sorted() {
        for list in [PHRASING, FLOW, VOID, RAW_TEXT] {
            assert!(
                list.is_sorted_by(|a, b| a < b),
                "{list:?} is searched by halving"
            );
        }
    }

    #[test]
    fn no_element_is_in_two_lists_or_has_a_parser_mode() {
        let mut all: Vec<_> = names().collect();
        all.sort_unstable();
        assert!(all.is_sorted_by(|a, b| a < b), "{all:?}");
        for name in [
            "svg", "math", "select", "option", "form", "button", "frameset", "body", "head",
            "html", "base", "link", "meta",
        ] {
            assert_eq!(element(name), None);
        }
        assert!(RAW_TEXT.iter().all(|raw| element(raw).is_none()));
    }

    #[test]
    fn the_set_is_that_of_ammonia_but_for_three() {
        let ammonia = ammonia::Builder::default().clone_tags();
        let mut missing: Vec<_> = ammonia
            .iter()
            .filter(|name| element(name).is_none())
            .collect();
        missing.sort_unstable();
        assert_eq!(missing, [&"area", &"map"]);
        let added: Vec<_> = names().filter(|name| !ammonia.contains(name)).collect();
        assert_eq!(added, ["tfoot"]);
    }
}
