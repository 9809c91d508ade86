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

use super::Direction;
use super::placeholder;
use super::plural::{self, Members, PluralRules};
use super::schema::{Schema, Shape};
use crate::diagnostic::Diagnostic;

/// What stands between groups of digits: the only string that may be empty or blank.
const THOUSANDS: &str = "language.thousands";
/// The only string whose value is one of a few words.
const DIRECTION: &str = "language.direction";

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
                .plural(&key, name.span(), value, names)
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

    /// A string with the placeholders of the English one, except `spare`, which may be left out.
    fn string(
        &mut self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        names: &BTreeSet<String>,
        spare: Option<&str>,
    ) -> Option<String> {
        let DeValue::String(text) = value.get_ref() else {
            self.wrong_type(key, "a text in quotes", value);
            return None;
        };
        if text.trim().is_empty() && key != THOUSANDS {
            self.report(self.warning(value.span(), format!("`{key}` is empty")));
            return None;
        }
        if key == DIRECTION && Direction::from_word(text).is_none() {
            let message = format!("`{key}` cannot be `{text}`");
            let problem = Diagnostic::error(self.file, value.span(), message);
            self.report(problem.hint("one of `ltr`, `rtl`"));
            return None;
        }
        let problems = self.placeholder_problems(key, text, value.span(), names, spare);
        let sound = problems.is_empty();
        self.data.diagnostics.extend(problems);
        sound.then(|| text.clone().into_owned())
    }

    fn placeholder_problems(
        &self,
        key: &str,
        text: &str,
        span: Range<usize>,
        names: &BTreeSet<String>,
        spare: Option<&str>,
    ) -> Vec<Diagnostic> {
        let Ok(found) = placeholder::names(text) else {
            let message = format!("`{key}` has a brace that belongs to no placeholder");
            let problem = self.warning(span, message);
            return vec![problem.hint(known_placeholders(names))];
        };
        let unknown = found.iter().filter(|name| !names.contains(**name));
        let unknown = unknown.map(|name| {
            let message = format!("`{key}` has no placeholder `{{{name}}}`");
            self.warning(self.placeholder_span(name, &span), message)
                .hint(known_placeholders(names))
        });
        let lacking = names
            .iter()
            .filter(|name| !found.contains(name.as_str()) && spare != Some(name));
        let lacking = lacking.map(|name| {
            let message = format!("`{key}` lacks the placeholder `{{{name}}}`");
            self.warning(span.clone(), message)
        });
        unknown.chain(lacking).collect()
    }

    /// The place of a placeholder, or of the whole string if it is written with escapes.
    fn placeholder_span(&self, name: &str, string: &Range<usize>) -> Range<usize> {
        let typed = format!("{{{name}}}");
        let source = self.text.get(string.clone()).unwrap_or_default();
        source.find(&typed).map_or(string.clone(), |at| {
            string.start + at..string.start + at + typed.len()
        })
    }

    fn plural(
        &mut self,
        key: &str,
        key_span: Range<usize>,
        value: &Spanned<DeValue<'_>>,
        names: &BTreeSet<String>,
    ) -> Option<BTreeMap<PluralCategory, String>> {
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong_type(key, "a table of plural forms", value);
            return None;
        };
        let mut forms = BTreeMap::new();
        let mut sound = true;
        for (name, form) in table.iter() {
            let category = PluralCategory::get_for_cldr_string(name.get_ref());
            let Some(category) = category.filter(|c| self.rules.has(*c)) else {
                let (tag, name, span) = (self.tag, name.get_ref(), name.span());
                let message = format!("`{name}` is not a plural form of `{tag}`");
                self.report(self.warning(span, message).hint(self.counting()));
                continue;
            };
            let members = self.needed.get(&category);
            let spare = members.is_some_and(Members::is_one_number).then_some("n");
            let form_key = format!("{key}.{}", name.get_ref());
            match self.string(&form_key, form, names, spare) {
                Some(text) => {
                    forms.insert(category, text);
                }
                None => sound = false,
            }
        }
        let lacking = self.needed.keys().map(|c| plural::name(*c));
        let lacking = lacking.filter(|name| !table.contains_key(*name));
        let lacking = Vec::from_iter(lacking.map(|name| format!("`{name}`")));
        if !lacking.is_empty() {
            let message = format!("`{key}` lacks the plural form {}", lacking.join(", "));
            self.report(self.warning(key_span, message).hint(self.counting()));
            sound = false;
        }
        // Languages without `other` for whole numbers get the form of round ones there, so that
        // whoever finds no form of a number's own category can always take `other`.
        if let Some(general) = forms.get(&self.rules.category(plural::ROUND)).cloned() {
            forms.entry(PluralCategory::Other).or_insert(general);
        }
        sound.then_some(forms)
    }

    /// How the language counts, for hints: `` `uk` counts with `one` (1, 21, 31, …), … ``.
    fn counting(&self) -> String {
        let forms = self.needed.iter().map(|(category, members)| {
            let name = plural::name(*category);
            format!("`{name}` ({})", members.words())
        });
        format!(
            "`{}` counts with {}",
            self.tag,
            Vec::from_iter(forms).join(", ")
        )
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
        let message = format!("`{key}` is {expected}, not {found}");
        self.report(Diagnostic::error(self.file, value.span(), message));
    }

    fn warning(&self, span: Range<usize>, message: String) -> Diagnostic {
        Diagnostic::warning(self.file, span, message)
    }

    fn report(&mut self, problem: Diagnostic) {
        self.data.diagnostics.push(problem);
    }
}

fn known_placeholders(names: &BTreeSet<String>) -> String {
    if names.is_empty() {
        return "this string has no placeholders".to_owned();
    }
    let names = names.iter().map(|name| format!("`{{{name}}}`"));
    format!("its placeholders: {}", Vec::from_iter(names).join(", "))
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

    const UKRAINIAN: &str =
        "`uk` counts with `one` (1, 21, 31, …), `few` (2, 3, 4, …), `many` (0, 5, 6, …)";

    fn read(tag: &str, text: &str) -> Data {
        super::read(tag, &Arc::from("x.toml"), text, &Schema::of(ENGLISH))
    }

    /// Every problem: severity, the text it points at, message, hint.
    fn problems(tag: &str, text: &str) -> Vec<(Severity, String, String, String)> {
        let data = read(tag, text);
        assert_eq!(data.values.len(), 0, "values with problems are not used");
        let problems = data.diagnostics.into_iter().map(|d| {
            assert_eq!(d.file.as_deref(), Some("x.toml"));
            let place = text[d.span.unwrap()].to_owned();
            (d.severity, place, d.message, d.hint.unwrap_or_default())
        });
        problems.collect()
    }

    fn warning(place: &str, message: &str, hint: &str) -> (Severity, String, String, String) {
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
    fn plural_forms_of_another_language_are_reported() {
        let forms = "asked = { one = '{n}{all}', two = 'x', plural = 'y', other = '{n}{all}' }";
        assert_eq!(
            problems("uk", &format!("[question]\n{forms}")),
            [
                warning("plural", "`plural` is not a plural form of `uk`", UKRAINIAN),
                warning("two", "`two` is not a plural form of `uk`", UKRAINIAN),
                warning(
                    "asked",
                    "`question.asked` lacks the plural form `few`, `many`",
                    UKRAINIAN
                ),
            ]
        );
    }

    #[test]
    fn superfluous_form_does_not_refuse_the_string() {
        let text = "[question]\nasked = { one = '{n}{all}', two = '{n}{all}', other = '{n}{all}' }";
        let data = read("en", text);
        assert_eq!(data.diagnostics.len(), 1);
        assert!(data.values.contains_key("question.asked"));
    }

    #[test]
    fn every_plural_has_the_form_other() {
        let text =
            "[question]\nasked = { one = '{n}1{all}', few = '{n}2{all}', many = '{n}5{all}' }";
        let data = read("uk", text);
        let Value::Plural(_, forms) = &data.values["question.asked"] else {
            panic!()
        };
        assert_eq!(forms[&PluralCategory::Other], "{n}5{all}");
    }

    #[test]
    fn number_may_be_left_out_only_where_it_is_the_only_one() {
        let english = "[question]\nasked = { one = 'in one of {all}', other = '{n}{all}' }";
        assert!(read("en", english).diagnostics.is_empty());
        let forms = "one = 'в одній з {all}', few = '{n}{all}', many = '{n}{all}'";
        assert_eq!(
            problems("uk", &format!("[question]\nasked = {{ {forms} }}")),
            [warning(
                "'в одній з {all}'",
                "`question.asked.one` lacks the placeholder `{n}`",
                ""
            )]
        );
    }

    #[test]
    fn placeholders_are_those_of_english() {
        let hint = "its placeholders: `{language}`";
        assert_eq!(
            problems("uk", "[fallback]\nnotice = 'Є {lang} мовою'"),
            [
                warning(
                    "{lang}",
                    "`fallback.notice` has no placeholder `{lang}`",
                    hint
                ),
                warning(
                    "'Є {lang} мовою'",
                    "`fallback.notice` lacks the placeholder `{language}`",
                    ""
                ),
            ]
        );
        assert_eq!(
            problems("uk", "[question]\nhint = 'a}'"),
            [warning(
                "'a}'",
                "`question.hint` has a brace that belongs to no placeholder",
                "this string has no placeholders"
            )]
        );
    }

    #[test]
    fn placeholder_written_with_escapes_is_shown_with_its_string() {
        let text = r#"[fallback]
notice = "{language} \u007bx}""#;
        let found = problems("uk", text);
        assert_eq!(found[0].1, r#""{language} \u007bx}""#);
    }

    #[test]
    fn values_of_a_wrong_type_are_errors() {
        let text = "fallback = 1\n[language]\nquotes = ['«', 2]\n\
            [question]\nhint = ['a']\nasked = 'b'";
        assert_eq!(
            problems("uk", text),
            [
                error("1", "`fallback` is a table, not a number"),
                error("2", "`language.quotes` is a text in quotes, not a number"),
                error(
                    "'b'",
                    "`question.asked` is a table of plural forms, not a text"
                ),
                error("['a']", "`question.hint` is a text in quotes, not a list"),
            ]
        );
        assert_eq!(
            problems("uk", "[language]\nquotes = ['«']\n"),
            [error("['«']", "`language.quotes` has 1 texts, not 2")]
        );
    }

    #[test]
    fn direction_is_one_of_two_words() {
        let found = problems("uk", "[language]\ndirection = 'left'");
        assert_eq!(found[0].1, "'left'");
        assert_eq!(found[0].2, "`language.direction` cannot be `left`");
    }

    #[test]
    fn only_the_separator_of_digits_may_be_empty() {
        assert!(
            read("uk", "[language]\nthousands = ''")
                .diagnostics
                .is_empty()
        );
        assert_eq!(
            problems("uk", "[question]\nhint = ' '"),
            [warning("' '", "`question.hint` is empty", "")]
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
