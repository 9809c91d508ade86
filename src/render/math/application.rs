//! Puts the name of a function and the sign of its application into one `<mrow>`, where MathML counts parts.
//!
//! For `x_{\max}` KaTeX prints `<msub><mi>x</mi><mi>max</mi><mo>&#8289;</mo></msub>`, three parts of an element that has
//! two: invalid, and a screen reader cannot tell what stands where. Markup in, markup out; all else stays as it is.

use std::ops::Range;

/// The sign of a function's application, U+2061, as KaTeX prints it.
const SIGN: &str = "<mo>\u{2061}</mo>";

/// Elements with as many parts as MathML says they have (MathML Core, 3.3 and 3.4).
const PARTS: [(&str, usize); 8] = [
    ("mfrac", 2),
    ("mroot", 2),
    ("msub", 2),
    ("msup", 2),
    ("msubsup", 3),
    ("munder", 2),
    ("mover", 2),
    ("munderover", 3),
];

/// An element that is open: its name, where it begins, and where its children stand.
struct Element<'m> {
    name: &'m str,
    start: usize,
    children: Vec<Range<usize>>,
}

/// Joins them in every element that has too many parts.
pub(super) fn joined(markup: String) -> String {
    if !markup.contains(SIGN) {
        return markup;
    }
    // What is drawn comes behind the formula's MathML, and has nothing of the kind.
    let end = markup.find("</math>").unwrap_or(markup.len());
    let mut rows = rows(&markup[..end]);
    rows.sort_unstable();
    let mut joined = String::with_capacity(markup.len() + 13 * rows.len());
    let mut copied = 0;
    for (at, tag) in rows {
        joined.push_str(&markup[copied..at]);
        joined.push_str(tag);
        copied = at;
    }
    joined.push_str(&markup[copied..]);
    joined
}

/// Where tags of rows are missing.
fn rows(markup: &str) -> Vec<(usize, &'static str)> {
    let mut rows = Vec::new();
    let mut open: Vec<Element<'_>> = Vec::new();
    let mut at = 0;
    while let Some(start) = markup[at..].find('<').map(|found| at + found) {
        let Some(end) = markup[start..].find('>').map(|found| start + found + 1) else {
            break;
        };
        at = end;
        let tag = &markup[start + 1..end - 1];
        if let Some(name) = tag.strip_prefix('/') {
            let Some(element) = open.pop_if(|element| element.name == name) else {
                return Vec::new();
            };
            rows_of(&element, markup, &mut rows);
            if let Some(parent) = open.last_mut() {
                parent.children.push(element.start..end);
            }
        } else if tag.ends_with('/') {
            if let Some(parent) = open.last_mut() {
                parent.children.push(start..end);
            }
        } else {
            let name = tag.split(|c: char| c.is_ascii_whitespace()).next();
            open.push(Element {
                name: name.unwrap_or_default(),
                start,
                children: Vec::new(),
            });
        }
    }
    rows
}

fn rows_of(element: &Element<'_>, markup: &str, rows: &mut Vec<(usize, &'static str)>) {
    let parts = PARTS.iter().find(|(name, _)| *name == element.name);
    if parts.is_none_or(|(_, parts)| element.children.len() <= *parts) {
        return;
    }
    for pair in element.children.windows(2) {
        if &markup[pair[1].clone()] == SIGN {
            rows.push((pair[0].start, "<mrow>"));
            rows.push((pair[1].end, "</mrow>"));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_function_is_one_part() {
        let markup = |text: &str| text.replace('@', SIGN);
        for (before, after) in [
            (
                "<msub><mi>x</mi><mi>max</mi>@</msub>",
                "<msub><mi>x</mi><mrow><mi>max</mi>@</mrow></msub>",
            ),
            (
                "<mfrac><mi a=\"b\">max</mi>@<mi>a</mi></mfrac>",
                "<mfrac><mrow><mi a=\"b\">max</mi>@</mrow><mi>a</mi></mfrac>",
            ),
            (
                "<msubsup><mi>log</mi>@<mrow><mi>max</mi>@</mrow><mi>sin</mi>@</msubsup>",
                "<msubsup><mrow><mi>log</mi>@</mrow><mrow><mi>max</mi>@</mrow><mrow><mi>sin</mi>@</mrow></msubsup>",
            ),
            (
                "<msup><msub><mi>x</mi><mi>max</mi>@</msub><mn>2</mn></msup>",
                "<msup><msub><mi>x</mi><mrow><mi>max</mi>@</mrow></msub><mn>2</mn></msup>",
            ),
        ] {
            assert_eq!(joined(markup(before)), markup(after));
        }
    }

    #[test]
    fn all_else_stays() {
        for text in [
            format!("<mrow><mi>max</mi>{SIGN}<mi>x</mi></mrow>"),
            format!("<msqrt><mi>max</mi>{SIGN}</msqrt>"),
            format!("<msub><mi>x</mi>{SIGN}</msub>"),
            format!("<msub><mi>x</mi><mi>max</mi>{SIGN}</msup>"),
            format!("<msub><mi>x</mi><mi>max</mi>{SIGN}"),
            format!("<msub {SIGN}"),
        ] {
            assert_eq!(joined(text.clone()), text);
        }
    }

    proptest! {
        #[test]
        fn it_never_panics_and_only_adds_rows(text in "(<m[a-z]{1,3}>|</m[a-z]{1,3}>|<msub>|</msub>|<mo>\u{2061}</mo>|x|<|>|я){0,20}") {
            let without = joined(text.clone()).replace("<mrow>", "").replace("</mrow>", "");
            prop_assert_eq!(without, text.replace("<mrow>", "").replace("</mrow>", ""));
        }
    }
}
