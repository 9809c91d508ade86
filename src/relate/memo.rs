//! What was found out while earlier states of a book were put together.
//!
//! A server puts a book together after every edit, and most of what that takes depends on a file or two that
//! have not changed. Every entry is what a pure function made of inputs that are known beside it (documents by
//! identity, for they never change), and it is used for the very same inputs only. So nothing here has to be
//! invalidated, and the book is that which an empty memo gives, whatever was edited in whatever order. Holds
//! the entries of the last state only.

use std::collections::HashMap;
use std::sync::Arc;

use super::{freshness, link, related};
use crate::load::Sources;
use crate::parse::Document;

/// What is known of the last state of a book. Empty for a book that is put together once.
#[derive(Default)]
pub struct Memo {
    /// The settings, which are part of everything.
    book_toml: Option<Arc<str>>,
    documents: Vec<Arc<Document>>,
    pub(super) related: related::Memo,
    pub(super) freshness: freshness::Memo,
    pub(super) links: link::Memo,
}

/// Which documents of a state were there in the state before.
pub(super) struct Earlier(Vec<Option<usize>>);

impl Memo {
    /// Says which documents are the same as in the last state, and takes the new ones for the last.
    pub(super) fn begin(&mut self, sources: &Sources, documents: &[Arc<Document>]) -> Earlier {
        let settings = &sources.book_toml.text;
        if self.book_toml.as_ref() != Some(settings) {
            *self = Self::default();
            self.book_toml = Some(settings.clone());
        }
        let last = self.documents.iter().zip(0..);
        let last: HashMap<*const Document, usize> = last
            .map(|(document, number)| (Arc::as_ptr(document), number))
            .collect();
        let number = |document| last.get(&Arc::as_ptr(document)).copied();
        let earlier = Earlier(documents.iter().map(number).collect());
        self.documents = documents.to_vec();
        earlier
    }
}

impl Earlier {
    /// The position of a document in the last state, if it was part of it.
    pub(super) fn number(&self, document: usize) -> Option<usize> {
        *self.0.get(document)?
    }
}

#[cfg(test)]
mod tests;
