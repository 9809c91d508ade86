//! One data file of a language: TOML text goes in, checked strings and problems come out.
//!
//! A value that has a problem is left out, so that the text below it (of the embedded file, or of
//! English) is shown instead. Nothing is filled in here: a file does not know the others.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use icu_plurals::PluralCategory;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::plural::{Members, PluralRules};
use super::schema::{Schema, Shape};
use crate::diagnostic::Diagnostic;

mod plural_forms;
mod text;

/// A checked value.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// A string.
    Text(String),
    /// A list, as long as in English.
    List(Vec<String>),
    /// A string that depends on a number, in the rules of the file's language. It has all forms
    /// that whole numbers need, and `other`.
    Plural(PluralRules, BTreeMap<PluralCategory, String>),
}

/// What a data file says.
#[derive(Debug, Default)]
pub(super) struct Data {
    /// The values without problems, by key: `question.hint`.
    pub(super) values: BTreeMap<String, Value>,
    /// The keys of the values with problems.
    pub(super) refused: BTreeSet<String>,
    /// Whether the text is not TOML, so that keys may have been lost.
    pub(super) broken: bool,
    /// Every problem.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Reads a data file.
pub(super) fn read(tag: &str, file: &Arc<str>, text: &str, schema: &Schema) -> Data {
    let (table, errors) = DeTable::parse_recoverable(text);
    let rules = PluralRules::of(tag);
    let mut reader = Reader {
        tag,
        file,
        text,
        schema,
        rules,
        needed: rules.needed(),
        data: Data {
            broken: !errors.is_empty(),
            ..Data::default()
        },
    };
    for error in errors {
        // The parser points behind the last character for what is not closed.
        let span = error.span().unwrap_or(0..0);
        let start = span.start.min(text.trim_end().len());
        let message = error.message().trim().replace('\n', ", ");
        reader.report(Diagnostic::error(file, start..span.end.max(start), message));
    }
    for (group, value) in table.get_ref().iter() {
        reader.group(group, value);
    }
    reader.data
}

type Key<'t> = Spanned<Cow<'t, str>>;

struct Reader<'a> {
    tag: &'a str,
    file: &'a Arc<str>,
    text: &'a str,
    schema: &'a Schema,
    rules: PluralRules,
    needed: BTreeMap<PluralCategory, Members>,
    data: Data,
}

impl Reader<'_> {
    fn group(&mut self, group: &Key<'_>, value: &Spanned<DeValue<'_>>) {
        let name = group.get_ref();
        if !self.schema.has_group(name) {
            let mut problem = self.warning(group.span(), format!("unknown key `{name}`"));
            problem.hint = self.schema.hint_for_group(name);
            return self.report(problem);
        }
        let DeValue::Table(table) = value.get_ref() else {
            return self.wrong_type(name, "a table", value);
        };
        for (key, value) in table.iter() {
            self.key(name, key, value);
        }
    }

    fn key(&mut self, group: &str, name: &Key<'_>, value: &Spanned<DeValue<'_>>) {
        let key = format!("{group}.{}", name.get_ref());
        let schema = self.schema;
        let Some(shape) = schema.shape(&key) else {
            let mut problem = self.warning(name.span(), format!("unknown key `{key}`"));
            problem.hint = schema.hint_for_key(group, name.get_ref());
            return self.report(problem);
        };
        let checked = match shape {
            Shape::Text(names) => self.string(&key, value, names, None).map(Value::Text),
            Shape::List(length) => self.list(&key, value, *length).map(Value::List),
            Shape::Plural(names) => self
                .plural_forms(&key, name.span(), value, names)
                .map(|forms| Value::Plural(self.rules, forms)),
        };
        match checked {
            Some(value) => {
                self.data.values.insert(key, value);
            }
            None => {
                self.data.refused.insert(key);
            }
        }
    }

    fn list(
        &mut self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        length: usize,
    ) -> Option<Vec<String>> {
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_type(key, "a list", value);
            return None;
        };
        if items.len() != length {
            let message = format!("`{key}` has {} texts, not {length}", items.len());
            self.report(Diagnostic::error(self.file, value.span(), message));
            return None;
        }
        let none = BTreeSet::new();
        let items = items.iter().map(|item| self.string(key, item, &none, None));
        // Collected first, so that the problems of every item are reported.
        Vec::from_iter(items).into_iter().collect()
    }

    fn wrong_type(&mut self, key: &str, expected: &str, value: &Spanned<DeValue<'_>>) {
        let found = match value.get_ref() {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "`true` or `false`",
            DeValue::Datetime(_) => "a date or time",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        let message = format!("`{key}` must be {expected}, not {found}");
        self.report(Diagnostic::error(self.file, value.span(), message));
    }

    fn warning(&self, span: Range<usize>, message: String) -> Diagnostic {
        Diagnostic::warning(self.file, span, message)
    }

    fn report(&mut self, problem: Diagnostic) {
        self.data.diagnostics.push(problem);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;
    use crate::diagnostic::Severity;

    const ENGLISH: &str = r#"
[language]
direction = "ltr"
quotes = ["“", "”"]
thousands = ","
[question]
hint = "Hint"
asked = { one = "in {n} of {all}", other = "in {n} of {all}" }
[fallback]
notice = "Shown in {language}"
"#;

    pub(super) fn read(tag: &str, text: &str) -> Data {
        super::read(tag, &Arc::from("x.toml"), text, &Schema::of(ENGLISH))
    }

    /// Every problem: severity, the text it points at, message, hint.
    pub(super) fn problems(tag: &str, text: &str) -> Vec<(Severity, String, String, String)> {
        let data = read(tag, text);
        assert_eq!(data.values.len(), 0, "values with problems are not used");
        let problems = data.diagnostics.into_iter().map(|d| {
            assert_eq!(d.file.as_deref(), Some("x.toml"));
            let place = text[d.span.unwrap()].to_owned();
            (d.severity, place, d.message, d.hint.unwrap_or_default())
        });
        problems.collect()
    }

    pub(super) fn warning(
        place: &str,
        message: &str,
        hint: &str,
    ) -> (Severity, String, String, String) {
        (Severity::Warning, place.into(), message.into(), hint.into())
    }

    fn error(place: &str, message: &str) -> (Severity, String, String, String) {
        (Severity::Error, place.into(), message.into(), String::new())
    }

    #[test]
    fn unknown_keys_name_the_nearest() {
        assert_eq!(
            problems(
                "uk",
                "[question]\nhnt = 'a'\nnotice = 'b'\nzzzzzzzz = 1\n[falback]\nx = 1"
            ),
            [
                warning(
                    "falback",
                    "unknown key `falback`",
                    "did you mean `fallback`?"
                ),
                warning(
                    "hnt",
                    "unknown key `question.hnt`",
                    "did you mean `question.hint`?"
                ),
                warning(
                    "notice",
                    "unknown key `question.notice`",
                    "did you mean `fallback.notice`?"
                ),
                warning("zzzzzzzz", "unknown key `question.zzzzzzzz`", ""),
            ]
        );
        assert_eq!(
            problems("uk", "hint = 'a'"),
            [warning(
                "hint",
                "unknown key `hint`",
                "did you mean `question.hint`?"
            )]
        );
    }

    #[test]
    fn values_of_a_wrong_type_are_errors() {
        let text = "fallback = 1\n[language]\nquotes = ['«', 2]\n\
            [question]\nhint = ['a']\nasked = 'b'";
        assert_eq!(
            problems("uk", text),
            [
                error("1", "`fallback` must be a table, not a number"),
                error(
                    "2",
                    "`language.quotes` must be a text in quotes, not a number"
                ),
                error(
                    "'b'",
                    "`question.asked` must be a table of plural forms, not a text"
                ),
                error(
                    "['a']",
                    "`question.hint` must be a text in quotes, not a list"
                ),
            ]
        );
        assert_eq!(
            problems("uk", "[language]\nquotes = ['«']\n"),
            [error("['«']", "`language.quotes` has 1 texts, not 2")]
        );
    }

    #[test]
    fn text_that_is_not_toml_is_an_error_at_its_place() {
        let data = read("uk", "[question]\nhint = \n");
        assert!(data.broken);
        let problem = &data.diagnostics[0];
        assert_eq!(problem.severity, Severity::Error);
        assert_eq!(problem.span.clone().map(|s| s.start), Some(17));
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_every_problem_has_a_place(
            cut in any::<prop::sample::Index>(),
            inserted in "[\\PC\n\"'{}\\[\\]=.]{0,8}",
            length in 0usize..40,
        ) {
            let chars = Vec::from_iter(ENGLISH.chars());
            let at = cut.index(chars.len());
            let rest = &chars[(at + length).min(chars.len())..];
            let text = String::from_iter(&chars[..at]) + &inserted + &String::from_iter(rest);
            for problem in read("en", &text).diagnostics {
                prop_assert!(text.get(problem.span.unwrap()).is_some());
            }
        }
    }
}
