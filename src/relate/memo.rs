//! What was found out while earlier states of a book were put together.
//!
//! A server puts a book together after every edit, and most of what that takes depends on a file or two that
//! have not changed. Every entry is what a pure function made of inputs that are known beside it (documents by
//! identity, for they never change), and it is used for the very same inputs only. So nothing here has to be
//! invalidated, and the book is that which an empty memo gives, whatever was edited in whatever order. Holds
//! the entries of the last state only.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::head::Head;
use super::structure::{At, Inputs, Structure};
use super::{anchor, freshness, include, link, related};
use crate::diagnostic::Diagnostic;
use crate::load::Sources;
use crate::parse::Document;

/// What is known of the last state of a book. Empty for a book that is put together once.
#[derive(Default)]
pub struct Memo {
    /// The settings, which are part of everything.
    book_toml: Option<Arc<str>>,
    documents: Arc<[Arc<Document>]>,
    structure: Option<Known>,
    pub(super) anchors: anchor::Memo,
    pub(super) related: related::Memo,
    pub(super) freshness: freshness::Memo,
    pub(super) includes: include::Memo,
    pub(super) links: link::Memo,
}

/// The last structure, and all that it was made from.
struct Known {
    inputs: Inputs,
    structure: Arc<Structure>,
    problems: Vec<Diagnostic>,
}

/// What of a state was there in the state before.
pub(super) struct Earlier {
    /// By document, its position in the last state.
    documents: Vec<Option<usize>>,
    /// By text, its position in the last state, if its document and that of its original were there.
    texts: Vec<Option<usize>>,
    /// Whether the structure is that of the last state.
    pub(super) has_structure: bool,
}

impl Memo {
    /// Finds out what stands where, unless it is known, and what of it was there in the last state.
    pub(super) fn begin(
        &mut self,
        sources: &Sources,
        documents: &Arc<[Arc<Document>]>,
    ) -> (Arc<Structure>, Vec<Diagnostic>, Earlier) {
        let settings = &sources.book_toml.text;
        if self.book_toml.as_ref() != Some(settings) {
            *self = Self::default();
            self.book_toml = Some(settings.clone());
        }
        let last = std::mem::replace(&mut self.documents, documents.clone());
        let places = places(&last, documents);
        let known = self.structure.take();
        let heads = heads(documents, &places, known.as_ref());
        let inputs = Inputs::new(sources, heads);
        let (known, has_structure, texts) = match known {
            Some(known) if known.inputs == inputs => {
                let texts = same_texts(&known.structure, &places);
                (known, true, texts)
            }
            other => {
                let (structure, problems) = Structure::new(&sources.config, &inputs);
                let texts = other.map_or_else(
                    || vec![None; structure.texts.len()],
                    |known| moved_texts(&known.structure, &structure, &places),
                );
                let known = Known {
                    inputs,
                    structure: structure.into(),
                    problems,
                };
                (known, false, texts)
            }
        };
        let earlier = Earlier {
            documents: places,
            texts,
            has_structure,
        };
        let known = self.structure.insert(known);
        (known.structure.clone(), known.problems.clone(), earlier)
    }
}

/// Where each document was in the last state, if it was part of it.
fn places(last: &[Arc<Document>], documents: &[Arc<Document>]) -> Vec<Option<usize>> {
    // As a rule the files are those of before, and nothing has to be looked up.
    let is_in_place =
        |(a, b): (&Arc<Document>, &Arc<Document>)| Arc::ptr_eq(a, b) || a.file == b.file;
    if last.len() == documents.len() && last.iter().zip(documents).all(is_in_place) {
        let both = last.iter().zip(documents).enumerate();
        return both
            .map(|(number, (a, b))| Arc::ptr_eq(a, b).then_some(number))
            .collect();
    }
    let last = last.iter().zip(0..);
    let last: HashMap<*const Document, usize> = last
        .map(|(document, number)| (Arc::as_ptr(document), number))
        .collect();
    let place = |document| last.get(&Arc::as_ptr(document)).copied();
    documents.iter().map(place).collect()
}

/// The heads of all documents. A new one that says the same as that which was in its place is that one, so that
/// whoever compares them has little to do.
fn heads(
    documents: &[Arc<Document>],
    places: &[Option<usize>],
    known: Option<&Known>,
) -> Arc<[Arc<Head>]> {
    let last = known.map_or(&[][..], |known| &known.inputs.heads);
    let all = documents.par_iter().zip(places).enumerate();
    let head = |(number, (document, place)): (usize, (&Arc<Document>, &Option<usize>))| {
        if let Some(head) = place.and_then(|place| last.get(place)) {
            return head.clone();
        }
        let head = Head::new(document);
        match last.get(number) {
            Some(before) if **before == head => before.clone(),
            _ => head.into(),
        }
    };
    all.map(head).collect()
}

/// Texts whose documents have not changed, in a structure that has not.
fn same_texts(structure: &Structure, places: &[Option<usize>]) -> Vec<Option<usize>> {
    let is_same = |(document, _): At| places[document] == Some(document);
    let texts = structure.texts.iter().enumerate();
    texts
        .map(|(number, text)| (is_same(text.at) && is_same(text.original)).then_some(number))
        .collect()
}

/// Where the texts were in another structure.
fn moved_texts(
    last: &Structure,
    structure: &Structure,
    places: &[Option<usize>],
) -> Vec<Option<usize>> {
    let last: HashMap<(At, At), usize> = last
        .texts
        .iter()
        .enumerate()
        .map(|(number, text)| ((text.at, text.original), number))
        .collect();
    let was_at = |(document, part): At| Some((places[document]?, part));
    let texts = structure.texts.iter();
    texts
        .map(|text| {
            let was = (was_at(text.at)?, was_at(text.original)?);
            last.get(&was).copied()
        })
        .collect()
}

impl Earlier {
    /// The position of a document in the last state, if it was part of it.
    pub(super) fn document(&self, document: usize) -> Option<usize> {
        *self.documents.get(document)?
    }

    /// What a pure function makes of each text: the entry of the last state where there is one, since it was made
    /// of the same document and the same original.
    pub(super) fn texts<T: Clone + Send + Sync>(
        &self,
        last: &[T],
        make: impl Fn(usize) -> T + Sync,
    ) -> Vec<T> {
        let texts = self.texts.par_iter().enumerate();
        texts
            .map(|(number, earlier)| {
                let known = earlier.and_then(|earlier| last.get(earlier));
                known.cloned().unwrap_or_else(|| make(number))
            })
            .collect()
    }

    /// The texts that [`Earlier::texts`] has no entry for.
    pub(super) fn new_texts<T>(&self, last: &[T]) -> impl Iterator<Item = usize> {
        let is_known = |earlier: &Option<usize>| earlier.is_some_and(|at| at < last.len());
        let texts = self.texts.iter().enumerate();
        texts.filter_map(move |(number, earlier)| (!is_known(earlier)).then_some(number))
    }
}

#[cfg(test)]
mod tests;
