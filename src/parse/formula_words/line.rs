//! Atoms of a formula in one line: which of them are set apart, and where parentheses are needed.
//!
//! In come atoms, out goes text. The layout is TeX's spacing (The TeXbook, chapter 18) with every space
//! of one width, and for what TeX sets above or below the line the linear notation of Unicode Technical
//! Note 28: `x_i`, `e^(−x)`, `(a + b)/c`.

use super::letters::{lowered, raised};

/// What an atom is, for the space around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// A letter, a number, or what counts as one.
    Ord,
    /// A sign that touches whatever is beside it.
    Glue,
    /// A word: it is set apart from letters.
    Word,
    /// A large operator.
    Op,
    /// The name of a function: it touches its argument's parenthesis.
    Function,
    /// A binary operation; a sign, where there is nothing to operate on.
    Bin,
    /// A relation.
    Rel,
    /// An opening delimiter.
    Open,
    /// A closing delimiter.
    Close,
    /// A comma or semicolon.
    Punct,
    /// A fraction.
    Inner,
    /// A space that was asked for. Without text, nothing at all.
    Space,
}

/// A piece of a formula.
#[derive(Clone, Debug)]
pub(super) struct Atom {
    pub(super) class: Class,
    pub(super) text: String,
    /// Whether the text ends in a script, which a letter right after it would seem to belong to.
    pub(super) is_scripted: bool,
}

impl Atom {
    pub(super) fn new(class: Class, text: impl Into<String>) -> Self {
        Self {
            class,
            text: text.into(),
            is_scripted: false,
        }
    }

    /// A word, or a letter if it is but one.
    pub(super) fn word(text: String) -> Self {
        let class = if text.chars().nth(1).is_some() {
            Class::Word
        } else {
            Class::Ord
        };
        Self::new(class, text)
    }

    /// The atom with what stands lowered and raised beside it.
    pub(super) fn with_scripts(mut self, sub: &[Self], sup: &[Self]) -> Self {
        let mut add = |(script, is_linear): (String, bool)| {
            self.text.push_str(&script);
            self.is_scripted |= is_linear;
        };
        add(subscript(&line(sub, true)));
        add(superscript(&line(sup, true)));
        if matches!(self.class, Class::Glue | Class::Space | Class::Punct) {
            self.class = Class::Ord;
        }
        self
    }
}

/// A lowered text, and whether it had to be written with `_`.
fn subscript(text: &str) -> (String, bool) {
    if let Some(lowered) = text.chars().map(lowered).collect::<Option<String>>() {
        return (lowered, false);
    }
    let is_plain = text.chars().all(char::is_alphanumeric) || is_single(text);
    (
        format!(
            "_{}",
            if is_plain {
                text.to_owned()
            } else {
                parenthesised(text)
            }
        ),
        true,
    )
}

/// A raised text, and whether it had to be written with `^`.
fn superscript(text: &str) -> (String, bool) {
    if let Some(raised) = text.chars().map(raised).collect::<Option<String>>() {
        return (raised, false);
    }
    match text {
        // They stand high by themselves.
        "*" | "′" | "″" | "†" | "‡" => return (text.to_owned(), false),
        "∘" => return ("°".to_owned(), false),
        "⊤" => return ("ᵀ".to_owned(), false),
        _ => {}
    }
    let is_word = text.chars().all(char::is_alphabetic);
    let text = if is_word || is_single(text) {
        text.to_owned()
    } else {
        parenthesised(text)
    };
    (format!("^{text}"), true)
}

/// Whether a text is one character, marks above it aside.
fn is_single(text: &str) -> bool {
    text.chars().filter(|c| !is_mark(*c)).count() == 1
}

/// Whether a character stands high or low by itself.
fn is_script(c: char) -> bool {
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻₀₁₂₃₄₅₆₇₈₉₊₋′*ᵀ".contains(c)
}

/// The combining marks that accents are made with.
pub(super) fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{20D0}'..='\u{20FF}')
}

/// A text in parentheses, unless a single pair of them is around all of it.
pub(super) fn parenthesised(text: &str) -> String {
    if text.starts_with('(') && group_length(text) == text.len() {
        return text.to_owned();
    }
    format!("({text})")
}

/// The length of the bracketed group that a text begins with; the whole length if it is never closed.
fn group_length(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + c.len_utf8();
        }
    }
    text.len()
}

/// Whether a text falls into parts, outside of all brackets, at a space or a fraction stroke.
fn has_parts(text: &str) -> bool {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        match c {
            ' ' | '/' => return true,
            '(' | '[' => rest = &rest[group_length(rest)..],
            _ => rest = &rest[c.len_utf8()..],
        }
    }
    false
}

/// A fraction in one line.
pub(super) fn fraction(numerator: &[Atom], denominator: &[Atom]) -> Atom {
    let mut above = line(numerator, false);
    if has_parts(&above) {
        above = parenthesised(&above);
    }
    Atom::new(Class::Inner, format!("{above}/{}", factor(denominator)))
}

/// Atoms as one factor: in parentheses unless they are a single thing, `x_i`, `f(x)` or `∂x`.
pub(super) fn factor(atoms: &[Atom]) -> String {
    let text = line(atoms, false);
    let rest = match atoms {
        [sign, rest @ ..] if !rest.is_empty() && matches!(sign.text.as_str(), "∂" | "d" | "√") => {
            rest
        }
        _ => atoms,
    };
    let name = match rest {
        [
            Atom {
                class: Class::Open, ..
            },
            ..,
        ] => 0,
        _ => 1,
    };
    let argument: String = rest
        .iter()
        .skip(name)
        .map(|atom| atom.text.as_str())
        .collect();
    let is_group = argument.starts_with(['(', '['])
        && argument[group_length(&argument)..].chars().all(is_script);
    if !has_parts(&text) && (argument.is_empty() || is_group) {
        text
    } else {
        parenthesised(&text)
    }
}

/// Atoms in one line; `is_tight` as in scripts, where operations and relations have no space around them.
pub(super) fn line(atoms: &[Atom], is_tight: bool) -> String {
    let mut out = String::new();
    let mut before: Option<(&Atom, Class)> = None;
    let mut has_space = false;
    for (at, atom) in atoms.iter().enumerate() {
        if atom.class == Class::Space {
            has_space |= !atom.text.is_empty();
            continue;
        }
        let next = atoms[at + 1..]
            .iter()
            .find(|next| next.class != Class::Space);
        let class = effective(
            before.map(|(_, class)| class),
            atom.class,
            next.map(|n| n.class),
        );
        let is_apart = before.is_some_and(|before| gap(before, (atom, class), is_tight));
        if (is_apart || has_space) && !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
        out.push_str(&atom.text);
        before = Some((atom, class));
        has_space = false;
    }
    out
}

/// The class of an atom among others: an operation without an operand is a sign.
fn effective(before: Option<Class>, class: Class, next: Option<Class>) -> Class {
    use Class::{Bin, Close, Function, Glue, Op, Open, Punct, Rel};
    let is_first = matches!(
        before,
        None | Some(Bin | Op | Function | Rel | Open | Punct)
    );
    let is_last = matches!(next, None | Some(Rel | Close | Punct));
    if class == Bin && (is_first || is_last) {
        Glue
    } else {
        class
    }
}

/// Whether there is a space between two atoms.
fn gap((left, left_class): (&Atom, Class), (_, right): (&Atom, Class), is_tight: bool) -> bool {
    use Class::{Bin, Close, Function, Glue, Inner, Op, Open, Ord, Punct, Rel, Word};
    match (left_class, right) {
        (Open, _) | (_, Close | Punct) => false,
        (Bin | Rel | Punct, _) | (_, Bin | Rel) => !is_tight,
        (Glue, _) | (_, Glue) => false,
        (Function, Open) => left.is_scripted,
        (Function | Op | Inner, _) | (_, Function | Op | Inner) => true,
        (Word, Ord | Word) | (_, Word) => true,
        (_, Ord) => left.is_scripted,
        _ => false,
    }
}
