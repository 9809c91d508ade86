//! Formulas without what may differ between languages, so that they can be compared.

use crate::parse::formula_words::{Token, Tokens};

/// Commands whose argument is words rather than letters of a formula. Commands that begin with `\text`
/// are recognised apart.
const WORDS: [&str; 7] = [
    "mathrm", "mathsf", "mathtt", "mathit", "mbox", "hbox", "fbox",
];

/// Commands that only make room.
const SPACE: [&str; 14] = [
    " ",
    "!",
    ",",
    ":",
    ";",
    ">",
    "enspace",
    "medspace",
    "qquad",
    "quad",
    "thickspace",
    "thinspace",
    "\n",
    "negthinspace",
];

/// Whether a command's argument is words.
pub(super) fn is_text(command: &str) -> bool {
    let is_text = command.starts_with("text") && !matches!(command, "textcolor" | "textstyle");
    is_text || WORDS.contains(&command)
}

/// A formula that is equal to its translation: white space, spacing commands and comments go, and so do
/// words in `\text{…}`, `\mathrm{…}` and the like. Letters and abbreviations stay, in whatever they stand
/// (`\mathrm{TP}`, `\mathrm{d}`): they are the same in every language, and mixing them up is a mistake.
pub(super) fn normal(tex: &str) -> String {
    let mut normal = String::with_capacity(tex.len());
    let mut tokens = Tokens::new(tex);
    while let Some(token) = tokens.next() {
        match token {
            Token::Char('~') => {}
            Token::Char(c) => normal.push(c),
            Token::Command(name) if SPACE.contains(&name) => {}
            Token::Command(name) if is_text(name) => {
                let argument = tokens.raw();
                if !is_words(argument) {
                    normal.extend(argument.chars().filter(|c| !c.is_whitespace()));
                }
            }
            Token::Command(name) => {
                normal.push('\\');
                normal.push_str(name);
                // So that `\alpha x` and `\alphax` stay two things.
                normal.push(' ');
            }
        }
    }
    normal
}

/// Whether a text has a word that a translator would translate: two letters, not all of them capitals.
fn is_words(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic());
    letters.clone().count() > 1 && letters.clone().any(|c| !c.is_uppercase())
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[test]
    fn words_and_spaces_make_no_difference() {
        for (a, b) in [
            (r"a = b", r"a=b"),
            (r"\frac{a}{b}\,c", r"\frac{ a }{b} c"),
            (r"x \text{ if } y", r"x\;\text{якщо }y"),
            (r"d_\text{in}", r"d_\text{вх}"),
            (
                r"\mathrm{Precision} = 1 % a comment",
                r"\mathrm{точність} = 1",
            ),
            (r"\textbf{word} a", r"\textbf{слово} a"),
        ] {
            assert_eq!(normal(a), normal(b));
        }
    }

    #[test]
    fn letters_numbers_and_abbreviations_do() {
        for (a, b) in [
            (r"a", r"b"),
            (r"0.5", r"0{,}5"),
            (r"\mathrm{TP}", r"\mathrm{FP}"),
            (r"\mathrm{d}x", r"\mathrm{e}x"),
            (r"\operatorname{tr} A", r"\operatorname{det} A"),
            (r"\alpha", r"\beta"),
            (r"x^2", r"x_2"),
        ] {
            assert_ne!(normal(a), normal(b));
        }
    }
}
