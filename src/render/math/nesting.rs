//! How deep the groups of a formula are nested.
//!
//! Tokens in, in the order in which the engine will parse them; a depth out, or an error at the
//! token that went too deep. The engines recurse for every group, some also for every switch
//! (`\displaystyle` reads the rest of its group as its argument) and every combining mark (each is
//! an accent over the ones before), and `katex-rs` has no limit of its own: at a depth of 200 to
//! 400 a stack of 2 MB is used up and the process aborts.

use std::mem;
use std::ops::Range;

use super::MathError;
use super::token::is_combining_mark;

/// How deep groups may be nested.
pub(super) const MAX_DEPTH: usize = 100;

/// How many columns a row of a matrix or commutative diagram may have: the original KaTeX needs
/// time that grows with their square (105 s for 16,000).
pub(super) const MAX_COLUMNS: usize = 100;

/// The commands that take the rest of their group as their argument: sizes, styles, the fonts of
/// plain TeX and `\color`.
const SWITCHES: [&str; 22] = [
    r"\displaystyle",
    r"\textstyle",
    r"\scriptstyle",
    r"\scriptscriptstyle",
    r"\tiny",
    r"\sixptsize",
    r"\scriptsize",
    r"\footnotesize",
    r"\small",
    r"\normalsize",
    r"\large",
    r"\Large",
    r"\LARGE",
    r"\huge",
    r"\Huge",
    r"\rm",
    r"\sf",
    r"\tt",
    r"\bf",
    r"\it",
    r"\cal",
    r"\color",
];

/// The groups that are open at one place of a formula.
#[derive(Default)]
pub(super) struct Nesting {
    open: Vec<Group>,
    /// Switches outside of all groups.
    switches: usize,
    /// Groups and switches together.
    depth: usize,
    deepest: usize,
}

struct Group {
    opener: Range<usize>,
    is_environment: bool,
    switches: usize,
    columns: usize,
}

impl Nesting {
    /// Takes the next token.
    ///
    /// # Errors
    /// It nests deeper than [`MAX_DEPTH`], or starts a column beyond [`MAX_COLUMNS`].
    pub(super) fn see(&mut self, text: &str, span: &Range<usize>) -> Result<(), MathError> {
        match text {
            "{" | r"\bgroup" | r"\begingroup" | r"\left" => self.push(span, false),
            r"\begin" => self.push(span, true),
            "}" | r"\egroup" | r"\endgroup" | r"\right" | r"\end" => self.pop(),
            "&" => self.cell(span)?,
            // An arrow, `@>>>`, in a diagram.
            "@" => self.column(span)?,
            r"\\" | r"\cr" | r"\newline" => self.row(),
            _ if SWITCHES.contains(&text) => {
                self.depth += 1;
                *self.innermost() += 1;
            }
            _ => {}
        }
        let accents = text.chars().filter(|c| is_combining_mark(*c)).count();
        self.deepest = self.deepest.max(self.depth + accents);
        if self.deepest > MAX_DEPTH {
            let message = format!("nested more than {MAX_DEPTH} levels deep");
            return Err(MathError::at(message, span.clone()));
        }
        Ok(())
    }

    /// The depth of the deepest token so far.
    pub(super) fn deepest(&self) -> usize {
        self.deepest
    }

    /// The token that opened the innermost group, if any is open.
    pub(super) fn unclosed(self) -> Option<Range<usize>> {
        self.open.into_iter().next_back().map(|group| group.opener)
    }

    fn innermost(&mut self) -> &mut usize {
        match self.open.last_mut() {
            Some(group) => &mut group.switches,
            None => &mut self.switches,
        }
    }

    fn push(&mut self, opener: &Range<usize>, is_environment: bool) {
        self.depth += 1;
        self.open.push(Group {
            opener: opener.clone(),
            is_environment,
            switches: 0,
            columns: 1,
        });
    }

    /// Closes the innermost group, whatever opened it: if the two do not match, the engine stops
    /// at this token and nests no deeper.
    fn pop(&mut self) {
        if let Some(group) = self.open.pop() {
            self.depth -= 1 + group.switches;
        }
    }

    fn cell(&mut self, span: &Range<usize>) -> Result<(), MathError> {
        if let Some(group) = self.environment() {
            let switches = mem::take(&mut group.switches);
            self.depth -= switches;
        }
        self.column(span)
    }

    fn column(&mut self, span: &Range<usize>) -> Result<(), MathError> {
        let Some(group) = self.environment() else {
            return Ok(());
        };
        group.columns += 1;
        if group.columns > MAX_COLUMNS {
            let message = format!("more than {MAX_COLUMNS} columns");
            return Err(MathError::at(message, span.clone()));
        }
        Ok(())
    }

    fn row(&mut self) {
        if let Some(group) = self.environment() {
            group.columns = 1;
            let switches = mem::take(&mut group.switches);
            self.depth -= switches;
        }
    }

    /// The innermost group, if it is a matrix or the like.
    fn environment(&mut self) -> Option<&mut Group> {
        self.open.last_mut().filter(|group| group.is_environment)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::token::tokens;
    use super::*;

    fn depth(tex: &str) -> Result<usize, MathError> {
        let mut nesting = Nesting::default();
        for token in tokens(tex).unwrap() {
            nesting.see(token.text, &token.span)?;
        }
        Ok(nesting.deepest())
    }

    #[test]
    fn groups_of_every_kind_count() {
        assert_eq!(depth("x"), Ok(0));
        assert_eq!(depth(r"\frac{a}{b^{c}}"), Ok(2));
        assert_eq!(depth(r"\left(\left[{x}\right]\right)"), Ok(3));
        assert_eq!(depth(r"\bgroup\begingroup x\endgroup\egroup"), Ok(2));
        assert_eq!(depth(r"\begin{a}\begin{b}x\end{b}\end{a}"), Ok(3));
    }

    #[test]
    fn switches_last_to_the_end_of_their_group_or_cell() {
        assert_eq!(depth(r"\large\displaystyle x"), Ok(2));
        assert_eq!(depth(r"{\bf x}{\bf x}{\bf x}"), Ok(2));
        let cells = r"\displaystyle x & \displaystyle y \\ ".repeat(40);
        assert_eq!(depth(&format!(r"\begin{{a}}{cells}\end{{a}}")), Ok(2));
    }

    #[test]
    fn combining_marks_count_as_accents_on_accents() {
        assert_eq!(depth("{e\u{301}\u{302}}"), Ok(3));
        assert!(depth(&format!("x{}", "\u{301}".repeat(101))).is_err());
    }

    #[test]
    fn the_error_is_where_it_gets_too_deep() {
        assert_eq!(depth(&"{".repeat(100)), Ok(100));
        let error = depth(&format!("x{}", "{".repeat(200))).unwrap_err();
        assert_eq!(error.span, Some(101..102));
        assert_eq!(error.message, "nested more than 100 levels deep");
        let error = depth(&r"\tiny".repeat(101)).unwrap_err();
        assert_eq!(error.span, Some(500..505));
    }

    #[test]
    fn a_row_of_a_matrix_has_at_most_a_hundred_columns() {
        let row = |columns: usize| format!(r"\begin{{a}}{}\end{{a}}", "&".repeat(columns - 1));
        assert!(depth(&row(100)).is_ok());
        assert_eq!(depth(&row(101)).unwrap_err().span, Some(108..109));
        let arrows = format!(r"\begin{{CD}}{}\end{{CD}}", "@>>>".repeat(100));
        assert_eq!(depth(&arrows).unwrap_err().span, Some(406..407));
        let rows = format!("{}\\\\", "&".repeat(60)).repeat(60);
        assert!(depth(&format!(r"\begin{{a}}{rows}\end{{a}}")).is_ok());
    }

    #[test]
    fn the_innermost_open_group_is_remembered() {
        let mut nesting = Nesting::default();
        for token in tokens(r"a\begin{b}{c}").unwrap() {
            nesting.see(token.text, &token.span).unwrap();
        }
        assert_eq!(nesting.unclosed(), Some(1..7));
    }

    #[test]
    fn more_closed_than_opened_is_left_to_the_engine() {
        assert_eq!(depth(r"}}\right\end{x}"), Ok(1));
    }
}
