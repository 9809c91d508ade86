//! Builds of one book at the same time.

use super::*;

#[test]
fn of_two_builds_at_once_one_adds_and_both_read() {
    let book = Book::new();
    book.build(0..3, true);
    let (first, second) = (book.open(), book.open());
    assert_eq!(draw(&second, 2..5), [2]);
    assert_eq!(draw(&first, 0..4), [0, 1, 2]);
    second.finish(ended(true)).unwrap();
    assert_eq!(book.known(), [0, 1, 2]);
    first.finish(ended(true)).unwrap();
    assert_eq!(book.known(), [0, 1, 2, 3]);
}

#[test]
fn who_reads_is_not_disturbed_by_who_writes() {
    let book = Book::new();
    book.build(0..10, true);
    let reader = Snapshot::open(book.0.path(), &SECRET).unwrap();
    book.build([9, 10], true);
    // Elsewhere a file that somebody reads stays until the next build.
    assert!(!cfg!(unix) || book.files() == [MANIFEST, "pack-2"]);
    assert!((0..10).all(|number| !cfg!(unix) || known(&reader, number)));
}

/// The files that are there as soon as a build has given the lock back, which `end` makes it do.
fn files_once_free(book: &Book, end: impl FnOnce(Store) + Send) -> Vec<String> {
    let store = book.open();
    draw(&store, [1]);
    std::thread::scope(|scope| {
        scope.spawn(|| end(store));
        loop {
            if let Ok(_lock) = take_lock(&book.folder()) {
                return book.files();
            }
        }
    })
}

/// What it did later, the next build would take for what a killed one left, or lose.
#[test]
fn a_build_that_has_given_the_lock_back_is_done() {
    for _ in 0..100 {
        let book = Book::new();
        let site = site_in("/a");
        let is_everything = true;
        let ended = Ended {
            is_everything,
            site,
        };
        let files = files_once_free(&book, |store| store.finish(ended).unwrap());
        assert_eq!(files, [MANIFEST, "pack-1", INVENTORY]);
        let book = Book::new();
        assert_eq!(files_once_free(&book, drop), [""; 0]);
    }
}

/// A build that has the lock is not disturbed by whoever removes the cache: all that it kept is there, or went with the rest
/// when it had come to its end.
#[test]
fn to_remove_it_does_a_build_that_begins_then_no_harm() {
    for _ in 0..300 {
        let book = Book::new();
        book.build(0..3, true);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let opened = || Store::open_with(book.0.path(), &SECRET).ok();
                let is_ours = |store: &Store| store.lock.is_some();
                let store = std::iter::repeat_with(opened).flatten().find(is_ours);
                let store = store.unwrap();
                draw(&store, [7]);
                store.finish(ended(true)).unwrap();
            });
            // Refused if the build was faster.
            let _ = remove(book.0.path());
        });
        let is_gone = !book.folder().exists();
        assert!(is_gone || book.known().contains(&7));
    }
}
