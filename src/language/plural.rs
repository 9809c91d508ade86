//! Which plural forms a language has and which of them a number takes.
//!
//! The rules are Unicode CLDR's, from `icu_plurals`; only whole numbers are counted here.

use std::collections::BTreeMap;

use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRulesOptions, PluralRulesPreferences};

/// Numbers that are tried to see which categories a language uses for whole numbers. CLDR's rules
/// look at the last two or three digits, and at the millions, which a file may leave to `other`.
const TRIED: std::ops::RangeInclusive<u64> = 0..=1000;

/// A number that takes the form of large round numbers.
pub(super) const ROUND: u64 = *TRIED.end();

/// How many numbers a message shows as examples of a category.
const EXAMPLES: usize = 3;

/// The plural rules of a language, for whole numbers.
///
/// It holds the language, not ICU's rules: those cannot be shared between threads, and finding
/// them in the compiled data takes less time than the formatting of the text around the number.
#[derive(Clone, Copy, Debug)]
pub(super) struct PluralRules(PluralRulesPreferences);

/// The numbers of one category.
#[derive(Debug, Default)]
pub(super) struct Members {
    /// The first few.
    examples: Vec<u64>,
    /// How many of the numbers that were tried.
    count: usize,
}

impl PluralRules {
    /// The rules of a language, or those of no language (every number is `other`) if the tag has none.
    pub(super) fn of(tag: &str) -> Self {
        let locale = Locale::try_from_str(tag).unwrap_or(Locale::UNKNOWN);
        Self((&locale).into())
    }

    /// The category of a number.
    pub(super) fn category(self, n: u64) -> PluralCategory {
        self.rules()
            .map_or(PluralCategory::Other, |rules| rules.category_for(n))
    }

    /// The categories that a plural string needs, because small whole numbers take them.
    pub(super) fn needed(self) -> BTreeMap<PluralCategory, Members> {
        let rules = self.rules();
        let mut needed = BTreeMap::<_, Members>::new();
        for n in TRIED {
            let category = match &rules {
                Some(rules) => rules.category_for(n),
                None => PluralCategory::Other,
            };
            let members = needed.entry(category).or_default();
            members.count += 1;
            if members.examples.len() < EXAMPLES {
                members.examples.push(n);
            }
        }
        needed
    }

    /// Whether the language has the category at all, be it for fractions or millions only.
    pub(super) fn has(self, category: PluralCategory) -> bool {
        match self.rules() {
            Some(rules) => rules.categories().any(|c| c == category),
            None => category == PluralCategory::Other,
        }
    }

    /// ICU's rules. The compiled data has rules for every locale, so there is no error in practice.
    fn rules(self) -> Option<icu_plurals::PluralRules> {
        icu_plurals::PluralRules::try_new(self.0, PluralRulesOptions::default()).ok()
    }
}

impl Members {
    /// Whether the category stands for one number, so that a text need not repeat it: `a question`.
    pub(super) fn is_one_number(&self) -> bool {
        self.count == 1
    }

    /// The first few numbers, for a message: `1, 21, 31, …`.
    pub(super) fn words(&self) -> String {
        let mut words = Vec::from_iter(self.examples.iter().map(u64::to_string));
        if self.count > EXAMPLES {
            words.push("…".to_owned());
        }
        words.join(", ")
    }
}

/// CLDR's name of a category, as it stands in data files.
pub(super) fn name(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needed(tag: &str) -> Vec<(&'static str, bool)> {
        let needed = PluralRules::of(tag).needed();
        Vec::from_iter(needed.iter().map(|(c, m)| (name(*c), m.is_one_number())))
    }

    #[test]
    fn categories_of_fractions_and_millions_are_not_needed() {
        assert_eq!(
            needed("uk"),
            [("one", false), ("few", false), ("many", false)]
        );
        assert!(PluralRules::of("uk").has(PluralCategory::Other));
        assert_eq!(needed("fr"), [("one", false), ("other", false)]);
        assert!(PluralRules::of("fr").has(PluralCategory::Many));
        assert!(!PluralRules::of("fr").has(PluralCategory::Few));
    }

    #[test]
    fn categories_of_a_single_number_are_known() {
        assert_eq!(needed("en"), [("one", true), ("other", false)]);
        assert_eq!(
            needed("ar"),
            [
                ("zero", true),
                ("one", true),
                ("two", true),
                ("few", false),
                ("many", false),
                ("other", false)
            ]
        );
    }

    #[test]
    fn regional_variants_have_the_rules_of_their_language() {
        assert_eq!(needed("ru-ua"), needed("ru"));
    }

    #[test]
    fn what_is_no_language_has_one_form() {
        for tag in ["tlh", "not a tag", ""] {
            assert_eq!(needed(tag), [("other", false)], "{tag}");
        }
    }

    #[test]
    fn rules_are_shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<PluralRules>();
    }
}
