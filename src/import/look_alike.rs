//! Latin words that were typed wholly in Cyrillic letters that look the same: `Ассигасу` for Accuracy.
//!
//! In: a text and the Latin words of its whole document. Out: the text with such words put right, and what they
//! were. A word is changed only if what comes out is a word of the document itself or of a short list: `сор` may be
//! a Cyrillic word too.

use std::collections::BTreeSet;

use super::emphasis::pieces;

/// Words of machine learning that a document may have only in their wrong form, in lower case.
const WORDS: &[&str] = &[
    "accuracy",
    "precision",
    "recall",
    "python",
    "keras",
    "numpy",
    "pandas",
    "token",
    "gradient",
    "tensor",
    "epoch",
    "batch",
    "boost",
    "boosting",
    "bagging",
    "stacking",
    "bias",
    "variance",
    "score",
    "feature",
    "macro",
    "micro",
    "pca",
    "roc",
    "auc",
    "map",
    "svm",
    "cnn",
    "rnn",
    "nlp",
    "sql",
    "mse",
    "mae",
    "rmse",
    "catboost",
    "xgboost",
    "scope",
    "cache",
    "core",
    "type",
    "http",
    "proxy",
    "copy",
    "regex",
    "yaml",
    "json",
];

/// The shortest word that is looked at.
const SHORTEST: usize = 4;
/// Of capitals only, as abbreviations are.
const SHORTEST_CAPITALS: usize = 3;
/// Words longer than this have too many readings.
const LONGEST: usize = 16;

/// The Latin words of a text, in lower case.
pub(super) fn vocabulary(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphabetic());
    words
        .filter(|word| {
            word.len() >= SHORTEST_CAPITALS && word.bytes().all(|b| b.is_ascii_alphabetic())
        })
        .map(str::to_lowercase)
        .chain(WORDS.iter().map(|word| (*word).to_owned()))
        .collect()
}

/// A text with its disguised words put right, each with what it was.
pub(super) fn revealed(
    text: &str,
    vocabulary: &BTreeSet<String>,
) -> (String, Vec<(String, String)>) {
    let mut out = String::with_capacity(text.len());
    let mut changes = Vec::new();
    for (is_code, piece) in pieces(text) {
        let mut rest = piece;
        while !is_code && !rest.is_empty() {
            let is_word = rest.starts_with(char::is_alphabetic);
            let end = rest
                .find(|c: char| c.is_alphabetic() != is_word)
                .unwrap_or(rest.len());
            let word = &rest[..end];
            rest = &rest[end..];
            match latin(word, vocabulary).filter(|_| is_word) {
                Some(latin) => {
                    out.push_str(&latin);
                    changes.push((word.to_owned(), latin));
                }
                None => out.push_str(word),
            }
        }
        if is_code {
            out.push_str(piece);
        }
    }
    (out, changes)
}

/// The Latin word that a Cyrillic one looks like, if there is one.
fn latin(word: &str, vocabulary: &BTreeSet<String>) -> Option<String> {
    let count = word.chars().count();
    let is_capital = word.chars().all(char::is_uppercase);
    let shortest = if is_capital {
        SHORTEST_CAPITALS
    } else {
        SHORTEST
    };
    if !(shortest..=LONGEST).contains(&count) || word.is_ascii() {
        return None;
    }
    let mut readings = vec![String::new()];
    for c in word.chars() {
        let letters = look_alikes(c)?;
        let longer = readings.iter().flat_map(|reading| {
            letters
                .chars()
                .map(move |letter| format!("{reading}{letter}"))
        });
        // Only beginnings of words that are known are followed.
        readings = longer
            .filter(|reading| begins_word(reading, vocabulary))
            .collect();
        if readings.is_empty() {
            return None;
        }
    }
    readings
        .into_iter()
        .find(|reading| vocabulary.contains(&reading.to_lowercase()))
}

fn begins_word(start: &str, vocabulary: &BTreeSet<String>) -> bool {
    let start = start.to_lowercase();
    let next = vocabulary.range(start.clone()..).next();
    next.is_some_and(|word| word.starts_with(&start))
}

/// The Latin letters that a Cyrillic one may have been typed or read for.
fn look_alikes(c: char) -> Option<&'static str> {
    Some(match c {
        'а' => "a",
        'в' => "bv",
        'г' => "r",
        'д' => "dg",
        'е' | 'є' | 'ё' => "e",
        'з' => "s",
        'и' => "u",
        'і' | 'ї' => "il",
        'й' => "u",
        'к' => "k",
        'м' => "m",
        'н' => "hn",
        'о' => "o",
        'п' => "n",
        'р' => "p",
        'с' => "c",
        'т' => "tm",
        'у' => "yu",
        'х' => "x",
        'ш' => "w",
        'ь' => "b",
        'ѕ' => "s",
        'ј' => "j",
        'А' => "A",
        'В' => "B",
        'Г' => "R",
        'Е' => "E",
        'З' => "S",
        'И' => "U",
        'І' => "I",
        'К' => "K",
        'М' => "M",
        'Н' => "HN",
        'О' => "O",
        'П' => "N",
        'Р' => "P",
        'С' => "C",
        'Т' => "T",
        'У' => "Y",
        'Х' => "X",
        'Ш' => "W",
        'Ь' => "B",
        'Ѕ' => "S",
        'Ј' => "J",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disguised_words_are_revealed() {
        let vocabulary = vocabulary("Precision and Accuracy, PCA");
        let (text, changes) = revealed("Ассигасу та Ргесізіоп, РСА і `РСА`", &vocabulary);
        assert_eq!(text, "Accuracy та Precision, PCA і `РСА`");
        assert_eq!(changes.len(), 3);
    }

    #[test]
    fn cyrillic_words_stay() {
        let vocabulary = vocabulary("top cop rope map");
        for text in [
            "тор і сор росту",
            "Мама має нас",
            "РНК",
            "наше",
            "Який роутер?",
        ] {
            assert_eq!(revealed(text, &vocabulary).0, text);
        }
    }
}
