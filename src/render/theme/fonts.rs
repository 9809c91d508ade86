//! The fonts that the pictures of links are written in. They are part of no page: a site that brings files of the same
//! names has its pictures written in those.

use std::sync::Arc;

use crate::inputs::{Hasher, Inputs};
use crate::load::{AssetBytes, Sources};

/// Where they lie.
pub(super) const FOLDER: &str = "vendor/golos-text/";

/// A font in two weights, as TrueType or OpenType.
#[derive(Default)]
pub(in crate::render) struct CardFonts {
    /// The weight of small text.
    pub(in crate::render) regular: Arc<[u8]>,
    /// The weight of titles.
    pub(in crate::render) bold: Arc<[u8]>,
    /// Of the bytes of both, which are many: each page names a picture that depends on them.
    pub(in crate::render) inputs: Inputs,
}

impl CardFonts {
    /// The fonts of the theme; without bytes, if there are none.
    pub(super) fn new(sources: &Sources) -> Self {
        let bytes = |name: &str| {
            let file = sources.statics.get(&format!("{FOLDER}{name}"));
            match file.map(|file| &file.bytes) {
                Some(AssetBytes::Kept(bytes)) => bytes.clone(),
                Some(AssetBytes::OnDisk(_)) | None => Arc::default(),
            }
        };
        let (regular, bold) = (
            bytes("GolosText_400Regular.ttf"),
            bytes("GolosText_700Bold.ttf"),
        );
        let mut hasher = Hasher::of("fonts");
        hasher.bytes(&regular);
        hasher.bytes(&bold);
        Self {
            regular,
            bold,
            inputs: hasher.finish(),
        }
    }
}
