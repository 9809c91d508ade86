//! The languages of a book: the words of its interface, plural forms, dates, quotation marks, slugs.
//!
//! In come data files, one per language: those that the program carries in `languages/` and those
//! that a site lays over them. Out come [`Interfaces`], one [`Interface`] per language of the book,
//! always complete, because what a file lacks is filled from English and reported. Which strings
//! there are is fixed by `languages/en.toml`. This module reads no disk, knows no template and
//! escapes nothing: its texts are plain text.

use std::collections::BTreeMap;

mod data;
mod date;
mod embedded;
mod interfaces;
mod placeholder;
mod plural;
mod schema;
pub mod slug;

pub use date::Date;
pub use interfaces::Interfaces;

use data::Value;
use plural::PluralRules;

/// The words of the site itself in one language, and how the language writes dates and counts.
#[derive(Clone, Debug)]
pub struct Interface {
    /// BCP 47 tag, as the book writes it.
    pub tag: String,
    /// The language's name in the language itself: `Українська`. The tag, if no data file says it.
    pub name: String,
    /// The direction of writing.
    pub direction: Direction,
    /// The quotation marks.
    pub quotes: Quotes,
    /// What stands between groups of three digits.
    thousands: String,
    /// From January to December, as they stand in a date.
    months: Vec<String>,
    strings: BTreeMap<String, String>,
    /// The keys that have plural forms, with the rules of the language that their text is in:
    /// a string that falls back to English is counted as English counts.
    plurals: BTreeMap<String, PluralRules>,
}

/// The direction of writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From left to right.
    LeftToRight,
    /// From right to left.
    RightToLeft,
}

/// The quotation marks of a language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotes {
    /// Before a quotation: `«`.
    pub open: String,
    /// After a quotation: `»`.
    pub close: String,
    /// Before a quotation inside another: `„`.
    pub inner_open: String,
    /// After a quotation inside another: `“`.
    pub inner_close: String,
}

impl Interface {
    /// The interface of a language from its own values and the English ones.
    fn new(
        tag: &str,
        mut values: BTreeMap<String, Value>,
        english: &BTreeMap<String, Value>,
    ) -> Self {
        // The name of another language would be worse than none.
        let name = Value::Text(tag.to_owned());
        values.entry("language.name".to_owned()).or_insert(name);
        for (key, value) in english {
            values.entry(key.clone()).or_insert_with(|| value.clone());
        }
        let mut strings = BTreeMap::new();
        let mut plurals = BTreeMap::new();
        let mut lists = BTreeMap::new();
        for (key, value) in values {
            match value {
                Value::Text(text) => {
                    strings.insert(key, text);
                }
                Value::List(items) => {
                    lists.insert(key, items);
                }
                Value::Plural(rules, forms) => {
                    for (category, form) in forms {
                        strings.insert(format!("{key}.{}", plural::name(category)), form);
                    }
                    plurals.insert(key, rules);
                }
            }
        }
        let text = |key: &str| strings.get(key).cloned().unwrap_or_default();
        let quotes = lists.remove("language.quotes").unwrap_or_default();
        let quote = |i: usize| quotes.get(i).cloned().unwrap_or_default();
        Self {
            tag: tag.to_owned(),
            name: text("language.name"),
            direction: Direction::from_word(&text("language.direction"))
                .unwrap_or(Direction::LeftToRight),
            quotes: Quotes {
                open: quote(0),
                close: quote(1),
                inner_open: quote(2),
                inner_close: quote(3),
            },
            thousands: text("language.thousands"),
            months: lists.remove("date.months").unwrap_or_default(),
            strings,
            plurals,
        }
    }

    /// The string of a key such as `question.hint`; the key itself if there is no such string.
    ///
    /// Keys that come from a site's own templates are better looked up in [`Interface::strings`],
    /// where a misspelt one can be reported.
    pub fn text<'a>(&'a self, key: &'a str) -> &'a str {
        self.strings.get(key).map_or(key, String::as_str)
    }

    /// The string of a key with its `{name}` placeholders replaced.
    ///
    /// Values are inserted as they are and not looked into; a placeholder without a value stays.
    pub fn format(&self, key: &str, values: &[(&str, &str)]) -> String {
        placeholder::fill(self.text(key), values)
    }

    /// A count in words: the plural form that the language has for `n`, with `{n}` replaced by it.
    pub fn count(&self, key: &str, n: u64) -> String {
        let form = self.plurals.get(key).and_then(|rules| {
            let category = plural::name(rules.category(n));
            self.strings
                .get(&format!("{key}.{category}"))
                .or_else(|| self.strings.get(&format!("{key}.other")))
        });
        let text = form.map_or(key, String::as_str);
        placeholder::fill(text, &[("n", &self.number(n))])
    }

    /// A whole number in digits, in groups of three from 10,000 upwards: shorter ones read well without.
    pub fn number(&self, n: u64) -> String {
        let digits = n.to_string();
        if digits.len() < 5 {
            return digits;
        }
        let mut grouped = String::with_capacity(digits.len() * 2);
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                grouped.push_str(&self.thousands);
            }
            grouped.push(digit);
        }
        grouped
    }

    /// A date in words: `22 November 2026`, `22 листопада 2026 р.`, `22 ноября 2026 г.`
    pub fn date(&self, date: Date) -> String {
        let (day, year) = (date.day().to_string(), date.year().to_string());
        // There are twelve: a file with another number is refused, and a test holds English to it.
        let month = &self.months[usize::from(date.month()) - 1];
        placeholder::fill(
            self.text("date.pattern"),
            &[("day", &day), ("month", month), ("year", &year)],
        )
    }

    /// A text in the language's quotation marks.
    pub fn quote(&self, text: &str) -> String {
        format!("{}{text}{}", self.quotes.open, self.quotes.close)
    }

    /// Every string by its key, for templates and scripts.
    ///
    /// A plural form has its category after the key: `counts.questions.few`. Each plural has the
    /// form `other`, which stands for every category that has no form of its own.
    pub fn strings(&self) -> &BTreeMap<String, String> {
        &self.strings
    }
}

impl Direction {
    /// The direction of a value of HTML's `dir` attribute.
    fn from_word(word: &str) -> Option<Self> {
        [Self::LeftToRight, Self::RightToLeft]
            .into_iter()
            .find(|direction| direction.as_str() == word)
    }

    /// The value of HTML's `dir` attribute.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn interface(tag: &str) -> Interface {
        Interfaces::load(&[tag], &[]).0.get(tag).clone()
    }

    fn counts(tag: &str, numbers: &[u64]) -> String {
        let interface = interface(tag);
        let counts = numbers
            .iter()
            .map(|n| interface.count("counts.questions", *n));
        Vec::from_iter(counts).join(", ")
    }

    const NUMBERS: [u64; 13] = [0, 1, 2, 4, 5, 11, 12, 14, 21, 22, 25, 101, 111];

    #[test]
    fn ukrainian_counts_have_three_forms() {
        assert_eq!(
            counts("uk", &NUMBERS),
            "0 запитань, 1 запитання, 2 запитання, 4 запитання, 5 запитань, 11 запитань, \
             12 запитань, 14 запитань, 21 запитання, 22 запитання, 25 запитань, 101 запитання, \
             111 запитань"
        );
        let interface = interface("uk");
        let tracks = [1, 2, 5].map(|n| interface.count("counts.tracks", n));
        assert_eq!(tracks, ["1 маршрут", "2 маршрути", "5 маршрутів"]);
    }

    #[test]
    fn russian_counts_have_three_forms() {
        assert_eq!(
            counts("ru", &NUMBERS),
            "0 вопросов, 1 вопрос, 2 вопроса, 4 вопроса, 5 вопросов, 11 вопросов, 12 вопросов, \
             14 вопросов, 21 вопрос, 22 вопроса, 25 вопросов, 101 вопрос, 111 вопросов"
        );
    }

    #[test]
    fn english_counts_have_two_forms() {
        assert_eq!(
            counts("en", &[0, 1, 2, 11, 21, 101]),
            "0 questions, 1 question, 2 questions, 11 questions, 21 questions, 101 questions"
        );
    }

    #[test]
    fn digits_are_grouped_from_five_upwards() {
        assert_eq!(counts("en", &[9_999]), "9999 questions");
        assert_eq!(
            counts("en", &[10_000, 1_234_567]),
            "10,000 questions, 1,234,567 questions"
        );
        assert_eq!(counts("ru", &[100_002]), "100\u{a0}002 вопроса");
        assert_eq!(
            interface("en").number(u64::MAX),
            "18,446,744,073,709,551,615"
        );
    }

    #[test]
    fn dates_are_written_as_each_language_writes_them() {
        let dates = |tag| {
            let interface = interface(tag);
            ["2026-11-22", "2027-01-01", "2024-05-31"].map(|d| interface.date(d.parse().unwrap()))
        };
        assert_eq!(
            dates("en"),
            ["22 November 2026", "1 January 2027", "31 May 2024"]
        );
        assert_eq!(
            dates("uk"),
            [
                "22 листопада 2026 р.",
                "1 січня 2027 р.",
                "31 травня 2024 р."
            ]
        );
        assert_eq!(
            dates("ru"),
            ["22 ноября 2026 г.", "1 января 2027 г.", "31 мая 2024 г."]
        );
    }

    #[test]
    fn quotations_are_in_the_marks_of_the_language() {
        assert_eq!(interface("en").quote("a"), "“a”");
        assert_eq!(interface("uk").quote("а"), "«а»");
        let quotes = interface("ru").quotes;
        assert_eq!(quotes.inner_open + "а" + &quotes.inner_close, "„а“");
    }

    #[test]
    fn placeholders_are_replaced_by_name() {
        let values = [("planned", "40"), ("written", "12")];
        let format = |tag| interface(tag).format("counts.written_of_planned", &values);
        assert_eq!(format("en"), "12 of 40 written");
        assert_eq!(format("uk"), "Написано 12 з 40");
        assert_eq!(format("ru"), "Написано 12 из 40");
    }

    #[test]
    fn unknown_key_is_shown_as_it_is() {
        let interface = interface("uk");
        assert_eq!(interface.text("question.hnt"), "question.hnt");
        assert_eq!(interface.format("question.hnt", &[]), "question.hnt");
        assert_eq!(interface.count("counts.qestions", 2), "counts.qestions");
        // A string without plural forms is not a count.
        assert_eq!(interface.count("question.hint", 2), "question.hint");
    }

    #[test]
    fn scripts_get_every_plural_form() {
        let interface = interface("uk");
        let forms = interface.strings().range("counts.blocks".to_owned()..);
        let forms = forms.take_while(|(key, _)| key.starts_with("counts.blocks."));
        assert_eq!(
            Vec::from_iter(forms.map(|(key, form)| format!("{key} {form}"))),
            [
                "counts.blocks.few {n} блоки",
                "counts.blocks.many {n} блоків",
                "counts.blocks.one {n} блок",
                "counts.blocks.other {n} блоків",
            ]
        );
    }
}
