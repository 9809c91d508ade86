//! Words of a query → the terms that they may mean, with their postings.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::Desk;
use super::order::order;
use crate::blob::concepts::Concept;
use crate::blob::manifest::{Manifest, covering};
use crate::blob::terms::Posting;
use crate::blob::{Corrupt, FIELDS};
use crate::bm25;
use crate::inflection;
use crate::tokens::tokens;

/// How many terms an unfinished word may stand for.
const COMPLETIONS: usize = 24;

/// How many names of a concept are looked at, and how many stand for words of a query: more than there are, unless
/// files are damaged.
pub(super) const NAMES: usize = 128;

/// How many files of terms are looked through for an unfinished word.
const COMPLETION_FILES: usize = 2;

/// How much what was meant counts, by the way in which it was found.
pub(super) mod weight {
    /// The word itself.
    pub(crate) const WORD: f32 = 1.0;
    /// A word of an identifier that is found as a whole.
    pub(crate) const IDENTIFIER: f32 = 2.5;
    /// A word that goes on where the query stops.
    pub(crate) const COMPLETION: f32 = 0.7;
    /// Another name of the same concept.
    pub(crate) const CONCEPT: f32 = 0.85;
    /// The word typed in another layout of the keyboard.
    pub(crate) const LAYOUT: f32 = 0.9;
    /// The word in letters of another script.
    pub(crate) const SCRIPT: f32 = 0.85;
    /// A word with one slip.
    pub(crate) const SLIP: f32 = 0.7;
    /// A word with two slips.
    pub(crate) const SLIPS: f32 = 0.45;
    /// A word that begins as this one does.
    pub(crate) const KIN: f32 = 0.4;
}

/// A term of the index that a word may mean, with where it stands.
#[derive(Clone, Debug)]
pub(super) struct Meaning {
    /// The term.
    pub(super) term: String,
    /// How much it counts.
    pub(super) weight: f32,
    /// Where it stands.
    pub(super) postings: Vec<Posting>,
    /// How rare it is in each field.
    pub(super) rarity: [f32; FIELDS],
}

impl Meaning {
    fn new(term: &str, weight: f32, postings: Vec<Posting>, count: u32) -> Self {
        let mut documents = [0; FIELDS];
        for posting in &postings {
            for (field, frequency) in posting.frequencies.iter().enumerate() {
                documents[field] += u32::from(*frequency > 0);
            }
        }
        Self {
            term: term.to_owned(),
            weight,
            postings,
            rarity: documents.map(|documents| bm25::rarity(documents, count)),
        }
    }

    /// The score of one of its postings: the sum of BM25 over the fields, each with its factor.
    pub(super) fn score(&self, posting: &Posting, averages: &[f32; FIELDS]) -> f32 {
        let score = |field: usize| match posting.frequencies[field] {
            0 => 0.0,
            frequency => {
                let norm = posting.norms[field];
                bm25::BOOSTS[field]
                    * bm25::score(self.rarity[field], frequency, norm, averages[field])
            }
        };
        self.weight * (0..FIELDS).map(score).sum::<f32>()
    }
}

/// The average length of each field in a language.
pub(super) fn averages(manifest: &Manifest) -> [f32; FIELDS] {
    let count = manifest.count() as f32;
    manifest.tokens.map(|tokens| tokens as f32 / count)
}

impl<'e> Desk<'e> {
    /// Adds a term as it stands in the index, if it does.
    pub(super) fn add_meaning(
        &mut self,
        language: usize,
        term: &str,
        weight: f32,
        meanings: &mut Vec<Meaning>,
    ) -> Result<(), Corrupt> {
        let Some(manifest) = self.manifest(language) else {
            return Ok(());
        };
        let Some(terms) = self.terms(language, term)? else {
            return Ok(());
        };
        let Some(at) = terms.find(term) else {
            return Ok(());
        };
        let postings = terms.postings(at)?;
        let count = manifest.count();
        if postings.iter().any(|posting| posting.document >= count) {
            return Err(Corrupt);
        }
        meanings.push(Meaning::new(term, weight, postings, count));
        Ok(())
    }

    /// Adds what a word means as it was typed.
    pub(super) fn add_as_typed(
        &mut self,
        language: usize,
        word: &str,
        weight: f32,
        meanings: &mut Vec<Meaning>,
    ) -> Result<(), Corrupt> {
        match self.term_of(language, word) {
            Some(term) => self.add_meaning(language, &term, weight, meanings),
            None => Ok(()),
        }
    }

    /// The term that a word of a query is looked up by: its stem; the other names of a letter are the text's affair.
    pub(super) fn term_of(&self, language: usize, word: &str) -> Option<String> {
        let stemmer = self.engine.languages[language].stemmer;
        let mut tokens = tokens(word, stemmer).into_iter();
        tokens.next().map(|token| token.term)
    }

    /// Adds what a word may mean if it goes on.
    pub(super) fn add_completions(
        &mut self,
        language: usize,
        word: &str,
        meanings: &mut Vec<Meaning>,
    ) -> Result<(), Corrupt> {
        if word.chars().nth(1).is_none() {
            return Ok(());
        }
        let Some(manifest) = self.manifest(language) else {
            return Ok(());
        };
        let first = covering(&manifest.terms, word).unwrap_or(0);
        let mut found: Vec<(usize, String)> = Vec::new();
        for at in (first..manifest.terms.len()).take(COMPLETION_FILES) {
            if at > first && !manifest.terms[at].0.starts_with(word) {
                break;
            }
            let Some(terms) = self.terms_at(manifest, at)? else {
                continue;
            };
            for at in terms.with_prefix(word) {
                found.push((terms.documents(at)?, terms.term(at).to_owned()));
            }
        }
        // The most frequent first; of equally frequent ones the shortest, which is nearest to what was typed; of
        // these the first, as files of terms have them in order.
        let sorted = order(found.len(), &|a, b| {
            let ((a_documents, a), (b_documents, b)) = (&found[a], &found[b]);
            b_documents.cmp(a_documents).then(a.len().cmp(&b.len()))
        });
        for at in sorted.into_iter().take(COMPLETIONS) {
            self.add_meaning(language, &found[at].1, weight::COMPLETION, meanings)?;
        }
        Ok(())
    }

    /// The concepts that words of the query name, or that have a name which begins with them.
    pub(super) fn concepts(
        &mut self,
        language: usize,
        words: &[String],
        is_unfinished: bool,
    ) -> Result<Vec<&'e Concept>, Corrupt> {
        let mut key = String::new();
        for (number, word) in words.iter().enumerate() {
            if !key.is_empty() {
                key.push(' ');
            }
            // What is unfinished has no ending yet.
            match is_unfinished && number + 1 == words.len() {
                true => key.push_str(word),
                false => key.push_str(&inflection::key(word)),
            }
        }
        let mut concepts = Vec::new();
        for number in self.phrase(language, &key, is_unfinished)? {
            concepts.extend(self.concept(language, number)?);
        }
        Ok(concepts)
    }
}
