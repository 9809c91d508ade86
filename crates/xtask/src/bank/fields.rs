//! The fields of an entry, read with a problem for each that is missing, empty or of the wrong type.
//!
//! In: a [`Node`]. Out: texts, numbers and lists. A value that cannot be read is reported and comes
//! out empty, so that the fields after it are read too. Knows the languages, but no entry of the bank.

use std::collections::BTreeMap;

use super::tree::{self, Node, Value};
use super::{LANGUAGES, Names, Problem};

/// An id where it is used, with its line.
pub(super) type Mention = (usize, String);

/// The fields of one entry and the line where it begins.
pub(super) struct Fields<'n> {
    pub(super) line: usize,
    pub(super) table: &'n BTreeMap<String, Node>,
}

/// Reads the entries of one file and collects what is wrong in them.
pub(super) struct Reader<'p> {
    pub(super) file: &'p str,
    pub(super) problems: &'p mut Vec<Problem>,
}

impl Reader<'_> {
    pub(super) fn problem(&mut self, line: usize, message: impl Into<String>) {
        let (file, message) = (self.file.to_owned(), message.into());
        self.problems.push(Problem {
            file,
            line: Some(line),
            message,
        });
    }

    /// The root of a TOML file; `None` if its syntax is wrong.
    pub(super) fn toml(&mut self, text: &str) -> Option<Node> {
        let (root, errors) = tree::read_toml(text);
        let sound = errors.is_empty();
        for (line, message) in errors {
            self.problem(line, message);
        }
        sound.then_some(root)
    }

    /// The fields of a table; a problem for each that is not in `known`.
    pub(super) fn fields<'n>(&mut self, node: &'n Node, known: &[&str]) -> Option<Fields<'n>> {
        let Value::Table(table) = &node.value else {
            self.problem(node.line, "must be a table of fields");
            return None;
        };
        for (key, value) in table
            .iter()
            .filter(|(key, _)| !known.contains(&key.as_str()))
        {
            self.problem(value.line, format!("unknown field `{key}`"));
        }
        Some(Fields {
            line: node.line,
            table,
        })
    }

    pub(super) fn required<'n>(&mut self, fields: &Fields<'n>, key: &str) -> Option<&'n Node> {
        let found = fields.table.get(key);
        if found.is_none() {
            self.problem(fields.line, format!("the field `{key}` is missing"));
        }
        found
    }

    /// A text that may be empty.
    pub(super) fn text_or_empty(&mut self, fields: &Fields<'_>, key: &str) -> String {
        match self.required(fields, key) {
            Some(Node {
                value: Value::Text(text),
                ..
            }) => text.clone(),
            Some(node) => {
                self.problem(node.line, format!("`{key}` must be a text"));
                String::new()
            }
            None => String::new(),
        }
    }

    pub(super) fn text(&mut self, fields: &Fields<'_>, key: &str) -> String {
        if let Some(Node {
            line,
            value: Value::Text(text),
        }) = fields.table.get(key)
            && text.trim().is_empty()
        {
            self.problem(*line, format!("`{key}` is empty"));
        }
        self.text_or_empty(fields, key)
    }

    /// An id: lower-case words, digits allowed, joined by single dashes. It becomes a file's name,
    /// so nothing else may pass.
    pub(super) fn id(&mut self, fields: &Fields<'_>, key: &str) -> String {
        let id = self.text(fields, key);
        let is_word = |w: &str| {
            !w.is_empty()
                && w.bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        if !id.trim().is_empty() && !id.split('-').all(is_word) {
            let line = fields.table.get(key).map_or(fields.line, |node| node.line);
            self.problem(
                line,
                format!("`{key}` must be lower-case words joined by dashes, not `{id}`"),
            );
            return String::new();
        }
        id
    }

    pub(super) fn one_of(&mut self, fields: &Fields<'_>, key: &str, choices: &[&str]) -> String {
        let text = self.text(fields, key);
        if !text.trim().is_empty() && !choices.contains(&text.as_str()) {
            let line = fields.table.get(key).map_or(fields.line, |node| node.line);
            self.problem(
                line,
                format!(
                    "`{key}` must be one of {}, not `{text}`",
                    choices.join(", ")
                ),
            );
        }
        text
    }

    pub(super) fn integer(&mut self, fields: &Fields<'_>, key: &str) -> i64 {
        match self.required(fields, key) {
            Some(Node {
                value: Value::Integer(number),
                ..
            }) => *number,
            Some(node) => {
                self.problem(node.line, format!("`{key}` must be a whole number"));
                0
            }
            None => 0,
        }
    }

    pub(super) fn list<'n>(
        &mut self,
        fields: &Fields<'n>,
        key: &str,
        required: bool,
    ) -> &'n [Node] {
        let found = if required {
            self.required(fields, key)
        } else {
            fields.table.get(key)
        };
        match found {
            Some(Node {
                value: Value::List(items),
                ..
            }) => items,
            Some(node) => {
                self.problem(node.line, format!("`{key}` must be a list"));
                &[]
            }
            None => &[],
        }
    }

    /// A list of texts, each with its line.
    pub(super) fn mentions(
        &mut self,
        fields: &Fields<'_>,
        key: &str,
        required: bool,
    ) -> Vec<Mention> {
        let mut texts = Vec::new();
        for node in self.list(fields, key, required) {
            match &node.value {
                Value::Text(text) if !text.trim().is_empty() => {
                    texts.push((node.line, text.clone()))
                }
                _ => self.problem(
                    node.line,
                    format!("`{key}` must hold texts that are not empty"),
                ),
            }
        }
        texts
    }

    pub(super) fn texts(&mut self, fields: &Fields<'_>, key: &str) -> Vec<String> {
        self.mentions(fields, key, true)
            .into_iter()
            .map(|(_, text)| text)
            .collect()
    }

    /// A table with a text in each language.
    pub(super) fn names(&mut self, fields: &Fields<'_>, key: &str) -> Names {
        let Some(node) = self.required(fields, key) else {
            return Names::default();
        };
        let Some(names) = self.fields(node, &LANGUAGES) else {
            return Names::default();
        };
        LANGUAGES.map(|language| self.text(&names, language))
    }
}
