//! Files that pages name and scripts load when a reader is about to need them: gzip inside, because hosts do not
//! compress types that they do not know.

use answerbook_search::blob::pack::Packer;

use super::theme::fingerprinted;
use crate::load::AssetBytes;
use crate::plan::{Made, Plan};

/// Such a file. It is made before all pages, because every page names it, and its name changes with its bytes.
#[derive(Default)]
pub(super) struct Packed {
    path: String,
    made: Made,
}

impl Packed {
    /// Packs what was made.
    pub(super) fn new(name: &str, made: Made) -> Self {
        let bytes = Packer::default().pack(&made.bytes);
        Self {
            path: fingerprinted(name, &AssetBytes::Kept(bytes.as_slice().into())),
            made: Made { bytes, ..made },
        }
    }

    /// Its path in the output.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// Adds it to the plan.
    pub(super) fn file<'b>(&'b self, plan: &mut Plan<'b>) {
        plan.make(self.path.clone(), || self.made.clone());
    }
}
