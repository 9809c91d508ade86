//! Whether a block did what its page says, and if not, what is wrong and where.
//!
//! In: a [`Block`] with its file's text, and the [`Outcome`] of running it. Out: a [`Verdict`]. Pure.

use std::ops::Range;
use std::sync::Arc;

use super::collect::{Block, Output, closing, content};
use super::compare::{Difference, compare, lines};
use super::run::{Ending, Outcome, PRINTED_BYTES};
use crate::config::TestTable;
use crate::diagnostic::Diagnostic;
use crate::parse::first_line;

/// The longest piece of what was printed that a message repeats, in characters.
const QUOTED: usize = 100;

/// What came of a block.
#[derive(Debug)]
pub(super) enum Verdict {
    /// It did what its page says.
    Passed,
    /// It did not.
    Failed {
        /// What is wrong.
        problem: Diagnostic,
        /// What the page should show, if that is all that is wrong.
        shown: Option<String>,
    },
}

/// Where a block is, and what holds for it.
pub(super) struct Judge<'j> {
    pub(super) table: &'j TestTable,
    pub(super) block: &'j Block,
    /// The block's file.
    pub(super) file: &'j Arc<str>,
    /// The text of the block's file.
    pub(super) text: &'j str,
    /// The name of the file that the program was given.
    pub(super) code_file: &'j str,
}

impl Judge<'_> {
    /// Judges a block by what it did.
    pub(super) fn judge(&self, outcome: &Outcome) -> Verdict {
        let failed = |problem| Verdict::Failed {
            problem,
            shown: None,
        };
        if let Err(problem) = self.ended_well(outcome) {
            return failed(problem);
        }
        let printed = match self.printed(outcome) {
            Ok(printed) => printed,
            Err(problem) => return failed(problem),
        };
        match self.prints_what_is_written(&printed, outcome) {
            Ok(()) => Verdict::Passed,
            Err(problem) if has_controls(&printed) => {
                failed(problem.hint("print no control characters: they cannot stand in a page"))
            }
            Err(problem) => Verdict::Failed {
                problem,
                shown: Some(printed).filter(|printed| !printed.trim().is_empty()),
            },
        }
    }

    fn ended_well(&self, outcome: &Outcome) -> Result<(), Diagnostic> {
        let (message, hint) = match outcome.ending {
            Ending::Exited(status) if status.success() != self.block.should_fail => return Ok(()),
            Ending::Exited(_) if self.block.should_fail => (
                "the code says `should_fail`, but it does not fail".to_owned(),
                "leave `should_fail` out".to_owned(),
            ),
            Ending::Exited(_) => return Err(self.failure(outcome)),
            Ending::TimedOut => (
                format!("the code does not end within {} s", self.table.timeout),
                "make it faster, raise `timeout` in `[test]`, or say `no_run` behind its language"
                    .to_owned(),
            ),
            Ending::PrintedTooMuch => (
                format!("the code prints more than {} MB", PRINTED_BYTES / 1_000_000),
                "print less: a reader would not read it".to_owned(),
            ),
            Ending::Interrupted => ("the code was interrupted".to_owned(), String::new()),
        };
        Err(self.at_fence(message).hint(hint))
    }

    /// A program that ended with an error although it should not.
    fn failure(&self, outcome: &Outcome) -> Diagnostic {
        let stderr = String::from_utf8_lossy(&outcome.stderr);
        let message = match (last_line(&stderr), outcome.ending) {
            (Some(line), _) => format!("the code fails: {}", quoted(line)),
            // "exit status: 1", "signal: 9 (SIGKILL)".
            (None, Ending::Exited(status)) => format!("the code fails without a word: {status}"),
            (None, _) => "the code fails".to_owned(),
        };
        let last = last_line(&stderr).unwrap_or_default().to_lowercase();
        let hint = if last.contains("memory") || last.contains("start new thread") {
            format!(
                "`memory` in `[test]` allows it {} MB of address space",
                self.table.memory
            )
        } else {
            "if it is there to fail, say `should_fail` behind its language; if it cannot be run, `no_run`"
                .to_owned()
        };
        let named = named_line(&stderr, self.code_file).filter(|_| !self.block.is_included);
        let span = named.and_then(|line| {
            self.line_of(&self.block.span, &self.block.code, line.checked_sub(1)?)
        });
        match span {
            Some(span) => Diagnostic::error(self.file, span, message),
            None => self.at_fence(message),
        }
        .hint(hint)
    }

    /// What the page has to show: standard output, and of code that is there to fail its last words too.
    fn printed(&self, outcome: &Outcome) -> Result<String, Diagnostic> {
        let not_text = |_| {
            self.at_fence("the code prints bytes that are not UTF-8")
                .hint("print text")
        };
        let mut printed = String::from_utf8(outcome.stdout.clone()).map_err(not_text)?;
        if self.block.should_fail {
            let stderr = String::from_utf8(outcome.stderr.clone()).map_err(not_text)?;
            if !printed.is_empty() && !printed.ends_with('\n') {
                printed.push('\n');
            }
            printed.push_str(last_line(&stderr).unwrap_or_default());
        }
        Ok(printed)
    }

    fn prints_what_is_written(&self, printed: &str, outcome: &Outcome) -> Result<(), Diagnostic> {
        let Some(output) = &self.block.output else {
            // The reason of a failure may be shown, and need not be.
            let is_said = match self.block.should_fail {
                true => !outcome.stdout.trim_ascii().is_empty(),
                false => !printed.trim().is_empty(),
            };
            return match is_said {
                true => Err(self.not_shown(printed)),
                false => Ok(()),
            };
        };
        if printed.trim().is_empty() {
            let line = first_line(self.text, &output.span);
            let message = "the page shows an output, but the code prints nothing";
            let hint = "remove the `output` block, or let the code print";
            return Err(Diagnostic::error(self.file, line, message).hint(hint));
        }
        match compare(printed, &output.text, self.table.tolerance) {
            None => Ok(()),
            Some(difference) => Err(self.different(output, &difference)),
        }
    }

    fn not_shown(&self, printed: &str) -> Diagnostic {
        let first = lines(printed).find(|line| !line.is_empty());
        let message = format!(
            "the code prints {}, and no `output` block shows it",
            quoted(first.unwrap_or_default())
        );
        self.at_fence(message).hint(
            "add an `output` block right under the code, or let `answerbook test --update` do it",
        )
    }

    fn different(&self, output: &Output, difference: &Difference<'_>) -> Diagnostic {
        let message = match (difference.printed, difference.written) {
            (Some(printed), Some(written)) => format!(
                "the code prints {}, but the page says {}",
                quoted(printed),
                quoted(written)
            ),
            (Some(printed), None) => {
                format!("the code goes on to print {}", quoted(printed))
            }
            (None, written) => format!(
                "the code has nothing more to print, but the page says {}",
                quoted(written.unwrap_or_default())
            ),
        };
        let span = self
            .line_of(&output.span, &output.text, difference.line)
            .filter(|_| difference.written.is_some())
            .unwrap_or_else(|| closing(self.text, &output.span));
        Diagnostic::error(self.file, span, message).hint(
            "correct the page or the code, or let `answerbook test --update` write what is printed",
        )
    }

    fn at_fence(&self, message: impl Into<String>) -> Diagnostic {
        let line = first_line(self.text, &self.block.span);
        Diagnostic::error(self.file, line, message)
    }

    /// Where a line of a block stands in the file. `block` is its text, which lacks what stands in front of the
    /// lines in the file (`> `).
    fn line_of(&self, span: &Range<usize>, block: &str, line: usize) -> Option<Range<usize>> {
        let (start, whole) = content(self.text, span).nth(line)?;
        let end = start + whole.trim_end().len();
        let text = block.lines().nth(line)?.trim();
        let indent = match whole.trim_end().strip_suffix(text) {
            Some(before) if !text.is_empty() => before.len(),
            _ => 0,
        };
        Some(start + indent..end)
    }
}

/// Whether a text holds characters that cannot stand in a page.
fn has_controls(printed: &str) -> bool {
    let printed = printed.replace("\r\n", "\n");
    printed.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\t'))
}

/// The last line that is not empty.
fn last_line(text: &str) -> Option<&str> {
    text.lines()
        .rev()
        .map(str::trim)
        .find(|line| !line.is_empty())
}

/// The line of the code that a message of the program names last: `File "block.py", line 3`, `block.sh: 3:`.
fn named_line(stderr: &str, file: &str) -> Option<usize> {
    let mut found = None;
    for (at, _) in stderr.match_indices(file) {
        let rest = &stderr[at + file.len()..];
        let rest = rest.trim_start_matches(['"', '\'', ',', ':', '(', ' ']);
        let rest = rest.strip_prefix("line ").unwrap_or(rest);
        let digits = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        found = rest[..digits].parse().ok().or(found);
    }
    found
}

/// A piece of text in backticks, shortened so that a message stays one line.
fn quoted(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(QUOTED) {
        None if text.is_empty() => "an empty line".to_owned(),
        Some((end, _)) => format!("`{}…`", text[..end].trim_end()),
        None => format!("`{text}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_that_a_program_blames_is_the_last_one_of_the_code() {
        let python = "Traceback (most recent call last):\n  File \"/tmp/x/block.py\", line 12, in <module>\n    f()\n  File \"/tmp/x/block.py\", line 3, in f\n    g()\n  File \"/usr/lib/json.py\", line 7\nValueError: no\n";
        assert_eq!(named_line(python, "block.py"), Some(3));
        assert_eq!(
            named_line("block.sh: 4: nope: not found", "block.sh"),
            Some(4)
        );
        assert_eq!(named_line("block.sh: line 5: nope", "block.sh"), Some(5));
        assert_eq!(named_line("at f (block.mjs:6:11)", "block.mjs"), Some(6));
        assert_eq!(named_line("block.py is bad", "block.py"), None);
        assert_eq!(
            named_line("block.py:99999999999999999999999", "block.py"),
            None
        );
    }

    #[test]
    fn only_text_can_stand_in_a_page() {
        assert!(!has_controls("a\tb\r\nc\n"));
        for printed in ["10%\r20%", "\u{1b}[1mbold", "bell\u{7}", "\u{85}"] {
            assert!(has_controls(printed), "{printed:?}");
        }
    }

    #[test]
    fn long_lines_are_cut() {
        assert_eq!(quoted(&"x".repeat(100)), format!("`{}`", "x".repeat(100)));
        assert_eq!(quoted(&"é".repeat(101)), format!("`{}…`", "é".repeat(100)));
        assert_eq!(quoted("  "), "an empty line");
    }
}
