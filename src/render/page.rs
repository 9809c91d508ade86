//! Pages: for each place the values that its template is given, and the template run.

use serde::Serialize;
use tera::Context;

use super::view::{LinkView, PageView, TracksView};
use super::{Site, html, template_problem};
use crate::diagnostic::Diagnostic;
use crate::plan::Made;
use crate::relate::{Place, relative};

mod frame;
mod text;

/// A page being drawn.
pub(super) struct Page<'b> {
    pub(super) site: &'b Site<'b>,
    pub(super) place: Place,
    pub(super) language: usize,
    pub(super) path: String,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Draws a page.
pub(super) fn page(site: &Site<'_>, place: Place, language: usize) -> Made {
    let path = site.book.path(place, language);
    let mut page = Page {
        site,
        place,
        language,
        path,
        diagnostics: Vec::new(),
    };
    let (template, name, value) = page.main();
    let title = page.site.title(place, language);
    let kind = page.kind();
    let html = page.draw(&page.page_view(kind, &title), template, name, value);
    page.made(html)
}

/// The value under its name in a template's context.
type Named = (&'static str, &'static str, tera::Value);

impl<'b> Page<'b> {
    /// The file: what was drawn, with the problems met on the way.
    pub(super) fn made(mut self, html: Result<String, Diagnostic>) -> Made {
        let html = html.unwrap_or_else(|problem| {
            self.diagnostics.push(problem);
            String::new()
        });
        Made {
            bytes: html.into_bytes(),
            diagnostics: self.diagnostics,
        }
    }

    fn kind(&self) -> &'static str {
        match self.place {
            Place::Home => "home",
            Place::Topic(_) => "topic",
            Place::Group(_) => "group",
            Place::Question(_) => "question",
            Place::Page(_) => "page",
            Place::Tracks => "tracks",
            Place::Track(_) => "track",
            Place::Tags => "tags",
            Place::Tag(_) => "tag",
            Place::Glossary => "glossary",
            Place::Questions => "questions",
            Place::Coverage => "coverage",
            Place::Search => "search",
        }
    }

    /// What the page is about: the template, the name of its value, the value.
    fn main(&mut self) -> Named {
        match self.place {
            Place::Home => ("home.html", "home", value(&self.home())),
            Place::Topic(number) => ("topic.html", "topic", value(&self.topic(number))),
            Place::Group(number) => ("group.html", "group", value(&self.group(number))),
            Place::Question(number) => ("question.html", "question", value(&self.question(number))),
            Place::Page(number) => ("page.html", "article", value(&self.article(number))),
            Place::Tracks => (
                "tracks.html",
                "tracks",
                value(&TracksView {
                    tracks: self.track_cards(),
                }),
            ),
            Place::Track(number) => ("track.html", "track", value(&self.track(number))),
            Place::Tags => ("tags.html", "tags", value(&self.tags())),
            Place::Tag(number) => {
                let questions = self.site.book.tags[number].questions.clone();
                ("tag.html", "list", value(&self.list(&questions)))
            }
            Place::Glossary => ("glossary.html", "glossary", value(&self.glossary())),
            Place::Questions => {
                let all: Vec<usize> = (0..self.site.book.questions.len()).collect();
                ("questions.html", "list", value(&self.list(&all)))
            }
            Place::Coverage => ("coverage.html", "coverage", value(&self.coverage())),
            Place::Search => ("search.html", "search", value(&self.search())),
        }
    }

    /// Runs the template with what every page has.
    pub(super) fn draw(
        &self,
        page: &PageView<'_>,
        template: &str,
        name: &'static str,
        main: tera::Value,
    ) -> Result<String, Diagnostic> {
        let mut context = Context::new();
        context.insert("site", &self.site_view());
        context.insert_value("text", self.site.theme.texts[self.language].clone());
        context.insert("page", page);
        context.insert_value(name, main);
        let drawn = self.site.theme.tera.render(template, &context);
        drawn.map_err(|error| template_problem(template, &error))
    }

    /// The address of a place from this page, in this page's language.
    pub(super) fn address(&self, place: Place) -> String {
        relative(&self.path, &self.site.book.path(place, self.language))
    }

    pub(super) fn link(&self, place: Place) -> LinkView {
        LinkView {
            title: self.site.title(place, self.language),
            address: self.address(place),
        }
    }
}

/// The full address of a file of the output; of an index that of its folder.
pub(super) fn full_address(base: &str, path: &str) -> String {
    let path = match path.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
        _ => path,
    };
    let mut address = format!("{base}/");
    html::encode(path, &mut address);
    address
}

pub(super) fn value<T: Serialize>(view: &T) -> tera::Value {
    tera::Value::from_serializable(view)
}
