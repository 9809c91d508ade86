//! Links between texts: every `[text](path.md)`, `[[id]]` and image is led to what it names.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Article, Book, Ids, Mention, Place, Version, relative};
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

/// Links by their place in the file, for one version of an article.
pub(super) type Resolved = Vec<(Place, usize, BTreeMap<usize, Target>)>;

/// Leads all links of all texts to their targets. Reads only; [`store`] puts the result into the book.
pub(super) fn resolve(book: &Book, ids: &Ids) -> Vec<(Resolved, Vec<Diagnostic>)> {
    book.articles()
        .map(|(place, article)| {
            let mut resolver = Resolver {
                book,
                ids,
                paths: &book.paths,
                place,
                diagnostics: Vec::new(),
            };
            let resolved = resolver.article(article);
            (resolved, resolver.diagnostics)
        })
        .collect()
}

/// Puts resolved links into the versions that they were found in.
pub(super) fn store(book: &mut Book, links: Vec<Resolved>) {
    for (place, language, links) in links.into_iter().flatten() {
        let article = book.article_mut(place);
        if let Some(version) = article.and_then(|a| a.versions[language].as_mut()) {
            version.links = links;
        }
    }
}

/// Places by the path of their file in the content folder, without language and ending.
pub(super) fn paths(book: &Book) -> BTreeMap<String, Place> {
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

struct Resolver<'b> {
    book: &'b Book,
    ids: &'b Ids,
    paths: &'b BTreeMap<String, Place>,
    place: Place,
    diagnostics: Vec<Diagnostic>,
}

impl Resolver<'_> {
    fn article(&mut self, article: &Article) -> Resolved {
        let mut resolved = Vec::new();
        for (language, version) in article.versions.iter().enumerate() {
            let Some(version) = version else { continue };
            let mut targets = BTreeMap::new();
            for link in &version.body(self.book).links {
                if let Some(target) = self.link(version, language, link) {
                    targets.insert(link.span.start, target);
                }
            }
            resolved.push((self.place, language, targets));
        }
        resolved
    }

    fn link(&mut self, version: &Version, language: usize, link: &Link) -> Option<Target> {
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
        self.check_anchor(version, language, link, &target);
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

    /// A heading must be there in the text that the reader will see.
    fn check_anchor(&mut self, version: &Version, language: usize, link: &Link, target: &Target) {
        let (anchor, seen) = match target {
            Target::Here(anchor) => (anchor, version),
            Target::Place(place, Some(anchor)) => match self.book.article(*place) {
                Some(article) => (anchor, article.shown(language).1),
                None => return,
            },
            _ => return,
        };
        if anchor.is_empty() || seen.anchors.contains(anchor) || anchor.starts_with("fn-") {
            return;
        }
        let file = &seen.document(self.book).file;
        let message = format!("{file} has no heading `#{anchor}`");
        let hint = did_you_mean(anchor, seen.anchors.iter().map(String::as_str));
        self.problem(version, link, message, hint);
    }

    /// Pages ask no other site for anything, so a picture of one would not be shown.
    fn elsewhere(&mut self, version: &Version, link: &Link) {
        let file = &version.document(self.book).file;
        let message = "pictures of other sites are not shown";
        self.diagnostics.push(
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
        self.diagnostics.push(problem);
        None
    }
}
