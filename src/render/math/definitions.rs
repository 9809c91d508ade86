//! The macros that a formula defines for itself.
//!
//! Tokens in; the definitions and the tokens without them out. It understands `\def`, `\gdef`,
//! `\newcommand`, `\renewcommand`, `\providecommand` and `\let` as KaTeX reads them, except that
//! parameters have no delimiters and a name has one meaning in a formula: so that
//! [`super::limits`] can tell what the formula expands to without knowing where a definition is
//! in force: outside of its group the name is unknown, and the engine stops there.

use std::collections::BTreeMap;
use std::ops::Range;

use super::MathError;
use super::token::{Token, tokens};

/// A macro: what stands for its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Macro<'t> {
    /// How many arguments it takes, 0 to 9.
    pub(super) parameters: usize,
    /// The tokens; `#` and a digit is an argument, if there are parameters.
    pub(super) body: Vec<&'t str>,
    /// Whether the body is a command of the engine that `\let` gave a second name, not to be
    /// expanded again.
    pub(super) is_alias: bool,
}

/// Macros by name, the backslash included.
pub(super) type Macros<'t> = BTreeMap<&'t str, Macro<'t>>;

/// Whether a token starts a definition.
pub(super) fn is_definition(text: &str) -> bool {
    matches!(
        text,
        r"\def" | r"\gdef" | r"\newcommand" | r"\renewcommand" | r"\providecommand" | r"\let"
    )
}

/// Reads what stands for a macro of the book.
///
/// The number of parameters is that of `#1`, `#2`, … without a gap, as in KaTeX.
///
/// # Errors
/// The body is not made of tokens.
pub(super) fn of_book(body: &str) -> Result<Macro<'_>, MathError> {
    let plain = body.replace("##", "");
    let parameters = (1..=9)
        .take_while(|n| plain.contains(&format!("#{n}")))
        .count();
    Ok(Macro {
        parameters,
        body: tokens(body)?.iter().map(|token| token.text).collect(),
        is_alias: false,
    })
}

/// Takes the definitions out of a formula.
///
/// # Errors
/// A definition that is incomplete, gives a second meaning to a name (`is_taken` tells which names
/// the engine or the book has given one), or has delimiters between its parameters.
pub(super) fn take<'t>(
    formula: Vec<Token<'t>>,
    is_taken: impl Fn(&str) -> bool,
) -> Result<(Vec<Token<'t>>, Macros<'t>), MathError> {
    let mut macros = Macros::new();
    if !formula.iter().any(|token| is_definition(token.text)) {
        return Ok((formula, macros));
    }
    let mut reader = Reader {
        tokens: &formula,
        at: 0,
    };
    let mut rest = Vec::with_capacity(formula.len());
    while let Some(token) = reader.next() {
        if !is_definition(token.text) {
            rest.push(token.clone());
            continue;
        }
        let (name, defined) = reader.definition(token, &macros)?;
        if !is_taken(name.text) && !macros.contains_key(name.text) {
            macros.insert(name.text, defined);
        } else if token.text != r"\providecommand" {
            let message = format!(
                "`{}` has a meaning already; a formula cannot change it",
                name.text
            );
            return Err(MathError::at(message, name.span.clone()));
        }
    }
    Ok((rest, macros))
}

struct Reader<'r, 't> {
    tokens: &'r [Token<'t>],
    at: usize,
}

impl<'r, 't> Reader<'r, 't> {
    fn next(&mut self) -> Option<&'r Token<'t>> {
        let token = self.tokens.get(self.at)?;
        self.at += 1;
        Some(token)
    }

    fn next_is(&self, text: &str) -> bool {
        self.tokens
            .get(self.at)
            .is_some_and(|token| token.text == text)
    }

    fn spaces(&mut self) {
        while self.next_is(" ") {
            self.at += 1;
        }
    }

    /// What follows the token that starts a definition: the name and its meaning.
    fn definition(
        &mut self,
        start: &Token<'t>,
        macros: &Macros<'t>,
    ) -> Result<(&'r Token<'t>, Macro<'t>), MathError> {
        match start.text {
            r"\let" => self.alias(start, macros),
            r"\def" | r"\gdef" => self.plain_definition(start),
            _ => self.command_definition(start),
        }
    }

    /// `\let\name=\target`.
    fn alias(
        &mut self,
        start: &Token<'t>,
        macros: &Macros<'t>,
    ) -> Result<(&'r Token<'t>, Macro<'t>), MathError> {
        let name = self.name(start)?;
        self.spaces();
        if self.next_is("=") {
            self.at += 1;
            if self.next_is(" ") {
                self.at += 1;
            }
        }
        let target = self.name(start)?;
        if is_definition(target.text) {
            let message = format!("`{}` cannot be renamed", target.text);
            return Err(MathError::at(message, target.span.clone()));
        }
        let meaning = macros.get(target.text).cloned().unwrap_or_else(|| Macro {
            parameters: 0,
            body: vec![target.text],
            is_alias: true,
        });
        Ok((name, meaning))
    }

    /// `\def\name#1#2{body}`.
    fn plain_definition(
        &mut self,
        start: &Token<'t>,
    ) -> Result<(&'r Token<'t>, Macro<'t>), MathError> {
        let name = self.name(start)?;
        let mut parameters = 0;
        while !self.next_is("{") {
            let expected = (parameters + 1).to_string();
            if !self.next_is("#") {
                let message = format!("expected `#{expected}` or the body of `{}`", name.text);
                return Err(MathError::at(message, self.here(start)));
            }
            self.at += 1;
            if parameters == 9 || !self.next_is(&expected) {
                let message = format!("expected parameter `#{expected}` of `{}`", name.text);
                return Err(MathError::at(message, self.here(start)));
            }
            self.at += 1;
            parameters += 1;
        }
        let body = self.argument(start)?;
        Ok((name, meaning(parameters, body)))
    }

    /// `\newcommand{\name}[2]{body}`; the braces may be left out.
    fn command_definition(
        &mut self,
        start: &Token<'t>,
    ) -> Result<(&'r Token<'t>, Macro<'t>), MathError> {
        let [name] = self.argument(start)? else {
            let message = format!("expected one command after `{}`", start.text);
            return Err(MathError::at(message, start.span.clone()));
        };
        check_name(name, start)?;
        let mut parameters = 0;
        if self.next_is("[") {
            self.at += 1;
            let count = self.next().and_then(|token| token.text.parse().ok());
            parameters = count.filter(|count| *count <= 9).ok_or_else(|| {
                let message = format!("expected the number of parameters of `{}`", name.text);
                MathError::at(message, self.here(start))
            })?;
            if !self.next_is("]") {
                return Err(MathError::at("expected `]`", self.here(start)));
            }
            self.at += 1;
        }
        let body = self.argument(start)?;
        Ok((name, meaning(parameters, body)))
    }

    /// A command's name.
    fn name(&mut self, start: &Token<'t>) -> Result<&'r Token<'t>, MathError> {
        self.spaces();
        let name = self.next().ok_or_else(|| incomplete(start))?;
        check_name(name, start)?;
        Ok(name)
    }

    /// One token, or what stands between braces.
    fn argument(&mut self, start: &Token<'t>) -> Result<&'r [Token<'t>], MathError> {
        self.spaces();
        let from = self.at;
        let mut depth = 0_usize;
        loop {
            let token = self.next().ok_or_else(|| incomplete(start))?;
            match token.text {
                "{" => depth += 1,
                "}" => depth = depth.checked_sub(1).ok_or_else(|| incomplete(start))?,
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        let argument = &self.tokens[from..self.at];
        Ok(if argument[0].text == "{" {
            &argument[1..argument.len() - 1]
        } else {
            argument
        })
    }

    /// Where the next token stands; the start of the definition, if there is none.
    fn here(&self, start: &Token<'t>) -> Range<usize> {
        let token = self.tokens.get(self.at).unwrap_or(start);
        token.span.clone()
    }
}

fn meaning<'t>(parameters: usize, body: &[Token<'t>]) -> Macro<'t> {
    Macro {
        parameters,
        body: body.iter().map(|token| token.text).collect(),
        is_alias: false,
    }
}

fn check_name(name: &Token<'_>, start: &Token<'_>) -> Result<(), MathError> {
    if name.text.starts_with('\\') && name.text != r"\\" {
        return Ok(());
    }
    let message = format!("expected a command after `{}`", start.text);
    Err(MathError::at(message, name.span.clone()))
}

fn incomplete(start: &Token<'_>) -> MathError {
    let message = format!("incomplete definition after `{}`", start.text);
    MathError::at(message, start.span.clone())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn read(tex: &str) -> Result<(String, String), MathError> {
        let (rest, macros) = take(tokens(tex)?, |name| name == r"\taken")?;
        let rest = rest.iter().map(|token| token.text).collect();
        let macros = macros
            .iter()
            .map(|(name, m)| format!("{name}/{}={} ", m.parameters, m.body.concat()))
            .collect();
        Ok((rest, macros))
    }

    #[track_caller]
    fn assert_reads(tex: &str, rest: &str, macros: &str) {
        assert_eq!(read(tex), Ok((rest.to_owned(), macros.to_owned())));
    }

    #[test]
    fn every_kind_of_definition_is_read_and_taken_out() {
        assert_reads(r"a\def\x{b}c", "ac", r"\x/0=b ");
        assert_reads(r"\gdef\x #1#2{#2{#1}}", "", r"\x/2=#2{#1} ");
        assert_reads(r"\newcommand{\x}[1]{#1}y", "y", r"\x/1=#1 ");
        assert_reads(r"\renewcommand\x\mathbf y", "y", r"\x/0=\mathbf ");
        assert_reads(r"\let\x=\alpha\let\y\x", "", r"\x/0=\alpha \y/0=\alpha ");
        assert_reads(r"\providecommand{\taken}{z}", "", "");
    }

    #[test]
    fn definitions_in_groups_are_found() {
        assert_reads(r"\frac{\def\x{b}c}{d}", r"\frac{c}{d}", r"\x/0=b ");
    }

    #[test]
    fn verbatim_definitions_are_text() {
        assert_reads(r"\verb|\def\x|", r"\verb|\def\x|", "");
    }

    #[test]
    fn a_name_has_one_meaning() {
        let error = read(r"\def\x{a}\def\x{b}").unwrap_err();
        assert!(error.message.starts_with(r"`\x` has a meaning already"));
        assert_eq!(error.span, Some(13..15));
        assert!(read(r"\renewcommand{\taken}{z}").is_err());
    }

    #[test]
    fn incomplete_definitions_are_errors_with_a_place() {
        for (tex, span) in [
            (r"a\def", 1..5),
            (r"a\def\x", 1..5),
            (r"a\def\x{b", 1..5),
            (r"a\def x{b}", 6..7),
            (r"a\def\x.{b}", 7..8),
            (r"a\def\x#2{b}", 8..9),
            (r"a\newcommand{\x\y}{b}", 1..12),
            (r"a\newcommand{\x}[z]{b}", 18..19),
            (r"a\newcommand{\x}}", 1..12),
            (r"a\let\x=\def", 8..12),
            (r"a\let\x={", 8..9),
        ] {
            assert_eq!(read(tex).unwrap_err().span, Some(span), "{tex}");
        }
    }

    #[test]
    fn parameters_of_the_book_s_macros_are_counted_without_gaps() {
        assert_eq!(of_book(r"\mathbb{R}").unwrap().parameters, 0);
        assert_eq!(of_book(r"#1 + #2").unwrap().parameters, 2);
        assert_eq!(of_book(r"#2 + ##1").unwrap().parameters, 0);
    }
}
