//! What is served now, and who looks at it.

use std::net::TcpStream;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::browser::{Browser, Shown};
use super::edition::{Edition, Found};
use super::index::{self, Index};
use super::page::{Page, Version};
use super::server::Follower;
use super::watch::Changes;
use crate::cache::Fragments;
use crate::cli::{Common, output};
use crate::diagnostic::print::{Format, print};
use crate::diagnostic::{Diagnostic, Severity};
use crate::relate::Book;
use crate::search;

/// What all threads share: the edition in place and the open pages.
pub(super) struct Live {
    common: Common,
    /// Tells this run of the server from others.
    instance: String,
    current: RwLock<Current>,
    index: Index,
    browsers: Mutex<Vec<Arc<Browser>>>,
    /// Problems of pages that were printed.
    printed: Mutex<Vec<Diagnostic>>,
    /// Problems of the book that were printed last.
    printed_of_book: Mutex<Vec<Diagnostic>>,
}

/// Put in place as a whole.
#[derive(Clone, Default)]
struct Current {
    /// The last one without errors.
    edition: Option<Arc<Edition>>,
    /// The errors because of which there is no newer one, each as JSON.
    errors: Vec<String>,
}

/// The text of a file that problems may name.
type TextOf<'a, 't> = &'a dyn Fn(&str) -> Option<&'t str>;

impl Live {
    /// Nothing to serve yet.
    pub(super) fn new(common: &Common, site: &str) -> Self {
        let now = std::time::SystemTime::now();
        let seed = format!("{now:?} {} {site}", std::process::id());
        Self {
            common: common.clone(),
            instance: blake3::hash(seed.as_bytes()).to_hex()[..8].to_owned(),
            current: RwLock::default(),
            index: Index::new(),
            browsers: Mutex::default(),
            printed: Mutex::default(),
            printed_of_book: Mutex::default(),
        }
    }

    /// A name of this run of the server.
    pub(super) fn instance(&self) -> &str {
        &self.instance
    }

    /// The edition in place.
    pub(super) fn edition(&self) -> Option<Arc<Edition>> {
        self.current().edition
    }

    fn current(&self) -> Current {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        current.clone()
    }

    /// Puts a new edition in place.
    pub(super) fn put(&self, edition: Edition) {
        self.index.want(edition.book.clone());
        let new = Current {
            edition: Some(Arc::new(edition)),
            errors: Vec::new(),
        };
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        // The old one goes when the lock is free again: it may be large.
        let old = std::mem::replace(&mut *current, new);
        drop(current);
        drop(old);
    }

    /// Prints the problems of the book, unless they are those of last time, and keeps the errors for browsers.
    pub(super) fn report(
        &self,
        diagnostics: &[Diagnostic],
        text_of: TextOf<'_, '_>,
        changes: &Changes,
    ) {
        let mut last = lock(&self.printed_of_book);
        if *last != diagnostics {
            output::problems_of(&self.common, diagnostics, text_of);
            *last = diagnostics.to_vec();
        }
        // What a page said of a file that changed is news again.
        lock(&self.printed).retain(|problem| {
            let file = problem.file.as_deref();
            file.is_some_and(|file| !changes.may_have(file))
        });
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        current.errors = errors_as_json(diagnostics, text_of);
    }

    /// What stands at a path of the site; `None` as long as there is no book.
    pub(super) fn find(&self, path: &str) -> Option<Found> {
        Some(self.find_in(&*self.edition()?, path))
    }

    fn find_in(&self, edition: &Edition, path: &str) -> Found {
        let found = match edition.find(path.to_owned()) {
            Found::Missing(page) if search::is_file(path) => {
                let of_index = self.index.find(path);
                of_index.unwrap_or(Found::Missing(page))
            }
            found => found,
        };
        if let Found::Page(page) | Found::Missing(page) = &found {
            self.print_new(&page.problems, edition);
        }
        found
    }

    /// Prints the problems of a page that no page has shown before.
    fn print_new(&self, problems: &[Diagnostic], edition: &Edition) {
        if problems.is_empty() {
            return;
        }
        let mut printed = lock(&self.printed);
        let is_new = |problem: &&Diagnostic| !printed.contains(problem);
        let mut new: Vec<_> = problems.iter().filter(is_new).cloned().collect();
        Diagnostic::sort(&mut new);
        printed.extend(new.iter().cloned());
        output::problems_of(&self.common, &new, &|file| text_of(edition, file));
    }

    /// What a browser is shown at a path now.
    fn shown(&self, path: &str) -> Shown {
        let Current { edition, errors } = self.current();
        let is_old = !errors.is_empty();
        let mut problems = errors;
        let mut version = Page::of_no_book().version;
        if let Some(edition) = edition {
            match self.find_in(&edition, path) {
                Found::Page(page) | Found::Missing(page) => {
                    let text_of = |file: &str| text_of(&edition, file);
                    problems.extend(errors_as_json(&page.problems, &text_of));
                    version = page.version.clone();
                }
                Found::Folder => version = Version::default(),
                Found::Failed => {}
            }
        }
        Shown {
            instance: self.instance.clone(),
            version,
            problems,
            is_old,
            index: self.index.number(),
        }
    }

    /// Follows a page in a browser, beginning with what it missed.
    pub(super) fn add_browser(&self, follower: Follower, stream: TcpStream) -> Arc<Browser> {
        let browser = Arc::new(Browser::new(follower.page, &follower.version, stream));
        // Known before it is told: so it misses no change in between.
        lock(&self.browsers).push(browser.clone());
        browser.tell(&self.shown(browser.page()), false);
        browser
    }

    /// Forgets a page that was closed.
    pub(super) fn remove_browser(&self, browser: &Arc<Browser>) {
        lock(&self.browsers).retain(|known| !Arc::ptr_eq(known, browser));
    }

    /// Tells every open page what changed for it. With `is_forced` they load again in any case.
    pub(super) fn tell_browsers(&self, is_forced: bool) {
        let browsers = lock(&self.browsers).clone();
        let tell = |browser: &Browser| browser.tell(&self.shown(browser.page()), is_forced);
        // All at once: a long listing, or a browser that hangs, is not to keep the others waiting. There are as
        // many as connections at most.
        std::thread::scope(|threads| {
            for browser in &browsers {
                let thread = std::thread::Builder::new().name("browser".into());
                if thread.spawn_scoped(threads, move || tell(browser)).is_err() {
                    tell(browser);
                }
            }
        });
    }

    /// Makes the search index again and again, and lets open pages know.
    pub(super) fn keep_index(&self, earlier: &dyn Fragments) {
        let files = |book: &Book| index::files(book, earlier);
        self.index.keep_up(files, || {
            output::timings(&self.common);
            let browsers = lock(&self.browsers).clone();
            for browser in browsers {
                browser.tell_of_index(self.index.number());
            }
        });
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The text of a file as it was when the edition was made.
fn text_of<'e>(edition: &'e Edition, file: &str) -> Option<&'e str> {
    let mut documents = edition.book.documents.iter();
    if let Some(document) = documents.find(|document| &*document.file == file) {
        return Some(&document.text);
    }
    let mut assets = edition.book.assets.values();
    assets.find(|asset| &*asset.file == file)?.text()
}

/// Errors as the script gets them. Warnings are for the terminal.
fn errors_as_json(diagnostics: &[Diagnostic], text_of: TextOf<'_, '_>) -> Vec<String> {
    let is_error = |problem: &&Diagnostic| problem.severity == Severity::Error;
    let errors: Vec<_> = diagnostics.iter().filter(is_error).cloned().collect();
    let lines = print(&errors, Format::Json, false, text_of);
    lines.lines().map(str::to_owned).collect()
}
