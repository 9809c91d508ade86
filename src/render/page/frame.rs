//! What every page has: addresses, languages, the way from the home page, what search engines are told.

use super::{Page, full_address};
use crate::relate::{Place, relative};
use crate::render::view::{
    AlternateView, HeaderView, LanguageLinkView, LinkView, NoticeView, PageView, SiteView,
};

impl<'b> Page<'b> {
    pub(super) fn site_view(&self) -> SiteView<'b> {
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
            has_coverage: book.has_coverage(),
            has_study: book.has_study(),
            pages: (0..book.pages.len())
                .map(|number| self.link(Place::Page(number)))
                .collect(),
            generator: concat!("answerbook ", env!("CARGO_PKG_VERSION")),
        }
    }

    pub(in crate::render) fn page_view<'p>(
        &'p self,
        kind: &'static str,
        title: &'p str,
    ) -> PageView<'p> {
        let site = self.site;
        let shown = site
            .book
            .article(self.place)
            .map(|article| article.shown(self.language));
        let content = shown.map_or(self.language, |(language, _)| language);
        let description = match shown {
            Some((_, version)) if !version.description(site.book).is_empty() => {
                version.description(site.book)
            }
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
            .chain(assets.katex_style.iter().filter(|_| has_formulas))
            .chain(assets.sheets.get(kind).into_iter().flatten());
        PageView {
            kind,
            title,
            description,
            language: site.tag(self.language),
            direction: site.interface(self.language).direction.as_str(),
            content_language: site.tag(content),
            content_direction: site.interface(content).direction.as_str(),
            notice: (content != self.language).then(|| self.notice(content)),
            outdated: shown.and_then(|(_, version)| self.outdated(version)),
            canonical: self.canonical(content),
            alternates: self.alternates(),
            languages: self.languages(),
            breadcrumbs: self.breadcrumbs(),
            csp: &assets.csp,
            styles: styles.map(|path| relative(&self.path, path)).collect(),
            modules: assets
                .modules
                .iter()
                .chain(assets.page_modules.get(kind))
                .map(|path| relative(&self.path, path))
                .collect(),
            inline_script: &assets.inline_script,
            icon: assets.icon.as_ref().map(|path| relative(&self.path, path)),
            header: HeaderView {
                home: self.address(Place::Home),
                questions: self.address(Place::Questions),
                tracks: self.address(Place::Tracks),
                tags: self.address(Place::Tags),
                glossary: self.address(Place::Glossary),
                coverage: self.address(Place::Coverage),
                interview: self.address(Place::Interview),
            },
            search: self.search_link(),
            study: self.study_link(),
            root: "../".repeat(self.path.matches('/').count()),
            levels: self.level_names(),
            settings: self.settings_address(),
            web: self.web(kind, title, description),
        }
    }

    /// Whether the page shows other pages' short answers, which may hold formulas.
    fn lists_formulas(&self) -> bool {
        let book = self.site.book;
        let questions: &[usize] = match self.place {
            Place::Topic(number) | Place::Printable(number) => &book.topics[number].questions,
            Place::Group(number) => &book.groups[number].questions,
            _ => &[],
        };
        let is_whole = matches!(self.place, Place::Printable(_));
        questions.iter().any(|q| {
            let version = book.questions[*q].article.shown(self.language).1;
            let body = version.body(book);
            let text = &version.document(book).text;
            let is_in_summary = || {
                let summary = body.summary.clone();
                summary.is_some_and(|range| text[range].contains('$'))
            };
            body.has_formulas && (is_whole || is_in_summary())
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

    pub(in crate::render) fn breadcrumbs(&self) -> Vec<LinkView> {
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
            Place::Printable(number) => self.topics_above(Some(number)),
            Place::Track(_) => vec![self.link(Place::Tracks)],
            Place::Tag(_) => vec![self.link(Place::Tags)],
            Place::Level(_) => vec![self.link(Place::Questions)],
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
}
