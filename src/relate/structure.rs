//! The structure of a book: what stands where, and how it is called, without any text.
//!
//! In come the heads of all documents and the data files ([`Inputs`]), out goes the [`Structure`] with its
//! problems. It must not know what the documents tell their readers: that an edit of an answer leaves all this
//! as it was follows from the types.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use toml::value::Date;
use tracing::info_span;

use super::head::Head;
use super::{
    Article, Group, Ids, Place, Planned, Question, Relating, Tag, Term, Topic, Track, article,
    route,
};
use crate::config::{Config, RawHtml};
use crate::diagnostic::Diagnostic;
use crate::load::{Source, Sources};

/// What a book's structure is made from, apart from its settings.
#[derive(PartialEq)]
pub(super) struct Inputs {
    pub(super) heads: Arc<[Arc<Head>]>,
    pub(super) dates: Arc<BTreeMap<String, Date>>,
    pub(super) planned: Option<Source>,
    pub(super) tracks: Vec<Source>,
    pub(super) glossary: Option<Source>,
    /// The files beside the content, by their path in the content folder.
    pub(super) assets: BTreeMap<String, Arc<str>>,
    /// [`Structure::active`].
    pub(super) active: BTreeSet<String>,
}

impl Inputs {
    pub(super) fn new(sources: &Sources, heads: Arc<[Arc<Head>]>) -> Self {
        let assets = sources.assets.iter();
        let trusts = sources.config.markdown.raw_html == RawHtml::Trust;
        let active = assets
            .clone()
            .filter(|(_, asset)| asset.is_active && !trusts);
        Self {
            heads,
            dates: sources.dates.clone(),
            planned: sources.planned.clone(),
            tracks: sources.tracks.clone(),
            glossary: sources.glossary.clone(),
            assets: assets
                .map(|(path, asset)| (path.clone(), asset.file.clone()))
                .collect(),
            active: active.map(|(path, _)| path.clone()).collect(),
        }
    }
}

/// What stands where in a book, and how it is called.
#[derive(Debug)]
pub struct Structure {
    /// The settings.
    pub config: Config,
    /// The heads of [`super::Book::documents`].
    pub(super) heads: Arc<[Arc<Head>]>,
    /// The home page's text.
    pub home: Option<Article>,
    /// The topics, each before those inside it, in reading order.
    pub topics: Vec<Topic>,
    /// The questions, topic by topic, in reading order.
    pub questions: Vec<Question>,
    /// The files of many questions.
    pub groups: Vec<Group>,
    /// The ordinary pages, in order.
    pub pages: Vec<Article>,
    /// The tracks, in order.
    pub tracks: Vec<Track>,
    /// The tags, sorted.
    pub tags: Vec<Tag>,
    /// The glossary, in the order of its file.
    pub terms: Vec<Term>,
    /// Questions that are not written yet, in the order of their file.
    pub planned: Vec<Planned>,
    /// Places by the path of their file in the content folder, without language and ending.
    pub paths: BTreeMap<String, Place>,
    /// Questions, written or planned, by their ids and former ids.
    pub(super) ids: Ids,
    /// The files beside the content, by their path in the content folder.
    pub(super) assets: BTreeMap<String, Arc<str>>,
    /// Those of them that do more than to be shown: code may be taken from them, but they are not published. None if the
    /// book trusts its HTML.
    pub active: BTreeSet<String>,
    /// All versions of all articles.
    pub(super) texts: Vec<Text>,
}

/// A version of an article, as stages that go through all of them see it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text {
    /// Its file, and the position of the question in a file of many.
    pub(super) at: At,
    /// The same of its article's original: its own if it is that.
    pub(super) original: At,
}

/// Where a text stands: the position of its document, and of the part of a file of many.
pub(super) type At = (usize, Option<usize>);

impl Structure {
    /// Finds out what stands where.
    pub(super) fn new(config: &Config, inputs: &Inputs) -> (Self, Vec<Diagnostic>) {
        let mut relating = Relating {
            config,
            dates: &inputs.dates,
            diagnostics: Vec::new(),
        };
        let mut structure = Self {
            config: config.clone(),
            heads: inputs.heads.clone(),
            home: None,
            topics: Vec::new(),
            questions: Vec::new(),
            groups: Vec::new(),
            pages: Vec::new(),
            tracks: Vec::new(),
            tags: Vec::new(),
            terms: Vec::new(),
            planned: Vec::new(),
            paths: BTreeMap::new(),
            ids: Ids::new(),
            assets: inputs.assets.clone(),
            active: inputs.active.clone(),
            texts: Vec::new(),
        };

        info_span!("join").in_scope(|| article::join(&mut relating, &mut structure));
        relating.planned(inputs.planned.as_ref(), &mut structure);
        structure.ids = info_span!("ids").in_scope(|| relating.ids(&structure));
        info_span!("metadata").in_scope(|| relating.metadata(&mut structure));
        relating.tracks(&inputs.tracks, &mut structure);
        info_span!("glossary")
            .in_scope(|| relating.glossary(inputs.glossary.as_ref(), &mut structure));
        relating.tags(&mut structure);
        info_span!("routes").in_scope(|| {
            route::check(&mut relating, &structure);
            structure.paths = route::paths(&structure);
        });
        structure.number_texts();
        (structure, relating.diagnostics)
    }

    /// Lists all texts and tells each version its place in the list.
    fn number_texts(&mut self) {
        let topics = self.topics.iter_mut();
        let topics = topics.filter_map(|topic| topic.article.as_mut());
        let groups = self.groups.iter_mut().map(|group| &mut group.article);
        let questions = self.questions.iter_mut();
        let questions = questions.map(|question| &mut question.article);
        let all = self.home.iter_mut().chain(topics).chain(groups);
        for article in all.chain(questions).chain(&mut self.pages) {
            let original = article.original().at();
            for version in article.versions.iter_mut().flatten() {
                version.text = self.texts.len();
                let at = version.at();
                self.texts.push(Text { at, original });
            }
        }
    }

    /// The text of a place that has one.
    pub fn article(&self, place: Place) -> Option<&Article> {
        match place {
            Place::Home => self.home.as_ref(),
            Place::Topic(number) => self.topics[number].article.as_ref(),
            Place::Question(number) => Some(&self.questions[number].article),
            Place::Group(number) => Some(&self.groups[number].article),
            Place::Page(number) => Some(&self.pages[number]),
            _ => None,
        }
    }
}
