//! The named regions of an included file.
//!
//! In: the text of a file. Out: the lines of one region of it, or of the whole file without the lines
//! that mark regions. The marks are mdBook's, inside whatever the language takes for a comment:
//! `# ANCHOR: core` begins a region and `# ANCHOR_END: core` ends it; regions may nest and overlap.

use std::borrow::Cow;
use std::fmt;

use crate::diagnostic::did_you_mean;

/// Why a region could not be cut out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegionError {
    /// The file has no such region.
    Missing {
        /// The name that was asked for.
        name: String,
    },
    /// The region begins and never ends.
    Unclosed {
        /// The name that was asked for.
        name: String,
        /// The line that begins it, counted from 1.
        line: usize,
    },
    /// The region begins twice, so that it is not clear which is meant.
    Repeated {
        /// The name that was asked for.
        name: String,
        /// The lines that begin it, counted from 1.
        lines: [usize; 2],
    },
}

impl fmt::Display for RegionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { name } => write!(f, "no region `{name}`"),
            Self::Unclosed { name, line } => {
                write!(f, "region `{name}` begins in line {line} and is not closed")
            }
            Self::Repeated { name, lines } => {
                let [first, second] = lines;
                write!(f, "region `{name}` begins in lines {first} and {second}")
            }
        }
    }
}

impl std::error::Error for RegionError {}

impl RegionError {
    /// What to do about it in the text that has no such region: the nearest name that it has.
    pub fn hint(&self, text: &str) -> Option<String> {
        match self {
            Self::Missing { name } => did_you_mean(name, begun(text)),
            Self::Unclosed { name, .. } => Some(how_to_close(text, name)),
            Self::Repeated { .. } => Some("give each region of a file a name of its own".into()),
        }
    }
}

/// A mark in a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark<'t> {
    Begin(&'t str),
    End(&'t str),
}

/// The lines of a region, without the marks in it and without their common indentation; each ends with
/// a line feed. Borrowed if that is a piece of the text as it is.
///
/// # Errors
/// If the text has no such region, or has it twice, or does not close it.
pub fn region<'t>(text: &'t str, name: &str) -> Result<Cow<'t, str>, RegionError> {
    let mut from: Option<(usize, usize)> = None;
    let mut to = None;
    let mut at = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let (start, end) = (at, at + line.len());
        at = end;
        match (mark(line), from) {
            (Some(Mark::Begin(n)), None) if n == name => from = Some((end, index + 1)),
            (Some(Mark::Begin(n)), Some((_, first))) if n == name => {
                return Err(RegionError::Repeated {
                    name: name.to_owned(),
                    lines: [first, index + 1],
                });
            }
            (Some(Mark::End(n)), Some(_)) if n == name && to.is_none() => to = Some(start),
            _ => {}
        }
    }
    match (from, to) {
        (Some((from, _)), Some(to)) => Ok(tidy(&text[from..to], true)),
        (Some((_, line)), None) => Err(RegionError::Unclosed {
            name: name.to_owned(),
            line,
        }),
        (None, _) => Err(RegionError::Missing {
            name: name.to_owned(),
        }),
    }
}

/// The whole text without the lines that mark regions; borrowed if there are none.
pub fn whole(text: &str) -> Cow<'_, str> {
    tidy(text, false)
}

/// The mark in a line, if there is one.
fn mark(line: &str) -> Option<Mark<'_>> {
    let mut at = 0;
    while let Some(found) = line[at..].find("ANCHOR") {
        let start = at + found;
        at = start + "ANCHOR".len();
        if line[..start].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let rest = &line[at..];
        let (end, rest) = match rest.strip_prefix("_END") {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let Some(rest) = rest.strip_prefix(':') else {
            continue;
        };
        let rest = rest.trim_start();
        let name = &rest[..rest.find(|c| !is_name(c)).unwrap_or(rest.len())];
        // The end of an HTML comment may follow without a space.
        let name = name.trim_end_matches('-');
        if !name.is_empty() {
            return Some(if end {
                Mark::End(name)
            } else {
                Mark::Begin(name)
            });
        }
    }
    None
}

/// Whether the character may stand in a name.
fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-')
}

/// The names of the regions that the text begins, sorted.
fn begun(text: &str) -> Vec<&str> {
    let mut names: Vec<_> = text
        .lines()
        .filter_map(|line| match mark(line) {
            Some(Mark::Begin(name)) => Some(name),
            _ => None,
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn how_to_close(text: &str, name: &str) -> String {
    let begun = begun(text);
    // An end without a beginning is most likely the misspelt end of this region.
    let mut strays: Vec<_> = text
        .lines()
        .filter_map(|line| match mark(line) {
            Some(Mark::End(n)) if begun.binary_search(&n).is_err() => Some(n),
            _ => None,
        })
        .collect();
    strays.sort_unstable();
    strays.dedup();
    match crate::diagnostic::nearest(name, strays) {
        Some(stray) => format!("`ANCHOR_END: {stray}` ends no region: did you mean `{name}`?"),
        None => format!("add a line with `ANCHOR_END: {name}`"),
    }
}

/// The lines without marks, ended by line feeds, and without their common indentation if `dedent`.
fn tidy(text: &str, dedent: bool) -> Cow<'_, str> {
    let kept = || text.lines().filter(|line| mark(line).is_none());
    let indent = if dedent { common_indent(kept()) } else { 0 };
    let clean = indent == 0
        && !text.contains('\r')
        && text.ends_with('\n')
        && text.lines().all(|line| mark(line).is_none());
    if clean || text.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut tidy = String::with_capacity(text.len());
    for line in kept() {
        // Only a blank line can be shorter than the indentation.
        tidy.push_str(line.get(indent..).unwrap_or_default());
        tidy.push('\n');
    }
    Cow::Owned(tidy)
}

/// The length of the white space that all lines but the blank ones begin with.
fn common_indent<'t>(lines: impl Iterator<Item = &'t str>) -> usize {
    let mut common: Option<&str> = None;
    for line in lines.filter(|line| !line.trim().is_empty()) {
        let indent = &line[..line.len() - line.trim_start().len()];
        common = Some(match common {
            None => indent,
            Some(common) => {
                let same = common.bytes().zip(indent.bytes());
                let mut len = same.take_while(|(a, b)| a == b).count();
                while !common.is_char_boundary(len) {
                    len -= 1;
                }
                &common[..len]
            }
        });
    }
    common.map_or(0, str::len)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use proptest::prelude::*;

    const FILE: &str = "\
import numpy as np
# ANCHOR: all
# ANCHOR: core
def lcs(a, b):
    # ANCHOR: inner
    n = len(a)

    return n
    # ANCHOR_END: inner
# ANCHOR_END: core
print(lcs('a', 'b'))
# ANCHOR_END: all
";

    #[test]
    fn a_region_is_cut_out_without_the_marks_in_it() {
        let core = region(FILE, "core").unwrap();
        assert_eq!(core, "def lcs(a, b):\n    n = len(a)\n\n    return n\n");
        assert!(
            region(FILE, "all")
                .unwrap()
                .ends_with("    return n\nprint(lcs('a', 'b'))\n")
        );
    }

    #[test]
    fn the_common_indentation_is_taken_off() {
        assert_eq!(region(FILE, "inner").unwrap(), "n = len(a)\n\nreturn n\n");
        let tabs = "// ANCHOR: x\n\t\ta\n \n\t b\n// ANCHOR_END: x\n";
        assert_eq!(region(tabs, "x").unwrap(), "\ta\n\n b\n");
    }

    #[test]
    fn marks_may_stand_in_comments_of_any_style() {
        for (begin, end) in [
            ("// ANCHOR: x", "// ANCHOR_END: x"),
            ("<!-- ANCHOR: x -->", "<!--ANCHOR_END:x-->"),
            ("/* ANCHOR:x */", "/* ANCHOR_END: x */"),
            ("-- ANCHOR: x", "-- ANCHOR_END: x"),
            ("% see ANCHOR and ANCHOR: x", "% ANCHOR_END:   x"),
        ] {
            let text = format!("a\r\n{begin}\r\nb\r\n{end}\r\nc");
            assert_eq!(region(&text, "x").unwrap(), "b\n", "{begin}");
        }
    }

    #[test]
    fn a_clean_region_is_borrowed() {
        let text = "# ANCHOR: x\na\n  b\n# ANCHOR_END: x\n";
        assert!(matches!(region(text, "x"), Ok(Cow::Borrowed("a\n  b\n"))));
        assert!(matches!(whole("a\n"), Cow::Borrowed("a\n")));
    }

    #[test]
    fn an_empty_region_is_empty() {
        assert_eq!(region("# ANCHOR: x\n# ANCHOR_END: x", "x").unwrap(), "");
    }

    #[test]
    fn a_whole_file_has_no_marks() {
        let whole = whole(FILE);
        assert!(!whole.contains("ANCHOR"));
        assert_eq!(whole.lines().count(), FILE.lines().count() - 6);
        assert!(whole.contains("\n    n = len(a)\n"));
        assert_eq!(super::whole("a"), "a\n");
    }

    #[test]
    fn a_missing_region_names_the_nearest() {
        let error = region(FILE, "cor").unwrap_err();
        assert_eq!(error.to_string(), "no region `cor`");
        assert_eq!(error.hint(FILE).unwrap(), "did you mean `core`?");
        let text = "MYANCHOR: x\nANCHOR x\nANCHOR:\n";
        assert_eq!(region(text, "x").unwrap_err().hint(text), None);
    }

    #[test]
    fn an_unclosed_region_names_the_end_that_was_meant() {
        let text = "a\n# ANCHOR: core\nb\n# ANCHOR_END: corr\n";
        let error = region(text, "core").unwrap_err();
        assert_eq!(
            error.to_string(),
            "region `core` begins in line 2 and is not closed"
        );
        assert_eq!(
            error.hint(text).unwrap(),
            "`ANCHOR_END: corr` ends no region: did you mean `core`?"
        );
        let text = "# ANCHOR: core\n";
        let hint = region(text, "core").unwrap_err().hint(text).unwrap();
        assert_eq!(hint, "add a line with `ANCHOR_END: core`");
    }

    #[test]
    fn a_region_that_begins_twice_is_an_error() {
        let text = "# ANCHOR: x\na\n# ANCHOR_END: x\n# ANCHOR: x\nb\n# ANCHOR_END: x\n";
        let error = region(text, "x").unwrap_err();
        assert_eq!(error.to_string(), "region `x` begins in lines 1 and 4");
    }

    proptest! {
        #[test]
        fn any_text_can_be_searched(text in "(ANCHOR|_END|:| |x|y|-|\\n|\\r\\n|\u{a0}|\u{2003}|é){0,30}") {
            if let Ok(found) = region(&text, "x") {
                prop_assert!(found.is_empty() || found.ends_with('\n'));
                prop_assert!(found.lines().all(|line| mark(line).is_none()));
            }
        }
    }
}
