//! What readers may set (colours, size of text, hidden levels, keys) and the offer of another language: one file with
//! a part per language, that is loaded when a reader opens the settings or has another language than the page.

use super::Site;
use super::packed::Packed;
use super::page::{Page, value};
use super::view::SettingsView;
use crate::plan::Made;
use crate::relate::{Place, relative};

/// Draws it.
pub(super) fn settings(site: &Site<'_>) -> Packed {
    let mut all = Made::default();
    for language in 0..site.book.config.languages.len() {
        let made = part(site, language);
        all.bytes.extend(made.bytes);
        all.diagnostics.extend(made.diagnostics);
    }
    Packed::new("settings.bin", all)
}

fn part(site: &Site<'_>, language: usize) -> Made {
    let page = Page::new(site, Place::Home, language);
    let view = SettingsView {
        // Without counts: they change with the content, and the name of this file stands in every page.
        levels: page.levels_of(&[]).collect(),
        has_search: site.theme.assets.search.is_some(),
        language_name: site.interface(language).name.clone(),
    };
    let title = site.interface(language).text("settings.title");
    let frame = page.page_view("settings", title);
    let made = page.draw(&frame, "settings.html", "settings", value(&view));
    page.made(made)
}

impl Page<'_> {
    /// Where this page finds the settings.
    pub(super) fn settings_address(&self) -> String {
        relative(&self.path, self.site.settings.path())
    }
}
