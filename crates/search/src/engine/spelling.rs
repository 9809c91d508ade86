//! Words that are not in the index → words that may have been meant: another layout of the keyboard, letters
//! of another script, slips of the finger.

use alloc::string::String;
use alloc::vec::Vec;

use super::Desk;
use super::lookup::{Meaning, weight};
use super::order::order;
use crate::blob::Corrupt;
use crate::letters;

/// The shortest word, in letters, in which one slip is looked for.
const ONE_SLIP: usize = 4;
/// The shortest word, in letters, in which two slips are looked for.
const TWO_SLIPS: usize = 7;
/// How many letters words have in common at least that are taken for kin.
const KIN_LETTERS: usize = 5;
/// How many words are taken for one that was meant.
const MEANT: usize = 3;

/// How far a word may be from what is in the index.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Effort {
    /// It is what was typed.
    AsTyped,
    /// The same keys in another layout, or the same sounds in another script.
    OtherKeys,
    /// It is a few letters away.
    Near,
}

impl Desk<'_> {
    /// Adds what may have been meant by a word that a language does not have.
    pub(super) fn add_meant(
        &mut self,
        language: usize,
        word: &str,
        effort: Effort,
        meanings: &mut Vec<Meaning>,
    ) -> Result<(), Corrupt> {
        for other in letters::layouts(word) {
            self.add_as_typed(language, &other, weight::LAYOUT, meanings)?;
        }
        let spellings = letters::spellings(word, &self.engine.languages[language].tag);
        if meanings.is_empty() {
            for other in &spellings {
                self.add_as_typed(language, other, weight::SCRIPT, meanings)?;
            }
        }
        if !meanings.is_empty() || effort < Effort::Near {
            return Ok(());
        }
        self.add_near(language, word, 1.0, meanings)?;
        if meanings.is_empty() {
            self.add_kin(language, word, meanings)?;
        }
        for other in &spellings {
            self.add_near(language, other, weight::SCRIPT, meanings)?;
        }
        Ok(())
    }

    /// Adds terms that begin as a word does: what was derived from it, or it from them (`токенизировать`,
    /// `токенизация`).
    fn add_kin(
        &mut self,
        language: usize,
        word: &str,
        meanings: &mut Vec<Meaning>,
    ) -> Result<(), Corrupt> {
        let Some(term) = self.term_of(language, word) else {
            return Ok(());
        };
        let letters = letters::count(&term);
        let kept = (letters * 2 / 3).max(KIN_LETTERS);
        if letters <= KIN_LETTERS || !term.chars().all(char::is_alphabetic) {
            return Ok(());
        }
        let head: String = term.chars().take(kept).collect();
        for (term, _) in self.words(language, &head, false)?.iter().take(MEANT) {
            self.add_meaning(language, term, weight::KIN, meanings)?;
        }
        Ok(())
    }

    /// Adds the terms nearest to a word.
    fn add_near(
        &mut self,
        language: usize,
        word: &str,
        factor: f32,
        meanings: &mut Vec<Meaning>,
    ) -> Result<(), Corrupt> {
        let Some(term) = self.term_of(language, word) else {
            return Ok(());
        };
        let letters: Vec<char> = term.chars().collect();
        let limit = match letters::count(word) {
            length if length >= TWO_SLIPS => 2,
            length if length >= ONE_SLIP => 1,
            _ => return Ok(()),
        };
        if letters.len() < 3 || !letters.iter().all(|letter| letter.is_alphabetic()) {
            return Ok(());
        }
        // One slip leaves the first half or the second as it was; two leave one of three parts, and of the words
        // whose middle alone was spared there are few.
        let part = letters.len() / (limit + 1);
        let head: String = letters[..part.max(2)].iter().collect();
        let tail: String = letters[letters.len() - part.max(2)..]
            .iter()
            .rev()
            .collect();
        let mut candidates: Vec<(String, u32)> = Vec::new();
        for (term, documents) in self.words(language, &head, false)? {
            candidates.push((term.clone(), *documents));
        }
        for (reversed, documents) in self.words(language, &tail, true)? {
            candidates.push((reversed.chars().rev().collect(), *documents));
        }
        let (best, nearest) = nearest(&letters, limit, candidates);
        let weight = if best <= 1 {
            weight::SLIP
        } else {
            weight::SLIPS
        };
        for term in nearest {
            self.add_meaning(language, &term, weight * factor, meanings)?;
        }
        Ok(())
    }
}

/// Which candidates have the fewest slips, with their number: the most frequent ones first.
fn nearest(letters: &[char], limit: usize, candidates: Vec<(String, u32)>) -> (usize, Vec<String>) {
    let mut best = limit;
    let mut found: Vec<(String, u32)> = Vec::new();
    for (candidate, documents) in candidates {
        let other: Vec<char> = candidate.chars().collect();
        let Some(slips) = letters::slips_of_stem(letters, &other, best) else {
            continue;
        };
        if slips < best {
            best = slips;
            found.clear();
        }
        // A word may come by its beginning and by its end.
        if !found.iter().any(|(other, _)| *other == candidate) {
            found.push((candidate, documents));
        }
    }
    let sorted = order(found.len(), &|a, b| {
        let ((a, a_documents), (b, b_documents)) = (&found[a], &found[b]);
        b_documents.cmp(a_documents).then_with(|| a.cmp(b))
    });
    let nearest = sorted.into_iter().take(MEANT);
    let nearest = nearest.map(|at| core::mem::take(&mut found[at].0));
    (best, nearest.collect())
}
