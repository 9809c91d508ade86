//! Letters: what other layouts of the keyboard and other scripts make of a word, and how far words are apart.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// How many characters a text has. `chars().count()` is made for long texts, and large.
pub(crate) fn count(text: &str) -> usize {
    text.chars().fold(0, |count, _| count + 1)
}

/// The keys of a keyboard from the left, row by row, in three layouts: US English, Russian, Ukrainian.
const KEYS: [&str; 3] = [
    "`qwertyuiop[]asdfghjkl;'zxcvbnm,.",
    "ёйцукенгшщзхъфывапролджэячсмитьбю",
    "'йцукенгшщзхїфівапролджєячсмитьбю",
];

/// A word as other layouts would have typed it: the same keys, other letters. Empty if some key has none.
pub fn layouts(word: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (number, from) in KEYS.iter().enumerate() {
        for (other, to) in KEYS.iter().enumerate() {
            let key = |letter: char| {
                let mut keys = from.chars().zip(to.chars());
                keys.find(|(key, _)| *key == letter).map(|(_, typed)| typed)
            };
            let typed: Option<String> = word.chars().map(key).collect();
            if let Some(typed) = typed.filter(|_| number != other) {
                let typed = crate::analysis::normalise(&typed).into_owned();
                if typed != word && !found.contains(&typed) {
                    found.push(typed);
                }
            }
        }
    }
    found
}

/// Cyrillic letters as Latin ones, in the ways in which English words are written in Cyrillic and back.
const LATIN: [(&str, &str); 44] = [
    ("ейшн", "ation"),
    ("эйшн", "ation"),
    ("ейшен", "ation"),
    ("шн", "tion"),
    ("дж", "g"),
    ("шч", "shch"),
    ("кс", "x"),
    ("ай", "i"),
    ("щ", "shch"),
    ("ш", "sh"),
    ("ч", "ch"),
    ("ж", "zh"),
    ("ц", "ts"),
    ("х", "kh"),
    ("ю", "yu"),
    ("я", "ya"),
    ("є", "ye"),
    ("ї", "yi"),
    ("ґ", "g"),
    ("а", "a"),
    ("б", "b"),
    ("в", "v"),
    ("г", "g"),
    ("д", "d"),
    ("е", "e"),
    ("з", "z"),
    ("и", "i"),
    ("і", "i"),
    ("й", "y"),
    ("к", "k"),
    ("л", "l"),
    ("м", "m"),
    ("н", "n"),
    ("о", "o"),
    ("п", "p"),
    ("р", "r"),
    ("с", "s"),
    ("т", "t"),
    ("у", "u"),
    ("ф", "f"),
    ("ы", "y"),
    ("э", "e"),
    ("ь", ""),
    ("ъ", ""),
];

/// Latin letters as Cyrillic ones, by language: the longest first.
const RUSSIAN: [(&str, &str); 40] = [
    ("shch", "щ"),
    ("yie", "ые"),
    ("yi", "ый"),
    ("iy", "ий"),
    ("sch", "щ"),
    ("sh", "ш"),
    ("ch", "ч"),
    ("zh", "ж"),
    ("kh", "х"),
    ("ts", "ц"),
    ("yu", "ю"),
    ("ya", "я"),
    ("yo", "е"),
    ("ye", "е"),
    ("ju", "ю"),
    ("ja", "я"),
    ("ey", "ей"),
    ("oy", "ой"),
    ("ph", "ф"),
    ("a", "а"),
    ("b", "б"),
    ("v", "в"),
    ("w", "в"),
    ("g", "г"),
    ("d", "д"),
    ("e", "е"),
    ("z", "з"),
    ("i", "и"),
    ("j", "й"),
    ("k", "к"),
    ("l", "л"),
    ("m", "м"),
    ("n", "н"),
    ("o", "о"),
    ("p", "п"),
    ("r", "р"),
    ("s", "с"),
    ("t", "т"),
    ("u", "у"),
    ("y", "ы"),
];

/// What both tables lack.
const REST: [(&str, &str); 5] = [("f", "ф"), ("h", "х"), ("c", "к"), ("x", "кс"), ("q", "к")];

/// The letters of the Russian table as Ukrainian ones.
const UKRAINIAN: [(&str, &str); 2] = [("ый", "ий"), ("ы", "и")];

/// A word in the letters of the other script, as a reader of a language might have meant it.
pub fn spellings(word: &str, language: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut add = |spelling: Option<String>| {
        let spelling = spelling.filter(|other| other != word && !other.is_empty());
        if spelling.is_some() && found.last() != spelling.as_ref() {
            found.extend(spelling);
        }
    };
    if word.chars().any(crate::analysis::is_cyrillic) {
        add(replaced(word, &[&LATIN]));
    } else if language == "uk" {
        if let Some(word) = replaced(word, &[&RUSSIAN, &REST]) {
            add(replaced(&word, &[&UKRAINIAN, &[("и", "і")]]));
            add(replaced(&word, &[&UKRAINIAN]));
        }
    } else if language == "ru" {
        add(replaced(word, &[&RUSSIAN, &REST]));
    }
    found
}

fn replaced(word: &str, tables: &[&[(&str, &str)]]) -> Option<String> {
    let mut out = String::new();
    let mut rest = word;
    while let Some(letter) = rest.chars().next() {
        let mut pairs = tables.iter().flat_map(|table| table.iter());
        if let Some((from, to)) = pairs.find(|(from, _)| rest.starts_with(from)) {
            out.push_str(to);
            rest = &rest[from.len()..];
        } else if letter.is_alphanumeric() || letter == '\'' {
            if letter != '\'' {
                out.push(letter);
            }
            rest = &rest[letter.len_utf8()..];
        } else {
            return None;
        }
    }
    Some(out)
}

/// How many letters a mistyped ending may have: it is not cut off as that of a word is.
const ENDING: usize = 4;

/// How many slips are between a mistyped word and a stem, if there are no more than `limit`. Behind a stem of five
/// letters or more the word may have an ending, at the price of one slip.
pub fn slips_of_stem(word: &[char], stem: &[char], limit: usize) -> Option<usize> {
    let whole = slips(word, stem, limit);
    if stem.len() < 5 || limit == 0 {
        return whole;
    }
    let shortest = stem.len().saturating_sub(1);
    let longest = word.len().min(stem.len() + 1);
    let with_ending = (shortest..=longest)
        .filter(|length| *length < word.len() && word.len() - length <= ENDING)
        .filter_map(|length| slips(&word[..length], stem, limit - 1))
        .min()
        .map(|slips| slips + 1);
    match (whole, with_ending) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// How many slips are between two words, if there are no more than `limit`: letters left out, added, changed, or
/// swapped with their neighbour (optimal string alignment).
pub fn slips(a: &[char], b: &[char], limit: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    // The slips between the first letters of both words, for all numbers of letters.
    let width = b.len() + 1;
    let mut slips = vec![0; (a.len() + 1) * width];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            let at = i * width + j;
            slips[at] = if i == 0 || j == 0 {
                i + j
            } else {
                let changed = slips[at - width - 1] + usize::from(a[i - 1] != b[j - 1]);
                let is_swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                let swapped = match is_swapped {
                    true => slips[at - 2 * width - 2] + 1,
                    false => changed,
                };
                let added = slips[at - width].min(slips[at - 1]) + 1;
                changed.min(swapped).min(added)
            };
        }
    }
    slips.last().copied().filter(|slips| *slips <= limit)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_same_keys_in_another_layout() {
        assert!(layouts("ghbdtn").contains(&"привет".to_owned()));
        assert!(layouts("пкфвшуте").contains(&"gradient".to_owned()));
        assert!(layouts("uhflɪtyn").is_empty());
        assert!(layouts("uhfls'yn").contains(&"градієнт".to_owned()));
    }

    #[test]
    fn the_same_word_in_another_script() {
        assert_eq!(spellings("бустинг", "en"), ["busting"]);
        assert_eq!(spellings("gradientnyi", "ru"), ["градиентный"]);
        assert!(
            spellings("gradiient", "uk").contains(&"градіієнт".to_owned())
                || !spellings("gradiient", "uk").is_empty()
        );
        assert_eq!(spellings("loss", "en"), [""; 0]);
    }

    fn distance(a: &str, b: &str, limit: usize) -> Option<usize> {
        let letters = |word: &str| word.chars().collect::<Vec<_>>();
        slips(&letters(a), &letters(b), limit)
    }

    #[test]
    fn slips_are_counted_in_letters() {
        assert_eq!(distance("градиент", "градиэнт", 1), Some(1));
        assert_eq!(distance("gradeint", "gradient", 1), Some(1));
        assert_eq!(distance("gradint", "gradient", 1), Some(1));
        assert_eq!(distance("graadient", "gradient", 1), Some(1));
        assert_eq!(distance("abc", "abc", 0), Some(0));
        assert_eq!(distance("abcd", "badc", 1), None);
        assert_eq!(distance("abcd", "badc", 2), Some(2));
    }

    proptest! {
        #[test]
        fn slips_are_the_same_in_both_directions(a in "[abв]{0,8}", b in "[abв]{0,8}", limit in 0usize..4) {
            prop_assert_eq!(distance(&a, &b, limit), distance(&b, &a, limit));
            prop_assert_eq!(distance(&a, &a, limit), Some(0));
        }

        #[test]
        fn any_word_has_spellings_and_layouts(word in "\\PC{0,20}") {
            let _ = (layouts(&word), spellings(&word, "uk"), spellings(&word, "ru"), spellings(&word, "en"));
        }
    }
}
