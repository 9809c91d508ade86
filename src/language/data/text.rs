//! One string of a data file: it has to say something, with the placeholders of the English one.

use std::collections::BTreeSet;
use std::ops::Range;

use toml::Spanned;
use toml::de::DeValue;

use super::Reader;
use crate::diagnostic::Diagnostic;
use crate::language::{Direction, placeholder};

/// What stands between groups of digits: the only string that may be empty or blank.
const THOUSANDS: &str = "language.thousands";
/// The only string whose value is one of a few words.
const DIRECTION: &str = "language.direction";

impl Reader<'_> {
    /// A string with the placeholders of the English one, except `spare`, which may be left out.
    pub(super) fn string(
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

    use super::super::tests::{problems, read, warning};

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
}
