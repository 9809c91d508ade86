//! `--update`: what was printed, written into the pages.
//!
//! In: a file's text and [`Edit`]s of it. Out: the text with the `output` blocks as they should be, everything
//! else byte for byte as it was; and [`write()`], which puts it in the file's place.

use std::io;
use std::ops::Range;
use std::path::Path;

use super::super::book_file;
use super::collect::{Block, closing};
use super::compare::lines;

/// An `output` block that is to be changed or added.
#[derive(Debug)]
pub(super) struct Edit<'b> {
    /// The code.
    pub(super) block: &'b Block,
    /// What it printed.
    pub(super) printed: String,
}

/// The text of a file with its outputs as they were printed. Edits of one file do not touch each other.
pub(super) fn updated(text: &str, edits: &[Edit<'_>]) -> String {
    let mut changes: Vec<_> = edits.iter().flat_map(|edit| edit.changes(text)).collect();
    changes.sort_by_key(|(place, _)| place.start);
    let mut out = String::with_capacity(text.len() + 256);
    let mut at = 0;
    for (place, new) in changes {
        out.push_str(&text[at..place.start]);
        out.push_str(&new);
        at = place.end;
    }
    out.push_str(&text[at..]);
    out
}

impl Edit<'_> {
    /// Places of the file, with what is to stand there.
    fn changes(&self, text: &str) -> Vec<(Range<usize>, String)> {
        match &self.block.output {
            Some(output) => self.replacement(text, &output.span),
            None => vec![self.addition(text)],
        }
    }

    /// A new block, directly under the code: behind the same prefix as the fence that ends the code.
    fn addition(&self, text: &str) -> (Range<usize>, String) {
        let end = line_end(text, &self.block.span);
        let closing = closing(text, &self.block.span);
        let prefix = text[closing.clone()].trim_end_matches(['`', '~']);
        let fence = "`".repeat(self.needed('`').max(3));
        let body = self.lines(prefix, end);
        let new = format!("{end}{prefix}{fence}output{end}{body}{prefix}{fence}");
        (closing.end..closing.end, new)
    }

    /// New lines between the fences that are there, which grow if one of the lines would end the block.
    fn replacement(&self, text: &str, span: &Range<usize>) -> Vec<(Range<usize>, String)> {
        let end = line_end(text, span);
        let prefix = &text[line_start(text, span.start)..span.start];
        let mark = text[span.start..].chars().next().unwrap_or('`');
        let length = fence_length(&text[span.start..], mark);
        let closing = closing(text, span);
        let first = text[span.clone()].find('\n');
        let first = first.map_or(closing.start, |at| span.start + at + 1);
        let mut changes = vec![(first..closing.start, self.lines(prefix, end))];
        let needed = self.needed(mark);
        if needed > length {
            let longer = mark.to_string().repeat(needed);
            let fence = text[closing.clone()].trim_end_matches(mark).len();
            changes.push((span.start..span.start + length, longer.clone()));
            changes.push((closing.start + fence..closing.end, longer));
        }
        changes
    }

    /// How long a fence must be that none of the printed lines ends.
    fn needed(&self, mark: char) -> usize {
        let lines = self.printed.lines();
        let longest = lines
            .map(|line| fence_length(line.trim_start(), mark))
            .max();
        match longest {
            Some(length) if length >= 3 => length + 1,
            _ => 0,
        }
    }

    /// What was printed as lines of the file.
    fn lines(&self, prefix: &str, end: &str) -> String {
        // Of what follows `>`, one space is its own.
        let space = if prefix.ends_with('>') { " " } else { "" };
        lines(&self.printed)
            .map(|line| format!("{}{end}", format!("{prefix}{space}{line}").trim_end()))
            .collect()
    }
}

/// How many of the character a text begins with.
fn fence_length(text: &str, mark: char) -> usize {
    text.chars().take_while(|c| *c == mark).count()
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |at| at + 1)
}

/// How the lines of a block end.
fn line_end(text: &str, block: &Range<usize>) -> &'static str {
    let first = text[block.start..].split_inclusive('\n').next();
    match first.is_some_and(|line| line.ends_with("\r\n")) {
        true => "\r\n",
        false => "\n",
    }
}

/// Puts a new text in a file's place.
///
/// # Errors
/// If the file is not what it was when it was read, lies outside the book, or cannot be written; it is then as it
/// was.
pub(super) fn write(root: &Path, file: &str, before: &str, after: &str) -> io::Result<()> {
    const MARK: &str = "\u{feff}";
    let now = book_file::read(root, file)?.unwrap_or_default();
    let now = String::from_utf8_lossy(&now);
    let (mark, now) = match now.strip_prefix(MARK) {
        Some(rest) => (MARK, rest),
        None => ("", &*now),
    };
    if now != before {
        return Err(io::Error::other("it changed while its code was run"));
    }
    book_file::replace(root, file, format!("{mark}{after}").as_bytes())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::collect::Output;
    use super::*;
    use crate::parse::code;
    use crate::parse::tree::{Kind, Node, Reading, tree};
    use proptest::prelude::*;
    use pulldown_cmark::Tag;

    const READING: Reading<'static> = Reading {
        definitions: &[],
        smart_punctuation: false,
    };

    /// The code blocks of a text with their outputs.
    fn blocks(text: &str) -> Vec<Block> {
        fn walk(nodes: &[Node<'_>], found: &mut Vec<Block>) {
            let mut rest = nodes;
            while let [node, after @ ..] = rest {
                rest = after;
                if !matches!(node.kind, Kind::Element(Tag::CodeBlock(_))) {
                    walk(&node.children, found);
                    continue;
                }
                let output = code::output_of(after);
                rest = &after[usize::from(output.is_some())..];
                found.push(Block {
                    document: 0,
                    language: "sh".into(),
                    span: node.span.clone(),
                    code: code::text(node).into_owned(),
                    is_included: false,
                    should_fail: false,
                    output: output.map(|output| Output {
                        span: output.span.clone(),
                        text: code::text(output).into_owned(),
                    }),
                });
            }
        }
        let mut found = Vec::new();
        walk(&tree(text, &(0..text.len()), READING).nodes, &mut found);
        found
    }

    fn update(text: &str, printed: &[&str]) -> String {
        let blocks = blocks(text);
        assert_eq!(blocks.len(), printed.len(), "{text}");
        let edits = blocks.iter().zip(printed).map(|(block, printed)| Edit {
            block,
            printed: (*printed).to_owned(),
        });
        updated(text, &edits.collect::<Vec<_>>())
    }

    #[test]
    fn outputs_are_changed_and_added_behind_their_prefix() {
        let text = "a\n\n```sh\n1\n```\n\n```output hl=1\nold\nolder\n```\n\n> [!TIP]\n> ```sh\n> 2\n> ```\n> b\n\n- ~~~sh\n  3\n  ~~~\n";
        assert_eq!(
            update(text, &["new\n", "  x\n\ny\n\n", "z"]),
            "a\n\n```sh\n1\n```\n\n```output hl=1\nnew\n```\n\n> [!TIP]\n> ```sh\n> 2\n> ```\n> ```output\n>   x\n>\n> y\n> ```\n> b\n\n- ~~~sh\n  3\n  ~~~\n  ```output\n  z\n  ```\n"
        );
    }

    #[test]
    fn line_endings_and_a_missing_one_at_the_end_are_kept() {
        let text = "```sh\r\n1\r\n```\r\n```output\r\nold\r\n```\r\n\r\n```sh\r\n2\r\n```";
        assert_eq!(
            update(text, &["a\r\nb\r\n", "c\n"]),
            "```sh\r\n1\r\n```\r\n```output\r\na\r\nb\r\n```\r\n\r\n```sh\r\n2\r\n```\r\n```output\r\nc\r\n```"
        );
    }

    #[test]
    fn an_empty_output_is_filled() {
        let text = "```sh\n1\n```\n```output\n```\nb\n";
        assert_eq!(
            update(text, &["a"]),
            "```sh\n1\n```\n```output\na\n```\nb\n"
        );
    }

    #[test]
    fn fences_grow_where_a_line_would_end_them() {
        let text = "```sh\n1\n```\n> x\n\n> ```sh\n> 2\n> ```\n> ~~~output\n> ~~~\n";
        assert_eq!(
            update(text, &["```\n", "~~~\n"]),
            "```sh\n1\n```\n````output\n```\n````\n> x\n\n> ```sh\n> 2\n> ```\n> ~~~~output\n> ~~~\n> ~~~~\n"
        );
    }

    proptest! {
        #[test]
        fn what_was_written_is_what_is_read(
            prefix in prop::sample::select(vec!["", "> ", "  ", "> > ", ">", "   > "]),
            has_output: bool,
            gap: bool,
            printed in prop::collection::vec("[ \t>`~#|\\-=x1é.]{0,8}", 1..5),
        ) {
            prop_assume!(printed.iter().any(|line| !line.trim().is_empty()));
            let printed = printed.join("\n");
            let output = if has_output { "```output\nold\n```\n" } else { "" };
            let gap = if gap { "\n" } else { "" };
            let inside = format!("```sh\n1\n```\n{gap}{output}");
            let text: String = inside.lines().map(|line| format!("{prefix}{line}\n")).collect();
            let text = match prefix {
                "  " => format!("- a\n\n{text}\nb\n"),
                _ => format!("a\n\n{text}\nb\n"),
            };
            let after = update(&text, &[&printed]);
            let found = blocks(&after);
            prop_assert_eq!(found.len(), 1, "{}", &after);
            let read = &found[0].output.as_ref().unwrap().text;
            prop_assert!(lines(read).eq(lines(&printed)), "{}\n{:?} {:?}", &after, read, &printed);
            prop_assert!(after.ends_with("\nb\n"));
            prop_assert!(after.starts_with(&text[..found[0].span.end]));
        }
    }
}
