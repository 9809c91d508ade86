//! A quick look at words: whether a term's name may begin with one, by its first letters. It may say yes for nothing,
//! and no only for words that are no form of a name's first word.

use std::collections::HashMap;

use answerbook_search::{inflection, words};

/// How many letters of a word are looked at.
const LETTERS: usize = 4;

/// How many letters the longest ending has that a form of a name may have, and that its key has not.
const ENDING: usize = 5;

/// The beginning of a word of a text.
pub(super) struct Beginning {
    /// Where the word begins, in bytes.
    pub(super) at: usize,
    /// Its first letters, folded, 16 bits for each from the lowest on.
    code: u64,
    /// How many letters it has.
    letters: usize,
}

/// How the first words of names begin.
#[derive(Default)]
pub(super) struct Beginnings {
    /// By the first letter.
    by_letter: HashMap<u16, Vec<Name>>,
}

/// How the first word of a name begins.
struct Name {
    code: u64,
    /// Which bits of it are compared.
    mask: u64,
    /// How many letters a form of the word has at most.
    most: usize,
    /// The term, as a position in the glossary.
    term: usize,
}

impl Beginnings {
    /// Adds the name of a term.
    pub(super) fn add(&mut self, name: &str, term: usize) {
        let Some(first) = words(name).next() else {
            return;
        };
        let key = inflection::key(&first.text);
        let letters = key.chars().filter(|c| c.is_alphanumeric()).count();
        if letters == 0 {
            return;
        }
        // The end of a key may differ from its forms: `index`, `indices`; `стовпц`, `стовпець`; `навчан`, `навчання`.
        let shared = match letters {
            1 | 2 => 1,
            _ => letters.saturating_sub(2).clamp(2, LETTERS),
        };
        let code = code(&key).0;
        let mask = u64::MAX >> (u64::BITS as usize - 16 * shared);
        let names = self.by_letter.entry(code as u16).or_default();
        names.push(Name {
            code: code & mask,
            mask,
            most: letters + ENDING,
            term,
        });
    }

    /// Whether a name of a wanted term may begin with a word.
    pub(super) fn may_begin(&self, word: &Beginning, is_wanted: &impl Fn(usize) -> bool) -> bool {
        let Some(names) = self.by_letter.get(&(word.code as u16)) else {
            return false;
        };
        names.iter().any(|name| {
            word.code & name.mask == name.code && word.letters <= name.most && is_wanted(name.term)
        })
    }
}

/// The words of a text.
pub(super) fn beginnings(text: &str) -> Vec<Beginning> {
    let mut found: Vec<Beginning> = Vec::with_capacity(text.len() / 8);
    let mut is_inside = false;
    for (at, c) in text.char_indices() {
        if !c.is_alphanumeric() {
            // Apostrophes, soft hyphens and stress marks stand in words.
            is_inside &= matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '\u{AD}' | '\u{301}');
            continue;
        }
        if !is_inside {
            is_inside = true;
            found.push(Beginning {
                at,
                code: 0,
                letters: 0,
            });
        }
        if let Some(word) = found.last_mut() {
            if word.letters < LETTERS {
                word.code |= u64::from(folded(c)) << (16 * word.letters);
            }
            word.letters += 1;
        }
    }
    found
}

/// The code of a word, and how many letters it has.
fn code(word: &str) -> (u64, usize) {
    let mut code = 0;
    let mut letters = 0;
    for c in word.chars().filter(|c| c.is_alphanumeric()) {
        if letters < LETTERS {
            code |= u64::from(folded(c)) << (16 * letters);
        }
        letters += 1;
    }
    (code, letters)
}

/// A letter in lower case, without the differences that keys of words even out.
fn folded(c: char) -> u16 {
    let lower = match c {
        'a'..='z' | 'а'..='я' => c,
        'A'..='Z' => c.to_ascii_lowercase(),
        _ => c.to_lowercase().next().unwrap_or(c),
    };
    match lower {
        'ё' => 'е' as u16,
        'і' => 'о' as u16,
        // Letters beyond the first plane are told apart well enough by their last bits.
        _ => (lower as u32 & 0xFFFF) as u16,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a text's first word may begin a name.
    fn may(name: &str, text: &str) -> bool {
        let mut all = Beginnings::default();
        all.add(name, 0);
        beginnings(text)
            .first()
            .is_some_and(|word| all.may_begin(word, &|_| true))
    }

    #[test]
    fn forms_of_a_name_may_begin_it() {
        for (name, text) in [
            ("index", "Indices are"),
            ("axis", "axes"),
            ("gradient descent", "Gradients"),
            ("градієнтний спуск", "Градієнтним спуском"),
            ("навчання", "навчань"),
            ("навчання", "навчанню"),
            ("стовпець", "стовпцями"),
            ("список", "списку"),
            ("ніч", "ночі"),
            ("вибірка", "вибірок"),
            ("набір даних", "набору"),
            ("свёртка", "свертками"),
            ("k-means", "k-means"),
            ("F1 score", "F1-score"),
            ("п'ять", "п’ятьох"),
            ("слой", "слоями"),
        ] {
            assert!(may(name, text), "{name}: {text}");
        }
    }

    #[test]
    fn other_words_do_not() {
        for (name, text) in [
            ("gradient", "great"),
            ("gradient", "the"),
            ("k-means", "knowledge"),
            ("градієнт", "група"),
            ("навчання", "навіщо"),
        ] {
            assert!(!may(name, text), "{name}: {text}");
        }
    }
}
