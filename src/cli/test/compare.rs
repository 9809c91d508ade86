//! Whether two texts say the same: what a program printed, and what a page says that it prints.
//!
//! In: two texts and a tolerance. Out: the first line that differs. Nothing here runs, reads or prints.
//!
//! - Lines are compared one by one; white space at their ends and empty lines at the end do not count.
//! - Two whole numbers must be the same. Other numbers may differ by the tolerance, as a share of the larger
//!   one, or by [`NOISE`]: what should be zero seldom is, and may have either sign.
//! - Between two words there must be white space in both texts or in neither; how much does not count. Beside
//!   a number or a bracket it does not count at all: what is aligned moves when a digit or a sign does.
//!   Indentation counts, unless a number or a bracket follows.
//! - Everything else must be the same. A digit in a word (`x1`, `0x1f`) is no number of its own.

/// A difference that never counts.
const NOISE: f64 = 1e-9;

/// The first line in which two texts differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Difference<'t> {
    /// The number of the line, from 0.
    pub(super) line: usize,
    /// What was printed; `None` if the output ended before.
    pub(super) printed: Option<&'t str>,
    /// What the page says; `None` if it ends before.
    pub(super) written: Option<&'t str>,
}

/// Holds what was printed against what is written.
pub(super) fn compare<'t>(
    printed: &'t str,
    written: &'t str,
    tolerance: f64,
) -> Option<Difference<'t>> {
    let (mut printed, mut written) = (lines(printed), lines(written));
    for line in 0.. {
        let (printed, written) = match (printed.next(), written.next()) {
            (None, None) => break,
            (Some(a), Some(b)) if same_line(a, b, tolerance) => continue,
            other => other,
        };
        return Some(Difference {
            line,
            printed,
            written,
        });
    }
    None
}

/// The lines of a text without the white space at their ends, and without the empty ones at its end.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.trim_end().lines().map(str::trim_end)
}

fn same_line(a: &str, b: &str, tolerance: f64) -> bool {
    // Most lines are the same to the letter.
    if a == b {
        return true;
    }
    let (mut left, mut right) = (Tokens::new(a), Tokens::new(b));
    let mut before = None;
    loop {
        match (left.next(), right.next()) {
            (None, None) => return true,
            (Some(a), Some(b)) => {
                if !same_token(&a, &b, tolerance) || !same_gap(before.as_ref(), &a, &b) {
                    return false;
                }
                before = Some(a);
            }
            _ => return false,
        }
    }
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A number without a fraction and without an exponent: `12`, `12.`
    Whole,
    /// Any other number: `0.5`, `1e-5`.
    Fraction,
    /// Letters, digits and underscores that begin with a letter.
    Word,
    /// Any other character.
    Sign,
}

/// A piece of a line.
#[derive(Clone, Copy, Debug)]
struct Token<'t> {
    kind: Kind,
    text: &'t str,
    /// The white space in front of it.
    gap: &'t str,
}

impl Token<'_> {
    /// Whether white space beside it does not count.
    fn is_loose(&self) -> bool {
        match self.kind {
            Kind::Whole | Kind::Fraction => true,
            Kind::Sign => matches!(self.text, "[" | "]" | "(" | ")" | "{" | "}"),
            Kind::Word => false,
        }
    }

    fn is_number(&self) -> bool {
        matches!(self.kind, Kind::Whole | Kind::Fraction)
    }
}

fn same_token(a: &Token<'_>, b: &Token<'_>, tolerance: f64) -> bool {
    match (a.kind, b.kind) {
        _ if a.text == b.text => true,
        (Kind::Whole, Kind::Whole) => {
            let (x, y) = (digits(a.text), digits(b.text));
            x == y && (is_zero(x) || a.text.starts_with('-') == b.text.starts_with('-'))
        }
        _ if a.is_number() && b.is_number() => match (a.text.parse(), b.text.parse()) {
            (Ok(x), Ok(y)) => is_near(x, y, tolerance),
            _ => false,
        },
        _ => false,
    }
}

/// Digits and point of a whole number, without its sign.
fn digits(number: &str) -> &str {
    number.trim_start_matches(['+', '-'])
}

fn is_zero(digits: &str) -> bool {
    digits.bytes().all(|b| matches!(b, b'0' | b'.'))
}

fn is_near(a: f64, b: f64, tolerance: f64) -> bool {
    let (distance, size) = ((a - b).abs(), a.abs().max(b.abs()));
    // Both comparisons fail for infinities, which stand for numbers too large to tell apart.
    distance <= NOISE || (size.is_finite() && distance <= tolerance * size)
}

fn same_gap(before: Option<&Token<'_>>, a: &Token<'_>, b: &Token<'_>) -> bool {
    if a.is_loose() || b.is_loose() || before.is_some_and(Token::is_loose) {
        return true;
    }
    match before {
        None => a.gap == b.gap,
        Some(_) => a.gap.is_empty() == b.gap.is_empty(),
    }
}

/// The tokens of a line.
struct Tokens<'t> {
    line: &'t str,
    at: usize,
}

impl<'t> Tokens<'t> {
    fn new(line: &'t str) -> Self {
        Self { line, at: 0 }
    }
}

impl<'t> Iterator for Tokens<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        let rest = &self.line[self.at..];
        let gap = &rest[..rest.len() - rest.trim_start().len()];
        let start = self.at + gap.len();
        let rest = &self.line[start..];
        let first = rest.chars().next()?;
        let before = self.line[..start].chars().next_back();
        let (kind, length) = match number(rest, before) {
            Some(found) => found,
            None if is_of_word(first) => (Kind::Word, word(rest)),
            None => (Kind::Sign, first.len_utf8()),
        };
        self.at = start + length;
        Some(Token {
            kind,
            text: &rest[..length],
            gap,
        })
    }
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn word(text: &str) -> usize {
    text.find(|c| !is_of_word(c)).unwrap_or(text.len())
}

/// The length of the digits that a text begins with.
fn digits_of(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// The number that a text begins with, and how long it is. `before` is the character in front of it: behind a
/// word, a bracket or another number `-` is a sign of its own and `.5` no number.
fn number(text: &str, before: Option<char>) -> Option<(Kind, usize)> {
    let follows = before.is_some_and(|c| is_of_word(c) || matches!(c, ')' | ']' | '}' | '.'));
    let sign = usize::from(!follows && text.starts_with(['+', '-']));
    let whole = digits_of(&text[sign..]);
    let mut end = sign + whole;
    let mut kind = Kind::Whole;
    if text[end..].starts_with('.') {
        let fraction = digits_of(&text[end + 1..]);
        if fraction > 0 && (whole > 0 || !follows) {
            kind = Kind::Fraction;
            end += 1 + fraction;
        } else if whole > 0 {
            end += 1;
        }
    }
    if end == sign {
        return None;
    }
    if text[end..].starts_with(['e', 'E']) {
        let sign = usize::from(text[end + 1..].starts_with(['+', '-']));
        let exponent = digits_of(&text[end + 1 + sign..]);
        if exponent > 0 {
            kind = Kind::Fraction;
            end += 1 + sign + exponent;
        }
    }
    Some((kind, end))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use proptest::prelude::*;

    fn same(a: &str, b: &str) -> bool {
        let there = compare(a, b, 1e-4).is_none();
        assert_eq!(there, compare(b, a, 1e-4).is_none(), "{a:?} and {b:?}");
        there
    }

    #[test]
    fn numbers_may_differ_by_the_tolerance() {
        for (a, b) in [
            ("0.85000", "0.85001"),
            ("loss = 1.23456,", "loss = 1.23457,"),
            ("[0.1 0.2]", "[0.100001 0.2]"),
            ("array([[1.5e-05, 2.]])", "array([[0.000015, 2.0]])"),
            ("12.5%", "12.5001%"),
            ("-0.0", "0.0"),
            ("1.2e-17", "0."),
            ("-3.7e-12", "0"),
            ("x=-0.00", "x= 0.00"),
            ("1e400", "1e400"),
            ("2.5s", "2.50001 s"),
        ] {
            assert!(same(a, b), "{a} and {b}");
        }
        for (a, b) in [
            ("0.850", "0.851"),
            ("1.5", "-1.5"),
            ("0.001", "0.002"),
            ("1e400", "1e401"),
            ("1e400", "-1e400"),
            ("inf", "-inf"),
            ("nan", "0.0"),
        ] {
            assert!(!same(a, b), "{a} and {b}");
        }
        assert!(same("nan inf -inf", "nan inf -inf"));
    }

    #[test]
    fn whole_numbers_are_exact() {
        for (a, b) in [
            ("100000", "100001"),
            ("found 100000.", "found 100001."),
            ("3", "-3"),
            ("12%", "13%"),
            ("2026-01-02", "2026-01-03"),
            ("1,234,567", "1,234,568"),
            ("99999999999999999999999998", "99999999999999999999999999"),
            ("3", "3."),
        ] {
            assert!(!same(a, b), "{a} and {b}");
        }
        assert!(same("1", "1.00001"));
        assert!(same("-0.", "0."));
    }

    #[test]
    fn digits_of_words_and_versions_are_letters() {
        for (a, b) in [
            ("x100000", "x100001"),
            ("float64", "float32"),
            ("f1.50000", "f1.50001"),
            ("1.0.50000", "1.0.50001"),
            ("0x10000", "0x10001"),
        ] {
            assert!(!same(a, b), "{a} and {b}");
        }
    }

    #[test]
    fn white_space_between_words_is_loose_and_its_presence_is_not() {
        for (a, b) in [
            ("a  b", "a b"),
            ("a\tb", "a b"),
            ("a b  ", "a b"),
            ("[ 0.5 -0. ]", "[0.5  0.]"),
            ("  precision 1", "  precision   1"),
            (" 0.000", "-0.000"),
            ("a\n\n", "a"),
            ("a  \nb", "a\nb\n\n  \n"),
        ] {
            assert!(same(a, b), "{a:?} and {b:?}");
        }
        for (a, b) in [
            ("a b", "ab"),
            ("a = b", "a =b"),
            ("1 2", "12"),
            ("  *", " *"),
            ("\na", "a"),
            ("a\n\nb", "a\nb"),
        ] {
            assert!(!same(a, b), "{a:?} and {b:?}");
        }
    }

    #[test]
    fn the_first_line_that_differs_is_named() {
        let difference = |line, printed, written| {
            Some(Difference {
                line,
                printed,
                written,
            })
        };
        let found = compare("a\nb\nc\n", "a\nx\ny\n", 0.0);
        assert_eq!(found, difference(1, Some("b"), Some("x")));
        assert_eq!(compare("a\nb", "a", 0.0), difference(1, Some("b"), None));
        assert_eq!(compare("a", "a\n\nb", 0.0), difference(1, None, Some("")));
        assert_eq!(compare("", "\n \n", 0.0), None);
    }

    proptest! {
        #[test]
        fn every_text_is_the_same_as_itself_and_nothing_panics(a in "\\PC{0,40}", b in "[-+.0-9eE \\[\\]a-b_%]{0,20}") {
            prop_assert!(same(&a, &a));
            prop_assert!(same(&b, &b));
            same(&a, &b);
        }

        #[test]
        fn the_tolerance_is_a_share_of_the_number(value in 1e-3_f64..1e6, negative: bool, share in 0.0_f64..3e-4) {
            let value = if negative { -value } else { value };
            let other = value * (1.0 + share);
            let (a, b) = (format!("x = {value:.12}, y"), format!("x = {other:.12}, y"));
            if share < 0.99e-4 {
                prop_assert!(same(&a, &b));
            } else if share > 1.01e-4 {
                prop_assert!(!same(&a, &b));
            }
        }

        #[test]
        fn whole_numbers_differ_if_their_digits_do(a: i64, b: i64) {
            prop_assert_eq!(same(&format!("n={a};"), &format!("n={b};")), a == b);
        }

        #[test]
        fn more_white_space_between_tokens_changes_nothing(words in prop::collection::vec("[a-z]{1,3}|-?[0-9]{1,3}(\\.[0-9]{1,2})?|[=,:]", 1..8)) {
            let (once, more) = (words.join(" "), words.join("  \t "));
            prop_assert!(same(&once, &more));
        }
    }
}
