//! A string that depends on a number: it has to have the plural forms of its language, and no others.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use icu_plurals::PluralCategory;
use toml::Spanned;
use toml::de::DeValue;

use super::Reader;
use crate::language::plural::{self, Members};

impl Reader<'_> {
    /// The forms of a plural: all that whole numbers need, and `other`.
    pub(super) fn plural_forms(
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
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use icu_plurals::PluralCategory;

    use super::super::Value;
    use super::super::tests::{problems, read, warning};

    const UKRAINIAN: &str =
        "`uk` counts with `one` (1, 21, 31, …), `few` (2, 3, 4, …), `many` (0, 5, 6, …)";

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
}
