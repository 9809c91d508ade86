//! What builds keep for later ones, as `answerbook build` opens and closes it.
//!
//! In: whether it is wanted. Out: the fragments to draw with, what is known of the site that is there, and at the end
//! what went wrong, once and as a warning: a cache that cannot be used makes a build slower, that is all.

use std::path::Path;

use crate::cache::inventory::Inventory;
use crate::cache::{Empty, Fragments};
use crate::diagnostic::{Diagnostic, Severity};
use crate::write::Report;
use crate::write::cache::{Ended, Store};

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

    /// What is known of the site in an output folder.
    pub(super) fn site(&self, output: &Path) -> Option<&Inventory> {
        // A folder that is not there yet has no name of the system's.
        let output = output.canonicalize().ok()?;
        self.store.as_ref()?.site(&output)
    }

    /// Keeps what was drawn and what is known of the site, and returns what is to be said.
    pub(super) fn close(self, ended: Ended) -> Option<Diagnostic> {
        let _span = tracing::info_span!("cache").entered();
        let closed = self.store.map(|store| store.finish(ended));
        if let Some(Err(error)) = closed {
            let message = format!("what was drawn cannot be kept for the next build: {error}");
            return Some(warning(message, "it will be drawn again"));
        }
        self.problem
    }
}

/// How a build ended that put a site in place, or saw that it is there.
pub(super) fn ended(output: &Path, is_everything: bool, report: &mut Report) -> Ended {
    let site = output.canonicalize().ok().map(|output| Inventory {
        output: output.into_os_string().into_encoded_bytes(),
        swept: 0,
        files: std::mem::take(&mut report.notes),
    });
    Ended {
        is_everything,
        site: Some(site.unwrap_or_default()),
    }
}

/// How a build ended that was none, because of errors in the book.
pub(super) const FAILED: Ended = Ended {
    is_everything: false,
    site: None,
};

fn warning(message: String, hint: &str) -> Diagnostic {
    Diagnostic::new(Severity::Warning, None, None, message).hint(hint)
}
