//! What the site tells programs that are no browsers: search engines, feed readers, sites that show previews of
//! links, language models; and where readers find the source of a page.
//!
//! Whole files of it are made here ([`files`]), and the part of every page ([`Page::web`]). Most of it needs the
//! site's address, since it is read elsewhere. A file that the book brings itself wins over one made here.

use super::page::{Page, full_address};
use super::view::WebView;
use super::{Site, html};
use crate::plan::{File, Made, Plan, Told};
use crate::relate::{Article, Place, Version};

mod card;
mod copy;
mod feed;
mod llms;
mod robots;
mod source;
mod structured_data;

pub(super) use feed::Feeds;

/// Adds the files to the plan.
pub(super) fn files<'b>(site: &'b Site<'b>, plan: &mut Plan<'b>) {
    if let Some(base) = site.book.config.base_url() {
        robots::file(site, base, plan);
        feed::files(site, base, plan);
        copy::files(site, base, plan);
        llms::files(site, base, plan);
        card::files(site, plan);
    }
}

impl Site<'_> {
    /// Whether the book brings a file of its own at a path.
    fn has_own(&self, path: &str) -> bool {
        let mut files = self.theme.assets.files.iter();
        // What is not published makes no room for itself.
        let is_published = !self.book.active.contains(path);
        let is_beside = self.book.assets.contains_key(path) && is_published;
        is_beside || files.any(|(own, _)| own == path)
    }
}

/// Adds a file, if the book has none of its own there.
fn add<'b>(
    site: &Site<'_>,
    plan: &mut Plan<'b>,
    path: String,
    make: impl Fn() -> Made + Send + Sync + 'b,
    inputs: Option<Told<'b>>,
) {
    if !site.has_own(&path) {
        plan.files.push(File {
            path,
            content: crate::plan::Content::Made(Box::new(make)),
            group: 0,
            inputs,
        });
    }
}

impl<'b> Page<'b> {
    /// What the page tells programs, and where its source is.
    pub(super) fn web(&self, kind: &str, title: &str, description: &str) -> WebView {
        // The page for missing addresses and the fragments that scripts load are nobody's page.
        if kind != self.kind() {
            return WebView::default();
        }
        let source = self.source(title);
        let book = self.site.book;
        let contributors = self
            .written()
            .map(|(_, version)| version.contributors(book));
        let mut view = WebView {
            edit: source.edit,
            report: source.report,
            contributors: contributors.unwrap_or_default().to_vec(),
            ..WebView::default()
        };
        let Some(base) = self.site.book.config.base_url() else {
            return view;
        };
        view.feeds = self.feeds();
        view.markdown = self.markdown_copy();
        view.social = self.social(base, title, description);
        view.structured_data = self.structured_data(base, title, description);
        view
    }

    /// The page's text as it is shown: its language and version.
    fn written(&self) -> Option<(usize, &'b Version)> {
        let article: &'b Article = self.site.book.article(self.place)?;
        Some(article.shown(self.language))
    }

    /// The topic that the page belongs to.
    fn topic_of(&self) -> Option<usize> {
        let book = self.site.book;
        match self.place {
            Place::Topic(number) | Place::Printable(number) => Some(number),
            Place::Group(number) => Some(book.groups[number].topic),
            Place::Question(number) => Some(book.questions[number].topic),
            _ => None,
        }
    }
}

/// The full address of a place, as it stands in a file that is no HTML.
fn plain_address(base: &str, path: &str) -> String {
    // Addresses hold no quotes and no angle brackets, so `&` is all that HTML would write otherwise.
    full_address(base, path).replace("&amp;", "&")
}

/// A text as it stands in XML, without what XML 1.0 has no way to say.
fn xml(text: &str) -> String {
    let is_sayable = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
    html::escaped(&text.chars().filter(is_sayable).collect::<String>())
}

/// A text as a part of an address: all that has a meaning there is percent-encoded (RFC 3986, 2.3).
fn percent(text: &str, kept: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric()
            || b"-_.~".contains(&byte)
            || kept.as_bytes().contains(&byte)
        {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
