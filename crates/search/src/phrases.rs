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
    /// Whether it counts in capitals only: `IS` is not `is`.
    is_abbreviation: bool,
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
            is_abbreviation: found.len() == 1 && is_in_capitals(&phrase[found[0].span.clone()]),
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
            for id in self.ids(text, node, phrase) {
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
    fn ids(&self, text: &str, node: usize, words: &[(Option<usize>, Word<'_>)]) -> Vec<u32> {
        let form = form(words.iter().map(|(_, word)| word));
        let may_be_abbreviation = is_in_capitals(&text[words[0].1.span.clone()]);
        let ends = self.ends[node].iter();
        let ends: Vec<&End> = ends
            .filter(|end| may_be_abbreviation || !end.is_abbreviation)
            .collect();
        let is_exact = ends.iter().any(|end| end.form == form);
        let mut ids: Vec<u32> = ends
            .into_iter()
            .filter(|end| end.form == form || !is_exact && !end.is_uninflected)
            .map(|end| end.id)
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

/// Whether a word begins with two capital letters: an abbreviation, maybe with an ending (`CNNs`).
fn is_in_capitals(word: &str) -> bool {
    let mut letters = word.chars();
    (0..2).all(|_| letters.next().is_some_and(char::is_uppercase))
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
mod tests;
