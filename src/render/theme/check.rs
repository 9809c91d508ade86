//! What is wrong with files that a site brings for the theme.

use crate::diagnostic::{Diagnostic, Severity};
use crate::load::{AssetBytes, KEPT_BYTES, Sources};

/// Style sheets and scripts are put together in memory, and pictures of links are written in fonts that are there: a
/// file that is too large for that, or no text, would be left out and nobody would be told.
pub(super) fn files(sources: &Sources, diagnostics: &mut Vec<Diagnostic>) {
    for (path, asset) in &sources.statics {
        let is_text = ["css/", "js/"]
            .iter()
            .any(|folder| path.starts_with(folder))
            && [".css", ".js"].iter().any(|ending| path.ends_with(ending));
        let is_font = path.starts_with(super::fonts::FOLDER);
        let message = match &asset.bytes {
            AssetBytes::OnDisk(_) if is_text || is_font => {
                format!("the file is larger than {} MB", KEPT_BYTES >> 20)
            }
            AssetBytes::Kept(_) if is_text && asset.text().is_none() => {
                "the file is not UTF-8".to_owned()
            }
            _ => continue,
        };
        let problem = Diagnostic::new(Severity::Error, Some(&asset.file), None, message);
        diagnostics
            .push(problem.hint("put it in another folder of `static/` to have it copied as it is"));
    }
}
