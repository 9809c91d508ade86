//! What the words of code are coloured as: the scopes of the grammars, mapped to few short classes.
//!
//! In: the name of a scope, such as `keyword.control.flow.return.python`. Out: its [`Effect`] on the
//! text that it covers. The tables are data; nothing here parses code or writes HTML.
//!
//! The classes are the contract with themes: `static/css/code.css` has a rule for each, named by a
//! custom property, and a theme may rely on the names staying what they are.

use Class as C;
use Effect::{Class as Is, Nothing, Operator, Plain, Whole};

/// What a piece of code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// `k`: words that belong to the language; declarations, modifiers and `and`, `or`, `not` included.
    Keyword,
    /// `s`: strings and what stands for them, such as regular expressions and inline code.
    String,
    /// `e`: what is special in a string: escapes, placeholders, format specifications.
    Escape,
    /// `n`: numbers with their prefixes and units.
    Number,
    /// `c`: comments and documentation.
    Comment,
    /// `f`: functions, methods and macros, where they are defined and where they are called.
    Function,
    /// `t`: types, classes, traits and the like.
    Type,
    /// `l`: constants and literals that are words, such as `True` and `null`.
    Constant,
    /// `v`: parameters, and variables where the language marks them, such as `$HOME`.
    Variable,
    /// `g`: tags of markup, and the keys of configuration files.
    Tag,
    /// `a`: attributes, decorators and properties.
    Attribute,
    /// `h`: headings, and the headers of a diff.
    Heading,
    /// `i`: inserted text.
    Inserted,
    /// `d`: deleted text.
    Deleted,
    /// `p`: the prompt of a session in a terminal.
    Prompt,
}

impl Class {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Keyword,
        Self::String,
        Self::Escape,
        Self::Number,
        Self::Comment,
        Self::Function,
        Self::Type,
        Self::Constant,
        Self::Variable,
        Self::Tag,
        Self::Attribute,
        Self::Heading,
        Self::Inserted,
        Self::Deleted,
        Self::Prompt,
    ];

    /// The name in HTML's `class` attribute, one letter.
    pub const fn css(self) -> &'static str {
        match self {
            Self::Keyword => "k",
            Self::String => "s",
            Self::Escape => "e",
            Self::Number => "n",
            Self::Comment => "c",
            Self::Function => "f",
            Self::Type => "t",
            Self::Constant => "l",
            Self::Variable => "v",
            Self::Tag => "g",
            Self::Attribute => "a",
            Self::Heading => "h",
            Self::Inserted => "i",
            Self::Deleted => "d",
            Self::Prompt => "p",
        }
    }
}

/// What a scope does to the text under it. Scopes lie in a stack; an inner one overrides an outer one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Nothing: the text stays what the scopes further out made it.
    Nothing,
    /// The text is plain again, as code in a string is.
    Plain,
    /// The text is of the class.
    Class(Class),
    /// The text is an operator: plain if it is written with signs, a keyword if it is a word. Spans around
    /// signs would make a quarter of the bytes of a Python block.
    Operator,
    /// The text is of the class, and scopes further in change nothing: a word in a comment is comment.
    Whole(Class),
}

/// The effect of a scope: that of the longest entry of [`SCOPES`] that its name begins with.
pub(super) fn effect(scope: &str) -> Effect {
    let mut name = scope;
    loop {
        if let Ok(row) = SCOPES.binary_search_by(|(prefix, _)| (*prefix).cmp(name)) {
            return SCOPES[row].1;
        }
        match name.rfind('.') {
            Some(dot) => name = &name[..dot],
            None => return Nothing,
        }
    }
}

/// The class of a piece of code with these scopes, the outermost first.
pub(super) fn class(scopes: &[Effect], piece: &str) -> Option<Class> {
    let mut class = None;
    for effect in scopes {
        match effect {
            Nothing => {}
            Plain => class = None,
            Is(inner) => class = Some(*inner),
            Operator => {
                let word = piece.trim_start().starts_with(char::is_alphabetic);
                class = word.then_some(C::Keyword);
            }
            Whole(inner) => return Some(*inner),
        }
    }
    class
}

/// The scopes that matter, sorted by name; whole names between dots count. The names are those of the
/// [scope naming convention](https://www.sublimetext.com/docs/scope_naming.html) and, where a grammar
/// has its own, of that grammar.
const SCOPES: &[(&str, Effect)] = &[
    ("comment", Whole(C::Comment)),
    ("constant", Is(C::Constant)),
    ("constant.character", Is(C::Escape)),
    ("constant.numeric", Is(C::Number)),
    ("constant.other", Nothing), // SQL: the parts of `table.column`
    ("constant.other.color", Is(C::Number)),
    ("constant.other.format-spec", Is(C::Escape)),
    ("constant.other.placeholder", Is(C::Escape)),
    ("constant.other.symbol", Is(C::Constant)),
    ("entity.name", Is(C::Type)),
    ("entity.name.constant", Is(C::Constant)),
    ("entity.name.function", Is(C::Function)),
    ("entity.name.label", Is(C::Constant)),
    ("entity.name.macro", Is(C::Function)),
    ("entity.name.module", Nothing),
    ("entity.name.namespace", Nothing),
    ("entity.name.section", Is(C::Heading)),
    ("entity.name.tag", Is(C::Tag)),
    ("entity.other.attribute-name", Is(C::Attribute)),
    ("entity.other.inherited-class", Is(C::Type)),
    ("keyword", Is(C::Keyword)),
    ("keyword.operator", Operator),
    ("keyword.operator.accessor", Nothing),
    ("keyword.other.substitution", Plain), // JavaScript: `${` and `}`
    ("keyword.other.template", Is(C::String)), // JavaScript: the back quotes
    ("keyword.other.unit", Is(C::Number)),
    ("markup.deleted", Whole(C::Deleted)),
    ("markup.heading", Whole(C::Heading)),
    ("markup.inserted", Whole(C::Inserted)),
    ("markup.raw.inline", Is(C::String)),
    ("markup.underline.link", Is(C::String)),
    ("meta.diff", Whole(C::Heading)),
    ("meta.embedded", Plain),
    ("meta.group.expansion.command", Plain), // shell: `$(…)`
    ("meta.group.expansion.parameter", Whole(C::Variable)), // shell: `$x` and `${x:-y}`
    ("meta.interpolation", Plain),
    ("meta.mapping.key", Whole(C::Tag)), // JSON
    ("meta.template.expression", Plain),
    ("punctuation.definition.annotation", Is(C::Attribute)),
    ("source.regexp", Whole(C::String)),
    ("storage", Is(C::Keyword)),
    ("storage.modifier.conversion", Is(C::Escape)), // Python: `!r`
    ("storage.modifier.lifetime", Is(C::Type)),
    ("storage.type.function.arrow", Operator), // JavaScript: `=>`
    ("storage.type.numeric", Is(C::Number)),   // Rust: `1u8`
    ("storage.type.string", Is(C::String)),    // Python: the `f` of `f""`
    ("string", Is(C::String)),
    ("string.regexp", Whole(C::String)),
    ("string.unquoted", Nothing), // YAML: everything that is not a key
    ("string.unquoted.heredoc", Is(C::String)),
    ("support.class", Is(C::Type)),
    ("support.constant", Is(C::Constant)),
    ("support.function", Is(C::Function)),
    ("support.macro", Is(C::Function)),
    ("support.type", Is(C::Type)),
    ("support.type.property-name", Is(C::Attribute)),
    ("variable.annotation", Is(C::Attribute)),
    ("variable.function", Is(C::Function)),
    ("variable.language", Is(C::Variable)),
    ("variable.language.star", Operator), // SQL
    ("variable.other.readwrite.assignment.shell", Is(C::Variable)),
    ("variable.parameter", Is(C::Variable)),
];

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const STYLESHEET: &str = include_str!("../../../static/css/code.css");

    #[test]
    fn scopes_are_sorted_so_that_they_can_be_searched() {
        assert!(SCOPES.is_sorted_by(|(a, _), (b, _)| a < b));
    }

    #[test]
    fn the_longest_entry_decides_and_only_whole_names_count() {
        assert_eq!(effect("constant.numeric.integer.python"), Is(C::Number));
        assert_eq!(effect("constant.language.python"), Is(C::Constant));
        assert_eq!(effect("constant.other.table-name.sql"), Nothing);
        assert_eq!(effect("constants.numeric"), Nothing);
        assert_eq!(effect("punctuation.section.group.begin"), Nothing);
        assert_eq!(effect(""), Nothing);
    }

    #[test]
    fn inner_scopes_override_outer_ones_but_not_in_comments() {
        let string = [Is(C::String), Nothing];
        assert_eq!(class(&string, "a"), Some(C::String));
        assert_eq!(class(&[Is(C::String), Plain], "a"), None);
        assert_eq!(
            class(&[Is(C::String), Plain, Is(C::Number)], "1"),
            Some(C::Number)
        );
        assert_eq!(
            class(&[Whole(C::Comment), Is(C::Keyword)], "TODO"),
            Some(C::Comment)
        );
    }

    #[test]
    fn operators_are_keywords_if_they_are_words() {
        assert_eq!(class(&[Operator], " not"), Some(C::Keyword));
        assert_eq!(class(&[Is(C::String), Operator], "+="), None);
    }

    #[test]
    fn the_stylesheet_has_a_rule_for_every_class() {
        for class in Class::ALL {
            let rule = format!(".code .{} {{ color: var(--code-", class.css());
            assert_eq!(STYLESHEET.matches(&rule).count(), 1, "{class:?}");
        }
    }
}
