//! Style sheets that are not joined to the others, because only pages of one kind need them.
//!
//! `css/apart/interview.css` is linked by pages of the kind `interview`.

use super::Assets;
use crate::load::Sources;

/// Where they stand.
const FOLDER: &str = "css/apart/";

/// That of the page of interviews, which is not there if nothing is offered to study.
const INTERVIEW: &str = "css/apart/interview.css";

/// Whether a static file is such a style sheet.
pub(super) fn is_apart(path: &str) -> bool {
    path.starts_with(FOLDER)
}

impl Assets {
    /// Adds them.
    pub(super) fn page_styles(&mut self, sources: &Sources) {
        for (path, asset) in &sources.statics {
            if path == INTERVIEW && !sources.config.study.enabled {
                continue;
            }
            let file = path.strip_prefix(FOLDER);
            if let Some(kind) = file.and_then(|file| file.strip_suffix(".css")) {
                let address = self.add(&format!("{kind}.css"), asset.bytes.clone());
                self.page_styles.insert(kind.to_owned(), address);
            }
        }
    }
}
