//! Links between texts: every `[text](path.md)`, `[[id]]` and image is led to what it names.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::memo::Earlier;
use super::{Book, Ids, Mention, Place, Version, relative};
use crate::diagnostic::{Diagnostic, did_you_mean, nearest};
use crate::parse::address::{self, Address};
use crate::parse::{Link, LinkTarget};

/// What a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A page of the book, and a heading on it.
    Place(Place, Option<String>),
    /// A heading of the same page.
    Here(String),
    /// A question that is not written yet.
    Planned(usize),
    /// A file beside the content, by its path in the content folder.
    Asset(String),
}

/// What links lead to, as far as it is known by name: a table of everything that has an address.
#[derive(Default, PartialEq, Eq)]
struct Addresses {
    ids: Ids,
    paths: Arc<BTreeMap<String, Place>>,
    assets: Vec<String>,
    /// Files of questions to come, by their positions among those.
    drafts: Vec<Option<Arc<str>>>,
}

/// The links of a text, by their places in the file.
pub(super) struct Resolved {
    links: Arc<BTreeMap<usize, Target>>,
    problems: Vec<Diagnostic>,
}

/// A text: the position of its document, and of the part.
type Text = (usize, Option<usize>);

/// What is known of the last state of the book.
#[derive(Default)]
pub(super) struct Memo {
    addresses: Addresses,
    resolved: HashMap<Text, Arc<Resolved>>,
}

/// Leads all links of all texts to their targets.
pub(super) fn resolve(
    book: &mut Book,
    ids: Ids,
    memo: &mut Memo,
    earlier: &Earlier,
) -> Vec<Diagnostic> {
    let addresses = Addresses {
        ids,
        paths: Arc::new(paths(book)),
        assets: book.assets.keys().cloned().collect(),
        drafts: book
            .planned
            .iter()
            .map(|planned| planned.draft.clone())
            .collect(),
    };
    if memo.addresses != addresses {
        memo.resolved.clear();
        memo.addresses = addresses;
    }
    book.paths = memo.addresses.paths.clone();
    let texts = book.articles().flat_map_iter(|(place, article)| {
        let versions = article.versions.iter().enumerate();
        versions.filter_map(move |(language, version)| Some((place, language, version.as_ref()?)))
    });
    let resolved: Vec<_> = texts
        .map(|(place, language, version)| {
            let text = (version.document, version.part);
            let resolved = known(text, memo, earlier).unwrap_or_else(|| {
                let mut resolver = Resolver::new(book, &memo.addresses);
                Arc::new(resolver.text(version))
            });
            let missing = missing_anchors(book, version, language, &resolved.links);
            (place, language, text, resolved, missing)
        })
        .collect();
    let mut problems = Vec::new();
    memo.resolved.clear();
    for (place, language, text, resolved, missing) in resolved {
        let article = book.article_mut(place);
        if let Some(version) = article.and_then(|article| article.versions[language].as_mut()) {
            version.links = resolved.links.clone();
        }
        problems.extend(resolved.problems.iter().cloned().chain(missing));
        memo.resolved.insert(text, resolved);
    }
    problems
}

/// The links of a text that was part of the last state of the book.
fn known((document, part): Text, memo: &Memo, earlier: &Earlier) -> Option<Arc<Resolved>> {
    let text = (earlier.number(document)?, part);
    memo.resolved.get(&text).cloned()
}

/// Problems of links to headings: one must be there in the text that the reader will see.
fn missing_anchors(
    book: &Book,
    version: &Version,
    language: usize,
    links: &BTreeMap<usize, Target>,
) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (place, target) in links {
        let (anchor, seen) = match target {
            Target::Here(anchor) => (anchor, version),
            Target::Place(place, Some(anchor)) => match book.article(*place) {
                Some(article) => (anchor, article.shown(language).1),
                None => continue,
            },
            _ => continue,
        };
        if anchor.is_empty() || seen.anchors.contains(anchor) || anchor.starts_with("fn-") {
            continue;
        }
        let mut links = version.body(book).links.iter();
        let Some(link) = links.find(|link| link.span.start == *place) else {
            continue;
        };
        let message = format!("{} has no heading `#{anchor}`", seen.document(book).file);
        let file = &version.document(book).file;
        let mut problem = Diagnostic::error(file, link.span.clone(), message);
        problem.hint = did_you_mean(anchor, seen.anchors.iter().map(String::as_str));
        problems.push(problem);
    }
    problems
}

/// Places by the path of their file in the content folder, without language and ending.
fn paths(book: &Book) -> BTreeMap<String, Place> {
    let mut paths = BTreeMap::new();
    for place in book.places() {
        let Some(article) = book.article(place) else {
            continue;
        };
        let document = article.original().document(book);
        let path = match document.folder.as_str() {
            "" => document.stem.clone(),
            folder => format!("{folder}/{}", document.stem),
        };
        // The parts of a file of many share its path: the link leads to the whole.
        if !matches!(place, Place::Question(number) if book.questions[number].group.is_some()) {
            paths.insert(path, place);
        }
    }
    for (number, topic) in book.topics.iter().enumerate() {
        paths.insert(topic.path.clone(), Place::Topic(number));
    }
    paths
}

/// Leads links to what they name. Whether a heading is there is asked later: it depends on other texts.
struct Resolver<'b> {
    book: &'b Book,
    ids: &'b Ids,
    paths: &'b BTreeMap<String, Place>,
    problems: Vec<Diagnostic>,
}

impl<'b> Resolver<'b> {
    fn new(book: &'b Book, addresses: &'b Addresses) -> Self {
        Self {
            book,
            ids: &addresses.ids,
            paths: &addresses.paths,
            problems: Vec::new(),
        }
    }

    fn text(&mut self, version: &Version) -> Resolved {
        let mut targets = BTreeMap::new();
        for link in &version.body(self.book).links {
            if let Some(target) = self.link(version, link) {
                targets.insert(link.span.start, target);
            }
        }
        Resolved {
            links: Arc::new(targets),
            problems: std::mem::take(&mut self.problems),
        }
    }

    fn link(&mut self, version: &Version, link: &Link) -> Option<Target> {
        let target = match &link.target {
            LinkTarget::Wiki { id, anchor } => match self.ids.get(id) {
                Some(Mention::Question(number)) => {
                    Target::Place(Place::Question(*number), anchor.clone())
                }
                Some(Mention::Planned(number)) => Target::Planned(*number),
                None => {
                    let message = format!("there is no question `{id}`, written or planned");
                    let hint = match nearest(id, self.ids.keys().map(String::as_str)) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => "name a question's id; for brackets that are no link write `\\[[`"
                            .to_owned(),
                    };
                    return self.problem(version, link, message, Some(hint));
                }
            },
            LinkTarget::Address(Address::Anchor(anchor)) => Target::Here(anchor.clone()),
            LinkTarget::Address(Address::Local { path, anchor, .. }) => {
                self.local(version, link, path, anchor.as_deref())?
            }
            LinkTarget::Address(Address::External) if link.is_image => {
                self.elsewhere(version, link);
                return None;
            }
            LinkTarget::Address(_) => return None,
        };
        Some(target)
    }

    fn local(
        &mut self,
        version: &Version,
        link: &Link,
        path: &str,
        anchor: Option<&str>,
    ) -> Option<Target> {
        let document = version.document(self.book);
        let Some(path) = address::resolve(&document.folder, path) else {
            let message = format!("`{path}` leads out of the content folder");
            return self.problem(
                version,
                link,
                message,
                Some("link to files of the book".into()),
            );
        };
        if self.book.assets.contains_key(&path) {
            return Some(Target::Asset(path));
        }
        let plain = path.trim_end_matches('/');
        let plain = plain.strip_suffix(".md").unwrap_or(plain);
        let without_language = match plain.rsplit_once('.') {
            Some((stem, tag)) if self.book.config.language(tag).is_some() => stem,
            _ => plain,
        };
        if !link.is_image
            && let Some(place) = self.paths.get(without_language)
        {
            return Some(Target::Place(*place, anchor.map(str::to_owned)));
        }
        if let Some(draft) = self.draft(&format!("{without_language}.md")) {
            return Some(Target::Planned(draft));
        }
        let what = if link.is_image { "image" } else { "file" };
        let message = format!("there is no {what} `{path}` in the content folder");
        let pages = self.paths.keys().filter(|_| !link.is_image);
        let candidates = pages.chain(self.book.assets.keys()).map(String::as_str);
        let hint = match nearest(without_language, candidates) {
            Some(near) => {
                let from = format!("{}/_", document.folder);
                let is_text = path.ends_with(".md") && !self.book.assets.contains_key(near);
                let ending = if is_text { ".md" } else { "" };
                let near = relative(from.trim_start_matches('/'), near);
                format!("did you mean `{near}{ending}`?")
            }
            None => "paths count from the file's own folder, after `/` from the content folder"
                .to_owned(),
        };
        self.problem(version, link, message, Some(hint))
    }

    /// The question to come that a path names: its file is a draft.
    fn draft(&self, path: &str) -> Option<usize> {
        let file = format!("{}/{path}", self.book.config.book.src);
        let mut planned = self.book.planned.iter();
        planned.position(|p| p.draft.as_deref() == Some(&file))
    }

    /// Pages ask no other site for anything, so a picture of one would not be shown.
    fn elsewhere(&mut self, version: &Version, link: &Link) {
        let file = &version.document(self.book).file;
        let message = "pictures of other sites are not shown";
        self.problems.push(
            Diagnostic::warning(file, link.span.clone(), message)
                .hint("put the picture beside the text, if its licence allows it"),
        );
    }

    fn problem(
        &mut self,
        version: &Version,
        link: &Link,
        message: String,
        hint: Option<String>,
    ) -> Option<Target> {
        let file: &Arc<str> = &version.document(self.book).file;
        let mut problem = Diagnostic::error(file, link.span.clone(), message);
        problem.hint = hint;
        self.problems.push(problem);
        None
    }
}
