//! What the TOML of a book may say: every key with its type, its default and its documentation.
//!
//! One table of [`Key`]s per kind of file is the only place where keys are described. From it come
//! the check (all problems of a file at once, each at its place), the JSON Schema that
//! `answerbook schema` prints for editors, and the reference in the manual. After a clean check,
//! `serde` turns the text into a struct whose fields bear the same names; a test holds the two together.

use std::ops::Range;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Diagnostic, did_you_mean};

mod json;

pub use json::json_schema;

/// The type of a value.
#[derive(Clone, Copy, Debug)]
pub enum Type {
    /// A string.
    Text,
    /// A whole number from the first to the second, both included.
    Integer(i64, i64),
    /// A number, with or without a decimal point, from the first to the second, both included.
    Decimal(f64, f64),
    /// Two whole numbers from 0 on, `[low, high]`: what lies between them, both included.
    Range,
    /// `true` or `false`.
    Boolean,
    /// A TOML date without a time, such as `2026-11-22`.
    Date,
    /// One of a few words.
    OneOf(&'static [&'static str]),
    /// Any number of values of one type.
    List(&'static Type),
    /// A table with these keys.
    Table(&'static [Key]),
    /// A table of a name with these keys, which may hold itself.
    Nested(&'static str, fn() -> &'static [Key]),
    /// A table whose keys the author chooses (language tags, names), with values of one type.
    Map(&'static Type),
}

/// A key of a table.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// The key as it is typed.
    pub name: &'static str,
    /// The type of its value.
    pub value: Type,
    /// Whether the table is wrong without it.
    pub required: bool,
    /// What holds when it is not given, as TOML or in words; empty if nothing does.
    pub default: &'static str,
    /// What it means, in one or two sentences.
    pub doc: &'static str,
}

/// A kind of file: `book.toml`, front matter of a question, and so on.
#[derive(Clone, Copy, Debug)]
pub struct Schema {
    /// The name by which `answerbook schema` knows it.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
}

impl Type {
    /// The type in words, for messages: `a list of texts`.
    fn words(&self) -> String {
        match self {
            Self::Text => "a text in quotes".into(),
            Self::Integer(i64::MIN | 0, i64::MAX) => "a whole number".into(),
            Self::Integer(only, same) if only == same => format!("`{only}`"),
            Self::Integer(low, high) => format!("a whole number from {low} to {high}"),
            Self::Decimal(low, high) => format!("a number from {low} to {high}"),
            Self::Range => "two whole numbers `[low, high]`, the smaller one first".into(),
            Self::Boolean => "`true` or `false`".into(),
            Self::Date => "a date such as `2026-11-22`".into(),
            Self::OneOf(words) => {
                let words: Vec<_> = words.iter().map(|w| format!("`\"{w}\"`")).collect();
                format!("one of {}", words.join(", "))
            }
            Self::List(Self::Text) => "a list of texts in quotes".into(),
            Self::List(_) => "a list".into(),
            Self::Table(_) | Self::Nested(..) | Self::Map(_) => "a table".into(),
        }
    }
}

/// Checks a TOML text against a schema and reads it.
///
/// `text` has the offsets of the real file: whoever reads a part of a file passes it with the rest blanked.
///
/// # Errors
/// All problems of the text, each with its place. The value is there only if there was none.
pub fn read<T: DeserializeOwned>(
    schema: &Schema,
    file: &Arc<str>,
    text: &str,
) -> Result<T, Vec<Diagnostic>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(syntax_errors(file, text, &errors));
    }
    let mut checker = Checker {
        file,
        diagnostics: Vec::new(),
    };
    checker.table(schema.keys, table.get_ref(), None);
    if !checker.diagnostics.is_empty() {
        return Err(checker.diagnostics);
    }
    T::deserialize(toml::de::Deserializer::from(table)).map_err(|e| {
        vec![Diagnostic::error(
            file,
            e.span().unwrap_or(0..0),
            e.message().to_owned(),
        )]
    })
}

/// Problems of TOML's own grammar, the first of each line: those after it are mostly its echo.
fn syntax_errors(file: &Arc<str>, text: &str, errors: &[toml::de::Error]) -> Vec<Diagnostic> {
    let mut problems: Vec<_> = errors.iter().map(|e| syntax_error(file, text, e)).collect();
    Diagnostic::sort(&mut problems);
    let line = |problem: &Diagnostic| {
        let start = problem.span.as_ref().map_or(0, |span| span.start);
        text[..start.min(text.len())].matches('\n').count()
    };
    problems.dedup_by_key(|problem| line(problem));
    problems
}

/// A problem of TOML's own grammar.
fn syntax_error(file: &Arc<str>, text: &str, error: &toml::de::Error) -> Diagnostic {
    let span = error.span().unwrap_or(0..0);
    // The parser points at the end of the text for what is unclosed: the last character shows more.
    let start = span.start.min(text.trim_end().len());
    let (message, expected) = error
        .message()
        .trim()
        .split_once(", expected ")
        .unwrap_or((error.message().trim(), ""));
    let mut problem = Diagnostic::error(file, start..span.end.max(start), message);
    // A literal string is one in single quotes: that quotes are missing has been said.
    let is_advice = !matches!(expected, "" | "nothing" | "literal string");
    problem.hint = is_advice.then(|| format!("expected {}", expected.replace('\n', ", ")));
    problem
}

struct Checker<'a> {
    file: &'a Arc<str>,
    diagnostics: Vec<Diagnostic>,
}

impl Checker<'_> {
    fn table(&mut self, keys: &'static [Key], table: &DeTable<'_>, place: Option<Range<usize>>) {
        for (name, value) in table.iter() {
            match keys.iter().find(|k| k.name == name.get_ref().as_ref()) {
                Some(key) => self.value(&format!("`{}`", key.name), &key.value, value),
                None => self.unknown(name, keys),
            }
        }
        for key in keys.iter().filter(|k| k.required) {
            if !table.contains_key(key.name) {
                // A whole file has no place of its own: the problem is shown at its beginning.
                let place = place.clone().unwrap_or(0..0);
                let problem = Diagnostic::error(
                    self.file,
                    place,
                    format!("the required key `{}` is missing", key.name),
                );
                self.diagnostics.push(problem.hint(format!(
                    "add `{} = …`: {}",
                    key.name,
                    first_sentence(key.doc)
                )));
            }
        }
    }

    fn unknown(&mut self, name: &Spanned<std::borrow::Cow<'_, str>>, keys: &'static [Key]) {
        let typed = name.get_ref();
        let mut problem =
            Diagnostic::error(self.file, name.span(), format!("unknown key `{typed}`"));
        problem.hint = did_you_mean(typed, keys.iter().map(|k| k.name));
        self.diagnostics.push(problem);
    }

    /// `name` is how messages call the value: the key in backticks.
    fn value(&mut self, name: &str, expected: &'static Type, value: &Spanned<DeValue<'_>>) {
        let found = value.get_ref();
        match (expected, found) {
            (Type::Text, DeValue::String(_)) | (Type::Boolean, DeValue::Boolean(_)) => {}
            (Type::Integer(low, high), DeValue::Integer(number)) => {
                let number = i64::from_str_radix(number.as_str(), number.radix());
                if !number.as_ref().is_ok_and(|n| (*low..=*high).contains(n)) {
                    let typed = number.map_or("a larger one".to_owned(), |n| format!("`{n}`"));
                    self.wrong(name, expected, value.span(), &typed);
                }
            }
            (Type::Decimal(low, high), found @ (DeValue::Float(_) | DeValue::Integer(_))) => {
                let number = decimal(found);
                if !number.is_some_and(|n| (*low..=*high).contains(&n)) {
                    let typed = number.map_or("a larger one".to_owned(), |n| format!("`{n}`"));
                    self.wrong(name, expected, value.span(), &typed);
                }
            }
            (Type::Range, DeValue::Array(bounds)) => {
                let bounds: Vec<_> = bounds.iter().map(|b| whole_number(b.get_ref())).collect();
                if !matches!(bounds[..], [Some(low), Some(high)] if 0 <= low && low <= high) {
                    self.wrong(name, expected, value.span(), "this list");
                }
            }
            (Type::Date, DeValue::Datetime(date)) if date.time.is_none() && date.date.is_some() => {
            }
            (Type::Date, DeValue::Datetime(_)) => {
                self.wrong(name, expected, value.span(), "one with a time");
            }
            (Type::OneOf(words), DeValue::String(word)) => {
                if !words.contains(&word.as_ref()) {
                    let problem = format!("{name} cannot be `{word}`");
                    let mut problem = Diagnostic::error(self.file, value.span(), problem);
                    problem.hint = did_you_mean(word, words.iter().copied());
                    self.diagnostics.push(problem);
                }
            }
            (Type::List(of), DeValue::Array(items)) => {
                for item in items.iter() {
                    self.value(&format!("an item of {name}"), of, item);
                }
            }
            (Type::Table(keys), DeValue::Table(table)) => {
                self.table(keys, table, Some(value.span()));
            }
            (Type::Nested(_, keys), DeValue::Table(table)) => {
                self.table(keys(), table, Some(value.span()));
            }
            (Type::Map(of), DeValue::Table(table)) => {
                for (key, item) in table.iter() {
                    self.value(&format!("`{}`", key.get_ref()), of, item);
                }
            }
            (_, other) => self.wrong(name, expected, value.span(), article(other.type_str())),
        }
    }

    fn wrong(&mut self, name: &str, expected: &Type, span: Range<usize>, found: &str) {
        let message = format!("{name} must be {}, not {found}", expected.words());
        self.diagnostics
            .push(Diagnostic::error(self.file, span, message));
    }
}

/// The value of a number.
fn decimal(value: &DeValue<'_>) -> Option<f64> {
    match value {
        DeValue::Float(number) => number.as_str().parse().ok(),
        _ => whole_number(value).map(|number| number as f64),
    }
}

/// The number, if it is a whole one of 64 bits.
fn whole_number(value: &DeValue<'_>) -> Option<i64> {
    let number = value.as_integer()?;
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}

/// TOML's name of a type with its article.
fn article(type_name: &'static str) -> &'static str {
    match type_name {
        "string" => "a text",
        "integer" => "a whole number",
        "float" => "a decimal number",
        "boolean" => "`true` or `false`",
        "datetime" => "a date or time",
        "array" => "a list",
        "table" => "a table",
        other => other,
    }
}

/// The first sentence, as it goes on after a colon.
fn first_sentence(doc: &str) -> String {
    let sentence = doc
        .split_once(". ")
        .map_or(doc.trim_end_matches('.'), |(first, _)| first);
    let mut letters = sentence.chars();
    let first = letters.next().map(char::to_lowercase);
    first.into_iter().flatten().chain(letters).collect()
}
