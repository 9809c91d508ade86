//! Pages: for each place the values that its template is given, and the template run.

use serde::Serialize;
use tera::Context;

use super::html::Shown;
use super::inputs::Extent;
use super::view::{LinkView, PageView, TracksView};
use super::{Site, html, template_problem};
use crate::diagnostic::Diagnostic;
use crate::inputs::{Hasher, Inputs, hex};
use crate::parse::QuestionKind;
use crate::plan::Made;
use crate::relate::{Place, Version, relative};

mod frame;
mod printable;
pub(super) mod text;

/// A page being drawn.
pub(super) struct Page<'b> {
    pub(super) site: &'b Site<'b>,
    pub(super) place: Place,
    pub(super) language: usize,
    pub(super) path: String,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Where views go if only the page's inputs are wanted: then its texts are not drawn either.
    inputs: Option<Hasher>,
}

/// Draws a page.
pub(super) fn page(site: &Site<'_>, place: Place, language: usize) -> Made {
    let mut page = Page::new(site, place, language);
    let (template, name) = page.template();
    let main = page.main();
    let title = page.site.title(place, language);
    let kind = page.kind();
    let html = page.draw(&page.page_view(kind, &title), template, name, main);
    page.made(html)
}

/// What a page is made from.
pub(super) fn inputs(site: &Site<'_>, place: Place, language: usize) -> Inputs {
    let mut page = Page::new(site, place, language);
    let (template, _) = page.template();
    page.inputs = Some(site.page_inputs(template, language));
    page.main();
    let title = page.site.title(place, language);
    let mut hasher = page.inputs.take().unwrap_or_else(|| Hasher::of("page"));
    hasher.value(&page.page_view(page.kind(), &title));
    hasher.value(&page.site_view());
    hasher.finish()
}

impl<'b> Page<'b> {
    /// A page of which nothing is drawn yet.
    pub(super) fn new(site: &'b Site<'b>, place: Place, language: usize) -> Self {
        Self {
            site,
            place,
            language,
            path: site.book.path(place, language),
            diagnostics: Vec::new(),
            inputs: None,
        }
    }

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

    pub(super) fn kind(&self) -> &'static str {
        match self.place {
            Place::Home => "home",
            Place::Topic(_) => "topic",
            Place::Printable(_) => "printable",
            Place::Group(_) => "group",
            Place::Question(_) => "question",
            Place::Page(_) => "page",
            Place::Tracks => "tracks",
            Place::Track(_) => "track",
            Place::Tags => "tags",
            Place::Tag(_) => "tag",
            Place::Level(_) => "level",
            Place::Glossary => "glossary",
            Place::Questions => "questions",
            Place::Coverage => "coverage",
            Place::Search => "search",
            Place::Interview => "interview",
            Place::Study => "study",
        }
    }

    /// The template, and the name of what the page is about in it.
    fn template(&self) -> (&'static str, &'static str) {
        match self.place {
            Place::Home => ("home.html", "home"),
            Place::Topic(_) => ("topic.html", "topic"),
            Place::Printable(_) => ("printable.html", "printable"),
            Place::Group(_) => ("group.html", "group"),
            Place::Question(_) => ("question.html", "question"),
            Place::Page(_) => ("page.html", "article"),
            Place::Tracks => ("tracks.html", "tracks"),
            Place::Track(_) => ("track.html", "track"),
            Place::Tags => ("tags.html", "tags"),
            Place::Tag(_) => ("tag.html", "list"),
            Place::Level(_) => ("level.html", "list"),
            Place::Glossary => ("glossary.html", "glossary"),
            Place::Questions => ("questions.html", "list"),
            Place::Coverage => ("coverage.html", "coverage"),
            Place::Search => ("search.html", "search"),
            Place::Interview => ("interview.html", "interview"),
            Place::Study => ("study.html", "study"),
        }
    }

    /// What the page is about.
    fn main(&mut self) -> tera::Value {
        match self.place {
            Place::Home => self.value(|page| page.home()),
            Place::Topic(number) => self.value(|page| page.topic(number)),
            Place::Printable(number) => self.value(|page| page.printable(number)),
            Place::Group(number) => self.value(|page| page.group(number)),
            Place::Question(number) => self.value(|page| page.question(number)),
            Place::Page(number) => self.value(|page| page.article(number)),
            Place::Tracks => self.value(|page| TracksView {
                tracks: page.track_cards(),
            }),
            Place::Track(number) => self.value(|page| page.track(number)),
            Place::Tags => self.value(|page| page.tags()),
            Place::Tag(number) => {
                let questions = self.site.book.tags[number].questions.clone();
                self.value(|page| page.list(&questions))
            }
            Place::Level(number) => {
                let questions = self.questions_of_level(number);
                self.value(|page| page.list(&questions))
            }
            Place::Glossary => self.value(|page| page.glossary()),
            Place::Questions => {
                let all: Vec<usize> = (0..self.site.book.questions.len()).collect();
                self.value(|page| page.list(&all))
            }
            Place::Coverage => self.value(|page| page.coverage()),
            Place::Search => self.value(|page| page.search()),
            Place::Interview => self.value(|page| page.interview()),
            Place::Study => self.value(|page| page.study()),
        }
    }

    /// A view as templates take it; if only inputs are wanted, those.
    fn value<T: Serialize>(&mut self, view: impl FnOnce(&mut Self) -> T) -> tera::Value {
        let view = view(self);
        match &mut self.inputs {
            Some(hasher) => {
                hasher.value(&view);
                tera::Value::none()
            }
            None => value(&view),
        }
    }

    /// A text as HTML, its problems put aside; if only inputs are wanted, those.
    pub(in crate::render) fn text(
        &mut self,
        version: &Version,
        kind: Option<QuestionKind>,
        extent: Extent,
    ) -> String {
        let question = match self.place {
            Place::Question(number) => Some(number),
            _ => None,
        };
        self.text_of(version, (kind, question, None), extent)
    }

    /// The same of a text with its kind, the question that it is, and its place among those on one page.
    pub(super) fn text_of(
        &mut self,
        version: &Version,
        (kind, question, part_of): (Option<QuestionKind>, Option<usize>, Option<usize>),
        extent: Extent,
    ) -> String {
        let shown = Shown {
            version,
            kind,
            language: self.language,
            path: &self.path,
            question,
            part_of,
        };
        if self.inputs.is_some() {
            return hex(&self.site.text_inputs(shown, extent));
        }
        let drawn = match extent {
            Extent::Body => html::body(self.site, shown),
            Extent::Summary => html::summary(self.site, shown),
        };
        self.diagnostics.extend(drawn.diagnostics);
        drawn.html
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
