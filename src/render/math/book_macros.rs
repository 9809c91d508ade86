//! The macros that the book gives to all its formulas.
//!
//! Names and bodies as they stand in `[math.macros]` in; those that are safe to hand to an engine
//! and the problems of the others out. [`super::limits`] follows the macros of the book, not those
//! that KaTeX is made of: so a name that KaTeX's own macros use may get another meaning, but not
//! one with parameters, because with `\fbox` as `\boxed{#1#1}` a short formula would expand without
//! end where nobody counts.

use std::collections::{BTreeMap, BTreeSet};

use katex_rs::macros::MacroDefinition;
use katex_rs::macros::builtins::BUILTIN_MACROS;

use super::MathError;
use super::definitions;
use super::token::tokens;

/// How long the body of a macro may be, in bytes.
const MAX_BYTES: usize = 1000;

/// What KaTeX's macros that are functions expand to.
const USED_BY_FUNCTIONS: [&str; 18] = [
    r"\,",
    r"\TeX",
    r"\cdots",
    r"\dotsb",
    r"\dotsc",
    r"\dotsi",
    r"\dotsm",
    r"\dotso",
    r"\dotsx",
    r"\gdef",
    r"\kern",
    r"\ldots",
    r"\mathrm",
    r"\raisebox",
    r"\scriptstyle",
    r"\smash",
    r"\text",
    r"\textrm",
];

/// The macros of a book.
#[derive(Debug, Default)]
pub(super) struct BookMacros {
    macros: BTreeMap<String, String>,
    problems: BTreeMap<String, String>,
}

impl BookMacros {
    /// Sorts out the macros that cannot be used.
    pub(super) fn new(macros: BTreeMap<String, String>) -> Self {
        let mut used: Option<BTreeSet<&str>> = None;
        let mut book = Self::default();
        for (name, body) in macros {
            let used = used.get_or_insert_with(names_used_by_katex);
            match check(&name, &body, used) {
                Ok(()) => book.macros.insert(name, body),
                Err(problem) => book.problems.insert(name, problem),
            };
        }
        book
    }

    /// The macros that an engine may be given, by name.
    pub(super) fn usable(&self) -> &BTreeMap<String, String> {
        &self.macros
    }

    /// What is wrong with the others, by name.
    pub(super) fn problems(&self) -> &BTreeMap<String, String> {
        &self.problems
    }

    /// Whether the book has a macro of this name, usable or not.
    pub(super) fn contains(&self, name: &str) -> bool {
        self.macros.contains_key(name) || self.problems.contains_key(name)
    }

    /// A macro's name and body, or its problem; `None` if there is no such macro.
    pub(super) fn get(&self, name: &str) -> Option<(&str, Result<&str, &str>)> {
        let usable = self.macros.get_key_value(name);
        let usable = usable.map(|(name, body)| (name.as_str(), Ok(body.as_str())));
        let problem = self.problems.get_key_value(name);
        usable.or(problem.map(|(name, problem)| (name.as_str(), Err(problem.as_str()))))
    }
}

fn check(name: &str, body: &str, used: &BTreeSet<&str>) -> Result<(), String> {
    if !is_name(name) {
        return Err(
            r"a macro's name is a command such as `\RR` or one character such as `ℝ`".into(),
        );
    }
    if body.len() > MAX_BYTES {
        return Err(format!("its body is longer than {MAX_BYTES} bytes"));
    }
    let meaning = definitions::of_book(body).map_err(|MathError { message, .. }| message)?;
    let mut depth = 0_usize;
    for text in &meaning.body {
        match *text {
            "{" => depth += 1,
            "}" => depth = depth.checked_sub(1).ok_or("a `}` without its `{`")?,
            _ => {}
        }
    }
    if depth > 0 {
        return Err("a `{` without its `}`".into());
    }
    if meaning.parameters > 0 && used.contains(name) {
        return Err("KaTeX uses this name, so its macro cannot have parameters".into());
    }
    Ok(())
}

/// Whether a name is one command, or one character that is not ASCII: what else stands for itself.
fn is_name(name: &str) -> bool {
    match tokens(name).as_deref() {
        Ok([token]) if token.text == name => {
            let first = name.chars().next().unwrap_or_default();
            let is_command = first == '\\' && name != r"\\" && !name.contains('@');
            is_command || !first.is_ascii()
        }
        _ => false,
    }
}

/// The commands in the bodies of KaTeX's own macros.
fn names_used_by_katex() -> BTreeSet<&'static str> {
    let mut names = BTreeSet::from(USED_BY_FUNCTIONS);
    for definition in BUILTIN_MACROS.values() {
        if let MacroDefinition::StaticStr(body) = definition {
            names.extend(tokens(body).into_iter().flatten().map(|token| token.text));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[track_caller]
    fn problem(name: &str, body: &str) -> String {
        let book = BookMacros::new(BTreeMap::from([(name.to_owned(), body.to_owned())]));
        assert!(book.contains(name));
        assert!(!book.usable().contains_key(name));
        book.get(name).unwrap().1.unwrap_err().to_owned()
    }

    #[test]
    fn usual_macros_are_usable() {
        let macros = [
            (r"\RR", r"\mathbb{R}"),
            (r"\norm", r"\left\lVert #1 \right\rVert"),
            (r"\vec", r"\mathbf{#1}"),
            (r"\epsilon", r"\varepsilon"),
            (r"\in", r"\ni"),
            (r"\|", r"\lVert"),
            ("ℝ", r"\mathbb{R}"),
        ];
        let macros = macros.map(|(name, body)| (name.to_owned(), body.to_owned()));
        let book = BookMacros::new(macros.into());
        assert_eq!(book.usable().len(), 7, "{:?}", book.problems());
        assert_eq!(book.get(r"\RR"), Some((r"\RR", Ok(r"\mathbb{R}"))));
        assert_eq!(book.get(r"\QQ"), None);
    }

    #[test]
    fn names_are_one_command_or_one_character() {
        for name in [
            "RR", "x", "", r"\RR ", r"\a\b", r"\", r"\\", r"\m@th", "{", "ℝℂ",
        ] {
            assert!(problem(name, "x").contains("name"), "{name}");
        }
    }

    #[test]
    fn bodies_are_balanced_and_short() {
        assert_eq!(problem(r"\x", "{a"), "a `{` without its `}`");
        assert_eq!(problem(r"\x", "}{"), "a `}` without its `{`");
        assert_eq!(problem(r"\x", "\u{1}"), "unexpected character U+0001");
        assert!(problem(r"\x", &"a".repeat(1001)).contains("1000 bytes"));
    }

    #[test]
    fn what_katex_is_made_of_gets_no_parameters() {
        assert!(problem(r"\fbox", r"\boxed{#1#1}").contains("KaTeX uses this name"));
        assert!(problem(r"\ldots", r"\dots{#1#1}").contains("KaTeX uses this name"));
    }
}
