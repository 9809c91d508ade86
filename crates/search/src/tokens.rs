//! Text → the terms that it is found by.
//!
//! One function for both sides: what the index holds of a text and what a query looks for come from the same
//! words, by the same stemmer. A term is a stem, with its position among the words of the text.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use crate::analysis::{Word, words};
use crate::stem::Stemmer;

/// A term in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The term.
    pub term: String,
    /// The position of its word among the words of the text.
    pub position: u32,
    /// The place of its word, in bytes of the text.
    pub span: Range<usize>,
}

/// A word of a text, before it becomes a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found<'t> {
    /// A normalised word, whose stem is the term.
    Word(&'t str),
    /// An identifier of several words, which is a term as it stands.
    Whole(&'t str),
}

/// The terms of a text, by ascending position.
pub fn tokens(text: &str, stemmer: Stemmer) -> Vec<Token> {
    let mut tokens = Vec::new();
    each(text, &mut |found, position, span| {
        let term = match found {
            Found::Word(word) => stemmer.stem(word).into_owned(),
            Found::Whole(whole) => whole.to_owned(),
        };
        tokens.push(Token {
            term,
            position,
            span,
        });
    });
    tokens
}

/// Visits what terms are made of, by ascending position: the words of a text with their places. A Greek letter is
/// found by its name too, and an identifier (`nn.Linear`, `train_test_split`) as a whole beside its parts.
pub fn each(text: &str, visit: &mut dyn FnMut(Found<'_>, u32, Range<usize>)) {
    let found: Vec<Word<'_>> = words(text).collect();
    let mut identifiers = identifiers(text, &found).into_iter().peekable();
    for (number, word) in found.iter().enumerate() {
        let position = number as u32;
        visit(Found::Word(&word.text), position, word.span.clone());
        if let Some(name) = greek_name(&word.text) {
            visit(Found::Word(name), position, word.span.clone());
        }
        if let Some((range, whole)) = identifiers.next_if(|(range, _)| range.start == number) {
            let span = word.span.start..found[range.end - 1].span.end;
            visit(Found::Whole(&whole), position, span);
        }
    }
}

/// The identifiers of several words among the words of a text: which words, and the whole in its normal form.
pub fn identifiers(text: &str, words: &[Word<'_>]) -> Vec<(Range<usize>, String)> {
    let mut found: Vec<(Range<usize>, String)> = Vec::new();
    for (number, pair) in words.windows(2).enumerate() {
        let sign = &text[pair[0].span.end..pair[1].span.start];
        let is_sign = sign == "." || !sign.is_empty() && sign.bytes().all(|byte| byte == b'_');
        if !is_sign || !pair[0].text.is_ascii() || !pair[1].text.is_ascii() {
            continue;
        }
        match found.last_mut() {
            Some((range, whole)) if range.end == number + 1 => {
                whole.push_str(sign);
                whole.push_str(&pair[1].text);
                range.end += 1;
            }
            _ => {
                let whole = [&*pair[0].text, sign, &*pair[1].text].concat();
                found.push((number..number + 2, whole));
            }
        }
    }
    found
}

/// The English name of a Greek letter, as formulas and readers spell it.
fn greek_name(word: &str) -> Option<&'static str> {
    const NAMES: [(char, &str); 24] = [
        ('α', "alpha"),
        ('β', "beta"),
        ('γ', "gamma"),
        ('δ', "delta"),
        ('ε', "epsilon"),
        ('ζ', "zeta"),
        ('η', "eta"),
        ('θ', "theta"),
        ('ι', "iota"),
        ('κ', "kappa"),
        ('λ', "lambda"),
        ('μ', "mu"),
        ('ν', "nu"),
        ('ξ', "xi"),
        ('ο', "omicron"),
        ('π', "pi"),
        ('ρ', "rho"),
        ('σ', "sigma"),
        ('τ', "tau"),
        ('υ', "upsilon"),
        ('φ', "phi"),
        ('χ', "chi"),
        ('ψ', "psi"),
        ('ω', "omega"),
    ];
    let mut letters = word.chars();
    let letter = letters.next().filter(|_| letters.next().is_none())?;
    let mut names = NAMES.iter();
    names
        .find(|(other, _)| *other == letter)
        .map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str) -> Vec<String> {
        tokens(text, Stemmer::English)
            .into_iter()
            .map(|t| t.term)
            .collect()
    }

    #[test]
    fn identifiers_and_formulas_are_found_by_their_parts() {
        assert_eq!(
            terms("nn.Linear x_train softmax(QK^T)"),
            [
                "nn",
                "nn.linear",
                "linear",
                "x",
                "x_train",
                "train",
                "softmax",
                "qk",
                "t"
            ]
        );
    }

    #[test]
    fn a_greek_letter_is_found_by_its_name() {
        assert_eq!(terms("λ Σ"), ["λ", "lambda", "σ", "sigma"]);
        assert_eq!(tokens("a λ b", Stemmer::English)[2].position, 1);
    }
}
