//! What a figure may hold: the lists of elements and attributes, and the grammar of their values.
//!
//! In comes one name or one value, out goes what it is, or why it is refused. Nothing here looks at
//! the tree. The lists are part of the static, harmless side of SVG 2: shapes, text, paint servers and
//! reuse. Whatever runs, moves, filters, embeds or loads is not in them.

use std::ops::Range;

/// The elements of a figure, sorted.
pub(super) const ELEMENTS: &[&str] = &[
    "circle",
    "clipPath",
    "defs",
    "desc",
    "ellipse",
    "g",
    "line",
    "linearGradient",
    "marker",
    "mask",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "stop",
    "svg",
    "symbol",
    "text",
    "textPath",
    "title",
    "tspan",
    "use",
];

/// The elements whose characters are content; between all others only white space may stand.
pub(super) const WITH_TEXT: &[&str] = &["desc", "text", "textPath", "title", "tspan"];

/// What the value of an attribute is, and so how it is checked and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// Numbers, keywords, colours, functions of the list.
    Plain,
    /// As `Plain`, or `url(#id)`.
    Paint,
    /// `#id`.
    Reference,
    /// Ids, separated by spaces.
    Ids,
    /// The element's own id.
    Id,
    /// Words for people.
    Text,
}

/// Geometry and presentation attributes without references, sorted.
const PLAIN: &[&str] = &[
    "alignment-baseline",
    "aria-hidden",
    "baseline-shift",
    "clip-rule",
    "clipPathUnits",
    "color",
    "color-interpolation",
    "cx",
    "cy",
    "d",
    "direction",
    "display",
    "dominant-baseline",
    "dx",
    "dy",
    "fill-opacity",
    "fill-rule",
    "font-family",
    "font-size",
    "font-size-adjust",
    "font-stretch",
    "font-style",
    "font-variant",
    "font-weight",
    "fr",
    "fx",
    "fy",
    "gradientTransform",
    "gradientUnits",
    "height",
    "lang",
    "lengthAdjust",
    "letter-spacing",
    "markerHeight",
    "markerUnits",
    "markerWidth",
    "mask-type",
    "maskContentUnits",
    "maskUnits",
    "method",
    "offset",
    "opacity",
    "orient",
    "overflow",
    "paint-order",
    "pathLength",
    "patternContentUnits",
    "patternTransform",
    "patternUnits",
    "points",
    "preserveAspectRatio",
    "r",
    "refX",
    "refY",
    "role",
    "rotate",
    "rx",
    "ry",
    "shape-rendering",
    "side",
    "spacing",
    "spreadMethod",
    "startOffset",
    "stop-color",
    "stop-opacity",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-opacity",
    "stroke-width",
    "text-anchor",
    "text-decoration",
    "text-rendering",
    "textLength",
    "transform",
    "transform-origin",
    "unicode-bidi",
    "vector-effect",
    "viewBox",
    "visibility",
    "width",
    "word-spacing",
    "writing-mode",
    "x",
    "x1",
    "x2",
    "xml:lang",
    "xml:space",
    "y",
    "y1",
    "y2",
];

/// Presentation attributes that may also name a gradient, pattern, clip, mask or marker, sorted.
const PAINT: &[&str] = &[
    "clip-path",
    "fill",
    "marker-end",
    "marker-mid",
    "marker-start",
    "mask",
    "stroke",
];

/// The functions that a value may call, sorted, in lower case: none of them loads anything.
/// `url(` is apart, because it may only point into the file.
const FUNCTIONS: &[&str] = &[
    "calc",
    "clamp",
    "color",
    "color-mix",
    "hsl",
    "hsla",
    "hwb",
    "lab",
    "lch",
    "matrix",
    "max",
    "min",
    "oklab",
    "oklch",
    "rgb",
    "rgba",
    "rotate",
    "scale",
    "skewx",
    "skewy",
    "translate",
    "var",
];

/// What the value of an attribute is; `None` if a figure may not have the attribute.
pub(super) fn attribute(name: &str) -> Option<Value> {
    match name {
        "id" => Some(Value::Id),
        "href" | "xlink:href" => Some(Value::Reference),
        "aria-label" => Some(Value::Text),
        "aria-labelledby" | "aria-describedby" => Some(Value::Ids),
        _ if PAINT.binary_search(&name).is_ok() => Some(Value::Paint),
        _ if PLAIN.binary_search(&name).is_ok() => Some(Value::Plain),
        _ => None,
    }
}

/// All attribute names, for the nearest one to a slip of the pen.
pub(super) fn attributes() -> impl Iterator<Item = &'static str> + Clone {
    const OTHERS: [&str; 5] = [
        "id",
        "href",
        "aria-label",
        "aria-labelledby",
        "aria-describedby",
    ];
    PLAIN.iter().chain(PAINT).copied().chain(OTHERS)
}

/// Attributes of the outermost `<svg>` that are dropped: the page gives the figure its size and its name.
pub(super) fn dropped_at_root(name: &str) -> bool {
    matches!(
        name,
        "aria-describedby"
            | "aria-hidden"
            | "aria-label"
            | "aria-labelledby"
            | "baseProfile"
            | "height"
            | "lang"
            | "role"
            | "version"
            | "width"
            | "x"
            | "xml:lang"
            | "xml:space"
            | "y"
    )
}

/// Attributes that would let the outermost `<svg>` draw over the page around it.
pub(super) fn refused_at_root(name: &str) -> bool {
    matches!(name, "overflow" | "transform" | "transform-origin")
}

/// Whether a text is an id that needs no quoting in `url(#id)`.
pub(super) fn is_id(text: &str) -> bool {
    let mut characters = text.chars();
    characters
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && characters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

/// The ids that a value refers to: the byte range of each in the value, in order.
///
/// Every parenthesis must belong to a function of the list, so that no function that loads something
/// gets through, however deep it is nested (`var(--x, url(…))`); backslashes, which CSS could read as
/// the letters of another name, are refused like every other character that no value needs.
///
/// # Errors
/// What is wrong with the value, in words that follow its name: ``calls `image(…)` ``.
pub(super) fn references(value: &str) -> Result<Vec<Range<usize>>, String> {
    let mut found = Vec::new();
    let mut name = 0..0;
    let mut rest = value.char_indices();
    while let Some((at, character)) = rest.next() {
        match character {
            '\'' | '"' => skip_string(character, &mut rest)?,
            '(' => {
                let adjacent = if name.end == at { name.clone() } else { at..at };
                let function = value[adjacent].to_ascii_lowercase();
                if function == "url" {
                    let argument = at + 1;
                    let (id, length) = local_reference(&value[argument..])?;
                    found.push(argument + id.start..argument + id.end);
                    while rest.offset() < argument + length {
                        rest.next();
                    }
                } else if FUNCTIONS.binary_search(&function.as_str()).is_err() {
                    return Err(format!("calls `{function}(…)`"));
                }
            }
            '/' if value[at + 1..].starts_with('*') => return Err("has a comment".into()),
            '#' | '%' | '.' | ',' | '+' | '/' | ')' => {}
            _ if is_name(character) || character.is_ascii_whitespace() => {}
            _ => return Err(format!("has the character `{}`", character.escape_debug())),
        }
        if is_name(character) {
            let start = if name.end == at { name.start } else { at };
            name = start..at + character.len_utf8();
        }
    }
    Ok(found)
}

/// Whether a character can be part of a name in CSS.
fn is_name(character: char) -> bool {
    character.is_ascii_alphanumeric()
        || matches!(character, '-' | '_')
        || (!character.is_ascii() && !character.is_control())
}

/// Moves behind the end of a string.
fn skip_string(quote: char, rest: &mut std::str::CharIndices<'_>) -> Result<(), String> {
    for (_, character) in rest {
        match character {
            '\\' => return Err("has the character `\\`".into()),
            _ if character == quote => return Ok(()),
            _ => {}
        }
    }
    Err(format!("has no closing `{quote}`"))
}

/// The id in `#id)`, `"#id")` or `'#id')`, what follows `url(`, and the length of it all.
fn local_reference(argument: &str) -> Result<(Range<usize>, usize), String> {
    let outside = || Err("refers to something outside of the file".to_owned());
    let Some((inside, _)) = argument.split_once(')') else {
        return Err("has no closing `)`".into());
    };
    let mut id = inside.trim();
    for quote in ['"', '\''] {
        if let Some(inner) = id.strip_prefix(quote).and_then(|i| i.strip_suffix(quote)) {
            id = inner;
        }
    }
    let Some(id) = id.strip_prefix('#').filter(|id| is_id(id)) else {
        return outside();
    };
    match inside.find(id) {
        Some(start) => Ok((start..start + id.len(), inside.len() + 1)),
        None => outside(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn ids(value: &str) -> Result<Vec<&str>, String> {
        references(value).map(|found| found.into_iter().map(|range| &value[range]).collect())
    }

    #[test]
    fn lists_are_sorted() {
        for list in [ELEMENTS, WITH_TEXT, PLAIN, PAINT, FUNCTIONS] {
            assert!(
                list.is_sorted_by(|a, b| a < b),
                "{list:?} is searched by halving"
            );
        }
    }

    #[test]
    fn paints_transforms_and_paths_are_values() {
        for value in [
            "none",
            "currentColor",
            "#2b6cb0",
            "var(--figure-1, #2b6cb0)",
            "var(--a, var(--b, rgb(0 0 0 / 50%)))",
            "translate(10,-2.5) rotate(45 1e1 .5)",
            "M10 10h-3.2L4,5.6z",
            "'Source Sans 3', \"Ubuntu\", Інтер, sans-serif",
            "50%",
            "",
        ] {
            assert_eq!(ids(value), Ok(vec![]), "{value}");
        }
    }

    #[test]
    fn references_are_found_where_they_stand() {
        assert_eq!(ids("url(#a)"), Ok(vec!["a"]));
        assert_eq!(ids("URL( '#arrow.head-1' ) #fff"), Ok(vec!["arrow.head-1"]));
        assert_eq!(ids("var(--paint, url(\"#b\")) url(#c)"), Ok(vec!["b", "c"]));
        assert_eq!(ids("url(#l) 'l)'"), Ok(vec!["l"]));
    }

    #[test]
    fn nothing_outside_of_the_file_is_named() {
        for value in [
            "url(https://example.org/a.svg#b)",
            "url(a.svg#b)",
            "url(data:image/svg+xml,x)",
            "url()",
            "url(#)",
            "url(#a",
            "url(# a)",
            "url('#a\")",
            "var(--x, url(//example.org))",
            "image(https)",
            "image-set('https://example.org/a.png' 1x)",
            "src('x')",
            "-webkit-url(x)",
            "u\\72l(https)",
            "u/**/rl(#a)",
            "expression(alert)",
            "url (#a)",
            "(1)",
            "red;background:url(#a)",
            "'\\'",
            "'open",
            "a@b",
            "javascript:x",
            "<",
            "\u{1}",
        ] {
            assert!(references(value).is_err(), "{value}");
        }
    }
}
