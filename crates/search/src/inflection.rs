//! A word → a key that its inflected forms share.
//!
//! In comes a normalised word, out goes a string that is only good for comparing. Stands in for
//! stemmers: it knows endings of nouns and adjectives, which is what terms are made of, and no verbs.
//! It rather leaves two forms of a word apart than joins two words.

use alloc::borrow::Cow;
use alloc::string::String;

use crate::analysis::{is_apostrophe, is_cyrillic};
use crate::letters;

/// The key of a normalised word. Two words are forms of each other if their keys are equal.
///
/// - Cyrillic: the longest ending in [`ENDINGS`] that leaves [`LEAST_STEM`] letters goes, then sounds
///   that change when a word is inflected are evened out, see [`stem`]. One function serves Ukrainian
///   and Russian: which of the two a word is cannot be seen in it.
/// - Everything else: a possessive `'s` and the ending of the English plural go, see [`singular`].
/// - Words with digits or signs are left as they are.
pub fn key(word: &str) -> Cow<'_, str> {
    if word.chars().all(|c| is_cyrillic(c) || c == '\'') {
        return stem(word);
    }
    let word = word.strip_suffix("'s").unwrap_or(word);
    if word.bytes().all(|b| b.is_ascii_lowercase() || b == b'\'') {
        return singular(word);
    }
    Cow::Borrowed(word)
}

/// The key of a phrase: the keys of its words, with spaces between.
pub fn phrase_key(phrase: &str) -> String {
    let mut joined = String::new();
    for word in crate::analysis::words(phrase) {
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(&key(&word.text));
    }
    joined
}

/// Whether a key may stand for several words: Cyrillic keys of three letters or fewer do, `вес` for
/// `вес` and `весь`. Between other words that is no harm (`скрытый слой`, `скрытого слоя`),
/// but on its own such a word should count only as it was written.
pub fn is_ambiguous(key: &str) -> bool {
    key.starts_with(is_cyrillic) && letters::count(key) <= LEAST_STEM
}

/// How many letters a Cyrillic word keeps at least: as many as `шар`, `слой` and `ряд` need.
const LEAST_STEM: usize = 3;

/// How many letters stand before `-ок` and `-ец` at least in words that lose the vowel. Shorter ones
/// mostly keep it: `поток`, `потоку`.
const LEAST_BEFORE_FLEETING: usize = 4;

/// Case endings of Ukrainian and Russian nouns and adjectives in their normal form (`ё` is `е`),
/// by the number of their letters, the longest first.
const ENDINGS: [&[&str]; 4] = [
    &["иями", "іями", "ього", "ьому"],
    &[
        "ами", "ями", "ого", "его", "ому", "ему", "ыми", "ими", "іми", "їми", "иям", "иях", "ием",
        "ией", "иев", "іям", "іях", "ієм", "ією", "іїв", "ьою", "ьої", "ові", "еві", "єві",
    ],
    &[
        "ая", "яя", "ое", "ее", "ые", "ие", "ый", "ий", "ій", "їй", "ой", "ей", "ую", "юю", "ою",
        "ею", "єю", "ої", "єї", "ия", "ии", "ию", "ія", "ії", "ію", "ье", "ья", "ью", "ым", "им",
        "ім", "їм", "ых", "их", "іх", "їх", "ом", "ем", "єм", "ам", "ям", "ах", "ях", "ов", "ев",
        "ів", "їв",
    ],
    &[
        "а", "я", "о", "е", "є", "у", "ю", "ы", "и", "і", "ї", "й", "ь",
    ],
];

/// Endings before which Ukrainian doubles a soft consonant: `навчання`, but `навчань`.
const DOUBLING: [&str; 15] = [
    "я", "ю", "і", "ям", "ями", "ях", "є", "ій", "ім", "іх", "іми", "ього", "ьому", "ьої", "ьою",
];

/// The key of a Cyrillic word.
fn stem(word: &str) -> Cow<'_, str> {
    let ending = ending(word);
    let stem = &word[..word.len() - ending.len()];
    let stem = match stem.strip_suffix('н') {
        Some(shorter) if shorter.ends_with('н') && DOUBLING.contains(&ending) => shorter,
        _ => stem,
    };
    let stem = without_fleeting_vowel(stem).map_or(Cow::Borrowed(stem), Cow::Owned);
    // `і` in a closed syllable is `о` in an open one: `набір`, `набору`; `точність`, `точності`.
    match stem.char_indices().rfind(|(_, c)| is_vowel(*c)) {
        Some((at, 'і')) if letters::count(&stem) >= LEAST_STEM => {
            Cow::Owned(joined(&[&stem[..at], "о", &stem[at + 'і'.len_utf8()..]]))
        }
        _ => stem,
    }
}

/// The longest ending of a Cyrillic word that leaves enough of it; empty if there is none.
fn ending(word: &str) -> &str {
    let letters = letters::count(word);
    for (endings, length) in ENDINGS.iter().zip((1..=ENDINGS.len()).rev()) {
        if letters < LEAST_STEM + length {
            continue;
        }
        let tail = word
            .char_indices()
            .rev()
            .nth(length - 1)
            .map_or(word, |(at, _)| &word[at..]);
        if endings.contains(&tail) {
            return tail;
        }
    }
    ""
}

/// `вибірок`, `список`, `стовпец(ь)` as their other forms have it: `вибірк(а)`, `списк(у)`, `стовпц(я)`.
fn without_fleeting_vowel(stem: &str) -> Option<String> {
    let (kept, last) = match stem.strip_suffix("ок") {
        Some(kept) => (kept, "к"),
        None => (stem.strip_suffix("ец")?, "ц"),
    };
    let is_long = letters::count(kept) >= LEAST_BEFORE_FLEETING;
    (is_long && !kept.ends_with(is_vowel)).then(|| joined(&[kept, last]))
}

/// As `concat`, which is made for more than texts and is larger.
fn joined(parts: &[&str]) -> String {
    let mut joined = String::new();
    for part in parts {
        joined.push_str(part);
    }
    joined
}

fn is_vowel(c: char) -> bool {
    matches!(
        c,
        'а' | 'е' | 'є' | 'и' | 'і' | 'ї' | 'о' | 'у' | 'ы' | 'э' | 'ю' | 'я'
    )
}

/// Plurals of mathematical English that are not made with -s or -es.
const IRREGULAR: [(&str, &str); 10] = [
    ("analyses", "analysis"),
    ("axes", "axis"),
    ("biases", "bias"),
    ("criteria", "criterion"),
    ("hypotheses", "hypothesis"),
    ("indices", "index"),
    ("matrices", "matrix"),
    ("phenomena", "phenomenon"),
    ("simplices", "simplex"),
    ("vertices", "vertex"),
];

/// An English word without the ending of the plural: `queries` → `query`, `batches` → `batch`.
///
/// `-s` stays after s, u and i (`class`, `corpus`, `analysis`) and where fewer than three letters
/// would be left.
fn singular(word: &str) -> Cow<'_, str> {
    if let Ok(at) = IRREGULAR.binary_search_by_key(&word, |(plural, _)| plural) {
        return Cow::Borrowed(IRREGULAR[at].1);
    }
    let Some(shorter) = word.strip_suffix('s') else {
        return Cow::Borrowed(word);
    };
    if shorter.len() < 3
        || shorter.ends_with(['s', 'u', 'i'])
        || shorter.ends_with(is_apostrophe)
        || word == "bias"
    {
        return Cow::Borrowed(word);
    }
    if let Some(stem) = shorter.strip_suffix("ie")
        && stem.len() >= 3
    {
        return Cow::Owned(joined(&[stem, "y"]));
    }
    let takes_es = ["sse", "xe", "che", "she", "zze"];
    let is_es = takes_es.iter().any(|ending| shorter.ends_with(ending));
    Cow::Borrowed(if is_es {
        &shorter[..shorter.len() - 1]
    } else {
        shorter
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn one_key(forms: &[&str]) {
        for form in forms {
            assert_eq!(key(form), key(forms[0]), "{form} and {}", forms[0]);
        }
    }

    #[test]
    fn forms_of_a_russian_word_have_one_key() {
        one_key(&[
            "функция",
            "функции",
            "функций",
            "функцию",
            "функцией",
            "функциями",
            "функциям",
            "функциях",
        ]);
        one_key(&[
            "линейный",
            "линейная",
            "линейного",
            "линейной",
            "линейных",
            "линейными",
            "линейному",
            "линейные",
        ]);
        one_key(&[
            "вероятность",
            "вероятности",
            "вероятностью",
            "вероятностей",
            "вероятностями",
        ]);
        one_key(&[
            "критерий",
            "критерия",
            "критерием",
            "критериев",
            "критериями",
            "критерии",
        ]);
        one_key(&["оценка", "оценок", "оценки", "оценкам"]);
        one_key(&["список", "списка", "списков", "списками"]);
        one_key(&["столбец", "столбца", "столбцов"]);
    }

    #[test]
    fn forms_of_a_ukrainian_word_have_one_key() {
        one_key(&[
            "функція",
            "функції",
            "функцій",
            "функцію",
            "функцією",
            "функціями",
            "функціям",
            "функціях",
        ]);
        one_key(&[
            "лінійний",
            "лінійна",
            "лінійного",
            "лінійної",
            "лінійних",
            "лінійними",
            "лінійному",
            "лінійні",
        ]);
        one_key(&[
            "середній",
            "середня",
            "середнього",
            "середньої",
            "середньою",
            "середніх",
        ]);
        one_key(&[
            "критерій",
            "критерію",
            "критерієм",
            "критеріїв",
            "критеріями",
            "критерії",
        ]);
        one_key(&["навчання", "навчанню", "навчанням", "навчань"]);
        one_key(&[
            "перетворення",
            "перетворень",
            "перетвореннями",
            "перетворенні",
        ]);
        one_key(&["ймовірність", "ймовірності", "ймовірністю", "ймовірностей"]);
        one_key(&["підхід", "підходу", "підходи", "підходів"]);
        one_key(&["помилка", "помилок", "помилки"]);
        one_key(&["стовпець", "стовпця", "стовпців"]);
        one_key(&["зв'язок", "зв'язку", "зв'язки"]);
    }

    #[test]
    fn singular_and_plural_of_an_english_word_have_one_key() {
        for (singular, plural) in [
            ("gradient", "gradients"),
            ("class", "classes"),
            ("query", "queries"),
            ("batch", "batches"),
            ("box", "boxes"),
            ("case", "cases"),
            ("size", "sizes"),
            ("value", "values"),
            ("gan", "gans"),
            ("matrix", "matrices"),
            ("bias", "biases"),
            ("analysis", "analyses"),
            ("dijkstra", "dijkstra's"),
        ] {
            assert_eq!(key(singular), singular);
            assert_eq!(key(plural), singular);
        }
    }

    #[test]
    fn endings_that_only_look_like_a_plural_stay() {
        for word in [
            "class", "corpus", "analysis", "is", "its", "bias", "loss", "ies",
        ] {
            assert_eq!(key(word), word);
        }
    }

    #[test]
    fn words_with_digits_and_signs_stay() {
        for word in [
            "f1", "word2vec", "3.14", "c++", "a*", "l2s", "naïves", "ф1а",
        ] {
            assert_eq!(key(word), word);
        }
    }

    #[test]
    fn different_words_keep_different_keys() {
        for (one, other) in [
            ("класс", "классика"),
            ("обучение", "обученный"),
            ("вектор", "векторизация"),
            ("class", "clash"),
            ("поток", "потолок"),
            ("матриця", "матрос"),
        ] {
            assert_ne!(key(one), key(other));
        }
    }

    #[test]
    fn short_cyrillic_keys_are_ambiguous() {
        assert_eq!(key("вес"), key("весь"));
        assert!(is_ambiguous(&key("весь")));
        assert!(!is_ambiguous(&key("метод")));
        assert!(!is_ambiguous(&key("gan")));
    }

    #[test]
    fn irregular_plurals_are_sorted() {
        assert!(IRREGULAR.is_sorted_by(|(a, _), (b, _)| a < b));
    }

    #[test]
    fn endings_stand_by_their_length() {
        for (endings, length) in ENDINGS.iter().zip((1..=4).rev()) {
            for ending in *endings {
                assert_eq!(ending.chars().count(), length, "{ending}");
                assert_eq!(crate::normalise(ending), *ending);
            }
        }
    }

    proptest! {
        #[test]
        fn a_key_is_never_empty(text in "([а-яіїєґ's]|\\PC){1,12}") {
            for word in crate::words(&text) {
                prop_assert!(!key(&word.text).is_empty());
            }
        }
    }
}
