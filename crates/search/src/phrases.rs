//! Many phrases, looked for in a text at once.
//!
//! In come phrases with numbers (a glossary's terms and synonyms) and then texts; out go the places
//! where a phrase stands, inflected or not. Knows nothing of languages: give it the phrases of the
//! languages that the text may be in.

use std::collections::HashMap;
use std::ops::Range;

use crate::analysis::{Word, is_apostrophe, words};
use crate::inflection::{is_ambiguous, key};

/// Longer phrases are not looked for: a bound keeps the search linear whatever a glossary holds.
pub const MAX_WORDS: usize = 16;

/// A phrase found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// The number that came with the phrase.
    pub id: u32,
    /// Where it stands, in bytes of the text, from its first word to the end of its last.
    pub span: Range<usize>,
}

/// A set of phrases.
///
/// A trie over the keys of words ([`key`]), with what stands between two words as part of the edge:
/// nothing but space, hyphens, slashes and quotation marks, or one sign such as a comma. So
/// `bag-of-words` is `bag of words`, but `query, key, value` needs its commas, and words of different
/// sentences never make a phrase.
#[derive(Clone, Debug)]
pub struct Phrases {
    /// Numbers of keys.
    keys: HashMap<Box<str>, usize>,
    /// From a node, over a sign and a key, to a node. The root is node 0.
    edges: HashMap<(usize, char, usize), usize>,
    /// What ends at a node.
    ends: Vec<Vec<End>>,
}

#[derive(Clone, Debug)]
struct End {
    id: u32,
    /// The phrase's words in their normal form.
    form: Box<str>,
    /// Whether it counts in that form only.
    is_uninflected: bool,
}

impl Phrases {
    /// Takes phrases with numbers. Numbers may be repeated, and so may phrases.
    ///
    /// Phrases without words, with words that only a sentence's end could stand between, or with more
    /// than [`MAX_WORDS`] words are left out.
    pub fn new<P: AsRef<str>>(phrases: impl IntoIterator<Item = (P, u32)>) -> Self {
        let mut set = Self {
            keys: HashMap::new(),
            edges: HashMap::new(),
            ends: vec![Vec::new()],
        };
        for (phrase, id) in phrases {
            set.add(phrase.as_ref(), id);
        }
        set
    }

    fn add(&mut self, phrase: &str, id: u32) {
        let found: Vec<_> = words(phrase).take(MAX_WORDS + 1).collect();
        let Some(signs) = signs(phrase, &found) else {
            return;
        };
        if found.is_empty() || found.len() > MAX_WORDS {
            return;
        }
        let mut node = 0;
        for (word, sign) in found.iter().zip(signs) {
            let next = self.keys.len();
            let key = *self.keys.entry(key(&word.text).into()).or_insert(next);
            let next = self.ends.len();
            node = *self.edges.entry((node, sign, key)).or_insert(next);
            if node == next {
                self.ends.push(Vec::new());
            }
        }
        let end = End {
            id,
            form: form(&found),
            is_uninflected: found.len() == 1 && is_ambiguous(&key(&found[0].text)),
        };
        self.ends[node].push(end);
    }

    /// The phrases in a text, in order and without overlaps: of those that begin first, the longest.
    ///
    /// A line break ends a phrase, because plain text has one only between blocks. Several numbers for
    /// one place, as with an abbreviation of two terms, come as several matches of the same span, in the
    /// order of the numbers; those whose phrase stands there to the letter hide the rest, so that the
    /// plural of one term does not count for another that has the same key.
    ///
    /// Time grows with the text's length, not with the number of phrases.
    pub fn find(&self, text: &str) -> Vec<Match> {
        let found: Vec<_> = words(text)
            .map(|word| (self.keys.get(&*key(&word.text)).copied(), word))
            .collect();
        let mut matches = Vec::new();
        let mut rest = &found[..];
        while let here @ [(first, first_word), others @ ..] = rest {
            rest = others;
            let Some((count, node)) = first.and_then(|_| self.longest(text, here)) else {
                continue;
            };
            let (phrase, after) = here.split_at(count);
            let span = first_word.span.start..phrase[count - 1].1.span.end;
            for id in self.ids(node, phrase) {
                let span = span.clone();
                matches.push(Match { id, span });
                rest = after;
            }
        }
        matches
    }

    /// The longest phrase that the words begin with: how many words, and the node that it ends at.
    fn longest(&self, text: &str, words: &[(Option<usize>, Word<'_>)]) -> Option<(usize, usize)> {
        let mut node = 0;
        let mut longest = None;
        let mut last = None;
        for (count, (key, word)) in words.iter().enumerate() {
            let Some(key) = *key else { break };
            let Some(sign) = last.map_or(Some(' '), |end| sign(&text[end..word.span.start])) else {
                break;
            };
            let Some(next) = self.edges.get(&(node, sign, key)) else {
                break;
            };
            node = *next;
            last = Some(word.span.end);
            if !self.ends[node].is_empty() {
                longest = Some((count + 1, node));
            }
        }
        longest
    }

    /// The numbers of the phrases that end at a node and are those words, in order, each once.
    fn ids(&self, node: usize, words: &[(Option<usize>, Word<'_>)]) -> Vec<u32> {
        let form = form(words.iter().map(|(_, word)| word));
        let ends = &self.ends[node];
        let is_exact = ends.iter().any(|end| end.form == form);
        let mut ids: Vec<u32> = ends
            .iter()
            .filter(|end| end.form == form || !is_exact && !end.is_uninflected)
            .map(|end| end.id)
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

/// Words in their normal form, joined.
fn form<'w>(words: impl IntoIterator<Item = &'w Word<'w>>) -> Box<str> {
    let mut form = String::new();
    for word in words {
        form.push_str(&word.text);
        form.push(' ');
    }
    form.into()
}

/// What stands before each word, or `None` if a phrase cannot be put so.
fn signs(text: &str, words: &[Word<'_>]) -> Option<Vec<char>> {
    let between = words
        .windows(2)
        .map(|pair| sign(&text[pair[0].span.end..pair[1].span.start]));
    std::iter::once(Some(' ')).chain(between).collect()
}

/// What stands between two words of a phrase: a space for all that may be typed in its place, or one
/// sign that makes a difference. `None` where no phrase goes on.
fn sign(between: &str) -> Option<char> {
    let mut found = None;
    let mut has_space = false;
    for c in between.chars() {
        let sign = match c {
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => return None,
            // In Ukrainian and Russian a dash between spaces is the verb "is".
            '-' | '\u{2010}'..='\u{2015}' | '−' if has_space => '—',
            '-' | '\u{2010}'..='\u{2015}' | '−' | '/' | '_' => continue,
            '"' | '«' | '»' | '“' | '”' | '„' | '\u{AD}' => continue,
            ',' | '.' | ':' | '&' | '+' | '×' | '·' => c,
            _ if c.is_whitespace() || is_apostrophe(c) => {
                has_space |= c.is_whitespace();
                continue;
            }
            _ => return None,
        };
        if found.replace(sign).is_some() {
            return None;
        }
    }
    match found {
        // `copy.deepcopy` is one name; a point and a space end a sentence.
        Some('.' | ':') if has_space => None,
        _ => Some(found.unwrap_or(' ')),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;

    fn found<'t>(phrases: &[&str], text: &'t str) -> Vec<(u32, &'t str)> {
        Phrases::new(phrases.iter().zip(0..))
            .find(text)
            .into_iter()
            .map(|m| (m.id, &text[m.span]))
            .collect()
    }

    fn is_found(phrase: &str, text: &str) -> bool {
        !found(&[phrase], text).is_empty()
    }

    #[test]
    fn russian_forms_find_the_term() {
        assert_eq!(
            found(&["переобучение"], "Признаки переобучения видны."),
            [(0, "переобучения")]
        );
        for text in [
            "скрытого слоя",
            "скрытые слои",
            "скрытых слоев",
            "скрытым слоем",
        ] {
            assert_eq!(found(&["скрытый слой"], text), [(0, text)]);
        }
        for text in [
            "обучающей выборки",
            "обучающих выборок",
            "обучающую выборку",
        ] {
            assert_eq!(found(&["обучающая выборка"], text), [(0, text)]);
        }
    }

    #[test]
    fn ukrainian_forms_find_the_term() {
        assert_eq!(
            found(&["градієнтний спуск"], "крок градієнтного спуску — це"),
            [(0, "градієнтного спуску")]
        );
        for (term, text) in [
            ("точність", "точності"),
            ("точність", "точністю"),
            ("набір даних", "набору даних"),
            ("рання зупинка", "ранньою зупинкою"),
            ("тренувальна вибірка", "тренувальних вибірок"),
            ("навчання з підкріпленням", "навчанню з підкріпленням"),
            ("повнозв’язний шар", "повнозв'язного шару"),
            ("дерево рішень", "дерева рішень"),
            ("опорний вектор", "опорними векторами"),
        ] {
            assert_eq!(found(&[term], text), [(0, text)], "{term}");
        }
    }

    #[test]
    fn english_plurals_find_the_term_and_other_words_do_not() {
        assert_eq!(found(&["gradient"], "the gradients of"), [(0, "gradients")]);
        assert_eq!(
            found(&["decision tree"], "Decision trees"),
            [(0, "Decision trees")]
        );
        assert_eq!(
            found(&["bayes theorem"], "Bayes’ theorem"),
            [(0, "Bayes’ theorem")]
        );
        assert_eq!(found(&["class"], "two classes"), [(0, "classes")]);
        assert_eq!(found(&["clash"], "a class"), []);
        assert_eq!(found(&["class"], "clash, clas, clashes"), []);
    }

    #[test]
    fn a_short_word_alone_counts_as_written_only() {
        assert!(!is_found("вес", "весь день"));
        assert!(is_found("вес", "один вес"));
        assert!(is_found("вес ребра", "веса ребра"));
        assert!(is_found("loss", "Loss"));
    }

    #[test]
    fn of_phrases_that_begin_together_the_longest_is_found() {
        let phrases = [
            "learning",
            "learning rate",
            "learning rate schedule",
            "rate",
        ];
        assert_eq!(
            found(
                &phrases,
                "a learning rate schedule, a learning rate and a rate of learning"
            ),
            [
                (2, "learning rate schedule"),
                (1, "learning rate"),
                (3, "rate"),
                (0, "learning")
            ]
        );
    }

    #[test]
    fn what_only_began_a_phrase_is_looked_at_again() {
        assert_eq!(found(&["a b c d", "b c"], "a b c e"), [(1, "b c")]);
    }

    #[test]
    fn only_whole_words_count() {
        assert_eq!(
            found(&["gan", "лаг"], "organ, gang, Uzhgan, благо, флаг"),
            []
        );
    }

    #[test]
    fn hyphens_slashes_and_quotation_marks_are_as_good_as_spaces() {
        for text in [
            "bag of words",
            "bag-of-words",
            "Bag‐of–words",
            "bag of “words”",
            "bag_of_words",
        ] {
            assert_eq!(found(&["bag of words"], text).len(), 1, "{text}");
        }
        assert!(is_found(
            "навчання «учитель–учень»",
            "навчання учитель-учень"
        ));
        assert!(is_found("train/test split", "train-test split"));
    }

    #[test]
    fn sentences_lists_and_blocks_end_a_phrase() {
        for text in [
            "neural. Network",
            "neural, network",
            "neural (network)",
            "neural\nnetwork",
            "neural — network",
        ] {
            assert_eq!(found(&["neural network"], text), [], "{text}");
        }
        assert!(is_found("query, key, value", "query, key, value"));
        assert!(!is_found("query, key, value", "query key value"));
        assert!(!is_found("query, key, value", "query key value"));
        assert!(is_found(
            "відстань Кульбака — Лейблера",
            "відстані Кульбака — Лейблера"
        ));
        assert!(is_found("copy.deepcopy", "call copy.deepcopy here"));
    }

    #[test]
    fn signs_of_a_letter_tell_it_from_the_letter() {
        assert_eq!(
            found(&["A*", "C++"], "a C and a C++ of A*"),
            [(1, "C++"), (0, "A*")]
        );
    }

    #[test]
    fn an_abbreviation_of_two_terms_gives_both() {
        let phrases = Phrases::new([("SSL", 7), ("SSL", 3), ("SSL", 7)]);
        let ids: Vec<_> = phrases.find("an SSL loss").iter().map(|m| m.id).collect();
        assert_eq!(ids, [3, 7]);
    }

    #[test]
    fn a_phrase_to_the_letter_hides_forms_of_others() {
        assert_eq!(
            found(&["mean", "means"], "the means, the mean"),
            [(1, "means"), (0, "mean")]
        );
        assert_eq!(found(&["точность", "точности"], "точностью").len(), 2);
    }

    #[test]
    fn phrases_without_words_or_with_too_many_are_left_out() {
        let long = "а ".repeat(MAX_WORDS + 1);
        let full = "б ".repeat(MAX_WORDS);
        let phrases = [&long, "", " — ", &full];
        assert_eq!(found(&phrases, &long), []);
        assert_eq!(found(&phrases, &full).len(), 1);
        assert_eq!(found(&[], "a text"), []);
    }

    #[test]
    fn no_text_takes_more_than_linear_time() {
        // Quadratic in the length, any of these would take minutes.
        let phrases = ["а ".repeat(MAX_WORDS), "а б".into(), "a'a".into()];
        let phrases = Phrases::new(phrases.iter().zip(0..));
        for piece in [
            "а ",
            "а б",
            "a'",
            "`а",
            "1,",
            "1.",
            "a\u{301}",
            "🇺",
            "👩\u{200D}",
            "а- ",
            "C+",
            "²",
            "'",
            "\u{AD}",
            "漢",
        ] {
            let text = piece.repeat(30_000);
            assert!(phrases.find(&text).len() <= 30_000);
        }
    }

    proptest! {
        #[test]
        fn matches_are_on_boundaries_and_in_order(
            phrases in prop::collection::vec("[аб’ё abs,.*-]{0,9}", 0..9),
            text in "([аб’ё abs,.*\n-]|\\PC){0,60}",
        ) {
            let mut last = 0..0;
            for m in Phrases::new(phrases.iter().zip(0..)).find(&text) {
                prop_assert!(!text[m.span.clone()].is_empty());
                prop_assert!(m.span == last || m.span.start >= last.end);
                last = m.span;
            }
        }

        #[test]
        fn every_phrase_finds_itself(phrase in "[а-яіїєґё’a-z0-9]{1,12}([ -][а-яіїєґё’a-z0-9]{1,12}){0,4}") {
            prop_assume!(words(&phrase).next().is_some());
            let span = words(&phrase).next().unwrap().span.start..words(&phrase).last().unwrap().span.end;
            prop_assert_eq!(Phrases::new([(&phrase, 1)]).find(&phrase), [Match { id: 1, span }]);
        }
    }
}
