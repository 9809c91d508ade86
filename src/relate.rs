//! Stage 3, `relate`: all documents → the [`Book`].
//!
//! Everything that needs more than one file happens here, and nothing later changes it: languages are
//! joined into articles, metadata is inherited, ids are made unique, links and anchors are resolved,
//! tracks, topics, tags and the glossary are put together. In come documents and data files, out goes
//! the book with all problems found. No text is drawn here.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use toml::value::Date;
use tracing::info_span;

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::language::slug::slug;
use crate::load::{Asset, Sources};
use crate::parse::{AnswerStatus, Document, QuestionKind, Reference};

mod article;
mod coverage;
mod data;
mod draft;
pub mod freshness;
mod glossary;
mod include;
mod link;
mod memo;
mod name;
mod order;
mod part;
mod quiz;
mod related;
mod route;
mod track;

pub use article::{Article, Version};
pub use coverage::{Tally, TopicCoverage};
pub use data::{GLOSSARY, PLANNED, TRACK, TRANSLATIONS};
pub use freshness::{Change, ChangeKind, Freshness, record};
pub use glossary::Term;
pub use link::Target;
pub use memo::Memo;
pub use name::is_sound;
pub use route::{Former, Place, TERM_CARDS, relative};
pub use track::{Block, Track};

/// The whole book, checked and joined.
#[derive(Debug)]
pub struct Book {
    /// The settings.
    pub config: Config,
    /// All documents, drafts among them. Shared with other states of the book that they are part of.
    pub documents: Vec<Arc<Document>>,
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
    /// Files beside the content, by their path in the content folder.
    pub assets: BTreeMap<String, Asset>,
    /// Whether problems were found that keep it from being built. Several pages may then have one address.
    pub has_errors: bool,
    /// Places by the path of their file in the content folder, without language and ending.
    pub paths: Arc<BTreeMap<String, Place>>,
}

/// A folder of questions.
#[derive(Debug)]
pub struct Topic {
    /// Its folders, joined by `/`.
    pub path: String,
    /// Its `index.md`, if there is one.
    pub article: Option<Article>,
    /// The topic that it is in.
    pub parent: Option<usize>,
    /// The topics in it, in order.
    pub subtopics: Vec<usize>,
    /// Its questions, in order.
    pub questions: Vec<usize>,
    /// Its files of many questions.
    pub groups: Vec<usize>,
    /// What is to be written in it.
    pub planned: Vec<usize>,
}

/// A question.
#[derive(Debug)]
pub struct Question {
    /// The name that everything else knows it by.
    pub id: String,
    /// Its text.
    pub article: Article,
    /// The topic that it is in.
    pub topic: usize,
    /// The file of many that it is in.
    pub group: Option<usize>,
    /// What the reader is asked to do.
    pub kind: QuestionKind,
    /// How hard it is, as a position in [`Config::levels`].
    pub level: Option<usize>,
    /// Words that it is listed under, sorted.
    pub tags: Vec<String>,
    /// What is there of its answer, if that is not written yet.
    pub status: Option<AnswerStatus>,
    /// In how many collections it was found.
    pub asked: u32,
    /// Its place among its neighbours, if it was given one.
    pub order: Option<i64>,
    /// What to read next: as the author says, then as computed.
    pub related: Vec<Mention>,
    /// What to understand first.
    pub prerequisites: Vec<Mention>,
    /// What the answer was written from.
    pub sources: Vec<Reference>,
    /// Ids that it had before.
    pub aliases: Vec<String>,
    /// Tracks that it stands in.
    pub tracks: Vec<usize>,
}

/// A file of many questions.
#[derive(Debug)]
pub struct Group {
    /// Its introduction and title.
    pub article: Article,
    /// The topic that it is in.
    pub topic: usize,
    /// Its questions, in the order of the file.
    pub questions: Vec<usize>,
}

/// A question named by another: written or not yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mention {
    /// A question of the book.
    Question(usize),
    /// One of [`Book::planned`].
    Planned(usize),
}

/// A question that is not written yet.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Its id.
    pub id: String,
    /// Its title, by language tag.
    pub title: BTreeMap<String, String>,
    /// The folders of its topic.
    pub topic: String,
    /// How hard it will be, as a position in [`Config::levels`].
    pub level: Option<usize>,
    /// What the reader will be asked to do.
    pub kind: QuestionKind,
    /// The file, if it is a draft: one that is left out of this build.
    pub draft: Option<Arc<str>>,
}

/// A tag.
#[derive(Debug)]
pub struct Tag {
    /// As it is typed.
    pub name: String,
    /// As it stands in addresses.
    pub slug: String,
    /// The questions that have it.
    pub questions: Vec<usize>,
}

/// What is known of the book while it is put together.
struct Relating<'s> {
    config: &'s Config,
    dates: &'s BTreeMap<String, Date>,
    diagnostics: Vec<Diagnostic>,
}

/// Puts the book together.
///
/// The book is there in any case; it may be drawn only if no problem is an error.
pub fn relate(sources: &Sources, documents: Vec<Arc<Document>>) -> (Book, Vec<Diagnostic>) {
    relate_again(sources, documents, &mut Memo::default())
}

/// Puts the book together as [`relate()`] does, with what was found out the last time.
pub fn relate_again(
    sources: &Sources,
    documents: Vec<Arc<Document>>,
    memo: &mut Memo,
) -> (Book, Vec<Diagnostic>) {
    let _span = info_span!("relate").entered();
    let earlier = memo.begin(sources, &documents);
    let mut relating = Relating {
        config: &sources.config,
        dates: &sources.dates,
        diagnostics: Vec::new(),
    };
    let mut book = Book {
        config: sources.config.clone(),
        documents,
        home: None,
        topics: Vec::new(),
        questions: Vec::new(),
        groups: Vec::new(),
        pages: Vec::new(),
        tracks: Vec::new(),
        tags: Vec::new(),
        terms: Vec::new(),
        planned: Vec::new(),
        assets: sources.assets.clone(),
        has_errors: false,
        paths: Arc::default(),
    };
    let metadata = info_span!("join").in_scope(|| article::join(&mut relating, &mut book));
    relating.planned(sources, &mut book);
    let ids = info_span!("ids").in_scope(|| relating.ids(&book));
    info_span!("metadata").in_scope(|| relating.metadata(&metadata, &ids, &mut book));
    relating.tracks(sources, &ids, &mut book);
    info_span!("glossary").in_scope(|| relating.glossary(sources, &ids, &mut book));
    info_span!("related").in_scope(|| {
        let glossary = sources.glossary.as_ref();
        related::relate_questions(&mut book, glossary, &mut memo.related, &earlier);
    });
    info_span!("freshness").in_scope(|| {
        relating.freshness(sources, &mut book, &mut memo.freshness, &earlier);
    });
    relating.tags(&mut book);
    info_span!("routes").in_scope(|| route::check(&mut relating, &book));
    quiz::check(&mut relating, &book);
    relating.diagnostics.extend(include::check(&book));
    let problems =
        info_span!("links").in_scope(|| link::resolve(&mut book, ids, &mut memo.links, &earlier));
    relating.diagnostics.extend(problems);
    book.has_errors = Diagnostic::any_error(&relating.diagnostics);
    (book, relating.diagnostics)
}

/// Every id of the book and every former one.
type Ids = BTreeMap<String, Mention>;

impl Relating<'_> {
    fn error(
        &mut self,
        file: &Arc<str>,
        span: std::ops::Range<usize>,
        message: String,
        hint: Option<String>,
    ) {
        let mut problem = Diagnostic::error(file, span, message);
        problem.hint = hint;
        self.diagnostics.push(problem);
    }

    /// Questions' ids, then planned ones, then former ones; each must be unique.
    fn ids(&mut self, book: &Book) -> Ids {
        let mut ids = Ids::new();
        for (number, question) in book.questions.iter().enumerate() {
            if let Some(Mention::Question(other)) =
                ids.insert(question.id.clone(), Mention::Question(number))
            {
                let (file, span) = question.article.place_of_title(book);
                let (other_file, _) = book.questions[other].article.place_of_title(book);
                let message = format!("the id `{}` is also that of {other_file}", question.id);
                let hint = if other_file == file {
                    "give one of the headings a slug of its own: `{#…}`"
                } else {
                    "ids are unique in the book: rename one of the files, or give it an `id`"
                };
                self.error(&file, span, message, Some(hint.into()));
            }
        }
        for (number, question) in book.questions.iter().enumerate() {
            let file = &question.article.original().document(book).file;
            for alias in question.article.aliases(book) {
                self.check_name(file, alias.span(), alias.get_ref());
                if let Some(Mention::Question(other)) = ids.get(alias.get_ref()) {
                    let (owner, _) = book.questions[*other].article.place_of_title(book);
                    let message = format!("`{}` is already an id of {owner}", alias.get_ref());
                    let hint = Some("remove it from `aliases`".into());
                    self.error(file, alias.span(), message, hint);
                } else {
                    ids.insert(alias.get_ref().clone(), Mention::Question(number));
                }
            }
        }
        for (number, planned) in book.planned.iter().enumerate() {
            // That an id is both written and planned is reported where the plan is read.
            ids.entry(planned.id.clone())
                .or_insert(Mention::Planned(number));
        }
        ids
    }

    fn tags(&mut self, book: &mut Book) {
        let mut tags: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (number, question) in book.questions.iter().enumerate() {
            for tag in &question.tags {
                tags.entry(tag).or_default().push(number);
            }
        }
        for (tag, questions) in &tags {
            if slug(tag).is_empty() {
                let (file, span) = book.questions[questions[0]].article.place_of_title(book);
                let message = format!("the tag `{tag}` has no letter or digit for an address");
                self.error(&file, span, message, Some("write it in letters".into()));
            }
        }
        book.tags = tags
            .into_iter()
            .map(|(name, questions)| Tag {
                name: name.to_owned(),
                slug: slug(name),
                questions,
            })
            .collect();
    }
}

impl Book {
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

    /// The text of a place that has one, to be completed.
    fn article_mut(&mut self, place: Place) -> Option<&mut Article> {
        match place {
            Place::Home => self.home.as_mut(),
            Place::Topic(number) => self.topics[number].article.as_mut(),
            Place::Question(number) => Some(&mut self.questions[number].article),
            Place::Group(number) => Some(&mut self.groups[number].article),
            Place::Page(number) => Some(&mut self.pages[number]),
            _ => None,
        }
    }

    /// All articles with their places.
    pub fn articles(&self) -> impl ParallelIterator<Item = (Place, &Article)> {
        let mut places: Vec<Place> = vec![Place::Home];
        places.extend((0..self.topics.len()).map(Place::Topic));
        places.extend((0..self.groups.len()).map(Place::Group));
        places.extend((0..self.questions.len()).map(Place::Question));
        places.extend((0..self.pages.len()).map(Place::Page));
        places
            .into_par_iter()
            .filter_map(|place| Some((place, self.article(place)?)))
    }
}
