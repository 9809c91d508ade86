//! Pages: for each place the values that its template is given, and the template run.

use serde::Serialize;
use tera::Context;

use super::html::{self, Drawn, Shown};
use super::view::{
    AlternateView, ArticleView, GroupView, HeaderView, HomeView, LanguageLinkView, LinkView,
    NoticeView, OutlineView, PageView, QuestionView, ReferenceView, SiteView, TopicView, TrackView,
    TracksView,
};
use super::{Site, template_problem};
use crate::diagnostic::Diagnostic;
use crate::language::Date;
use crate::plan::Made;
use crate::relate::{Article, Place, Version, relative};

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

    fn site_view(&self) -> SiteView<'b> {
        let book = self.site.book;
        let language = &book.config.languages[self.language];
        SiteView {
            title: &language.title,
            description: &language.description,
            authors: &book.config.book.authors,
            repository: book.config.site.repository.as_deref(),
            licence: book.config.site.licence.as_deref(),
            has_tracks: !book.tracks.is_empty(),
            has_tags: !book.tags.is_empty(),
            has_glossary: !book.terms.is_empty(),
            pages: (0..book.pages.len())
                .map(|number| self.link(Place::Page(number)))
                .collect(),
            generator: concat!("answerbook ", env!("CARGO_PKG_VERSION")),
        }
    }

    pub(super) fn page_view<'p>(&'p self, kind: &'static str, title: &'p str) -> PageView<'p> {
        let site = self.site;
        let shown = site
            .book
            .article(self.place)
            .map(|article| article.shown(self.language));
        let content = shown.map_or(self.language, |(language, _)| language);
        let description = match shown {
            Some((_, version)) if !version.description.is_empty() => version.description.as_str(),
            _ => site.book.config.languages[self.language]
                .description
                .as_str(),
        };
        let assets = &site.theme.assets;
        let has_formulas = shown.is_some_and(|(_, version)| version.body(site.book).has_formulas)
            || self.lists_formulas();
        let styles = assets
            .styles
            .iter()
            .chain(assets.katex_style.iter().filter(|_| has_formulas));
        PageView {
            kind,
            title,
            description,
            language: site.tag(self.language),
            direction: site.interface(self.language).direction.as_str(),
            content_language: site.tag(content),
            content_direction: site.interface(content).direction.as_str(),
            notice: (content != self.language).then(|| self.notice(content)),
            canonical: self.canonical(content),
            alternates: self.alternates(),
            languages: self.languages(),
            breadcrumbs: self.breadcrumbs(),
            csp: &assets.csp,
            styles: styles.map(|path| relative(&self.path, path)).collect(),
            modules: assets
                .modules
                .iter()
                .map(|path| relative(&self.path, path))
                .collect(),
            scheme_script: &assets.scheme_script,
            icon: assets.icon.as_ref().map(|path| relative(&self.path, path)),
            header: HeaderView {
                home: self.address(Place::Home),
                questions: self.address(Place::Questions),
                tracks: self.address(Place::Tracks),
                tags: self.address(Place::Tags),
                glossary: self.address(Place::Glossary),
            },
            root: "../".repeat(self.path.matches('/').count()),
        }
    }

    /// Whether the page shows other pages' short answers, which may hold formulas.
    fn lists_formulas(&self) -> bool {
        let book = self.site.book;
        let questions: &[usize] = match self.place {
            Place::Topic(number) => &book.topics[number].questions,
            Place::Group(number) => &book.groups[number].questions,
            _ => &[],
        };
        questions.iter().any(|q| {
            let version = book.questions[*q].article.shown(self.language).1;
            let body = version.body(book);
            let text = &version.document(book).text;
            body.has_formulas
                && body
                    .summary
                    .clone()
                    .is_some_and(|range| text[range].contains('$'))
        })
    }

    fn notice(&self, content: usize) -> NoticeView {
        let text = self.site.interface(self.language);
        let name = &self.site.interface(content).name;
        NoticeView {
            text: text.format("fallback.notice", &[("language", name)]),
            original: relative(&self.path, &self.site.book.path(self.place, content)),
            original_text: text.text("fallback.read_original").to_owned(),
        }
    }

    /// The page's full address, where the site has one. A page shown in another language points to the original.
    fn canonical(&self, content: usize) -> Option<String> {
        Some(full_address(
            self.site.book.config.base_url()?,
            &self.site.book.path(self.place, content),
        ))
    }

    fn alternates(&self) -> Vec<AlternateView<'b>> {
        let book = self.site.book;
        let languages = book.languages_of(self.place);
        let Some(base) = book.config.base_url() else {
            return Vec::new();
        };
        if languages.len() < 2 || !languages.contains(&self.language) {
            return Vec::new();
        }
        let address = |language: usize| full_address(base, &book.path(self.place, language));
        let default = AlternateView {
            hreflang: "x-default",
            address: address(languages[0]),
        };
        languages
            .iter()
            .map(|language| AlternateView {
                hreflang: self.site.tag(*language),
                address: address(*language),
            })
            .chain([default])
            .collect()
    }

    fn languages(&self) -> Vec<LanguageLinkView<'b>> {
        let book = self.site.book;
        if book.config.languages.len() < 2 {
            return Vec::new();
        }
        let link = |language: usize| LanguageLinkView {
            tag: self.site.tag(language),
            name: &self.site.interface(language).name,
            address: relative(&self.path, &book.path(self.place, language)),
            is_current: language == self.language,
            is_written: book.is_written(self.place, language),
        };
        (0..book.config.languages.len()).map(link).collect()
    }

    fn breadcrumbs(&self) -> Vec<LinkView> {
        let text = self.site.interface(self.language);
        let mut way = match self.place {
            Place::Home => return Vec::new(),
            Place::Topic(number) => self.topics_above(self.site.book.topics[number].parent),
            Place::Group(number) => self.topics_above(Some(self.site.book.groups[number].topic)),
            Place::Question(number) => {
                let question = &self.site.book.questions[number];
                let mut way = self.topics_above(Some(question.topic));
                way.extend(question.group.map(|group| self.link(Place::Group(group))));
                way
            }
            Place::Track(_) => vec![self.link(Place::Tracks)],
            Place::Tag(_) => vec![self.link(Place::Tags)],
            _ => Vec::new(),
        };
        way.insert(
            0,
            LinkView {
                title: text.text("navigation.home").to_owned(),
                address: self.address(Place::Home),
            },
        );
        way
    }

    fn topics_above(&self, innermost: Option<usize>) -> Vec<LinkView> {
        let mut way: Vec<LinkView> =
            std::iter::successors(innermost, |topic| self.site.book.topics[*topic].parent)
                .map(|topic| self.link(Place::Topic(topic)))
                .collect();
        way.reverse();
        way
    }

    /// The text of an article as HTML; empty if there is none.
    fn body(
        &mut self,
        article: Option<&Article>,
        kind: Option<crate::parse::QuestionKind>,
    ) -> String {
        let Some(article) = article else {
            return String::new();
        };
        let (_, version) = article.shown(self.language);
        let drawn = html::body(self.site, self.shown(version, kind));
        self.keep(drawn)
    }

    pub(super) fn shown<'p>(
        &'p self,
        version: &'p Version,
        kind: Option<crate::parse::QuestionKind>,
    ) -> Shown<'p> {
        Shown {
            version,
            kind,
            language: self.language,
            path: &self.path,
        }
    }

    /// The HTML, its problems put aside.
    pub(super) fn keep(&mut self, drawn: Drawn) -> String {
        self.diagnostics.extend(drawn.diagnostics);
        drawn.html
    }

    fn home(&mut self) -> HomeView {
        let text = self.site.interface(self.language);
        let book = self.site.book;
        let counts = [
            ("counts.questions", book.questions.len()),
            ("counts.topics", book.topics.len()),
            ("counts.tracks", book.tracks.len()),
        ];
        let counts = counts.into_iter().filter(|(_, count)| *count > 0);
        HomeView {
            body: self.body(book.home.as_ref(), None),
            topics: self.topic_cards(
                &(0..book.topics.len())
                    .filter(|t| book.topics[*t].parent.is_none())
                    .collect::<Vec<_>>(),
            ),
            tracks: self.track_cards(),
            counts: counts
                .map(|(key, count)| text.count(key, count as u64))
                .collect(),
        }
    }

    fn topic(&mut self, number: usize) -> TopicView {
        let topic = &self.site.book.topics[number];
        let article = topic.article.as_ref();
        let description = article.and_then(|a| {
            let (_, version) = a.shown(self.language);
            version
                .document(self.site.book)
                .front_matter
                .description
                .clone()
        });
        TopicView {
            body: self.body(article, None),
            description: description.unwrap_or_default(),
            count_text: self.topic_card(number).count_text,
            subtopics: self.topic_cards(&topic.subtopics),
            groups: topic
                .groups
                .iter()
                .map(|group| self.link(Place::Group(*group)))
                .collect(),
            questions: topic
                .questions
                .iter()
                .map(|question| self.card_with_summary(*question))
                .collect(),
            planned: topic
                .planned
                .iter()
                .map(|planned| self.planned_card(*planned))
                .collect(),
        }
    }

    fn group(&mut self, number: usize) -> GroupView {
        let group = &self.site.book.groups[number];
        GroupView {
            body: self.body(Some(&group.article), None),
            questions: group
                .questions
                .iter()
                .map(|question| self.card_with_summary(*question))
                .collect(),
        }
    }

    fn question(&mut self, number: usize) -> QuestionView {
        let book = self.site.book;
        let question = &book.questions[number];
        let card = self.card(number);
        let (_, version) = question.article.shown(self.language);
        let (updated, updated_text) = self.updated(version);
        let neighbours = &book.topics[question.topic].questions;
        let at = neighbours.iter().position(|q| *q == number).unwrap_or(0);
        let neighbour = |at: Option<usize>| {
            at.and_then(|at| neighbours.get(at))
                .map(|q| self.link(Place::Question(*q)))
        };
        QuestionView {
            previous: neighbour(at.checked_sub(1)),
            next: neighbour(Some(at + 1)),
            body: self.body(Some(&question.article), Some(question.kind)),
            id: card.id,
            facts: card.facts,
            reading_text: self.reading_time(version),
            updated_text,
            updated,
            tags: self.tag_links(question),
            outline: self.outline(version),
            prerequisites: question
                .prerequisites
                .iter()
                .map(|m| self.mention(*m))
                .collect(),
            related: question.related.iter().map(|m| self.mention(*m)).collect(),
            tracks: question
                .tracks
                .iter()
                .map(|track| self.link(Place::Track(*track)))
                .collect(),
            sources: question.sources.iter().map(reference).collect(),
        }
    }

    fn article(&mut self, number: usize) -> ArticleView {
        let article = &self.site.book.pages[number];
        let (_, version) = article.shown(self.language);
        let (updated, updated_text) = self.updated(version);
        ArticleView {
            body: self.body(Some(article), None),
            outline: self.outline(version),
            updated_text,
            updated,
        }
    }

    fn track(&mut self, number: usize) -> TrackView {
        let track = &self.site.book.tracks[number];
        let card = self.track_card(number);
        let mut blocks = Vec::new();
        let mut first = 1;
        self.blocks(&track.blocks, 2, &mut first, &mut blocks);
        TrackView {
            id: track.id.clone(),
            description: card.description,
            count_text: card.count_text,
            written: card.written,
            total: card.total,
            blocks,
        }
    }

    fn updated(&self, version: &Version) -> (String, String) {
        let date = version
            .updated
            .and_then(|d| Date::new(d.year, d.month, d.day));
        let text = self.site.interface(self.language);
        match (version.updated, date) {
            (Some(typed), Some(date)) => (typed.to_string(), text.date(date)),
            _ => (String::new(), String::new()),
        }
    }

    /// Words are read at 180 a minute, slower than prose: there are formulas and code among them.
    fn reading_time(&self, version: &Version) -> String {
        let words = version.body(self.site.book).words();
        let minutes = (words / 180).max(1);
        self.site
            .interface(self.language)
            .count("question.reading_time", minutes as u64)
    }

    fn outline(&self, version: &Version) -> Vec<OutlineView> {
        let headings = version
            .body(self.site.book)
            .headings
            .iter()
            .zip(&version.anchors);
        headings
            .filter(|(heading, _)| heading.level <= 3)
            .map(|(heading, anchor)| OutlineView {
                level: heading.level,
                title: heading.text.clone(),
                anchor: anchor.clone(),
            })
            .collect()
    }
}

fn reference(source: &crate::parse::Reference) -> ReferenceView {
    ReferenceView {
        title: source.title.clone(),
        authors: source.authors.clone().unwrap_or_default(),
        year: source.year.map_or(String::new(), |year| year.to_string()),
        address: html::reference_address(source).to_owned(),
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

fn value<T: Serialize>(view: &T) -> tera::Value {
    tera::Value::from_serializable(view)
}
