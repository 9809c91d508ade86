//! Files joined by language: an article is a text in the languages that it exists in.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use toml::Spanned;
use toml::value::Date;

use super::link::Target;
use super::{Book, Freshness, Question, Relating, Topic, draft, order};
use crate::diagnostic::{Diagnostic, Severity};
use crate::parse::{Body, Document, FrontMatter, HeadingAttributes, QuestionKind, Role};

/// A text in the languages that it exists in.
#[derive(Debug)]
pub struct Article {
    /// Where it stands, without language and without ending: `math/gradient`.
    pub path: String,
    /// The versions, by the position of their language in the settings.
    pub versions: Vec<Option<Version>>,
    /// The language that it was first written in.
    pub original: usize,
}

/// A text in one language.
#[derive(Debug)]
pub struct Version {
    /// Position of its file in [`Book::documents`].
    pub document: usize,
    /// Position of the question in a file of many.
    pub part: Option<usize>,
    /// The title.
    pub title: String,
    /// One or two sentences in plain text.
    pub description: String,
    /// When it was last changed.
    pub updated: Option<Date>,
    /// The ids of its headings, in order.
    pub anchors: Arc<[String]>,
    /// Where its links lead, by their place in the file.
    pub links: Arc<BTreeMap<usize, Target>>,
    /// Whether it is as new as its original.
    pub freshness: Freshness,
}

impl Version {
    /// The version's text in its document.
    pub fn body<'b>(&self, book: &'b Book) -> &'b Body {
        let document = &book.documents[self.document];
        match self.part {
            Some(part) => &document.parts[part].body,
            None => &document.body,
        }
    }

    /// The version's file.
    pub fn document<'b>(&self, book: &'b Book) -> &'b Document {
        &book.documents[self.document]
    }
}

impl Article {
    /// What a reader of a language sees, and in which language: the original where there is no translation.
    pub fn shown(&self, language: usize) -> (usize, &Version) {
        match &self.versions[language] {
            Some(version) => (language, version),
            None => (self.original, self.original()),
        }
    }

    /// Ids and addresses that it had before. In a file of many questions they are the file's.
    pub fn aliases<'b>(&self, book: &'b Book) -> &'b [Spanned<String>] {
        let version = self.original();
        let aliases = version.document(book).front_matter.aliases.as_deref();
        aliases
            .filter(|_| version.part.is_none())
            .unwrap_or_default()
    }

    /// The version that it was first written in.
    pub fn original(&self) -> &Version {
        self.versions[self.original]
            .as_ref()
            .expect("an article has its original")
    }

    /// Where problems are shown that are about the article as a whole.
    pub(super) fn place_of_title(&self, book: &Book) -> (Arc<str>, Range<usize>) {
        let version = self.original();
        let document = version.document(book);
        let span = match version.part {
            Some(part) => title_line(document, &document.parts[part].heading),
            None => document.title_span(),
        };
        (document.file.clone(), span)
    }
}

/// The line of a heading.
pub(super) fn title_line(document: &Document, heading: &Range<usize>) -> Range<usize> {
    let line = document.text[heading.clone()]
        .lines()
        .next()
        .unwrap_or_default();
    heading.start..heading.start + line.trim_end().len()
}

/// Where the metadata of a question comes from: its files and, in a file of many, its headings.
pub(super) struct Origin {
    /// Positions of the versions' documents: the original first.
    pub(super) documents: Vec<usize>,
    /// The original's heading attributes.
    pub(super) attributes: Option<HeadingAttributes>,
}

/// Sorts documents by what they are for and joins them by language.
///
/// Returns for each question where its metadata comes from. Topics are sorted, questions too.
pub(super) fn join(relating: &mut Relating<'_>, book: &mut Book) -> Vec<Origin> {
    let documents = book.documents.clone();
    let files = group_by_stem(relating, book, &documents);
    let folders: Vec<String> = folders(&files);
    let mut indexes: BTreeMap<&str, Article> = BTreeMap::new();
    let mut texts = Vec::with_capacity(files.len());
    for ((file, numbers), article) in files.iter().zip(articles(relating, book, &files)) {
        let first = &documents[numbers[0]];
        match first.role {
            Role::Home => book.home = Some(article),
            Role::Topic => drop(indexes.insert(file.0, article)),
            Role::Page => book.pages.push(article),
            Role::Question => texts.push((file.0, numbers, first, article)),
        }
    }
    let mut topics = relating.topics(&folders, indexes);
    let mut questions = Vec::with_capacity(texts.len());
    for (folder, numbers, first, article) in texts {
        let Ok(topic) = topics.binary_search_by(|t| t.path.as_str().cmp(folder)) else {
            continue;
        };
        if first.front_matter.split.is_some() {
            relating.group(book, numbers, (topic, article, folder), &mut questions);
        } else {
            let origin = Origin {
                documents: numbers.clone(),
                attributes: None,
            };
            questions.push((question(id_of(first), article, topic, None), origin));
        }
    }
    order::sort_pages(book);
    order::sort(book, &mut topics, &mut questions);
    let mut origins = Vec::with_capacity(questions.len());
    for (number, (question, origin)) in questions.into_iter().enumerate() {
        topics[question.topic].questions.push(number);
        if let Some(group) = question.group {
            book.groups[group].questions.push(number);
        }
        book.questions.push(question);
        origins.push(origin);
    }
    for (number, group) in book.groups.iter_mut().enumerate() {
        let documents = &book.documents;
        let questions = &book.questions;
        group.questions.sort_by_key(|q| {
            let version = questions[*q].article.original();
            version
                .part
                .map(|p| documents[version.document].parts[p].heading.start)
        });
        topics[group.topic].groups.push(number);
    }
    book.topics = topics;
    origins
}

/// Positions of documents by folder and stem.
pub(super) type Files<'d> = BTreeMap<(&'d str, &'d str), Vec<usize>>;

/// The articles of all files, in the same order.
fn articles(relating: &mut Relating<'_>, book: &Book, files: &Files<'_>) -> Vec<Article> {
    let (config, dates) = (relating.config, relating.dates);
    let article = |((folder, stem), documents): (&(&str, &str), &Vec<usize>)| {
        let mut of_file = Relating {
            config,
            dates,
            diagnostics: Vec::new(),
        };
        let article = of_file.article(book, joined(folder, stem), documents);
        (article, of_file.diagnostics)
    };
    let made: Vec<_> = files.par_iter().map(article).collect();
    let made = made.into_iter().map(|(article, problems)| {
        relating.diagnostics.extend(problems);
        article
    });
    made.collect()
}

/// The path of a file without language and ending.
fn joined(folder: &str, stem: &str) -> String {
    match folder {
        "" => stem.to_owned(),
        _ => format!("{folder}/{stem}"),
    }
}

/// Documents by folder and stem, the original first; drafts are left out where they are not asked for.
fn group_by_stem<'d>(
    relating: &mut Relating<'_>,
    book: &mut Book,
    documents: &'d [Arc<Document>],
) -> Files<'d> {
    let mut files = Files::new();
    for (number, document) in documents.iter().enumerate() {
        let key = (document.folder.as_str(), document.stem.as_str());
        files.entry(key).or_default().push(number);
    }
    for documents in files.values_mut() {
        documents.sort_by_key(|d| book.documents[*d].language);
        for pair in documents.windows(2) {
            let (a, b) = (&book.documents[pair[0]], &book.documents[pair[1]]);
            if a.language == b.language {
                let message = format!("the text is also in {}", a.file);
                let hint = "a file without a language in its name is in the default language: remove one of the two";
                relating.error(&b.file, b.title_span(), message, Some(hint.into()));
            }
        }
        documents.dedup_by_key(|d| book.documents[*d].language);
    }
    if !relating.config.build.drafts {
        draft::leave_out(relating, book, &mut files);
    }
    files
}

pub(super) fn id_of(document: &Document) -> String {
    let id = document.front_matter.id.as_ref();
    id.map_or_else(|| document.stem.clone(), |id| id.get_ref().clone())
}

/// All folders with content, and those that they are in, sorted.
fn folders(files: &Files<'_>) -> Vec<String> {
    let mut folders = std::collections::BTreeSet::new();
    for (folder, _) in files.keys() {
        let mut folder = *folder;
        while !folder.is_empty() && folders.insert(folder) {
            folder = folder.rsplit_once('/').map_or("", |(parent, _)| parent);
        }
    }
    folders.into_iter().map(str::to_owned).collect()
}

pub(super) fn question(
    id: String,
    article: Article,
    topic: usize,
    group: Option<usize>,
) -> Question {
    Question {
        id,
        article,
        topic,
        group,
        kind: QuestionKind::Open,
        level: None,
        tags: Vec::new(),
        status: None,
        asked: 0,
        order: None,
        related: Vec::new(),
        prerequisites: Vec::new(),
        sources: Vec::new(),
        aliases: Vec::new(),
        tracks: Vec::new(),
    }
}

impl Relating<'_> {
    /// A topic per folder, sorted by path, with its `index.md` if it has one.
    fn topics(&mut self, folders: &[String], mut indexes: BTreeMap<&str, Article>) -> Vec<Topic> {
        let mut topics = Vec::new();
        for path in folders {
            let article = indexes.remove(path.as_str());
            if article.is_none() {
                let file: Arc<str> = format!("{}/{path}/index.md", self.config.book.src).into();
                let message = "the topic has no index.md: its folder's name is shown as its title";
                self.diagnostics.push(
                    Diagnostic::new(Severity::Warning, Some(&file), None, message)
                        .hint("make the file with `title = \"…\"` in its front matter"),
                );
            }
            let parent = path.rsplit_once('/').map(|(parent, _)| parent);
            topics.push(Topic {
                path: path.clone(),
                article,
                parent: parent.and_then(|p| folders.binary_search_by(|f| f.as_str().cmp(p)).ok()),
                subtopics: Vec::new(),
                questions: Vec::new(),
                groups: Vec::new(),
                planned: Vec::new(),
            });
        }
        topics
    }

    /// Joins the versions of one text.
    pub(super) fn article(&mut self, book: &Book, path: String, documents: &[usize]) -> Article {
        self.check_path(book, &path, documents[0]);
        let mut versions: Vec<Option<Version>> = Vec::new();
        versions.resize_with(self.config.languages.len(), || None);
        let original = book.documents[documents[0]].language;
        for document in documents {
            self.check_contradictions(book, documents[0], *document);
            let language = book.documents[*document].language;
            versions[language] = Some(self.version(book, *document, None));
        }
        let mut article = Article {
            path,
            versions,
            original,
        };
        anchors(book, &mut article);
        article
    }

    pub(super) fn version(&self, book: &Book, number: usize, part: Option<usize>) -> Version {
        let document = &book.documents[number];
        let front_matter = &document.front_matter;
        let (title, body) = match part {
            Some(part) => (
                document.parts[part].title.clone(),
                &document.parts[part].body,
            ),
            None => (document.title().to_owned(), &document.body),
        };
        let description = match (&front_matter.description, part) {
            (Some(description), None) => description.get_ref().clone(),
            _ => body.summary_text.clone(),
        };
        let git = self.dates.get(&*document.file).copied();
        Version {
            document: number,
            part,
            title,
            description,
            updated: front_matter.updated.and_then(|u| u.date).or(git),
            anchors: Arc::default(),
            links: Arc::default(),
            freshness: Freshness::Original,
        }
    }

    /// A translation may not say something else about what the question is.
    fn check_contradictions(&mut self, book: &Book, original: usize, translation: usize) {
        if original == translation {
            return;
        }
        let (of, it) = (&book.documents[original], &book.documents[translation]);
        let (ours, theirs): (&FrontMatter, &FrontMatter) = (&it.front_matter, &of.front_matter);
        let mut contradict = |span: Range<usize>, key: &str, value: &str| {
            let message = format!("`{key}` differs from that of the original, {}", of.file);
            let hint =
                format!("the original says {value}; remove the key here: translations inherit it");
            self.error(&it.file, span, message, Some(hint));
        };
        if let Some(kind) = &ours.kind {
            let original = theirs
                .kind
                .as_ref()
                .map_or(QuestionKind::Open, |k| *k.get_ref());
            if *kind.get_ref() != original {
                contradict(kind.span(), "kind", &format!("`{}`", original.name()));
            }
        }
        for (key, our, their) in [
            ("level", &ours.level, &theirs.level),
            ("id", &ours.id, &theirs.id),
        ] {
            let Some(our) = our else { continue };
            let inherited = if key == "id" {
                Some(id_of(of))
            } else {
                their.as_ref().map(|t| t.get_ref().clone())
            };
            if inherited.as_ref() != Some(our.get_ref()) {
                contradict(
                    our.span(),
                    key,
                    &inherited.map_or("nothing".into(), |v| format!("`{v}`")),
                );
            }
        }
        match (&ours.split, &theirs.split) {
            (Some(split), None) => contradict(split.span(), "split", "nothing"),
            (None, Some(_)) => {
                let message = format!("the file is not split as the original is, {}", of.file);
                let hint = "add `split = 2` to its front matter".to_owned();
                self.error(&it.file, it.title_span(), message, Some(hint));
            }
            _ => {}
        }
    }

    /// Names become addresses: they hold only what every file system and address can bear.
    fn check_path(&mut self, book: &Book, path: &str, document: usize) {
        let document = &book.documents[document];
        for part in path.split('/') {
            self.check_name(&document.file, document.title_span(), part);
        }
        if let Some(id) = &document.front_matter.id {
            self.check_name(&document.file, id.span(), id.get_ref());
        }
    }
}

/// Gives every heading an id: the author's, else the original's where a translation has the same
/// outline (so that a link to a heading holds in every language), else one made from its text.
pub(super) fn anchors(book: &Book, article: &mut Article) {
    let original = article.original().body(book);
    for (language, version) in article.versions.iter_mut().enumerate() {
        let Some(version) = version else { continue };
        let body = version.body(book);
        version.anchors = match language != article.original && is_parallel(body, original) {
            true => inherited(body, original),
            false => body.anchors.clone(),
        };
    }
}

/// Whether two texts have the same outline.
fn is_parallel(a: &Body, b: &Body) -> bool {
    let both = a.headings.iter().zip(&b.headings);
    a.headings.len() == b.headings.len() && both.into_iter().all(|(a, b)| a.level == b.level)
}

/// The ids of the original, but for those that the translation has of its own.
fn inherited(body: &Body, original: &Body) -> Arc<[String]> {
    if body.headings.iter().all(|heading| heading.id.is_none()) {
        return original.anchors.clone();
    }
    let both = body.headings.iter().zip(original.anchors.iter());
    both.map(|(heading, inherited)| heading.id.as_ref().unwrap_or(inherited).clone())
        .collect()
}
