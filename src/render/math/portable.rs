//! Formulas for engines that do not know the book's macros.
//!
//! A formula in; the same formula with definitions of the macros of the book that it uses, and that those use, before
//! it. Nothing is expanded: the definitions are TeX's own (`\def`), which MathJax reads too.

use std::collections::BTreeSet;

use super::Math;
use super::book_macros::BookMacros;
use super::definitions;
use super::token::tokens;

impl Math {
    /// A formula that says what it needs of the book's macros. One without any, or that cannot be read, is unchanged.
    pub fn self_contained(&self, tex: &str) -> String {
        let book = &self.setup.book;
        let used = used(tex, book);
        let mut whole = String::with_capacity(tex.len());
        for name in used.iter().filter(|name| name.starts_with('\\')) {
            let Some(body) = book.usable().get(*name) else {
                continue;
            };
            let parameters = definitions::of_book(body).map_or(0, |meaning| meaning.parameters);
            whole.push_str("\\def");
            whole.push_str(name);
            (1..=parameters).for_each(|number| whole.push_str(&format!("#{number}")));
            whole.push_str(&format!("{{{}}}", without_characters(body, book)));
        }
        whole.push_str(&without_characters(tex, book));
        whole
    }
}

/// The names of the macros that a formula needs.
fn used<'b>(tex: &str, book: &'b BookMacros) -> BTreeSet<&'b str> {
    let mut used = BTreeSet::new();
    if book.usable().is_empty() {
        return used;
    }
    let mut open: Vec<&str> = vec![tex];
    let mut found: Vec<&'b str> = Vec::new();
    while let Some(text) = open.pop() {
        for token in tokens(text).unwrap_or_default() {
            if let Some((name, _)) = book.usable().get_key_value(token.text)
                && used.insert(name.as_str())
            {
                found.push(name);
            }
        }
        let next = found.pop().and_then(|name| book.usable().get(name));
        open.extend(next.map(String::as_str));
    }
    used
}

/// A text in which characters that are macros (`ℝ`) are what they stand for: elsewhere they cannot be defined.
fn without_characters(tex: &str, book: &BookMacros) -> String {
    let mut out = String::with_capacity(tex.len());
    let mut written = 0;
    for token in tokens(tex).unwrap_or_default() {
        let body = book.usable().get(token.text);
        if let Some(body) = body.filter(|_| !token.text.starts_with('\\')) {
            out.push_str(&tex[written..token.span.start]);
            out.push_str(&format!("{{{body}}}"));
            written = token.span.end;
        }
    }
    out.push_str(&tex[written..]);
    out
}

#[cfg(test)]
mod tests {
    use super::super::MathOptions;
    use super::*;

    fn math(macros: &[(&str, &str)]) -> Math {
        let macros = macros.iter();
        Math::new(MathOptions {
            macros: macros
                .map(|(name, body)| ((*name).to_owned(), (*body).to_owned()))
                .collect(),
            ..MathOptions::default()
        })
    }

    #[test]
    fn macros_stand_before_the_formulas_that_use_them() {
        let math = math(&[
            (r"\E", r"\mathbb{E}"),
            (r"\norm", r"\|#1\|_#2"),
            (r"\mean", r"\E[\norm{X}{2}]"),
            ("ℝ", r"\mathbb{R}"),
        ]);
        assert_eq!(math.self_contained("x + y"), "x + y");
        assert_eq!(math.self_contained(r"\E X"), r"\def\E{\mathbb{E}}\E X");
        assert_eq!(
            math.self_contained(r"\mean"),
            r"\def\E{\mathbb{E}}\def\mean{\E[\norm{X}{2}]}\def\norm#1#2{\|#1\|_#2}\mean"
        );
        assert_eq!(math.self_contained("x ∈ ℝ"), r"x ∈ {\mathbb{R}}");
        // A longer command is another one.
        assert_eq!(math.self_contained(r"\Ex"), r"\Ex");
    }
}
