//! A quick look at words: whether a term's name may begin with one, by the first letters of it and of the next. It may
//! say yes for nothing, and says no only for words that are no forms of a name's.

use std::collections::HashMap;

use answerbook_search::{Word, inflection, words};

/// How many letters of a word are looked at.
const LETTERS: usize = 8;

/// How many bits of a code a letter takes.
const BITS: usize = 16;

/// The beginning of a word of a text.
pub(super) struct Beginning {
    /// Where the word begins, in bytes.
    pub(super) at: usize,
    /// Its first letters, folded, the first in the lowest bits.
    code: u128,
    /// How many letters it has.
    letters: usize,
    /// Whether its first two letters are capitals.
    is_in_capitals: bool,
}

/// How names begin.
#[derive(Default)]
pub(super) struct Beginnings {
    /// By the first letter.
    by_letter: HashMap<u16, Vec<Name>>,
}

/// How a name begins.
struct Name {
    first: Form,
    second: Option<Form>,
    /// How many words it has.
    words: usize,
    /// The term, as a position in the glossary.
    term: usize,
}

/// What the forms of a word have in common.
struct Form {
    code: u128,
    /// Which bits of it are compared.
    mask: u128,
    /// How many letters a form has at most.
    most: usize,
    /// Whether it counts in capitals only.
    is_abbreviation: bool,
}

impl Form {
    fn of(word: &Word<'_>) -> Option<Self> {
        let key = inflection::key(&word.text);
        let (code, letters) = code(&key);
        // How many letters of a key its forms have surely, and how many they have besides: `axis`, `axes`; `index`,
        // `indices`; `стовпц`, `стовпець`; `навчан`, `навчання`.
        let shared = match letters {
            0 => return None,
            1..=3 => letters,
            _ if key.ends_with(['x', 's']) => letters - 2,
            _ => letters - 1,
        };
        Some(Self {
            code: code & mask(shared),
            mask: mask(shared),
            most: letters + if key.is_ascii() { 3 } else { 5 },
            is_abbreviation: false,
        })
    }

    fn may_be(&self, word: &Beginning) -> bool {
        word.code & self.mask == self.code
            && word.letters <= self.most
            && (word.is_in_capitals || !self.is_abbreviation)
    }
}

impl Beginnings {
    /// Adds the name of a term.
    pub(super) fn add(&mut self, name: &str, term: usize) {
        let all: Vec<_> = words(name).collect();
        let mut forms = all.iter().map(Form::of);
        let Some(mut first) = forms.next().flatten() else {
            return;
        };
        // `IS` is not `is`.
        first.is_abbreviation =
            all.len() == 1 && name.chars().take(2).filter(|c| c.is_uppercase()).count() == 2;
        let names = self.by_letter.entry(first.code as u16).or_default();
        names.push(Name {
            first,
            second: forms.next().flatten(),
            words: all.len(),
            term,
        });
    }

    /// How many words a name of a wanted term may have that begins with the first of some words; 0 if none may.
    pub(super) fn may_begin(
        &self,
        words: &[Beginning],
        is_wanted: &impl Fn(usize) -> bool,
    ) -> usize {
        let names = words
            .first()
            .and_then(|word| self.by_letter.get(&(word.code as u16)));
        let fits = |name: &&Name| {
            let next = words.get(1);
            name.first.may_be(&words[0])
                && (name.second.as_ref())
                    .is_none_or(|second| next.is_some_and(|next| second.may_be(next)))
                && is_wanted(name.term)
        };
        let fitting = names.into_iter().flatten().filter(fits);
        fitting.map(|name| name.words).max().unwrap_or(0)
    }
}

/// The bits of the first letters of a code.
fn mask(letters: usize) -> u128 {
    u128::MAX >> (u128::BITS as usize - BITS * letters.min(LETTERS))
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
                is_in_capitals: true,
            });
        }
        if let Some(word) = found.last_mut() {
            if word.letters < LETTERS {
                word.code |= u128::from(folded(c)) << (BITS * word.letters);
            }
            word.is_in_capitals &= word.letters > 1 || c.is_uppercase();
            word.letters += 1;
        }
    }
    found
}

/// The code of a word, and how many letters it has.
fn code(word: &str) -> (u128, usize) {
    let mut code = 0;
    let mut letters = 0;
    for c in word.chars().filter(|c| c.is_alphanumeric()) {
        if letters < LETTERS {
            code |= u128::from(folded(c)) << (BITS * letters);
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
        all.may_begin(&beginnings(text), &|_| true) > 0
    }

    #[test]
    fn forms_of_a_name_may_begin_it() {
        for (name, text) in [
            ("index", "Indices are"),
            ("axis", "axes"),
            ("gradient descent", "Gradient descents"),
            ("градієнтний спуск", "Градієнтним спуском"),
            ("ANN", "ANNs"),
            ("навчання", "навчань"),
            ("навчання", "навчанню"),
            ("стовпець", "стовпцями"),
            ("список", "списку"),
            ("ніч", "ночі"),
            ("вибірка", "вибірок"),
            ("набір даних", "набору даних"),
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
            ("gradient descent", "gradient boosting"),
            ("ANN", "and"),
            ("ANN", "ann"),
            ("gradient", "the"),
            ("k-means", "knowledge"),
            ("градієнт", "група"),
            ("навчання", "навіщо"),
        ] {
            assert!(!may(name, text), "{name}: {text}");
        }
    }
}
