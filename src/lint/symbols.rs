//! Symbols in displayed formulas that the text around them never names.
//!
//! Formulas of a translation are those of its original, so the original alone is looked at. What readers
//! know is left out: functions, constants, differentials, indices, variables that a sum or a maximum
//! runs over. All of it is advice.

use std::collections::BTreeSet;

use super::Page;
use super::formula::is_text;
use super::passage::passages;
use super::walk::walk;
use crate::diagnostic::Diagnostic;
use crate::parse::formula_words::{Token, Tokens};
use crate::parse::tree::Kind;

/// How deep scripts are followed into scripts.
const MAX_DEPTH: usize = 16;

/// How many tokens of a function's arguments are looked at where a formula defines it.
const MAX_ARGUMENTS: usize = 12;

/// Greek letters by their commands; variants have the same name behind `var`.
const GREEK: [(&str, char); 29] = [
    ("alpha", 'α'),
    ("beta", 'β'),
    ("gamma", 'γ'),
    ("delta", 'δ'),
    ("epsilon", 'ε'),
    ("zeta", 'ζ'),
    ("eta", 'η'),
    ("theta", 'θ'),
    ("iota", 'ι'),
    ("kappa", 'κ'),
    ("lambda", 'λ'),
    ("mu", 'μ'),
    ("nu", 'ν'),
    ("xi", 'ξ'),
    ("rho", 'ρ'),
    ("sigma", 'σ'),
    ("tau", 'τ'),
    ("upsilon", 'υ'),
    ("phi", 'φ'),
    ("chi", 'χ'),
    ("psi", 'ψ'),
    ("omega", 'ω'),
    ("Gamma", 'Γ'),
    ("Theta", 'Θ'),
    ("Lambda", 'Λ'),
    ("Sigma", 'Σ'),
    ("Phi", 'Φ'),
    ("Psi", 'Ψ'),
    ("Omega", 'Ω'),
];

/// Letters that a text names as words: `a` and `I` are words of their own.
const WORDS_OF_ONE_LETTER: [&str; 3] = ["a", "A", "I"];

/// Looks at the displayed formulas of an original; each symbol is reported where it stands first.
pub(super) fn lint(page: &Page<'_>, problems: &mut Vec<Diagnostic>) {
    if !page.is_original() || !page.body.has_formulas {
        return;
    }
    let mut met = named(page);
    walk(page.nodes(), &mut |node| {
        let Kind::Formula(tex, true) = &node.kind else {
            return;
        };
        let unnamed: Vec<String> = Symbols::of(tex)
            .to_be_named()
            .filter(|symbol| met.insert((*symbol).to_owned()))
            .map(|symbol| format!("`{symbol}`"))
            .collect();
        if !unnamed.is_empty() {
            let message = format!(
                "the text never names {} of this formula",
                unnamed.join(", ")
            );
            let hint = "say what every symbol means where it stands first, between `$`";
            problems.push(
                page.advice(page.formula_line(&node.span), message)
                    .hint(hint),
            );
        }
    });
}

/// The symbols that stand in the text: in formulas of a line, and as words of one letter.
fn named(page: &Page<'_>) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    walk(page.nodes(), &mut |node| {
        if let Kind::Formula(tex, false) = &node.kind {
            named.extend(Symbols::of(tex).all.into_iter().map(|symbol| symbol.name));
        }
    });
    for passage in passages(page.nodes(), page.text()) {
        for word in passage.text.split(|c: char| !c.is_alphanumeric()) {
            let mut letters = word.chars();
            let (Some(letter), None) = (letters.next(), letters.next()) else {
                continue;
            };
            let greek = GREEK.iter().find(|(_, greek)| *greek == letter);
            if let Some((name, _)) = greek {
                named.insert(format!("\\{name}"));
            } else if letter.is_ascii_alphabetic() && !WORDS_OF_ONE_LETTER.contains(&word) {
                named.insert(word.to_owned());
            }
        }
    }
    named
}

/// A symbol of a formula.
struct Symbol {
    /// A letter, or a Greek one's command.
    name: String,
    /// Whether it stands in an index.
    in_index: bool,
    /// Whether a reader knows it, by convention or because it is bound.
    is_known: bool,
}

/// The symbols of a formula, in order.
#[derive(Default)]
struct Symbols {
    all: Vec<Symbol>,
    has_differentials: bool,
}

impl Symbols {
    fn of(tex: &str) -> Self {
        let mut symbols = Self {
            has_differentials: ["\\int", "{d", "mathrm{d}"]
                .iter()
                .any(|sign| tex.contains(sign)),
            ..Self::default()
        };
        symbols.read(tex, 0, false);
        symbols
    }

    /// Symbols that a text should name: those that stand outside of indices and are not known.
    fn to_be_named(&self) -> impl Iterator<Item = &str> {
        let known: BTreeSet<&str> = self
            .all
            .iter()
            .filter(|s| s.is_known)
            .map(|s| &*s.name)
            .collect();
        let free = self.all.iter().filter(|symbol| !symbol.in_index);
        free.map(|symbol| symbol.name.as_str())
            .filter(move |name| !known.contains(name))
    }

    fn read(&mut self, tex: &str, depth: usize, in_index: bool) {
        let mut tokens = Tokens::new(tex);
        let mut is_first = true;
        while let Some(token) = tokens.next() {
            match token {
                Token::Char('_') => self.script(&mut tokens, depth, true),
                Token::Char('^') => self.script(&mut tokens, depth, in_index),
                Token::Char(c) if c.is_ascii_alphabetic() => {
                    let is_known = self.is_conventional(c, tokens.peek());
                    let is_introduced = self.introduce(tokens, in_index && is_first);
                    self.push(c.to_string(), in_index, is_known || is_introduced);
                }
                Token::Char(_) => {}
                Token::Command(name) if has_no_symbols(name) => {
                    tokens.raw();
                }
                Token::Command(name) => {
                    let name = name.strip_prefix("var").unwrap_or(name);
                    if GREEK.iter().any(|(greek, _)| *greek == name) {
                        let is_introduced = self.introduce(tokens, in_index && is_first);
                        self.push(format!("\\{name}"), in_index, is_introduced);
                    }
                }
            }
            is_first = token == Token::Char(',');
        }
    }

    /// What stands after `_` or `^`.
    fn script(&mut self, tokens: &mut Tokens<'_>, depth: usize, in_index: bool) {
        match tokens.peek() {
            Some(Token::Command(name)) if has_no_symbols(name) => {
                tokens.next();
                tokens.raw();
            }
            Some(Token::Command(name)) => {
                tokens.next();
                self.read(&format!("\\{name}"), depth + 1, in_index);
            }
            _ => {
                let script = tokens.raw();
                let is_transposition = matches!(script.trim(), "T" | "\\top");
                if !is_transposition && depth < MAX_DEPTH {
                    self.read(script, depth + 1, in_index);
                }
            }
        }
    }

    /// Whether a symbol is introduced where it stands, before the tokens that follow it: it runs over
    /// something in an index, or the formula says what it is, `L_i = …`, `f(x) = …`. The arguments of such
    /// a function are known then as well.
    fn introduce(&mut self, mut next: Tokens<'_>, begins_index: bool) -> bool {
        if begins_index && is_binding(next.peek()) {
            return true;
        }
        while let Some(Token::Char('_' | '^' | '\'')) = next.peek() {
            if next.next() != Some(Token::Char('\'')) {
                next.raw();
            }
        }
        let mut arguments = String::new();
        if next.accept('(') {
            let inside = std::iter::from_fn(|| next.next().filter(|t| *t != Token::Char(')')));
            for token in inside.take(MAX_ARGUMENTS) {
                match token {
                    Token::Char(c) if c.is_ascii_alphabetic() => arguments.push(c),
                    _ => {}
                }
            }
        }
        next.accept('&');
        let is_defined = matches!(
            next.next(),
            Some(Token::Char('=' | ':') | Token::Command("coloneqq" | "triangleq"))
        );
        if is_defined {
            arguments
                .chars()
                .for_each(|c| self.push(c.to_string(), true, true));
        }
        is_defined
    }

    fn push(&mut self, name: String, in_index: bool, is_known: bool) {
        // The variable of a differential is bound by its integral, or named where it is not.
        let after_d =
            self.has_differentials && self.all.last().is_some_and(|s| s.name == "d" && s.is_known);
        self.all.push(Symbol {
            name,
            in_index,
            is_known: is_known || after_d,
        });
    }

    /// Letters that mean the same everywhere: Euler's number, the identity matrix, differentials, O(n),
    /// probabilities, expectations.
    fn is_conventional(&self, letter: char, next: Option<Token<'_>>) -> bool {
        match (letter, next) {
            ('e', Some(Token::Char('^'))) | ('I', _) => true,
            ('O' | 'P' | 'p', Some(Token::Char('(') | Token::Command("left" | "big" | "Big"))) => {
                true
            }
            ('E', Some(Token::Char('[' | '(') | Token::Command("left"))) => true,
            ('d', Some(Token::Char(c))) => self.has_differentials && c.is_ascii_alphabetic(),
            ('d', Some(Token::Command(_))) => self.has_differentials,
            _ => false,
        }
    }
}

/// Whether what follows the first symbol of an index makes it run over something: `i = 1`, `x \in X`.
fn is_binding(next: Option<Token<'_>>) -> bool {
    matches!(
        next,
        None | Some(Token::Char('=' | '<' | '>' | ','))
            | Some(Token::Command(
                "in" | "le" | "leq" | "ne" | "neq" | "to" | "sim" | "ge" | "geq"
            ))
    )
}

/// Whether a command's argument holds words, a set's name or a layout, but no symbols.
fn has_no_symbols(command: &str) -> bool {
    let names = [
        "operatorname",
        "mathbb",
        "mathcal",
        "begin",
        "end",
        "tag",
        "label",
    ];
    is_text(command) || names.contains(&command)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn to_be_named(tex: &str) -> Vec<String> {
        Symbols::of(tex).to_be_named().map(str::to_owned).collect()
    }

    #[test]
    fn letters_are_symbols_whatever_they_wear() {
        assert_eq!(
            to_be_named(r"\hat{y} + \mathbf{w}^\top x \le \varepsilon"),
            ["y", "w", "x", r"\epsilon"]
        );
        assert_eq!(to_be_named(r"\frac{a}{b}^{c}"), ["a", "b", "c"]);
    }

    #[test]
    fn what_readers_know_needs_no_name() {
        for tex in [
            r"\log 2 + \exp(1) + \operatorname{softmax}(0)",
            r"\mathrm{TPR} + \text{if } 3",
            r"e^{-1} + O(1) + P(1) + \mathbb{E}[1]",
            r"\sum_{i=1}^{3} i",
            r"\max_{k \in \mathbb{N}} k",
            r"\int_0^1 2\,dt",
            r"f(x) = x^2",
            r"L_j = 1",
            r"A^T = 1",
            r"1_{ij}",
        ] {
            assert_eq!(to_be_named(tex), [""; 0], "{tex}");
        }
    }

    #[test]
    fn broken_and_deep_formulas_cost_little() {
        // Quadratic in the length, any of these would take minutes.
        for piece in [
            "x_{",
            "x^",
            "(x",
            r"\text{",
            "a_b",
            "'",
            r"\sum_{i=",
            "{d",
            "f(x",
            r"_\frac",
            "x_{a}",
        ] {
            let symbols = to_be_named(&piece.repeat(30_000));
            assert!(symbols.len() <= 60_000, "{piece}");
        }
    }

    proptest! {
        #[test]
        fn any_formula_has_its_symbols(tex in r"[\\{}_^a-d()=,'α ]{0,40}") {
            let symbols = to_be_named(&tex);
            prop_assert!(symbols.iter().all(|symbol| !symbol.is_empty()));
        }
    }
}
