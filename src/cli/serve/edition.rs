//! An edition: one state of the book, whose pages are made when they are asked for.
//!
//! The plan borrows the site, and the site borrows book and theme. All of them live on the stack of one
//! thread per edition, which answers requests until the last handle of the edition is dropped; so there
//! is no lock around them, and an old edition goes when its last answer is given.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError, mpsc};

use tracing::info_span;

use super::page::{Body, Page};
use crate::cache::Fragments;
use crate::plan::{self, Content, Plan};
use crate::relate::Book;
use crate::render::{Site, Theme, render};

/// Pages that are kept. More than a reader has open or goes back to.
const KEPT_PAGES: usize = 256;

/// Bytes that are kept, of all pages together.
const KEPT_BYTES: usize = 64 << 20;

/// A handle of an edition.
pub(super) struct Edition {
    /// The book, for the texts that problems are shown in.
    pub(super) book: Arc<Book>,
    requests: mpsc::Sender<Request>,
}

/// What stands at an address.
pub(super) enum Found {
    /// A file.
    Page(Arc<Page>),
    /// Nothing; this page says so.
    Missing(Arc<Page>),
    /// A folder, whose address ends with a slash.
    Folder,
    /// A file that could not be made.
    Failed,
}

struct Request {
    path: String,
    answer: mpsc::SyncSender<Found>,
}

impl Edition {
    /// Starts the edition of a book without errors.
    ///
    /// # Errors
    /// If the system has no thread for it.
    pub(super) fn new(
        book: Arc<Book>,
        theme: Arc<Theme>,
        earlier: Arc<dyn Fragments>,
    ) -> std::io::Result<Self> {
        let (requests, incoming) = mpsc::channel();
        let edition = Self {
            book: book.clone(),
            requests,
        };
        std::thread::Builder::new()
            .name("edition".into())
            .spawn(move || answer_all(&book, &theme, &*earlier, &incoming))?;
        Ok(edition)
    }

    /// What stands at a path of the site, decoded and without a slash before.
    pub(super) fn find(&self, path: String) -> Found {
        let (answer, answers) = mpsc::sync_channel(1);
        let sent = self.requests.send(Request { path, answer });
        // Whoever drops the request without an answer has panicked.
        match sent {
            Ok(()) => answers.recv().unwrap_or(Found::Failed),
            Err(_) => Found::Failed,
        }
    }
}

/// Makes pages until nobody can ask for more. Drawing needs the large stacks of the pool's threads.
fn answer_all(
    book: &Book,
    theme: &Theme,
    earlier: &dyn Fragments,
    requests: &mpsc::Receiver<Request>,
) {
    let site = info_span!("site").in_scope(|| Site::new(book, theme, earlier));
    let plan = info_span!("plan").in_scope(|| render(&site));
    let kept = Mutex::new(Kept::default());
    let (plan, kept) = (&plan, &kept);
    rayon::in_place_scope(|scope| {
        for request in requests {
            scope.spawn(move |_| request.answered(|path| find(plan, kept, path)));
        }
    });
}

impl Request {
    /// Sends what `find` finds at the path.
    fn answered(self, find: impl FnOnce(&str) -> Found) {
        let found = catch_unwind(AssertUnwindSafe(|| find(&self.path)));
        // Whoever asked may have gone.
        let _ = self.answer.send(found.unwrap_or(Found::Failed));
    }
}

fn find(plan: &Plan<'_>, kept: &Mutex<Kept>, path: &str) -> Found {
    let page = |number: usize| {
        let known = lock(kept).get(number);
        known.unwrap_or_else(|| {
            let page = Arc::new(make(&plan.files[number]));
            lock(kept).put(number, page.clone());
            page
        })
    };
    match look_up(plan, path) {
        LookedUp::File(number) => Found::Page(page(number)),
        LookedUp::Folder => Found::Folder,
        LookedUp::Nothing => match position(plan, "404.html") {
            Some(number) => Found::Missing(page(number)),
            None => Found::Failed,
        },
    }
}

fn lock(kept: &Mutex<Kept>) -> std::sync::MutexGuard<'_, Kept> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The file of a plan at a path.
pub(super) fn file(plan: &Plan<'_>, path: &str) -> Option<Page> {
    Some(make(&plan.files[position(plan, path)?]))
}

fn make(file: &plan::File<'_>) -> Page {
    let _span = info_span!("page").entered();
    match &file.content {
        Content::Made(make) => {
            let made = make();
            Page::new(&file.path, Body::Made(made.bytes), made.diagnostics)
        }
        Content::Copied(source) => Page::new(&file.path, Body::OnDisk(source.clone()), Vec::new()),
        // No site on the disk is told of to those who plan for this.
        Content::Kept => Page::new(&file.path, Body::Made(Vec::new()), Vec::new()),
    }
}

#[derive(Debug, PartialEq, Eq)]
enum LookedUp {
    File(usize),
    Folder,
    Nothing,
}

/// What a path means, by the plan alone: whatever is not in it does not exist.
fn look_up(plan: &Plan<'_>, path: &str) -> LookedUp {
    let is_folder = path.is_empty() || path.ends_with('/');
    if is_folder {
        let index = position(plan, &format!("{path}index.html"));
        return index.map_or(LookedUp::Nothing, LookedUp::File);
    }
    if let Some(number) = position(plan, path) {
        return LookedUp::File(number);
    }
    match position(plan, &format!("{path}/index.html")) {
        Some(_) => LookedUp::Folder,
        None => LookedUp::Nothing,
    }
}

fn position(plan: &Plan<'_>, path: &str) -> Option<usize> {
    let found = plan
        .files
        .binary_search_by(|file| file.path.as_str().cmp(path));
    found.ok()
}

/// The pages asked for last.
#[derive(Default)]
struct Kept {
    /// By position in the plan: when it was last asked for, and the page.
    pages: BTreeMap<usize, (u64, Arc<Page>)>,
    /// Counts requests.
    now: u64,
    bytes: usize,
}

impl Kept {
    fn get(&mut self, number: usize) -> Option<Arc<Page>> {
        self.now += 1;
        let (used, page) = self.pages.get_mut(&number)?;
        *used = self.now;
        Some(page.clone())
    }

    fn put(&mut self, number: usize, page: Arc<Page>) {
        self.now += 1;
        self.bytes += page.len();
        if let Some((_, old)) = self.pages.insert(number, (self.now, page)) {
            self.bytes -= old.len();
        }
        while self.pages.len() > KEPT_PAGES || self.bytes > KEPT_BYTES {
            let oldest = self.pages.iter().min_by_key(|(_, (used, _))| *used);
            let Some(number) = oldest.map(|(number, _)| *number) else {
                break;
            };
            if let Some((_, old)) = self.pages.remove(&number) {
                self.bytes -= old.len();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::plan::Made;

    fn plan(paths: &[&str]) -> Plan<'static> {
        let mut plan = Plan::default();
        for path in paths {
            plan.make(*path, || Made::from(b"text".to_vec()));
        }
        plan.files.sort_by(|a, b| a.path.cmp(&b.path));
        plan
    }

    fn page(length: usize) -> Arc<Page> {
        Arc::new(Page::new("a.txt", Body::Made(vec![0; length]), Vec::new()))
    }

    #[test]
    fn only_files_of_the_plan_are_found() {
        let plan = plan(&["404.html", "a.html", "index.html", "uk/index.html"]);
        let is = |path: &str| match look_up(&plan, path) {
            LookedUp::File(number) => plan.files[number].path.clone(),
            LookedUp::Folder => "folder".into(),
            LookedUp::Nothing => "nothing".into(),
        };
        assert_eq!(is(""), "index.html");
        assert_eq!(is("a.html"), "a.html");
        assert_eq!(is("uk/"), "uk/index.html");
        assert_eq!(is("uk"), "folder");
        for missing in [
            "a",
            "a.html/",
            "/",
            "/a.html",
            "../a.html",
            "uk/../a.html",
            "book.toml",
            "/etc/passwd",
            "uk//index.html",
        ] {
            assert_eq!(is(missing), "nothing", "{missing}");
        }
    }

    #[test]
    fn a_missing_address_gets_the_page_for_it() {
        let plan = plan(&["404.html"]);
        let kept = Mutex::default();
        assert!(matches!(
            find(&plan, &kept, "nowhere"),
            Found::Missing(page) if page.path == "404.html"
        ));
    }

    #[test]
    fn pages_asked_for_long_ago_are_dropped_first() {
        let mut kept = Kept::default();
        for number in 0..KEPT_PAGES {
            kept.put(number, page(1));
        }
        assert!(kept.get(0).is_some());
        kept.put(KEPT_PAGES, page(1));
        assert!(kept.get(1).is_none());
        assert!(kept.get(0).is_some());
        assert_eq!((kept.pages.len(), kept.bytes), (KEPT_PAGES, KEPT_PAGES));
    }

    #[test]
    fn kept_pages_have_a_bounded_size() {
        let mut kept = Kept::default();
        kept.put(1, page(KEPT_BYTES / 2));
        kept.put(2, page(KEPT_BYTES / 2));
        kept.put(2, page(KEPT_BYTES / 2));
        assert!(kept.get(1).is_some());
        kept.put(3, page(1));
        assert!(kept.get(2).is_none());
        kept.put(4, page(KEPT_BYTES + 1));
        assert_eq!((kept.pages.len(), kept.bytes), (0, 0));
    }
}
