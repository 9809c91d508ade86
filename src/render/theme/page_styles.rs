//! Style sheets that are not joined to the others, because only some pages need them.
//!
//! In: `css/page/NAME.css` among the static files. Out: a file of the site by that name. A page links those that it
//! names ([`crate::render::page::Page::own_styles`]): the one called as its kind, as `home`, and those of what is on it.

use super::Assets;
use crate::config::Config;
use crate::load::{Asset, Sources};

/// Where they stand.
pub(super) const FOLDER: &str = "css/page/";

/// That of the search, whose text the dialog brings along on all other pages.
const SEARCH: &str = "search";

impl Assets {
    /// Adds those that the book has a use for.
    pub(super) fn page_styles(&mut self, sources: &Sources) {
        for (path, asset) in &sources.statics {
            let file = path.strip_prefix(FOLDER);
            let Some(name) = file.and_then(|file| file.strip_suffix(".css")) else {
                continue;
            };
            if is_used(name, &sources.config) {
                let address = self.add(&format!("{name}.css"), asset.bytes.clone());
                self.page_styles.insert(name.to_owned(), address);
            }
        }
    }

    /// The style sheet of the search as a text.
    pub(super) fn search_style(sources: &Sources) -> String {
        let style = sources.statics.get(&format!("{FOLDER}{SEARCH}.css"));
        style.and_then(Asset::text).unwrap_or_default().to_owned()
    }
}

/// Whether a book has the pages that load a style sheet.
fn is_used(name: &str, config: &Config) -> bool {
    match name {
        SEARCH => config.search.enabled,
        "interview" => config.study.enabled,
        _ => true,
    }
}
