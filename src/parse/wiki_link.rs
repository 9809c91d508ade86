//! Wiki links in tables, `[[id\|words]]`: cells are made before links, so the `|` of a link ends its cell.
//!
//! In comes what the parser found, or a row of a table as it was typed, out go the id without the backslash, and the
//! place of a link that is cut in two. Whether the id names anything is for others.

use std::ops::Range;

use pulldown_cmark::{CowStr, LinkType, Tag};

/// Takes the backslash that keeps a `|` in its cell from the id before it, where the parser leaves it.
pub(super) fn without_escape(mut tag: Tag<'_>) -> Tag<'_> {
    if let Tag::Link {
        link_type: LinkType::WikiLink { has_pothole: true },
        dest_url,
        ..
    } = &mut tag
        && let Some(id) = dest_url.strip_suffix('\\')
    {
        *dest_url = CowStr::from(id.to_owned());
    }
    tag
}

/// A link of a row of a table that its own `|` cuts: what stands behind it would be lost.
pub(super) fn cut_by_cell(file: &str, row: &Range<usize>) -> Option<Range<usize>> {
    let text = &file[row.clone()];
    // Nothing is looked at past the next bracket or bar, so the time is that of one walk over the row.
    text.match_indices("[[").find_map(|(open, _)| {
        let id = &text[open + 2..];
        let end = id.find(|c: char| !(c.is_alphanumeric() || "-_.#".contains(c)))?;
        let words = id[end..].strip_prefix('|').filter(|_| end > 0)?;
        let length = words.find(['[', ']', '|'])?;
        let is_link = words[length..].starts_with("]]");
        is_link.then(|| row.start + open..row.start + open + 2 + end + 1 + length + 2)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_cut_by_its_own_bar_alone() {
        for (row, cut) in [
            (
                "| [[gradient|the gradient]] |",
                Some("[[gradient|the gradient]]"),
            ),
            ("| a | [[gradient#why|why]] |", Some("[[gradient#why|why]]")),
            (r"| [[gradient\|the gradient]] |", None),
            ("| [[gradient]] | [[loss]] |", None),
            ("| [[ | ]] |", None),
            ("| `[[ -f x || y ]]` |", None),
            ("| [[gradient | loss |", None),
            ("| [[", None),
            ("| [[gradient|[x] of]] |", None),
        ] {
            let file = format!("# {row}");
            let found = cut_by_cell(&file, &(2..file.len()));
            assert_eq!(found.map(|span| &file[span]), cut, "{row}");
        }
    }

    #[test]
    fn many_brackets_take_little_time() {
        for piece in ["[[", "[[a", "[[a|", "[[a|b]"] {
            let row = piece.repeat(1_000_000);
            assert_eq!(cut_by_cell(&row, &(0..row.len())), None, "{piece}");
        }
    }
}
