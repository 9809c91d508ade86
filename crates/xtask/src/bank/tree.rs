//! A TOML file, or the lines of a JSON file, as one kind of tree whose nodes know their lines.
//!
//! In: text. Out: [`Node`]s, and syntax errors with their lines. Knows nothing of the bank.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value and the line (from 1) on which it begins.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) line: usize,
    pub(super) value: Value,
}

/// What TOML and JSON have in common, as far as the bank uses it.
#[derive(Debug)]
pub(super) enum Value {
    Text(String),
    Integer(i64),
    List(Vec<Node>),
    Table(BTreeMap<String, Node>),
    /// A date, a fraction, a truth value, null: only known to be none of the others.
    Other,
}

/// A line and what is wrong on it.
pub(super) type SyntaxError = (usize, String);

/// Reads a TOML file; every syntax error is reported, and the tree holds what could be read.
pub(super) fn read_toml(text: &str) -> (Node, Vec<SyntaxError>) {
    let lines = Lines::of(text);
    let (table, errors) = DeTable::parse_recoverable(text);
    let errors = errors
        .iter()
        .map(|e| {
            (
                e.span().map_or(1, |span| lines.at(span.start)),
                e.message().replace('\n', ", "),
            )
        })
        .collect();
    let root = Node {
        line: 1,
        value: from_toml_table(table.get_ref(), &lines),
    };
    (root, errors)
}

/// Reads a JSON Lines file: one value a line, each with its syntax error if it has one.
pub(super) fn read_json_lines(text: &str) -> Vec<Result<Node, SyntaxError>> {
    (1..)
        .zip(text.lines())
        .map(|(line, json)| match serde_json::from_str(json) {
            Ok(value) => Ok(from_json(value, line)),
            Err(error) => {
                // serde_json counts lines too, always 1 here, and repeats it in its message.
                let message = error.to_string();
                let place = format!(" at line 1 column {}", error.column());
                let message = message.strip_suffix(&place).unwrap_or(&message);
                Err((line, format!("{message} in column {}", error.column())))
            }
        })
        .collect()
}

// Both parsers refuse values nested deeper than about a hundred levels, so recursion is bounded.

fn from_toml_table(table: &DeTable<'_>, lines: &Lines) -> Value {
    let entry = |(key, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| {
        let key: &std::borrow::Cow<'_, str> = key.get_ref();
        (key.to_string(), from_toml(value, lines))
    };
    Value::Table(table.iter().map(entry).collect())
}

fn from_toml(value: &Spanned<DeValue<'_>>, lines: &Lines) -> Node {
    let line = lines.at(value.span().start);
    let value = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or(Value::Other, Value::Integer),
        DeValue::Array(items) => Value::List(items.iter().map(|i| from_toml(i, lines)).collect()),
        DeValue::Table(table) => from_toml_table(table, lines),
        _ => Value::Other,
    };
    Node { line, value }
}

fn from_json(value: serde_json::Value, line: usize) -> Node {
    use serde_json::Value as Json;
    let value = match value {
        Json::String(text) => Value::Text(text),
        Json::Number(number) => number.as_i64().map_or(Value::Other, Value::Integer),
        Json::Array(items) => Value::List(items.into_iter().map(|i| from_json(i, line)).collect()),
        Json::Object(map) => Value::Table(
            map.into_iter()
                .map(|(key, v)| (key, from_json(v, line)))
                .collect(),
        ),
        Json::Null | Json::Bool(_) => Value::Other,
    };
    Node { line, value }
}

/// Where the lines of a text begin.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        let after_breaks = text
            .bytes()
            .enumerate()
            .filter(|(_, b)| *b == b'\n')
            .map(|(at, _)| at + 1);
        Self(std::iter::once(0).chain(after_breaks).collect())
    }

    /// The line (from 1) of a byte.
    fn at(&self, offset: usize) -> usize {
        self.0.partition_point(|start| *start <= offset)
    }
}

/// The line (from 1) of a byte of a text.
pub(super) fn line_of(text: &str, offset: usize) -> usize {
    Lines::of(text).at(offset)
}
