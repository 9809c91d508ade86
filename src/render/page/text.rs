//! The pages that have a text of their own: home, topics, questions, ordinary pages; and tracks.

use toml::Spanned;

use super::Page;
use crate::language::Date;
use crate::parse::{QuestionKind, Reference};
use crate::relate::{Article, Book, Place, Version, relative};
use crate::render::deck::Scope;
use crate::render::html;
use crate::render::inputs::Extent;
use crate::render::listing::{Anchors, first_anchor};
use crate::render::view::{
    ArticleView, GroupView, HomeView, LinkView, OutlineView, QuestionView, ReferenceView,
    TopicView, TrackView,
};
use crate::render::whole::BOOK_JSON;

impl Page<'_> {
    /// The text of an article as HTML; empty if there is none.
    fn body(&mut self, article: Option<&Article>, kind: Option<QuestionKind>) -> String {
        let Some(article) = article else {
            return String::new();
        };
        let (_, version) = article.shown(self.language);
        self.text(version, kind, Extent::Body)
    }

    pub(super) fn home(&mut self) -> HomeView {
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
            downloads: self.downloads(),
        }
    }

    fn downloads(&self) -> Vec<LinkView> {
        let has_json = self.site.book.config.exports.json;
        let json = has_json.then(|| LinkView {
            title: "JSON".to_owned(),
            address: relative(&self.path, BOOK_JSON),
        });
        let deck = self.deck(Scope::Book).map(|deck| LinkView {
            title: "Anki".to_owned(),
            ..deck
        });
        json.into_iter().chain(deck).collect()
    }

    pub(super) fn topic(&mut self, number: usize) -> TopicView {
        let topic = &self.site.book.topics[number];
        let article = topic.article.as_ref();
        let description = article.and_then(|a| {
            let (_, version) = a.shown(self.language);
            let front_matter = &version.document(self.site.book).front_matter;
            front_matter
                .description
                .as_ref()
                .map(|d| d.get_ref().clone())
        });
        TopicView {
            id: topic.path.clone(),
            body: self.body(article, None),
            description: description.unwrap_or_default(),
            count_text: self.topic_card(number).count_text,
            deck: self.deck(Scope::Topic(number)),
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
            filter: self.filter(&topic.questions),
            planned: topic
                .planned
                .iter()
                .map(|planned| self.planned_card(*planned))
                .collect(),
            printable: self.printable_address(number),
        }
    }

    pub(super) fn group(&mut self, number: usize) -> GroupView {
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

    pub(super) fn question(&mut self, number: usize) -> QuestionView {
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
            related: book
                .related(number)
                .iter()
                .map(|m| self.mention(*m))
                .collect(),
            tracks: question
                .tracks
                .iter()
                .map(|track| self.link_into_track(*track, &question.id))
                .collect(),
            level_address: question
                .level
                .map_or(String::new(), |level| self.address(Place::Level(level))),
            sources: question.sources(book).iter().map(reference).collect(),
            study: self.rated(number),
        }
    }

    pub(super) fn article(&mut self, number: usize) -> ArticleView {
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

    pub(super) fn track(&mut self, number: usize) -> TrackView {
        let track = &self.site.book.tracks[number];
        let card = self.track_card(number);
        let mut blocks = Vec::new();
        self.blocks(&track.blocks, 2, &mut Anchors::default(), &mut blocks);
        TrackView {
            id: track.id.clone(),
            description: card.description,
            count_text: card.count_text,
            written: card.written,
            total: card.total,
            deck: self.deck(Scope::Track(number)),
            blocks,
        }
    }

    /// A track, at the place where a question stands in it.
    fn link_into_track(&self, track: usize, id: &str) -> LinkView {
        let LinkView { title, address } = self.link(Place::Track(track));
        LinkView {
            title,
            address: format!("{address}#{}", first_anchor(id)),
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

    fn reading_time(&self, version: &Version) -> String {
        let minutes = minutes(self.site.book, version);
        self.site
            .interface(self.language)
            .count("question.reading_time", minutes as u64)
    }

    fn outline(&self, version: &Version) -> Vec<OutlineView> {
        let headings = version
            .body(self.site.book)
            .headings
            .iter()
            .zip(version.anchors(self.site.book));
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

/// How long a text takes to read, in minutes. Words are read at 180 a minute, slower than prose: there are formulas and
/// code among them.
pub(in crate::render) fn minutes(book: &Book, version: &Version) -> usize {
    (version.body(book).words / 180).max(1)
}

pub(super) fn reference(source: &Spanned<Reference>) -> ReferenceView {
    let source = source.get_ref();
    ReferenceView {
        title: source.title.clone(),
        authors: source.authors.clone().unwrap_or_default(),
        year: source.year.map_or(String::new(), |year| year.to_string()),
        address: html::reference_address(source).to_owned(),
    }
}
