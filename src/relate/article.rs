//! Files joined by language: an article is a text in the languages that it exists in.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use toml::Spanned;
use toml::value::Date;

use super::head::Head;
use super::link::Target;
use super::structure::At;
use super::{Book, Freshness, Question, Relating, Structure, Topic, draft, order};
use crate::diagnostic::{Diagnostic, Severity};
use crate::parse::{Body, Document, FrontMatter, QuestionKind, Role};

/// A text in the languages that it exists in.
#[derive(Clone, Debug)]
pub struct Article {
    /// Where it stands, without language and without ending: `math/gradient`.
    pub path: String,
    /// The versions, by the position of their language in the settings.
    pub versions: Vec<Option<Version>>,
    /// The language that it was first written in.
    pub original: usize,
}

/// A text in one language. What it says is in its document, and what was found out about that is in the book.
#[derive(Clone, Debug)]
pub struct Version {
    /// Position of its file in [`Book::documents`].
    pub document: usize,
    /// Position of the question in a file of many.
    pub part: Option<usize>,
    /// When it was last changed.
    pub updated: Option<Date>,
    /// Position among all texts.
    pub(super) text: usize,
}

impl Version {
    /// The version's text in its document.
    pub fn body<'b>(&self, book: &'b Book) -> &'b Body {
        body(self.document(book), self.part)
    }

    /// The version's file.
    pub fn document<'b>(&self, book: &'b Book) -> &'b Document {
        &book.documents[self.document]
    }

    /// The title.
    pub fn title<'b>(&self, book: &'b Book) -> &'b str {
        let document = self.document(book);
        match self.part {
            Some(part) => &document.parts[part].title,
            None => document.title(),
        }
    }

    /// One or two sentences in plain text.
    pub fn description<'b>(&self, book: &'b Book) -> &'b str {
        let typed = &self.document(book).front_matter.description;
        match (typed, self.part) {
            (Some(description), None) => description.get_ref(),
            _ => &self.body(book).summary_text,
        }
    }

    /// The ids of its headings, in order.
    pub fn anchors<'b>(&self, book: &'b Book) -> &'b [String] {
        &book.anchors[self.text]
    }

    /// Where its links lead, by their place in the file.
    pub fn links<'b>(&self, book: &'b Book) -> &'b BTreeMap<usize, Target> {
        &book.links[self.text].targets
    }

    /// Whether it is as new as its original.
    pub fn freshness<'b>(&self, book: &'b Book) -> &'b Freshness {
        &book.freshness[self.text]
    }

    /// Who changed its file, the first one first; nobody unless the book asks for it.
    pub fn contributors<'b>(&self, book: &'b Book) -> &'b [String] {
        let file = &*self.document(book).file;
        book.contributors.get(file).map_or(&[], |names| names)
    }

    /// Where it stands.
    pub(super) fn at(&self) -> At {
        (self.document, self.part)
    }

    pub(super) fn head<'s>(&self, structure: &'s Structure) -> &'s Head {
        &structure.heads[self.document]
    }
}

/// The text of a document, or of a part of it.
pub(super) fn body(document: &Document, part: Option<usize>) -> &Body {
    match part {
        Some(part) => &document.parts[part].body,
        None => &document.body,
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
    pub fn aliases<'s>(&self, structure: &'s Structure) -> &'s [Spanned<String>] {
        let version = self.original();
        let aliases = version.head(structure).front_matter.aliases.as_deref();
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
    pub(super) fn place_of_title(&self, structure: &Structure) -> (Arc<str>, Range<usize>) {
        let version = self.original();
        let head = version.head(structure);
        let span = match version.part {
            Some(part) => head.parts[part].line.clone(),
            None => head.title_span(),
        };
        (head.file.clone(), span)
    }
}

/// Sorts documents by what they are for and joins them by language. Topics are sorted, questions too.
pub(super) fn join(relating: &mut Relating<'_>, structure: &mut Structure) {
    let heads = structure.heads.clone();
    let files = group_by_stem(relating, structure, &heads);
    let mut indexes: BTreeMap<&str, Article> = BTreeMap::new();
    let mut texts = Vec::with_capacity(files.len());
    for (file, article) in files.iter().zip(articles(relating, &heads, &files)) {
        let first = &heads[file.documents[0]];
        match first.role {
            Role::Home => structure.home = Some(article),
            Role::Topic => drop(indexes.insert(file.folder, article)),
            Role::Page => structure.pages.push(article),
            Role::Question => texts.push((file, first, article)),
        }
    }
    let mut topics = relating.topics(&folders(&files), indexes);
    let mut questions = Vec::with_capacity(texts.len());
    for (file, first, article) in texts {
        let Ok(topic) = topics.binary_search_by(|t| t.path.as_str().cmp(file.folder)) else {
            continue;
        };
        if first.front_matter.split.is_some() {
            relating.group(structure, file, (topic, article), &mut questions);
        } else {
            questions.push(question(id_of(first), article, topic, None));
        }
    }
    order::sort_pages(structure);
    order::sort(structure, &mut topics, &mut questions);
    for (number, question) in questions.iter().enumerate() {
        topics[question.topic].questions.push(number);
        if let Some(group) = question.group {
            structure.groups[group].questions.push(number);
        }
    }
    for (number, group) in structure.groups.iter_mut().enumerate() {
        let part = |question: &usize| questions[*question].article.original().part;
        group.questions.sort_by_key(part);
        topics[group.topic].groups.push(number);
    }
    structure.questions = questions;
    structure.topics = topics;
}

/// The documents of one text in all languages.
pub(super) struct File<'h> {
    pub(super) folder: &'h str,
    pub(super) stem: &'h str,
    /// Their positions, the original first.
    pub(super) documents: Vec<usize>,
}

/// The articles of all files, in the same order.
fn articles(relating: &mut Relating<'_>, heads: &[Arc<Head>], files: &[File<'_>]) -> Vec<Article> {
    let (config, dates) = (relating.config, relating.dates);
    let article = |file: &File<'_>| {
        let mut of_file = Relating {
            config,
            dates,
            diagnostics: Vec::new(),
        };
        let path = joined(file.folder, file.stem);
        let article = of_file.article(heads, path, &file.documents);
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
pub(super) fn joined(folder: &str, stem: &str) -> String {
    match folder {
        "" => stem.to_owned(),
        _ => format!("{folder}/{stem}"),
    }
}

/// Documents by folder and stem; drafts are left out where they are not asked for.
fn group_by_stem<'h>(
    relating: &mut Relating<'_>,
    structure: &mut Structure,
    heads: &'h [Arc<Head>],
) -> Vec<File<'h>> {
    let mut sorted: Vec<usize> = (0..heads.len()).collect();
    let key = |number: &usize| {
        let head = &heads[*number];
        (head.folder.as_str(), head.stem.as_str(), head.language)
    };
    // As a rule they come nearly in this order.
    sorted.sort_by(|a, b| key(a).cmp(&key(b)));
    let mut files: Vec<File<'h>> = Vec::new();
    for number in sorted {
        let head = &heads[number];
        let (folder, stem) = (head.folder.as_str(), head.stem.as_str());
        match files.last_mut() {
            Some(file) if (file.folder, file.stem) == (folder, stem) => {
                let before = file.documents.last().map(|before| &heads[*before]);
                if let Some(before) = before.filter(|before| before.language == head.language) {
                    let message = format!("the text is also in {}", before.file);
                    let hint = "a file without a language in its name is in the default language: remove one of the two";
                    relating.error(&head.file, head.title_span(), message, Some(hint.into()));
                } else {
                    file.documents.push(number);
                }
            }
            _ => files.push(File {
                folder,
                stem,
                documents: vec![number],
            }),
        }
    }
    if !relating.config.build.drafts {
        structure.planned = draft::leave_out(relating, heads, &mut files);
    }
    files
}

pub(super) fn id_of(head: &Head) -> String {
    let id = head.front_matter.id.as_ref();
    id.map_or_else(|| head.stem.clone(), |id| id.get_ref().clone())
}

/// All folders with content, and those that they are in, sorted.
fn folders(files: &[File<'_>]) -> Vec<String> {
    let mut folders = std::collections::BTreeSet::new();
    let mut last = "";
    for File { folder, .. } in files {
        if std::mem::replace(&mut last, folder) == *folder {
            continue;
        }
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
    fn article(&mut self, heads: &[Arc<Head>], path: String, documents: &[usize]) -> Article {
        let original = &heads[documents[0]];
        self.check_path(&path, original);
        let mut versions = vec![None; self.config.languages.len()];
        for document in documents {
            let head = &heads[*document];
            if *document != documents[0] {
                self.check_contradictions(original, head);
            }
            versions[head.language] = Some(self.version(head, (*document, None)));
        }
        Article {
            path,
            versions,
            original: original.language,
        }
    }

    pub(super) fn version(&self, head: &Head, (document, part): At) -> Version {
        let git = || self.dates.get(&*head.file).copied();
        Version {
            document,
            part,
            updated: head.front_matter.updated.and_then(|u| u.date).or_else(git),
            // Known when all are numbered.
            text: usize::MAX,
        }
    }

    /// A translation may not say something else about what the question is.
    fn check_contradictions(&mut self, of: &Head, it: &Head) {
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
    fn check_path(&mut self, path: &str, head: &Head) {
        for part in path.split('/') {
            self.check_name(&head.file, head.title_span(), part);
        }
        if let Some(id) = &head.front_matter.id {
            self.check_name(&head.file, id.span(), id.get_ref());
        }
    }
}
