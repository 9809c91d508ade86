//! Refuses formulas that would cost an engine too much, before it sees them.
//!
//! A formula and the macros of the book in; how deep it nests out, or an error with the place.
//! Formulas come with content that nobody has to trust, and neither engine bounds what a formula
//! may cost: `\def\a#1{\a{#1#1}}\a{x}` is within KaTeX's limit of 1,000 expansions and needs 2 to
//! the power of 1,000 tokens, 400 open braces use up a stack of 2 MB, `\message{…}` prints. So the
//! formula is expanded here first, by the same rules as in the engine, and its tokens are counted.
//! What the rules here do not cover is refused.
//!
//! This decides only whether a formula is rendered: the engine expands the macros once more.

use std::ops::Range;

use super::MathError;
use super::book_macros::BookMacros;
use super::definitions::{self, Macro, Macros, is_definition};
use super::nesting::Nesting;
use super::token::{Token, tokens};

/// How long a formula may be, in bytes.
///
/// Both engines need time that grows with the square of the length of a row: 8 kB of `x-x-…` take
/// `katex-rs` 0.15 s and the original KaTeX 1.5 s, eight times as much would take 14 s and 90 s.
pub(super) const MAX_BYTES: usize = 8 * 1024;

/// How many tokens a formula may have after the expansion of macros.
pub(super) const MAX_TOKENS: usize = MAX_BYTES;

/// Commands that KaTeX runs only for authors that it is told to trust; else it prints their names.
const NEEDS_TRUST: [&str; 7] = [
    r"\href",
    r"\url",
    r"\includegraphics",
    r"\htmlClass",
    r"\htmlId",
    r"\htmlStyle",
    r"\htmlData",
];

/// Commands that print, and those that expand macros in another order than that of the text.
const REFUSED: [&str; 10] = [
    r"\message",
    r"\errmessage",
    r"\show",
    r"\edef",
    r"\xdef",
    r"\futurelet",
    r"\global",
    r"\long",
    r"\expandafter",
    r"\noexpand",
];

/// What is known of a formula that passed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Shape {
    /// How deep its groups are nested.
    pub(super) depth: usize,
    /// The token that opened the innermost group that is open at the end.
    pub(super) unclosed: Option<Range<usize>>,
}

impl Shape {
    /// Gives a place to an error that has none: a formula that ends too early most likely does so
    /// because of the innermost group that is open.
    pub(super) fn place(self, error: MathError) -> MathError {
        MathError {
            span: error.span.or(self.unclosed),
            ..error
        }
    }
}

/// Counts what the formula expands to.
///
/// `is_known` tells which names the engine knows.
///
/// # Errors
/// The formula is too long or nested too deeply, before or after the expansion of its macros, it
/// expands more than `max_expand` macros, or it uses a command that is not allowed.
pub(super) fn check(
    tex: &str,
    book: &BookMacros,
    max_expand: u32,
    is_known: impl Fn(&str) -> bool,
) -> Result<Shape, MathError> {
    if tex.len() > MAX_BYTES {
        let message = format!("the formula is longer than {MAX_BYTES} bytes");
        let end = tex.floor_char_boundary(MAX_BYTES);
        return Err(MathError::at(message, end..tex.len()));
    }
    let is_taken = |name: &str| book.contains(name) || is_known(name);
    let (formula, macros) = definitions::take(tokens(tex)?, is_taken)?;
    let mut expansion = Expansion {
        pending: formula.into_iter().rev().map(Pending::from).collect(),
        macros,
        book,
        expansions_left: max_expand,
    };
    let mut nesting = Nesting::default();
    let mut seen = 0;
    while let Some(token) = expansion.next()? {
        seen += 1;
        if seen > MAX_TOKENS {
            return Err(too_many_tokens(&token.span));
        }
        check_command(&token)?;
        nesting.see(token.text, &token.span)?;
    }
    Ok(Shape {
        depth: nesting.deepest(),
        unclosed: nesting.unclosed(),
    })
}

/// A token that is still to be expanded.
#[derive(Clone)]
struct Pending<'t> {
    text: &'t str,
    /// Where it stands in the formula; for a macro's body, where the macro's name stands.
    span: Range<usize>,
    /// Whether it is known to be no macro.
    is_final: bool,
}

impl<'t> From<Token<'t>> for Pending<'t> {
    fn from(token: Token<'t>) -> Self {
        Self {
            text: token.text,
            span: token.span,
            is_final: false,
        }
    }
}

/// The expansion of a formula, token by token.
struct Expansion<'t> {
    /// What is still to be read, the next token last.
    pending: Vec<Pending<'t>>,
    macros: Macros<'t>,
    book: &'t BookMacros,
    expansions_left: u32,
}

impl<'t> Expansion<'t> {
    /// The next token that is no macro.
    fn next(&mut self) -> Result<Option<Pending<'t>>, MathError> {
        while let Some(token) = self.pending.pop() {
            if token.is_final {
                return Ok(Some(token));
            }
            let Some(meaning) = self.meaning(&token)? else {
                return Ok(Some(token));
            };
            self.expansions_left = self.expansions_left.checked_sub(1).ok_or_else(|| {
                let message = "too many macros to expand: does one of them use itself?";
                MathError::at(message, token.span.clone())
            })?;
            self.expand(&token, &meaning)?;
        }
        Ok(None)
    }

    fn meaning(&mut self, token: &Pending<'t>) -> Result<Option<Macro<'t>>, MathError> {
        if let Some(meaning) = self.macros.get(token.text) {
            return Ok(Some(meaning.clone()));
        }
        let Some((name, body)) = self.book.get(token.text) else {
            return Ok(None);
        };
        let of_book = |problem: &str| {
            let message = format!("macro `{name}` of the book: {problem}");
            MathError::at(message, token.span.clone())
        };
        let body = body.map_err(of_book)?;
        let meaning = definitions::of_book(body).map_err(|error| of_book(&error.message))?;
        self.macros.insert(name, meaning.clone());
        Ok(Some(meaning))
    }

    /// Puts a macro's body, with its arguments in their places, before what is still to be read.
    fn expand(&mut self, name: &Pending<'t>, meaning: &Macro<'t>) -> Result<(), MathError> {
        let mut arguments = Vec::with_capacity(meaning.parameters);
        for _ in 0..meaning.parameters {
            arguments.push(self.argument(name)?);
        }
        let mut expanded = Vec::with_capacity(meaning.body.len());
        let mut body = meaning.body.iter();
        while let Some(&text) = body.next() {
            if text != "#" || meaning.parameters == 0 {
                expanded.push(Pending {
                    text,
                    span: name.span.clone(),
                    is_final: meaning.is_alias,
                });
                continue;
            }
            let place = body.next().copied().unwrap_or_default();
            if place == "#" {
                expanded.push(Pending {
                    text: "#",
                    span: name.span.clone(),
                    is_final: false,
                });
                continue;
            }
            let number = place.parse::<usize>().ok();
            let argument = number.and_then(|n| arguments.get(n.checked_sub(1)?));
            let argument = argument.ok_or_else(|| {
                let message = format!("macro `{}` has no parameter `#{place}`", name.text);
                MathError::at(message, name.span.clone())
            })?;
            if expanded.len() + argument.len() > MAX_TOKENS {
                return Err(too_many_tokens(&name.span));
            }
            expanded.extend_from_slice(argument);
        }
        if self.pending.len() + expanded.len() > MAX_TOKENS {
            return Err(too_many_tokens(&name.span));
        }
        self.pending.extend(expanded.into_iter().rev());
        Ok(())
    }

    /// The next argument of a macro: a token, or what stands between braces.
    fn argument(&mut self, name: &Pending<'t>) -> Result<Vec<Pending<'t>>, MathError> {
        let missing = || {
            let message = format!("macro `{}` lacks an argument", name.text);
            MathError::at(message, name.span.clone())
        };
        while self.pending.last().is_some_and(|token| token.text == " ") {
            self.pending.pop();
        }
        let mut argument = Vec::new();
        let mut depth = 0_usize;
        loop {
            let token = self.pending.pop().ok_or_else(missing)?;
            match token.text {
                "{" => depth += 1,
                "}" => depth = depth.checked_sub(1).ok_or_else(missing)?,
                _ => {}
            }
            argument.push(token);
            if depth == 0 {
                break;
            }
        }
        if argument[0].text == "{" {
            argument.remove(0);
            argument.pop();
        }
        Ok(argument)
    }
}

fn check_command(token: &Pending<'_>) -> Result<(), MathError> {
    let text = token.text;
    if !text.starts_with('\\') || text.starts_with(r"\verb") {
        return Ok(());
    }
    let message = if NEEDS_TRUST.contains(&text) || REFUSED.contains(&text) {
        format!("`{text}` is not allowed in a formula")
    } else if text.contains('@') {
        format!("`{text}` is internal to KaTeX")
    } else if is_definition(text) {
        format!("`{text}` inside a macro")
    } else {
        return Ok(());
    };
    Err(MathError::at(message, token.span.clone()))
}

fn too_many_tokens(span: &Range<usize>) -> MathError {
    let message = format!("its macros expand the formula to more than {MAX_TOKENS} tokens");
    MathError::at(message, span.clone())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn shape(tex: &str) -> Result<Shape, MathError> {
        let macros = [
            (r"\RR", r"\mathbb{R}"),
            (r"\norm", r"\left\lVert #1 \right\rVert"),
            (r"\pair", r"#1 {#2}"),
            (r"\vec", r"\mathbf{#1}"),
            (r"\loop", r"x\loop"),
            (r"\gap", r"#1 #3"),
            (r"\bad", "}"),
        ];
        let macros = macros.map(|(name, body)| (name.to_owned(), body.to_owned()));
        let book = BookMacros::new(macros.into());
        check(tex, &book, 1000, |name| name == r"\hat")
    }

    #[track_caller]
    fn assert_refused(tex: &str, message: &str, span: Range<usize>) {
        let error = shape(tex).unwrap_err();
        assert!(error.message.contains(message), "{}", error.message);
        assert_eq!(error.span, Some(span));
    }

    fn depth(tex: &str) -> usize {
        shape(tex).unwrap().depth
    }

    #[test]
    fn depth_is_counted_after_expansion() {
        assert_eq!(depth(r"\RR"), 1);
        assert_eq!(depth(r"\norm{\norm{x}}"), 2);
        assert_eq!(depth(r"\pair x\RR"), 2);
        assert_eq!(depth(r"\def\a#1{{{#1}}}\a{\a{\a x}}"), 6);
        assert_eq!(depth(r"\let\a=\left \a(\a(x"), 2);
    }

    #[test]
    fn macros_that_nest_without_braces_in_the_formula_are_found() {
        let tex = r"\def\a{\b\b}\def\b{{\c{\c}}}\def\c{\norm{\norm{\norm{\norm x}}}}";
        assert_eq!(depth(&format!(r"{tex}\a")), 6);
        let names = "bcdefghijklmnopqrstuvwxyz".chars();
        let chain: String = "abcdefghijklmnopqrstuvwxyz"
            .chars()
            .zip(names)
            .map(|(name, next)| format!(r"\def\q{name}{{{{{{{{{{{{\q{next}}}}}}}}}}}}}"))
            .collect();
        let tex = format!(r"{chain}\def\qz{{x}}\qa");
        let start = tex.len() - 3;
        assert_refused(&tex, "nested more than 100", start..start + 3);
    }

    #[test]
    fn doubling_arguments_stops_long_before_memory_does() {
        assert_refused(r"\def\a#1{\a{#1#1}}\a{x}", "8192 tokens", 18..20);
        let chain: String = ('a'..='z')
            .zip('b'..='z')
            .map(|(name, next)| format!(r"\def\q{name}#1{{\q{next}{{#1#1}}}}"))
            .collect();
        let tex = format!(r"{chain}\def\qz#1{{}}\qa{{x}}");
        let start = tex.len() - 6;
        assert_refused(&tex, "8192 tokens", start..start + 3);
    }

    #[test]
    fn a_macro_that_uses_itself_is_an_error_at_its_call() {
        assert_refused(r"x + \loop", "use itself", 4..9);
        assert_refused(r"\def\a{\b}\def\b{\a}\a", "use itself", 20..22);
    }

    #[test]
    fn long_formulas_are_refused() {
        assert!(shape(&"x".repeat(MAX_BYTES)).is_ok());
        assert_refused(&"x".repeat(MAX_BYTES + 1), "8192 bytes", 8192..8193);
        assert!(shape(&"я".repeat(MAX_BYTES)).is_err());
    }

    #[test]
    fn what_prints_or_needs_trust_or_cannot_be_counted_is_refused() {
        assert_refused(r"a\href{x}{y}", r"`\href` is not allowed", 1..6);
        assert_refused(r"\message{x}", "not allowed", 0..8);
        assert_refused(r"\def\a{\show x}\a", "not allowed", 15..17);
        assert_refused(r"\edef\a{x}", "not allowed", 0..5);
        assert_refused(r"\bra@ket", "internal", 0..8);
        assert_refused(r"\def\a{\def\b{x}}\a", "inside a macro", 17..19);
        assert!(shape(r"\verb|\message @|").is_ok());
    }

    #[test]
    fn commands_of_the_engine_keep_their_meaning() {
        assert_refused(r"\def\hat#1{}\hat x", "meaning already", 4..8);
        assert_refused(r"{\def\RR{x}}", "meaning already", 5..8);
        assert!(shape(r"\providecommand{\hat}[1]{}\hat{x}").is_ok());
    }

    #[test]
    fn arguments_are_read_like_the_engine_reads_them() {
        assert_refused(r"\norm", "lacks an argument", 0..5);
        assert_refused(r"{\norm}", "lacks an argument", 1..6);
        assert_refused(r"\pair{x", "lacks an argument", 0..5);
        assert_refused(r"\gap x", "no parameter `#3`", 0..4);
        assert_refused(r"\bad", r"macro `\bad` of the book: a `}` without", 0..4);
        assert!(shape(r"\def\a#1{##1}\a x").is_ok());
    }

    #[test]
    fn the_innermost_open_group_is_told() {
        assert_eq!(shape(r"\begin{a} {x").unwrap().unclosed, Some(10..11));
        assert_eq!(shape(r"\begin{a} {x}").unwrap().unclosed, Some(0..6));
        assert_eq!(shape(r"{x}").unwrap().unclosed, None);
    }
}
