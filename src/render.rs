//! Stage 4, `render`: the [`Book`] and a [`Theme`] → the [`Plan`] of the output.
//!
//! The plan names every file; each page is drawn when its function is called, by whoever carries the
//! plan out, in any order and on any thread, always to the same bytes. Reads no disk.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use crate::cache::Fragments;
use crate::diagnostic::Diagnostic;
use crate::language::Interface;
use crate::load::AssetBytes;
use crate::plan::{Content, File, Made, Plan};
use crate::relate::{Book, Place};

mod catalogue;
mod check;
pub mod code;
mod coverage;
mod deck;
mod escape;
pub mod figure;
mod filter;
mod html;
mod inputs;
mod interview;
pub mod katex_css;
mod listing;
pub mod math;
mod memo;
mod packed;
mod page;
mod published;
pub mod sanitize;
mod search;
mod settings;
mod study;
mod term;
mod theme;
pub mod view;
mod web;
mod whole;

use packed::Packed;

pub use theme::Theme;

/// A book as one theme shows it: what every page is drawn from.
pub struct Site<'b> {
    book: &'b Book,
    theme: &'b Theme,
    memo: memo::Memo<'b>,
    /// What questions say, as `Site::content_hash` tells it, chunk by chunk: made when it is first asked for.
    contents: Vec<OnceLock<Arc<str>>>,
    /// Made when it is first asked for: a server makes pages without it.
    inputs: OnceLock<inputs::Common>,
    /// The search dialog of each language; none if the search is switched off.
    dialogs: Vec<Packed>,
    /// What readers may set, in all languages.
    settings: Packed,
    /// The glossary's terms as they are looked for in texts of each language.
    terms: Vec<term::Finder>,
    /// Which feeds there are.
    feeds: web::Feeds,
}

/// Plans the whole output.
pub fn render<'b>(site: &'b Site<'b>) -> Plan<'b> {
    let mut plan = Plan::default();
    for language in 0..site.book.config.languages.len() {
        for (group, place) in site.book.places().into_iter().enumerate() {
            plan.files.push(File {
                path: site.book.path(place, language),
                content: Content::Made(Box::new(move || page::page(site, place, language))),
                group,
                inputs: Some(Box::new(move || page::inputs(site, place, language))),
            });
        }
    }
    whole::files(site, &mut plan);
    deck::files(site, &mut plan);
    for file in site.dialogs.iter().chain([&site.settings]) {
        file.file(&mut plan);
    }
    term::files(site, &mut plan);
    catalogue::files(site, &mut plan);
    web::files(site, &mut plan);
    for (path, bytes) in &site.theme.assets.files {
        plan.files.push(File {
            path: path.clone(),
            content: content(bytes),
            group: 0,
            inputs: None,
        });
    }
    published::files(site, &mut plan);
    plan.files.par_sort_by(|a, b| a.path.cmp(&b.path));
    // Two pages at one address were reported when the book was put together: the first is enough.
    plan.files.dedup_by(|a, b| a.path == b.path);
    plan
}

fn content(bytes: &AssetBytes) -> Content<'_> {
    match bytes {
        AssetBytes::Kept(bytes) => Content::Made(Box::new(move || Made::from(bytes.to_vec()))),
        AssetBytes::OnDisk(path) => Content::Copied(path.clone()),
    }
}

impl<'b> Site<'b> {
    /// A book as a theme shows it, with what earlier builds drew.
    pub fn new(book: &'b Book, theme: &'b Theme, earlier: &'b dyn Fragments) -> Self {
        let mut site = Self {
            book,
            theme,
            memo: memo::Memo::new(earlier),
            contents: vec![OnceLock::new(); Self::content_chunks(book.questions.len())],
            inputs: OnceLock::new(),
            dialogs: Vec::new(),
            settings: Packed::default(),
            terms: term::finders(book),
            feeds: web::Feeds::new(book),
        };
        site.dialogs = search::dialogs(&site);
        site.settings = settings::settings(&site);
        site
    }

    /// Draws a single page, for a server that makes pages when they are asked for.
    pub fn page(&self, place: Place, language: usize) -> Made {
        page::page(self, place, language)
    }

    fn interface(&self, language: usize) -> &'b Interface {
        self.theme
            .interfaces
            .get(&self.book.config.languages[language].tag)
    }

    fn tag(&self, language: usize) -> &'b str {
        &self.book.config.languages[language].tag
    }

    /// The level that a text's highest heading has on its page, under the page's title.
    fn first_heading(&self) -> u8 {
        2
    }

    /// A formula as HTML. The same formula is drawn once, however many pages show it.
    fn formula(&self, tex: &str, display: bool) -> Result<Arc<str>, math::MathError> {
        let kind = if display { "display" } else { "inline" };
        let math = &self.theme.math;
        self.memo
            .fragment(&[kind, math.settings(), tex], || math.render(tex, display))
    }

    /// Code as lines of HTML, highlighted once however many pages show it.
    fn highlighted(&self, code: &str, language: &str) -> Vec<String> {
        let highlight = || Ok(self.theme.highlighter.highlight(code, language).join("\n"));
        let lines = self.memo.fragment(&["code", language, code], highlight);
        // Lines hold no line feed of their own, so splitting gives back what was joined.
        let lines = lines.unwrap_or_default();
        lines.split('\n').map(str::to_owned).collect()
    }

    /// The title of a place for readers of a language.
    fn title(&self, place: Place, language: usize) -> String {
        let text = self.interface(language);
        if let Some(article) = self.book.article(place) {
            return article.shown(language).1.title(self.book).to_owned();
        }
        match place {
            Place::Topic(number) => {
                let path = &self.book.topics[number].path;
                path.rsplit('/').next().unwrap_or(path).replace('-', " ")
            }
            Place::Printable(number) => {
                let topic = self.title(Place::Topic(number), language);
                text.format("topic.printable_title", &[("topic", &topic)])
            }
            Place::Track(number) => self
                .text_in(&self.book.tracks[number].title, language)
                .to_owned(),
            Place::Tag(number) => {
                text.format("tag.title", &[("tag", &self.book.tags[number].name)])
            }
            Place::Level(number) => {
                let level = self.book.config.levels[number].name(self.tag(language));
                text.format("filter.level_title", &[("level", level)])
            }
            Place::Tracks => text.text("navigation.tracks").to_owned(),
            Place::Tags => text.text("navigation.tags").to_owned(),
            Place::Glossary => text.text("navigation.glossary").to_owned(),
            Place::Questions => text.text("navigation.all_questions").to_owned(),
            Place::Coverage => text.text("coverage.title").to_owned(),
            Place::Search => text.text("navigation.search").to_owned(),
            Place::Interview => text.text("interview.title").to_owned(),
            Place::Study => text.text("study.title").to_owned(),
            _ => self.book.config.languages[language].title.clone(),
        }
    }

    fn planned_title(&self, number: usize, language: usize) -> &'b str {
        self.text_in(&self.book.planned[number].title, language)
    }

    /// A text of a data file for readers of a language: the default language's where it is missing.
    fn text_in(&self, texts: &'b BTreeMap<String, String>, language: usize) -> &'b str {
        let default = self.tag(0);
        texts
            .get(self.tag(language))
            .or_else(|| texts.get(default))
            .or_else(|| texts.values().next())
            .map_or("", String::as_str)
    }

    /// The language of such a text, if it is not that of its reader.
    fn other_language(&self, texts: &BTreeMap<String, String>, language: usize) -> Option<String> {
        let tags = [self.tag(language), self.tag(0)];
        let found = tags.into_iter().find(|tag| texts.contains_key(*tag));
        let found = found.or_else(|| texts.keys().next().map(String::as_str))?;
        (found != self.tag(language)).then(|| found.to_owned())
    }
}

/// A page that could not be drawn for a reason that is not in the content: the theme's template.
fn template_problem(template: &str, error: &tera::Error) -> Diagnostic {
    use tera::ErrorKind::{RenderingError, SyntaxError};
    match error.kind() {
        SyntaxError(report) | RenderingError(report) => {
            let message = report.message();
            let mut letters = message.trim_end_matches('.').chars();
            let first = letters.next().map(char::to_lowercase);
            let message: String = first.into_iter().flatten().chain(letters).collect();
            // The theme's own templates are under `theme/`, the site's in `templates/`.
            let file = match report.filename() {
                own if own.starts_with("theme/") => own.to_owned(),
                own => format!("templates/{own}"),
            };
            // What could be meant follows in a sentence of its own.
            let (message, advice) = message.split_once(". ").unwrap_or((&message, ""));
            let place = report.span().range.clone();
            let name = report.filename();
            let message = format!("the template `{name}` cannot be drawn: {message}");
            let mut problem = Diagnostic::error(&file.into(), place, message);
            problem.hint = (!advice.is_empty()).then(|| advice.to_lowercase());
            problem
        }
        _ => {
            let message = format!("the template `{template}` cannot be used: {error}");
            Diagnostic::new(crate::diagnostic::Severity::Error, None, None, message)
        }
    }
}
