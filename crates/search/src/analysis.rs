//! Plain text → words in a form that can be compared.
//!
//! In comes text of any language, out go [`Word`]s in order, each with its normal form and its place.
//! Nothing is dropped as too common and nothing is cut to a stem: that is [`crate::inflection`]'s.
//!
//! # What a word is
//! Runs of letters, digits and the marks that combine with them. For texts in alphabets these are the words of
//! Unicode segmentation ([UAX #29], section 4), whose tables would make the browser's engine half as large
//! again, with differences that make a question and a text that mean the same come out as the same words.
//! Ideographs and hiragana are words one by one.
//!
//! # The browser's half
//! Without the feature `nfkc` [`normalise`] leaves out Unicode's NFKC, whose tables are larger than the whole
//! engine. The browser applies it to queries itself (`String.prototype.normalize`), and for text in NFKC the two
//! are the same.
//!
//! # What becomes of words
//!
//! | typed | words | rule |
//! |---|---|---|
//! | `bag-of-words`, `train/test` | bag, of, words; train, test | every part is a word, so the hyphen may be left out |
//! | `x_train`, `copy.deepcopy` | x, train; copy, deepcopy | so are the parts of an identifier |
//! | `k-means`, `F1`, `word2vec` | k, means; f1; word2vec | letters and digits stay together |
//! | `3.14`, `0,5`, `3.11.4` | 3.14; 0.5; 3.11.4 | a point between digits belongs to the number; so does a comma if it is the only mark, and it becomes a point |
//! | `1,2,3` | 1, 2, 3 | several commas make a list |
//! | `C++`, `C#`, `A*` | c++; c#; a* | these marks belong to a single letter that they follow |
//! | `R²`, `x₁`, `n^2` | r2; x1; n2 | raised and lowered digits belong to the word that they follow, and so does a power |
//! | `п’ять`, `п'ять`, `пʼять`, `` п`ять `` | п'ять | an apostrophe between letters belongs to the word; a grave accent only between Cyrillic ones, because elsewhere it is markup |
//!
//! [UAX #29]: https://www.unicode.org/reports/tr29/

use alloc::borrow::Cow;
use alloc::string::String;
use core::ops::Range;

#[cfg(feature = "nfkc")]
use unicode_normalization::UnicodeNormalization;

use crate::lowercase::lower;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word<'t> {
    /// Its normal form, see [`normalise`]; never empty.
    pub text: Cow<'t, str>,
    /// Where it stands, in bytes of the text; never empty, always on character boundaries.
    pub span: Range<usize>,
}

/// The words of a text, in order; their spans do not overlap.
pub fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    Words {
        runs: Runs::new(text),
        pieces: Pieces::new(text, 0..0),
    }
}

/// The words of a text. One type instead of adapters, which would be compiled wherever words are asked for.
struct Words<'t> {
    runs: Runs<'t>,
    /// Those of the last run.
    pieces: Pieces<'t>,
}

impl<'t> Iterator for Words<'t> {
    type Item = Word<'t>;

    #[inline(never)]
    fn next(&mut self) -> Option<Word<'t>> {
        let text = self.runs.text;
        loop {
            if let Some(span) = self.pieces.next() {
                return Some(Word {
                    text: normalise(&text[span.clone()]),
                    span,
                });
            }
            self.pieces = Pieces::new(text, self.runs.next()?);
        }
    }
}

/// The form in which words are compared; normalising it again changes nothing.
///
/// Characters that are not seen (soft hyphens, joiners, variation selectors) go; then Unicode's NFKC,
/// lower case, `ё` → `е`, stress marks over Cyrillic letters go, all apostrophes become `'`, a
/// number's decimal comma a point. Lower case stands in for full case folding, with the two foldings
/// added in which the difference can be met in Latin and Greek text, `ß` → `ss` and `ς` → `σ`: the rest
/// concerns scripts that no book has been written in, and would cost the browser a table.
pub fn normalise(word: &str) -> Cow<'_, str> {
    if word.chars().all(is_normal) {
        return Cow::Borrowed(word);
    }
    // Apostrophes go first: NFKC would turn the acute accent that stands for one into a space.
    let seen = word.chars().filter(|c| !is_invisible(*c)).map(plain_mark);
    #[cfg(feature = "nfkc")]
    let seen = seen.nfkc();
    let mut folded = String::with_capacity(word.len());
    let mut follows_cyrillic = false;
    for c in seen.map(lower) {
        if follows_cyrillic && is_combining(c) || is_invisible(c) {
            continue;
        }
        follows_cyrillic = is_cyrillic(c);
        match c {
            'ё' | 'ѐ' => folded.push('е'),
            'ѝ' => folded.push('и'),
            'ß' => folded.push_str("ss"),
            'İ' => folded.push_str("i\u{307}"),
            'ς' => folded.push('σ'),
            // `n^2` is what a keyboard has for `n²`.
            '^' => {}
            _ => folded.push(plain_digit(plain_mark(c))),
        }
    }
    // Lower-casing may leave a letter and a mark that have a common character.
    #[cfg(feature = "nfkc")]
    let folded = folded.nfkc().collect();
    Cow::Owned(folded)
}

/// Characters that every step of [`normalise`] leaves alone, also beside each other.
fn is_normal(c: char) -> bool {
    matches!(c, 'a'..='z' | '0'..='9' | 'а'..='я' | 'є' | 'і' | 'ї' | 'ґ' | '\'' | '.' | '+' | '#' | '*')
}

/// Letters of the Cyrillic blocks that modern languages use.
pub(crate) fn is_cyrillic(c: char) -> bool {
    ('\u{400}'..='\u{52F}').contains(&c)
}

/// What is typed for an apostrophe: the typewriter's, both single quotation marks, the modifier
/// letter that Unicode recommends for Ukrainian, and the accents that keyboards have.
pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '＇')
}

fn plain_mark(c: char) -> char {
    match c {
        ',' => '.',
        _ if is_apostrophe(c) => '\'',
        _ => c,
    }
}

/// Characters without a shape of their own that may stand inside a word.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// A raised or lowered digit on the line.
fn plain_digit(c: char) -> char {
    let digit = match c {
        '²' => 2,
        '³' => 3,
        '¹' => 1,
        '⁰' => 0,
        '⁴'..='⁹' => u32::from(c) - 0x2070,
        '₀'..='₉' => u32::from(c) - 0x2080,
        _ => return c,
    };
    char::from_digit(digit, 10).unwrap_or(c)
}

/// Marks that combine with a letter, in the blocks of Unicode that hold nothing else.
fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{483}'..='\u{489}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

/// Characters that are words by themselves: hiragana and ideographs.
fn is_alone(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{309F}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// The runs of a text that hold words: letters, digits, and marks between them.
struct Runs<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Runs<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// Whether a mark between two characters keeps a run together.
    fn joins(before: char, mark: char, after: char) -> bool {
        match mark {
            ',' => before.is_numeric() && after.is_numeric(),
            '`' | '´' => is_cyrillic(before) && is_cyrillic(after),
            '.' => before.is_numeric() == after.is_numeric(),
            '^' => after.is_numeric(),
            _ => is_apostrophe(mark),
        }
    }
}

impl Iterator for Runs<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let start = self.at + first_letter(&self.text[self.at..])?;
        let mut chars = self.text[start..].char_indices().peekable();
        let mut before = chars.next().map_or(' ', |(_, c)| c);
        let mut end = start + before.len_utf8();
        if !is_alone(before) {
            while let Some((at, c)) = chars.next() {
                let after = chars.peek().map_or(' ', |(_, c)| *c);
                let is_inside = is_part(c) && !is_alone(c)
                    || is_part(before)
                        && is_part(after)
                        && !is_alone(after)
                        && Self::joins(before, c, after);
                if !is_inside {
                    break;
                }
                before = c;
                end = start + at + c.len_utf8();
            }
        }
        self.at = end;
        Some(start..end)
    }
}

/// The words of a run: it is divided at every mark that is not part of a word.
struct Pieces<'t> {
    text: &'t str,
    at: usize,
    end: usize,
    /// Whether a comma between digits is a decimal comma.
    is_decimal: bool,
}

impl<'t> Pieces<'t> {
    fn new(text: &'t str, run: Range<usize>) -> Self {
        let marks = text[run.clone()]
            .bytes()
            .filter(|b| matches!(b, b',' | b'.'));
        Self {
            text,
            at: run.start,
            end: run.end,
            is_decimal: marks.take(2).count() == 1,
        }
    }

    /// Whether the mark `c` joins what stands around it.
    fn joins(&self, before: char, c: char, after: Option<char>) -> bool {
        let Some(after) = after else { return false };
        match c {
            '.' => before.is_numeric() && after.is_numeric(),
            '^' => before.is_alphanumeric() && after.is_numeric(),
            ',' => self.is_decimal && before.is_numeric() && after.is_numeric(),
            _ => is_apostrophe(c) && is_part(before) && is_part(after),
        }
    }

    /// Where the word ends that ends at `end` so far, if it is a letter with a mark of its own.
    fn with_mark(&self, word: &str, end: usize) -> usize {
        let mut letters = word.chars();
        let is_letter = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
        let rest = &self.text[end..];
        if !is_letter {
            return end;
        }
        if rest.starts_with("++") {
            return end + 2;
        }
        let mut rest = rest.chars();
        let is_mark = matches!(rest.next(), Some('#' | '*'));
        let goes_on = rest
            .next()
            .is_some_and(|c| c.is_alphanumeric() || matches!(c, '#' | '*'));
        if is_mark && !goes_on { end + 1 } else { end }
    }
}

/// Where the first letter or digit of a text stands.
fn first_letter(text: &str) -> Option<usize> {
    text.find(|c: char| !is_apostrophe(c) && c.is_alphanumeric())
}

/// What words are made of, apostrophes and numbers' points aside.
fn is_part(c: char) -> bool {
    !is_apostrophe(c) && (c.is_alphanumeric() || is_combining(c) || is_invisible(c))
}

impl Iterator for Pieces<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let run = &self.text[self.at..self.end];
        let start = first_letter(run)?;
        let mut before = ' ';
        let mut chars = run[start..].char_indices().peekable();
        let mut length = run.len() - start;
        while let Some((at, c)) = chars.next() {
            let after = chars.peek().map(|(_, c)| *c);
            if !is_part(c) && !self.joins(before, c, after) {
                length = at;
                break;
            }
            before = c;
        }
        let start = self.at + start;
        let mut end = start + length;
        if end == self.end {
            end = self.with_mark(&self.text[start..end], end);
        }
        self.at = end.min(self.end);
        Some(start..end)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(text: &str) -> Vec<String> {
        words(text).map(|word| word.text.into_owned()).collect()
    }

    #[test]
    fn words_carry_their_place_in_the_text() {
        let text = "Функція «втрат» — 5.";
        let found: Vec<_> = words(text).map(|w| &text[w.span]).collect();
        assert_eq!(found, ["Функція", "втрат", "5"]);
        assert_eq!(words(text).nth(1).map(|w| w.span), Some(17..27));
    }

    #[test]
    fn all_apostrophes_make_one_ukrainian_word() {
        for text in [
            "п’ять",
            "п'ять",
            "пʼять",
            "п‘ять",
            "п`ять",
            "п´ять",
            "П＇ЯТЬ",
        ] {
            assert_eq!(texts(text), ["п'ять"], "{text}");
            assert_eq!(normalise(text), "п'ять", "{text}");
        }
        assert_eq!(texts("пам’ять об'єкта"), ["пам'ять", "об'єкта"]);
    }

    #[test]
    fn apostrophes_around_a_word_are_not_part_of_it() {
        assert_eq!(
            texts("'градієнт' ‘loss’ ʼслово` Bayes’"),
            ["градієнт", "loss", "слово", "bayes"]
        );
        assert_eq!(texts("`a` `b`, `код`"), ["a", "b", "код"]);
        assert_eq!(texts("don’t"), ["don't"]);
    }

    #[test]
    fn the_table_of_the_module_holds() {
        for (text, expected) in [
            ("bag-of-words, train/test", "bag of words train test"),
            ("x_train copy.deepcopy", "x train copy deepcopy"),
            ("k-means F1 word2vec", "k means f1 word2vec"),
            ("3.14 0,5 3.11.4 1.", "3.14 0.5 3.11.4 1"),
            ("1,2,3", "1 2 3"),
            ("1,234.5", "1 234.5"),
            ("C++, C# and A* in C++17", "c++ c# and a* in c++ 17"),
            ("R² x₁ L₂-norm O(n^2)", "r2 x1 l2 norm o n2"),
        ] {
            assert_eq!(texts(text).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn signs_that_go_on_do_not_belong_to_the_letter() {
        assert_eq!(
            texts("a*b A** c#d e## ab* ab++"),
            ["a", "b", "a", "c", "d", "e", "ab", "ab"]
        );
    }

    #[test]
    fn case_yo_and_stress_marks_make_no_difference() {
        assert_eq!(normalise("Чётное"), "четное");
        assert_eq!(normalise("Че\u{308}тное"), "четное");
        assert_eq!(normalise("за\u{301}мок"), "замок");
        assert_eq!(normalise("ї\u{301}жак"), "їжак");
        assert_eq!(normalise("Й"), "й");
        assert_eq!(normalise("STRASSE"), normalise("Straße"));
        assert_eq!(normalise("Χάος"), normalise("ΧΆΟΣ"));
        assert_eq!(normalise("ﬁne\u{AD}tuning"), "finetuning");
    }

    #[test]
    fn plain_words_are_not_copied() {
        for word in ["gradient", "градієнт", "п'ять", "f1", "c++"] {
            assert!(matches!(normalise(word), Cow::Borrowed(_)), "{word}");
        }
    }

    #[test]
    fn normalising_any_character_twice_changes_nothing() {
        let mut buffer = [0; 4];
        for c in '\0'..=char::MAX {
            let once = normalise(c.encode_utf8(&mut buffer));
            assert_eq!(normalise(&once), once, "U+{:04X}", u32::from(c));
        }
    }

    /// Text in which rules meet: letters, marks that join, marks that combine, signs.
    fn text() -> impl Strategy<Value = String> {
        "([а-яёіїєґА-ЯЁІЇЄҐ]|[a-zA-Z]|[0-9.,]|['’ʼ`´]|[-_+#* \n]|[\u{300}\u{301}\u{308}\u{306}\u{323}\u{AD}]|[²₁ßςΣİǰ]|\\PC){0,40}"
    }

    proptest! {
        #[test]
        fn spans_are_increasing_and_hold_their_word(text in text()) {
            let mut last = 0;
            for word in words(&text) {
                prop_assert!(word.span.start >= last && word.span.start < word.span.end);
                prop_assert_eq!(normalise(&text[word.span.clone()]), word.text.clone());
                prop_assert!(!word.text.is_empty());
                last = word.span.end;
            }
        }

        #[test]
        fn normalising_twice_changes_nothing(text in text()) {
            let once = normalise(&text);
            prop_assert_eq!(normalise(&once), once.clone());
        }

        #[test]
        fn every_letter_and_digit_is_in_a_word(text in "[а-яіїєґёa-zA-Z0-9 .,'’*+#_-]{0,40}") {
            let mut rest = text.clone().into_bytes();
            for word in words(&text) {
                rest[word.span].fill(b' ');
            }
            let rest = String::from_utf8(rest);
            prop_assert!(rest.is_ok_and(|rest| !rest.contains(char::is_alphanumeric)));
        }
    }
}
