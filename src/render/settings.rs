//! What readers may set (colours, size of text, hidden levels, keys) and the offer of another language: one file with
//! a part per language, that is loaded when a reader opens the settings or has another language than the page. Gzip
//! inside, as the search dialog is: hosts do not compress unknown types.

use answerbook_search::blob::pack::Packer;

use super::Site;
use super::page::{Page, value};
use super::theme::fingerprinted;
use super::view::SettingsView;
use crate::diagnostic::Diagnostic;
use crate::load::AssetBytes;
use crate::plan::{Made, Plan};
use crate::relate::{Place, relative};

/// The file of settings.
#[derive(Default)]
pub(super) struct Settings {
    /// Path in the output.
    path: String,
    bytes: Vec<u8>,
    diagnostics: Vec<Diagnostic>,
}

/// Draws it. That is done before all pages, because every page names it, and its name changes with its bytes.
pub(super) fn settings(site: &Site<'_>) -> Settings {
    let mut html = Vec::new();
    let mut diagnostics = Vec::new();
    for language in 0..site.book.config.languages.len() {
        let made = part(site, language);
        html.extend(made.bytes);
        diagnostics.extend(made.diagnostics);
    }
    let bytes = Packer::default().pack(&html);
    Settings {
        path: fingerprinted("settings.bin", &AssetBytes::Kept(bytes.as_slice().into())),
        bytes,
        diagnostics,
    }
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

/// Adds it to the plan.
pub(super) fn file<'b>(site: &'b Site<'b>, plan: &mut Plan<'b>) {
    plan.make(site.settings.path.clone(), || Made {
        bytes: site.settings.bytes.clone(),
        diagnostics: site.settings.diagnostics.clone(),
    });
}

impl Page<'_> {
    /// Where this page finds the settings.
    pub(super) fn settings_address(&self) -> String {
        relative(&self.path, &self.site.settings.path)
    }
}
