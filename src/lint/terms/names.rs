//! The names of the glossary's concepts in one language: where they stand in a text, and how surely a
//! synonym stands for its concept.

use std::collections::BTreeMap;
use std::ops::Range;

use answerbook_search::{Phrases, inflection, words};

use crate::relate::Book;

/// How surely a synonym in a text stands for its concept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// It may stand as it is: an abbreviation, a part of the preferred term or a longer form of it, a name
    /// of two concepts, Latin letters where the preferred term has none; and the preferred term itself.
    Free,
    /// It may mean something else: one word (`mean`), words that the preferred term does not share (`cut
    /// off`), or another thing of the same sort (`validation data`, `topological order`).
    Common,
    /// It says something else of the same thing: `dense layer` for `fully connected layer`.
    Variant,
    /// The preferred term in another spelling.
    Spelling,
}

/// A name of a concept.
struct Entry {
    /// The concept, as a position in the glossary.
    term: usize,
    /// Whether it is the preferred term.
    is_preferred: bool,
    /// What it means that it stands in a text.
    usage: Use,
    /// The abbreviation as it must be typed, if it is one: `IS` is not `is`.
    abbreviation: Option<String>,
}

/// Names that stand at a place of a text.
pub(super) struct Found {
    /// The place.
    pub(super) span: Range<usize>,
    /// The names, as positions among all of them.
    pub(super) entries: Vec<usize>,
}

/// All names in a language.
pub(super) struct Names {
    entries: Vec<Entry>,
    phrases: Phrases,
}

impl Names {
    /// The names in a language of all concepts that have a preferred term in it.
    pub(super) fn new(book: &Book, tag: &str) -> Self {
        let mut typed: Vec<(usize, &str, &str)> = Vec::new();
        for (number, term) in book.terms.iter().enumerate() {
            let Some(preferred) = term.term.get(tag) else {
                continue;
            };
            let synonyms = term.synonyms.get(tag).into_iter().flatten();
            let names = std::iter::once(preferred).chain(synonyms);
            typed.extend(names.map(|name| (number, name.as_str(), preferred.as_str())));
        }
        let owners = owners(&typed);
        let entry = |(term, name, preferred): &(usize, &str, &str)| {
            let is_ambiguous = owners.get(&keys(name)).copied().flatten().is_none();
            Entry {
                term: *term,
                is_preferred: name == preferred,
                usage: if is_ambiguous {
                    Use::Free
                } else {
                    usage(name, preferred)
                },
                abbreviation: is_abbreviation(name).then(|| (*name).to_owned()),
            }
        };
        Self {
            entries: typed.iter().map(entry).collect(),
            phrases: Phrases::new(typed.iter().map(|(_, name, _)| name).zip(0..)),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The names in a text, in order; of those that begin together the longest.
    pub(super) fn find(&self, text: &str) -> Vec<Found> {
        let mut all: Vec<Found> = Vec::new();
        for found in self.phrases.find(text) {
            let number = found.id as usize;
            let abbreviation = self.entries[number].abbreviation.as_ref();
            if abbreviation.is_some_and(|typed| !text[found.span.clone()].starts_with(typed)) {
                continue;
            }
            match all.last_mut() {
                Some(last) if last.span == found.span => last.entries.push(number),
                _ => all.push(Found {
                    span: found.span,
                    entries: vec![number],
                }),
            }
        }
        all
    }

    /// The concepts that a text names.
    pub(super) fn terms(&self, text: &str) -> Vec<usize> {
        let found = self.find(text);
        let entries = found.iter().flat_map(|found| &found.entries);
        entries.map(|entry| self.entries[*entry].term).collect()
    }

    /// The concept whose preferred term stands at a place.
    pub(super) fn preferred(&self, found: &Found) -> Option<usize> {
        let mut entries = found.entries.iter().map(|entry| &self.entries[*entry]);
        entries
            .find(|entry| entry.is_preferred)
            .map(|entry| entry.term)
    }

    /// The synonym at a place, if what stands there is nothing else: its position, how surely it stands for
    /// its concept, and that concept.
    pub(super) fn synonym(&self, found: &Found) -> Option<(usize, Use, usize)> {
        let number = *found.entries.first()?;
        let first = &self.entries[number];
        let mut entries = found.entries.iter().map(|entry| &self.entries[*entry]);
        let is_other = entries.any(|entry| entry.usage == Use::Free || entry.term != first.term);
        (!is_other).then_some((number, first.usage, first.term))
    }

    /// Whether one of the names at a place is of a concept.
    pub(super) fn is_name_of(&self, found: &Found, term: usize) -> bool {
        let mut entries = found.entries.iter();
        entries.any(|entry| self.entries[*entry].term == term)
    }
}

/// Whose name it is, by its keys; `None` if it is that of several concepts.
fn owners(typed: &[(usize, &str, &str)]) -> BTreeMap<Vec<String>, Option<usize>> {
    let mut owners = BTreeMap::new();
    for (term, name, _) in typed {
        let owner = owners.entry(keys(name)).or_insert(Some(*term));
        if *owner != Some(*term) {
            *owner = None;
        }
    }
    owners
}

/// The words of a name without their endings.
fn keys(name: &str) -> Vec<String> {
    words(name)
        .map(|word| inflection::key(&word.text).into_owned())
        .collect()
}

fn usage(name: &str, preferred: &str) -> Use {
    let (keys, preferred_keys) = (keys(name), keys(preferred));
    let contains = |all: &[String], some: &[String]| some.iter().all(|key| all.contains(key));
    let is_other_script = is_cyrillic(preferred) && !is_cyrillic(name);
    if is_other_script
        || has_abbreviation(name)
        || contains(&keys, &preferred_keys)
        || contains(&preferred_keys, &keys)
    {
        Use::Free
    } else if is_spelling(name, preferred) {
        Use::Spelling
    } else if keys.first() != preferred_keys.first()
        && keys.iter().any(|k| preferred_keys.contains(k))
    {
        Use::Variant
    } else {
        Use::Common
    }
}

fn is_cyrillic(text: &str) -> bool {
    text.contains(|c: char| ('\u{400}'..='\u{52F}').contains(&c))
}

/// Whether a name is one word with two capital letters or more: `IS`, `mAP`.
fn is_abbreviation(name: &str) -> bool {
    name.chars().all(char::is_alphanumeric)
        && name.chars().filter(|c| c.is_uppercase()).nth(1).is_some()
}

/// Whether a word of a name has capital letters only: `KL-дивергенция`.
fn has_abbreviation(name: &str) -> bool {
    let mut words = name.split(|c: char| !c.is_alphanumeric());
    words.any(|word| {
        let is_short = word.chars().all(|c| c.is_uppercase() || c.is_numeric());
        is_short && word.chars().count() > 1 && word.contains(char::is_uppercase)
    })
}

/// The shortest name, in letters, whose spelling is compared: in shorter ones a letter makes another word.
const LEAST_LETTERS: usize = 5;

/// Whether two names are one in two spellings: with and without hyphens, or with one letter otherwise. At
/// the end of a word a letter is an ending and may make another word of it (`schedule`, `scheduler`).
fn is_spelling(name: &str, preferred: &str) -> bool {
    let (ours, theirs): (Vec<_>, Vec<_>) = (words(name).collect(), words(preferred).collect());
    let joined = |words: &[answerbook_search::Word<'_>]| -> String {
        words.iter().map(|word| &*word.text).collect()
    };
    if joined(&ours).chars().count() < LEAST_LETTERS {
        return false;
    }
    if ours.len() != theirs.len() {
        return joined(&ours) == joined(&theirs);
    }
    let mut differing = ours.iter().zip(&theirs).filter(|(a, b)| a.text != b.text);
    let (Some((a, b)), None) = (differing.next(), differing.next()) else {
        return false;
    };
    let (a, b) = (&*a.text, &*b.text);
    let is_word =
        |word: &str| word.chars().all(char::is_alphabetic) && word.chars().nth(1).is_some();
    is_word(a)
        && is_word(b)
        && !a.starts_with(b)
        && !b.starts_with(a)
        && strsim::osa_distance(a, b) == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_or_a_hyphen_is_another_spelling() {
        for (name, preferred) in [
            ("optimiser", "optimizer"),
            ("бейслайн", "бейзлайн"),
            ("гессіан", "гесіан"),
            ("auto-encoder", "autoencoder"),
            ("байєсівська оптимізація", "баєсівська оптимізація"),
        ] {
            assert_eq!(usage(name, preferred), Use::Spelling, "{name}");
        }
    }

    #[test]
    fn names_that_may_stand_are_left_alone() {
        for (name, preferred) in [
            ("logits", "logit"),
            ("Shannon entropy", "entropy"),
            ("prior", "prior probability"),
            ("GEMM", "matrix multiplication"),
            ("KL-дивергенція", "дивергенція Кульбака — Лейблера"),
            ("accuracy", "частка правильних відповідей"),
        ] {
            assert_eq!(usage(name, preferred), Use::Free, "{name}");
        }
    }

    #[test]
    fn words_of_every_day_say_nothing() {
        for (name, preferred) in [
            ("mean", "expected value"),
            ("cut-off", "decision threshold"),
            ("validation data", "validation set"),
            ("момент", "моментум"),
            ("learning rate scheduler", "learning rate schedule"),
        ] {
            assert_eq!(usage(name, preferred), Use::Common, "{name}");
        }
        assert_eq!(usage("dense layer", "fully connected layer"), Use::Variant);
    }
}
