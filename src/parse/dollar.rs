//! Dollar signs that were left in text: formulas that Markdown did not see as formulas.
//!
//! A text and its place in the file in, what is suspicious out. A lone dollar sign is a price and none
//! of this module's business.

use std::ops::Range;

/// What an author should look at again: the bytes of the file, what is wrong, what to do.
pub(super) struct Finding {
    pub(super) span: Range<usize>,
    pub(super) message: &'static str,
    pub(super) hint: &'static str,
}

/// What is wrong with the dollar signs of a piece of text. `in_display` remembers from piece to piece
/// whether the last `$$` began a formula that is not one: its partner is no mistake of its own.
pub(super) fn left_over(
    file: &str,
    piece: &Range<usize>,
    in_display: &mut bool,
) -> impl Iterator<Item = Finding> + use<> {
    let text = &file[piece.clone()];
    let at = |range: Range<usize>| piece.start + range.start..piece.start + range.end;
    let unbalanced = unbalanced(text).map(|range| Finding {
        span: at(range),
        message: "the braces between these `$` are not balanced, so this is no formula",
        hint: "balance them; write `\\$` for a dollar sign",
    });
    let unclosed = text
        .match_indices("$$")
        .map(|(start, _)| at(start..start + 2))
        .find(|place| !file[..place.start].ends_with('\\'))
        .filter(|_| !std::mem::replace(in_display, !*in_display))
        .map(|span| Finding {
            span,
            message: "this `$$` is not closed",
            hint: "close it with `$$` in the same paragraph: a formula cannot hold a blank line; write `\\$\\$` for two dollar signs",
        });
    let stars = stuck_stars(file, piece).map(|span| Finding {
        span,
        message: "these `*` end nothing: a letter follows them and a formula stands before",
        hint: "let the emphasis end behind the word, or before the formula",
    });
    unbalanced.into_iter().chain(unclosed).chain(stars)
}

/// What would be a formula if its braces were balanced.
fn unbalanced(text: &str) -> Option<Range<usize>> {
    let is_dollar = |(at, _): &(usize, &str)| !text[..*at].ends_with('\\');
    let dollars: Vec<_> = text.match_indices('$').filter(is_dollar).collect();
    let mut between = dollars.windows(2).map(|pair| pair[0].0 + 1..pair[1].0);
    let found = between.find(|inner| {
        let tex = &text[inner.clone()];
        !tex.is_empty() && tex.trim() == tex && !is_balanced(tex)
    });
    found.map(|inner| inner.start - 1..inner.end + 1)
}

fn is_balanced(tex: &str) -> bool {
    let braces = tex.replace("\\{", "").replace("\\}", "");
    let mut steps = braces.bytes().map(|byte| match byte {
        b'{' => 1,
        b'}' => -1,
        _ => 0,
    });
    let depth = steps.try_fold(0_i64, |depth, step| Some(depth + step).filter(|d| *d >= 0));
    depth == Some(0)
}

/// `**$x$**text`: between a formula's `$` and a letter, asterisks cannot end an emphasis.
fn stuck_stars(file: &str, piece: &Range<usize>) -> Option<Range<usize>> {
    let text = &file[piece.clone()];
    let stars = text.bytes().take_while(|byte| *byte == b'*').count();
    let is_stuck = stars > 0
        && file[..piece.start].ends_with('$')
        && text[stars..].starts_with(char::is_alphanumeric);
    is_stuck.then(|| piece.start..piece.start + stars)
}

/// A formula that the `|` in it cuts in two: cells are made before formulas.
pub(super) fn cut_by_cell(file: &str, row: &Range<usize>) -> Option<Finding> {
    let text = &file[row.clone()];
    let is_meant = |(at, _): &(usize, &str)| !text[..*at].ends_with('\\');
    let dollars: Vec<usize> = text
        .match_indices('$')
        .filter(is_meant)
        .map(|(at, _)| at)
        .collect();
    let mut rest = dollars.as_slice();
    while let [open, close, ..] = *rest {
        let tex = &text[open + 1..close];
        let is_price = tex.starts_with(|c: char| c.is_ascii_digit());
        if is_price || tex.trim() != tex || tex.is_empty() {
            rest = &rest[1..];
        } else if tex.contains('|') && !tex.contains("\\|") {
            return Some(Finding {
                span: row.start + open..row.start + close + 1,
                message: "the `|` in this formula ends the cell of the table",
                hint: "write `\\vert` or `\\mid` instead",
            });
        } else {
            rest = &rest[2..];
        }
    }
    None
}
