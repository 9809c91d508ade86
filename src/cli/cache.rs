//! The cache of drawn fragments, as `answerbook build` opens and closes it.
//!
//! In: whether it is wanted. Out: the fragments to draw with, and at the end what went wrong, once and as a
//! warning: a cache that cannot be used makes a build slower, that is all.

use std::path::Path;

use crate::cache::{Empty, Fragments};
use crate::diagnostic::{Diagnostic, Severity};
use crate::write::cache::Store;

/// The cache of a book, or none.
pub(super) struct Cache {
    store: Option<Store>,
    problem: Option<Diagnostic>,
}

impl Cache {
    /// The cache of the book in a folder, if it is wanted and can be used.
    pub(super) fn open(root: &Path, is_wanted: bool) -> Self {
        let mut cache = Self {
            store: None,
            problem: None,
        };
        if is_wanted {
            match Store::open(root) {
                Ok(store) => cache.store = Some(store),
                Err(error) => {
                    let message = format!("what was drawn cannot be kept between builds: {error}");
                    let hint = "every build draws everything; --no-cache does so without trying";
                    cache.problem = Some(warning(message, hint));
                }
            }
        }
        cache
    }

    /// What earlier builds drew, and where what is new goes.
    pub(super) fn fragments(&self) -> &dyn Fragments {
        match &self.store {
            Some(store) => store,
            None => &Empty,
        }
    }

    /// Keeps what was drawn, and returns what is to be said. What was not used is forgotten only if everything
    /// was drawn.
    pub(super) fn close(self, is_everything: bool) -> Option<Diagnostic> {
        let closed = self.store.map(|store| store.finish(is_everything));
        if let Some(Err(error)) = closed {
            let message = format!("what was drawn cannot be kept for the next build: {error}");
            return Some(warning(message, "it will be drawn again"));
        }
        self.problem
    }
}

fn warning(message: String, hint: &str) -> Diagnostic {
    Diagnostic::new(Severity::Warning, None, None, message).hint(hint)
}
