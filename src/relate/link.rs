//! Links between texts: every `[text](path.md)`, `[[id]]` and image is led to what it names.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::article::body;
use super::memo::Earlier;
use super::{Book, Ids, Mention, Place, Structure, active, relative};
use crate::config::Config;
use crate::diagnostic::{ADVISED, Diagnostic, did_you_mean, nearest};
use crate::parse::address::{self, Address};
use crate::parse::{Document, Link, LinkTarget};

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

/// What links lead to, as far as it is known by name: everything that has an address.
#[derive(PartialEq)]
struct Addresses<'s> {
    ids: &'s Ids,
    paths: &'s BTreeMap<String, Place>,
    assets: &'s BTreeMap<String, Arc<str>>,
    active: &'s BTreeSet<String>,
    /// Positions of questions to come, by their files.
    drafts: BTreeMap<&'s str, usize>,
}

impl<'s> Addresses<'s> {
    fn new(structure: &'s Structure) -> Self {
        let planned = structure.planned.iter().enumerate();
        let drafts = planned.filter_map(|(at, planned)| Some((planned.draft.as_deref()?, at)));
        Self {
            ids: &structure.ids,
            paths: &structure.paths,
            assets: &structure.assets,
            active: &structure.active,
            drafts: drafts.collect(),
        }
    }
}

/// The links of a text.
#[derive(Debug)]
pub(super) struct Resolved {
    /// By their places in the file.
    pub(super) targets: BTreeMap<usize, Target>,
    /// Whether any leads to a heading.
    names_headings: bool,
    problems: Vec<Problem>,
}

/// A problem of a link, and what it names that is not there.
#[derive(Clone, Debug)]
struct Problem {
    diagnostic: Diagnostic,
    unknown: Option<Unknown>,
}

/// What is not there.
#[derive(Clone, Debug)]
enum Unknown {
    Question(String),
    /// A path in the content folder, without the ending of a text and its language.
    File {
        path: String,
        is_text: bool,
        is_image: bool,
    },
    /// A heading of a text.
    Heading(usize, String),
}

/// What is known of the last state of the book.
#[derive(Default)]
pub(super) struct Memo {
    structure: Option<Arc<Structure>>,
    /// By text.
    resolved: Links,
}

/// The links of each text.
pub(super) type Links = Arc<Vec<Arc<Resolved>>>;

/// Leads all links of all texts to their targets. Whether a heading is there depends on other texts, so that is asked
/// by [`missing_anchors`].
pub(super) fn resolve(
    structure: &Arc<Structure>,
    documents: &[Arc<Document>],
    memo: &mut Memo,
    earlier: &Earlier,
) -> Links {
    let last = memo.structure.replace(structure.clone());
    let addresses = Addresses::new(structure);
    let are_same =
        |last: &Arc<Structure>| Arc::ptr_eq(last, structure) || Addresses::new(last) == addresses;
    if !last.as_ref().is_some_and(are_same) {
        memo.resolved = Links::default();
    }
    let of_text = |number: usize| {
        let (document, part) = structure.texts[number].at;
        let document = &documents[document];
        let mut resolver = Resolver {
            config: &structure.config,
            addresses: &addresses,
            document,
            problems: Vec::new(),
        };
        Arc::new(resolver.links(&body(document, part).links))
    };
    memo.resolved = earlier.texts(&memo.resolved, of_text).into();
    memo.resolved.clone()
}

/// All problems of links. What was meant is sought for the first of them.
pub(super) fn problems(book: &Book) -> Vec<Diagnostic> {
    let links = book.links.par_iter().enumerate();
    let problems = links.filter(|(_, links)| links.names_headings || !links.problems.is_empty());
    let problems = problems.flat_map_iter(|(number, links)| {
        let missing = missing_anchors(book, number);
        let problems = links.problems.iter().cloned().chain(missing);
        problems.map(move |problem| (number, problem))
    });
    let mut problems: Vec<(usize, Problem)> = problems.collect();
    if !problems.is_empty() {
        let addresses = Addresses::new(&book.structure);
        let unknown = problems.iter_mut().filter_map(|(number, problem)| {
            Some((*number, problem.unknown.take()?, &mut problem.diagnostic))
        });
        let first: Vec<_> = unknown.take(ADVISED).collect();
        first
            .into_par_iter()
            .for_each(|(number, unknown, diagnostic)| {
                if let Some(hint) = addresses.advice(book, number, &unknown) {
                    diagnostic.hint = Some(hint);
                }
            });
    }
    let diagnostics = problems.into_iter().map(|(_, problem)| problem.diagnostic);
    diagnostics.collect()
}

impl Addresses<'_> {
    /// What a text could have meant.
    fn advice(&self, book: &Book, number: usize, unknown: &Unknown) -> Option<String> {
        let near = match unknown {
            Unknown::Question(id) => nearest(id, self.ids.keys().map(String::as_str))?.to_owned(),
            Unknown::Heading(text, anchor) => {
                let anchors = book.anchors[*text].iter();
                return did_you_mean(anchor, anchors.map(String::as_str));
            }
            Unknown::File {
                path,
                is_text,
                is_image,
            } => {
                let pages = self.paths.keys().filter(|_| !is_image);
                let candidates = pages.chain(self.assets.keys()).map(String::as_str);
                let near = nearest(path, candidates)?;
                let (document, _) = book.structure.texts[number].at;
                let from = format!("{}/_", book.documents[document].folder);
                let is_text = *is_text && !self.assets.contains_key(near);
                let ending = if is_text { ".md" } else { "" };
                format!("{}{ending}", relative(from.trim_start_matches('/'), near))
            }
        };
        Some(format!("did you mean `{near}`?"))
    }
}

/// Problems of links to headings: one must be there in the text that the reader will see.
fn missing_anchors(book: &Book, number: usize) -> Vec<Problem> {
    let (own, part) = book.structure.texts[number].at;
    let own = &book.documents[own];
    let mut problems = Vec::new();
    // Looked up and not looked through: a hostile text has as many links as headings.
    let mut by_place: Option<BTreeMap<usize, &Link>> = None;
    let mut known: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    for (place, target) in &book.links[number].targets {
        let (anchor, seen) = match target {
            Target::Here(anchor) => (anchor, number),
            Target::Place(place, Some(anchor)) => match book.article(*place) {
                Some(article) => (anchor, article.shown(own.language).1.text),
                None => continue,
            },
            _ => continue,
        };
        if anchor.is_empty() || anchor.starts_with("fn-") {
            continue;
        }
        let anchors = &book.anchors[seen];
        let known = known.entry(seen);
        let known = known.or_insert_with(|| anchors.iter().map(String::as_str).collect());
        if known.contains(&**anchor) {
            continue;
        }
        let links = by_place.get_or_insert_with(|| {
            let links = body(own, part).links.iter();
            links.map(|link| (link.span.start, link)).collect()
        });
        let Some(link) = links.get(place) else {
            continue;
        };
        let (document, _) = book.structure.texts[seen].at;
        let message = format!(
            "{} has no heading `#{anchor}`",
            book.documents[document].file
        );
        problems.push(Problem {
            diagnostic: Diagnostic::error(&own.file, link.span.clone(), message),
            unknown: Some(Unknown::Heading(seen, anchor.clone())),
        });
    }
    problems
}

/// Leads links of a document to what they name.
struct Resolver<'b> {
    config: &'b Config,
    addresses: &'b Addresses<'b>,
    document: &'b Document,
    problems: Vec<Problem>,
}

impl Resolver<'_> {
    fn links(&mut self, links: &[Link]) -> Resolved {
        let targets = links.iter().filter_map(|link| {
            let target = self.link(link)?;
            Some((link.span.start, target))
        });
        let targets: BTreeMap<usize, Target> = targets.collect();
        let names_heading =
            |target: &Target| matches!(target, Target::Here(_) | Target::Place(_, Some(_)));
        Resolved {
            names_headings: targets.values().any(names_heading),
            targets,
            problems: std::mem::take(&mut self.problems),
        }
    }

    fn link(&mut self, link: &Link) -> Option<Target> {
        let target = match &link.target {
            LinkTarget::Wiki { id, anchor } => match self.addresses.ids.get(id) {
                Some(Mention::Question(number)) => {
                    Target::Place(Place::Question(*number), anchor.clone())
                }
                Some(Mention::Planned(number)) => Target::Planned(*number),
                None => {
                    let message = format!("there is no question `{id}`, written or planned");
                    let hint = "name a question's id; for brackets that are no link write `\\[[`";
                    let unknown = Unknown::Question(id.clone());
                    return self.problem(link, message, hint, Some(unknown));
                }
            },
            LinkTarget::Address(Address::Anchor(anchor)) => Target::Here(anchor.clone()),
            LinkTarget::Address(Address::Local { path, anchor, .. }) => {
                self.local(link, path, anchor.as_deref())?
            }
            LinkTarget::Address(Address::External) if link.is_image => {
                self.elsewhere(link);
                return None;
            }
            LinkTarget::Address(_) => return None,
        };
        Some(target)
    }

    fn local(&mut self, link: &Link, path: &str, anchor: Option<&str>) -> Option<Target> {
        let document = self.document;
        let Some(path) = address::resolve(&document.folder, path) else {
            let message = format!("`{path}` leads out of the content folder");
            return self.problem(link, message, "link to files of the book", None);
        };
        if self.addresses.active.contains(&path) {
            let message =
                format!("`{path}` is not published: browsers or hosts would do what it says");
            return self.problem(link, message, active::HINT, None);
        }
        if self.addresses.assets.contains_key(&path) {
            return Some(Target::Asset(path));
        }
        let plain = path.trim_end_matches('/');
        let plain = plain.strip_suffix(".md").unwrap_or(plain);
        let without_language = match plain.rsplit_once('.') {
            Some((stem, tag)) if self.config.language(tag).is_some() => stem,
            _ => plain,
        };
        if !link.is_image
            && let Some(place) = self.addresses.paths.get(without_language)
        {
            return Some(Target::Place(*place, anchor.map(str::to_owned)));
        }
        if let Some(draft) = self.draft(&format!("{without_language}.md")) {
            return Some(Target::Planned(draft));
        }
        let what = if link.is_image { "image" } else { "file" };
        let message = format!("there is no {what} `{path}` in the content folder");
        let hint = "paths count from the file's own folder, after `/` from the content folder";
        let unknown = Unknown::File {
            path: without_language.to_owned(),
            is_text: path.ends_with(".md"),
            is_image: link.is_image,
        };
        self.problem(link, message, hint, Some(unknown))
    }

    /// The question to come that a path names: its file is a draft.
    fn draft(&self, path: &str) -> Option<usize> {
        let file = format!("{}/{path}", self.config.book.src);
        self.addresses.drafts.get(&*file).copied()
    }

    /// Pages ask no other site for anything, so a picture of one would not be shown.
    fn elsewhere(&mut self, link: &Link) {
        let file = &self.document.file;
        let message = "pictures of other sites are not shown";
        let diagnostic = Diagnostic::warning(file, link.span.clone(), message)
            .hint("put the picture beside the text, if its licence allows it");
        self.problems.push(Problem {
            diagnostic,
            unknown: None,
        });
    }

    /// `hint` is what to do if nothing is near to what is unknown.
    fn problem(
        &mut self,
        link: &Link,
        message: String,
        hint: &str,
        unknown: Option<Unknown>,
    ) -> Option<Target> {
        let file = &self.document.file;
        let diagnostic = Diagnostic::error(file, link.span.clone(), message).hint(hint);
        self.problems.push(Problem {
            diagnostic,
            unknown,
        });
        None
    }
}
