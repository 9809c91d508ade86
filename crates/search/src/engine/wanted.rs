//! Which documents the quoted phrases and the excluded words of a query leave.

use alloc::{vec, vec::Vec};

use super::Desk;
use super::lookup::weight;
use crate::blob::Corrupt;
use crate::blob::positions::Place;
use crate::query::Query;

impl Desk<'_> {
    /// For each of the `count` documents of a language whether it may be a result. Not all is known yet if a file is
    /// missing.
    pub(super) fn wanted(
        &mut self,
        language: usize,
        query: &Query,
        count: usize,
    ) -> Result<Vec<bool>, Corrupt> {
        let mut is_wanted = vec![true; count];
        self.keep_phrases(language, query, &mut is_wanted)?;
        self.drop_excluded(language, query, &mut is_wanted)?;
        Ok(is_wanted)
    }

    /// Takes the documents out that lack a phrase of the query.
    fn keep_phrases(
        &mut self,
        language: usize,
        query: &Query,
        is_wanted: &mut [bool],
    ) -> Result<(), Corrupt> {
        for phrase in &query.phrases {
            let mut places: Option<Vec<Place>> = None;
            for word in &query.words[phrase.clone()] {
                let mut own = self.places_of(language, word)?;
                if let Some(before) = places {
                    own.retain(|place| place.follows_one_of(&before));
                }
                places = Some(own);
            }
            let mut has_phrase = vec![false; is_wanted.len()];
            for place in places.unwrap_or_default() {
                *has_phrase.get_mut(place.document as usize).ok_or(Corrupt)? = true;
            }
            for (is_wanted, has_phrase) in is_wanted.iter_mut().zip(has_phrase) {
                *is_wanted &= has_phrase;
            }
        }
        Ok(())
    }

    /// Where a word stands, ascending.
    fn places_of(&mut self, language: usize, word: &str) -> Result<Vec<Place>, Corrupt> {
        let Some(term) = self.term_of(language, word) else {
            return Ok(Vec::new());
        };
        let terms = self.terms(language, &term)?;
        let positions = self.positions(language, &term)?;
        if let (Some(terms), Some(positions)) = (terms, positions)
            && let Some(at) = terms.find(&term)
        {
            return positions.of(at, &terms.postings(at)?);
        }
        Ok(Vec::new())
    }

    /// Takes the documents out that hold a word that results must not hold.
    fn drop_excluded(
        &mut self,
        language: usize,
        query: &Query,
        is_wanted: &mut [bool],
    ) -> Result<(), Corrupt> {
        let mut meanings = Vec::new();
        for word in &query.excluded {
            self.add_as_typed(language, word, weight::WORD, &mut meanings)?;
        }
        for meaning in &meanings {
            for posting in &meaning.postings {
                is_wanted[posting.document as usize] = false;
            }
        }
        Ok(())
    }
}
