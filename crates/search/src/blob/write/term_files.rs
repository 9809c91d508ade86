//! Terms → the files that hold them, made as the terms come: no more than a few files' terms are held.

use alloc::string::String;
use alloc::vec::Vec;

use rayon::prelude::*;

use super::{Content, Sizes, Term, chunk, grown};
use crate::blob::pack::Packer;
use crate::blob::{positions, terms};
use crate::keeper::Keeper;

/// A range of terms with their postings, and where they stand.
#[derive(Clone, Debug)]
pub struct TermFile {
    pub(super) first: String,
    pub(super) postings: Content,
    pub(super) positions: Content,
}

/// Makes files of terms.
pub(crate) struct TermWriter<'k> {
    keeper: Option<&'k dyn Keeper>,
    limit: usize,
    are_packed: bool,
    /// Terms that do not fill a file yet.
    rest: Vec<Term>,
    files: Vec<TermFile>,
    words: Vec<(String, u32)>,
}

impl<'k> TermWriter<'k> {
    /// Files of terms that take about `total` bytes in all.
    pub(crate) fn new(total: usize, sizes: &Sizes, keeper: Option<&'k dyn Keeper>) -> Self {
        Self {
            keeper,
            limit: grown(sizes.terms, total),
            // Few may come to stand in the manifest.
            are_packed: total > sizes.inside,
            rest: Vec::new(),
            files: Vec::new(),
            words: Vec::new(),
        }
    }

    /// Takes terms that follow those before them.
    pub(crate) fn add(&mut self, terms: Vec<Term>) {
        // What is not made of letters is not mistyped but meant.
        let words = terms
            .iter()
            .filter(|term| term.text.chars().all(char::is_alphabetic));
        self.words
            .extend(words.map(|term| (term.text.clone(), term.documents)));
        self.rest.extend(terms);
        self.make(false);
    }

    /// The files, and the terms that may be meant by a mistyped word.
    pub(crate) fn finish(mut self) -> (Vec<TermFile>, Vec<(String, u32)>) {
        self.make(true);
        (self.files, self.words)
    }

    /// Makes the files that are full, and at the end the last one too.
    fn make(&mut self, is_end: bool) {
        let mut full = Vec::new();
        let mut rest = &self.rest[..];
        loop {
            let size = |term: &Term| term.text.len() + term.postings.len();
            let count = chunk(rest, self.limit, size);
            if count == 0 || count == rest.len() && !is_end {
                break;
            }
            let (own, after) = rest.split_at(count);
            full.push(own);
            rest = after;
        }
        let done = self.rest.len() - rest.len();
        let (are_packed, keeper) = (self.are_packed, self.keeper);
        let files = full.into_par_iter().map_init(
            || Packer::new(keeper),
            |packer, own| {
                let entries = own.iter().map(|term| (&*term.text, &*term.postings));
                let places = own.iter().map(|term| &*term.positions);
                let postings = terms::to_bytes(&entries.collect::<Vec<_>>());
                let positions = positions::to_bytes(&places.collect::<Vec<_>>());
                let mut content = |bytes| match are_packed {
                    true => Content::plain(bytes).packed(packer),
                    false => Content::plain(bytes),
                };
                TermFile {
                    first: own[0].text.clone(),
                    postings: content(postings),
                    positions: content(positions),
                }
            },
        );
        self.files.par_extend(files);
        self.rest.drain(..done);
    }
}
