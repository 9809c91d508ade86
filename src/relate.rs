//! Stage 3, `relate`: all documents → the [`Book`].
//!
//! Everything that needs more than one file happens here, and nothing later changes it: languages are
//! joined into articles, metadata is inherited, ids are made unique, links and anchors are resolved,
//! tracks, topics, tags and the glossary are put together. In come documents and data files, out goes
//! the book with all problems found. No text is drawn here.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Deref, Range};
use std::sync::Arc;

use toml::Spanned;
use toml::value::Date;
use tracing::info_span;

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::language::slug::slug;
use crate::load::{Asset, Sources};
use crate::parse::{AnswerStatus, Document, QuestionKind, Reference};

mod active;
mod anchor;
mod article;
mod coverage;
mod data;
mod draft;
pub mod freshness;
mod glossary;
mod head;
mod include;
mod link;
mod memo;
mod name;
mod order;
mod part;
mod quiz;
mod related;
mod route;
mod structure;
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
pub use structure::Structure;
pub use track::{Block, Track};

/// The whole book, checked and joined: its structure, whose fields are also the book's, and its texts.
///
/// All that is large is shared with the states of the book before and after it that it is the same in.
#[derive(Debug)]
pub struct Book {
    structure: Arc<Structure>,
    /// All documents, drafts among them.
    pub documents: Arc<[Arc<Document>]>,
    /// Files beside the content, by their path in the content folder.
    pub assets: Arc<BTreeMap<String, Asset>>,
    /// Whether problems were found that keep it from being built. Several pages may then have one address.
    pub has_errors: bool,
    /// Files that take more code from others than a page may hold, which is an error: nothing is taken into them.
    overloaded: BTreeSet<Arc<str>>,
    related: related::Lists,
    /// By text, as the three below.
    anchors: Arc<Vec<anchor::Anchors>>,
    freshness: Arc<Vec<Freshness>>,
    links: link::Links,
    /// Who changed files, by their path from the root.
    contributors: Arc<BTreeMap<String, Arc<[String]>>>,
}

impl Deref for Book {
    type Target = Structure;

    fn deref(&self) -> &Structure {
        &self.structure
    }
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
    /// What to read next, as the author says.
    related: Vec<Mention>,
    /// What to understand first.
    pub prerequisites: Vec<Mention>,
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
    /// One of [`Structure::planned`].
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
    let documents: Arc<[Arc<Document>]> = documents.into();
    let begin = || memo.begin(sources, &documents);
    let (structure, mut problems, earlier) = info_span!("structure").in_scope(begin);
    let earlier = &earlier;
    let related = info_span!("related")
        .in_scope(|| related::lists(&structure, &documents, &mut memo.related, earlier));
    let anchors = anchor::anchors(&structure, &documents, &mut memo.anchors, earlier);
    let lock = sources.translations.as_ref();
    let (freshness, of_lock) = info_span!("freshness").in_scope(|| {
        freshness::freshness(lock, &structure, &documents, &mut memo.freshness, earlier)
    });
    problems.extend(of_lock);
    let links = info_span!("links")
        .in_scope(|| link::resolve(&structure, &documents, &mut memo.links, earlier));
    let mut book = Book {
        structure,
        documents,
        assets: sources.assets.clone(),
        has_errors: false,
        overloaded: BTreeSet::new(),
        related,
        anchors,
        freshness,
        links,
        contributors: sources.contributors.clone(),
    };
    info_span!("texts").in_scope(|| {
        problems.extend(link::problems(&book));
        problems.extend(quiz::check(&book));
        let of_includes;
        (of_includes, book.overloaded) = include::check(&book, &mut memo.includes, earlier);
        problems.extend(of_includes);
        problems.extend(active::check(&book));
    });
    book.has_errors = Diagnostic::any_error(&problems);
    (book, problems)
}

/// Every id of the book and every former one.
type Ids = BTreeMap<String, Mention>;

impl Relating<'_> {
    fn error(
        &mut self,
        file: &Arc<str>,
        span: Range<usize>,
        message: String,
        hint: Option<String>,
    ) {
        let mut problem = Diagnostic::error(file, span, message);
        problem.hint = hint;
        self.diagnostics.push(problem);
    }

    /// Questions' ids, then planned ones, then former ones; each must be unique.
    fn ids(&mut self, structure: &Structure) -> Ids {
        let mut ids = Ids::new();
        for (number, question) in structure.questions.iter().enumerate() {
            if let Some(Mention::Question(other)) =
                ids.insert(question.id.clone(), Mention::Question(number))
            {
                let (file, span) = question.article.place_of_title(structure);
                let (other_file, _) = structure.questions[other].article.place_of_title(structure);
                let message = format!("the id `{}` is also that of {other_file}", question.id);
                let hint = if other_file == file {
                    "give one of the headings a slug of its own: `{#…}`"
                } else {
                    "ids are unique in the book: rename one of the files, or give it an `id`"
                };
                self.error(&file, span, message, Some(hint.into()));
            }
        }
        for (number, question) in structure.questions.iter().enumerate() {
            let file = &question.article.original().head(structure).file;
            for alias in question.article.aliases(structure) {
                self.check_name(file, alias.span(), alias.get_ref());
                if let Some(Mention::Question(other)) = ids.get(alias.get_ref()) {
                    let (owner, _) = structure.questions[*other]
                        .article
                        .place_of_title(structure);
                    let message = format!("`{}` is already an id of {owner}", alias.get_ref());
                    let hint = Some("remove it from `aliases`".into());
                    self.error(file, alias.span(), message, hint);
                } else {
                    ids.insert(alias.get_ref().clone(), Mention::Question(number));
                }
            }
        }
        for (number, planned) in structure.planned.iter().enumerate() {
            // That an id is both written and planned is reported where the plan is read.
            ids.entry(planned.id.clone())
                .or_insert(Mention::Planned(number));
        }
        ids
    }

    fn tags(&mut self, structure: &mut Structure) {
        let mut tags: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (number, question) in structure.questions.iter().enumerate() {
            for tag in &question.tags {
                tags.entry(tag).or_default().push(number);
            }
        }
        for (tag, questions) in &tags {
            if slug(tag).is_empty() {
                let (file, span) = structure.questions[questions[0]]
                    .article
                    .place_of_title(structure);
                let message = format!("the tag `{tag}` has no letter or digit for an address");
                self.error(&file, span, message, Some("write it in letters".into()));
            }
        }
        structure.tags = tags
            .into_iter()
            .map(|(name, questions)| Tag {
                name: name.to_owned(),
                slug: slug(name),
                questions,
            })
            .collect();
    }
}

impl Question {
    /// What the answer was written from.
    pub fn sources<'s>(&self, structure: &'s Structure) -> &'s [Spanned<Reference>] {
        let front_matter = &self.article.original().head(structure).front_matter;
        front_matter.sources.as_deref().unwrap_or_default()
    }
}

impl Book {
    /// What to read next to a question: as its author says, then what shares the most with it.
    pub fn related(&self, question: usize) -> &[Mention] {
        &self.related[question]
    }
}
