//! The search index of what is served: made in the background, and not before somebody searches.
//!
//! In go the books of the editions that are put in place, out come files of the index of one of them: the
//! newest as soon as it is made, and the one before until then. Books that come while an index is being made
//! take each other's place, so edits do not queue up. What begins to read one index can read it to the end:
//! its files are named by their content and stay for as long as the next index is the newest.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::edition::{self, Found};
use crate::cache::Fragments;
use crate::plan::Plan;
use crate::relate::Book;
use crate::render::math::STACK_BYTES;
use crate::search::{self, search};

/// How long no book may have come before an index is made: as long as somebody saves again and again, and
/// while browsers load what changed, the processors are theirs.
const REST: Duration = Duration::from_millis(300);

/// The index of the newest book, if anybody has asked for it.
pub(super) struct Index<B = Book> {
    state: Mutex<State<B>>,
    changed: Condvar,
}

struct State<B> {
    /// The newest book and when it came, as long as no index is made of it.
    wanted: Option<(Arc<B>, Instant)>,
    is_asked_for: bool,
    /// Counts the indexes that were made.
    number: u64,
    newest: Option<Arc<Files>>,
    /// The one before, for whoever has begun to read it.
    before: Option<Arc<Files>>,
}

/// The files of an index.
pub(super) type Files = Plan<'static>;

impl<B: Send + Sync> Index<B> {
    /// No index of no book.
    pub(super) fn new() -> Self {
        let state = State {
            wanted: None,
            is_asked_for: false,
            number: 0,
            newest: None,
            before: None,
        };
        Self {
            state: Mutex::new(state),
            changed: Condvar::new(),
        }
    }

    /// The number of the newest index; 0 before there is any.
    pub(super) fn number(&self) -> u64 {
        self.state().number
    }

    /// Takes the book of a new edition.
    pub(super) fn want(&self, book: Arc<B>) {
        self.state().wanted = Some((book, Instant::now()));
        self.changed.notify_all();
    }

    /// A file of the index. Waits only for the first index.
    pub(super) fn find(&self, path: &str) -> Option<Found> {
        let mut state = self.state();
        if !state.is_asked_for {
            state.is_asked_for = true;
            self.changed.notify_all();
        }
        let state = self
            .changed
            .wait_while(state, |state| state.number == 0)
            .unwrap_or_else(PoisonError::into_inner);
        let (newest, before) = (state.newest.clone(), state.before.clone());
        drop(state);
        let Some(newest) = newest else {
            return Some(Found::Failed);
        };
        // Manifests have the same names in all indexes.
        let before = before.filter(|_| !search::is_manifest(path));
        let mut files = [Some(newest), before].into_iter().flatten();
        files.find_map(|files| Some(Found::Page(edition::file(&files, path)?.into())))
    }

    /// Has indexes made for as long as the program runs, and calls `made` after each.
    pub(super) fn keep_up(&self, make: impl Fn(&B) -> Files + Sync, made: impl Fn()) {
        // In a pool of its own: pages that are asked for meanwhile would wait in the pool of all others until
        // the index is made. One processor is left to them.
        let threads = rayon::current_num_threads().saturating_sub(1).max(1);
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .stack_size(STACK_BYTES)
            .build();
        loop {
            let book = self.next();
            let files = catch_unwind(AssertUnwindSafe(|| match &pool {
                Ok(pool) => pool.install(|| make(&book)),
                Err(_) => make(&book),
            }));
            drop(book);
            self.put(files.ok());
            made();
        }
    }

    /// Waits for a book that an index is to be made of.
    fn next(&self) -> Arc<B> {
        let mut state = self.state();
        loop {
            let rest = match &state.wanted {
                Some((_, since)) if state.is_asked_for => {
                    // For the first one somebody is waiting.
                    let rest = if state.number == 0 {
                        Duration::ZERO
                    } else {
                        REST
                    };
                    Some(rest.saturating_sub(since.elapsed()))
                }
                _ => None,
            };
            state = match rest {
                Some(Duration::ZERO) => {
                    if let Some((book, _)) = state.wanted.take() {
                        return book;
                    }
                    state
                }
                Some(rest) => {
                    let waited = self.changed.wait_timeout(state, rest);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
                None => {
                    let waited = self.changed.wait(state);
                    waited.unwrap_or_else(PoisonError::into_inner)
                }
            };
        }
    }

    /// Puts an index in place; an attempt that failed leaves the one that is there.
    fn put(&self, files: Option<Files>) {
        let mut state = self.state();
        state.number += 1;
        let mut old = None;
        if let Some(files) = files {
            let newest = state.newest.replace(Arc::new(files));
            old = std::mem::replace(&mut state.before, newest);
        }
        drop(state);
        self.changed.notify_all();
        // When nobody waits for the lock: it is large.
        drop(old);
    }

    fn state(&self) -> MutexGuard<'_, State<B>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The index of a book, with what is known of earlier ones.
pub(super) fn files(book: &Book, earlier: &dyn Fragments) -> Files {
    let mut files = Files::default();
    search::plan(search(book, earlier), None, &mut files);
    files
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::mpsc::{Receiver, Sender, channel};

    use super::super::page::Body;
    use super::*;
    use crate::plan::Made;

    /// An index whose books are numbers, and which is made when the test says so.
    struct Background {
        index: Arc<Index<u8>>,
        begun: Receiver<u8>,
        go_on: Sender<()>,
        made: Receiver<()>,
    }

    fn start() -> Background {
        let index = Arc::new(Index::new());
        let (tell_begun, begun) = channel();
        let (go_on, may_go_on) = channel();
        let (tell_made, made) = channel();
        let kept_up = index.clone();
        std::thread::spawn(move || {
            let waiting = Mutex::new((tell_begun, may_go_on));
            let make = |book: &u8| {
                let waiting = waiting.lock().unwrap();
                waiting.0.send(*book).unwrap();
                waiting.1.recv().unwrap();
                let mut files = Files::default();
                let book = *book;
                files.make(format!("search/{book}.bin"), move || Made::from(vec![book]));
                files.make("search/en.idx", move || Made::from(vec![book]));
                files
            };
            kept_up.keep_up(make, || tell_made.send(()).unwrap());
        });
        Background {
            index,
            begun,
            go_on,
            made,
        }
    }

    /// What a file holds.
    fn read(index: &Index<u8>, path: &str) -> Option<Vec<u8>> {
        match index.find(path)? {
            Found::Page(page) => match &page.body {
                Body::Made(bytes) => Some(bytes.clone()),
                Body::OnDisk(_) => None,
            },
            _ => None,
        }
    }

    #[test]
    fn nothing_is_made_before_somebody_searches() {
        let Background {
            index,
            begun,
            go_on,
            made,
        } = start();
        index.want(Arc::new(1));
        assert!(begun.recv_timeout(2 * REST).is_err());
        let asking = index.clone();
        let asked = std::thread::spawn(move || read(&asking, "search/en.idx"));
        assert_eq!(begun.recv(), Ok(1));
        go_on.send(()).unwrap();
        made.recv().unwrap();
        assert_eq!(asked.join().unwrap(), Some(vec![1]));
    }

    #[test]
    fn the_last_index_answers_until_the_newest_book_has_one() {
        let Background {
            index,
            begun,
            go_on,
            made,
        } = start();
        let make = |book| {
            assert_eq!(begun.recv(), Ok(book));
            go_on.send(()).unwrap();
            made.recv().unwrap();
        };
        index.want(Arc::new(1));
        index.state().is_asked_for = true;
        index.changed.notify_all();
        make(1);
        index.want(Arc::new(2));
        assert_eq!(begun.recv(), Ok(2));
        // Books that come meanwhile take each other's place.
        index.want(Arc::new(3));
        index.want(Arc::new(4));
        assert_eq!(read(&index, "search/en.idx"), Some(vec![1]));
        assert_eq!(read(&index, "search/2.bin"), None);
        go_on.send(()).unwrap();
        made.recv().unwrap();
        make(4);
        assert_eq!(index.number(), 3);
        assert_eq!(read(&index, "search/en.idx"), Some(vec![4]));
        // Whoever has begun to read the one before reads it to the end.
        assert_eq!(read(&index, "search/2.bin"), Some(vec![2]));
        assert_eq!(read(&index, "search/1.bin"), None);
        assert_eq!(read(&index, "search/uk.idx"), None);
    }
}
