#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;

mod at_once;

/// A build whose site nothing is known of.
fn ended(is_everything: bool) -> Ended {
    Ended {
        is_everything,
        site: None,
    }
}

const SECRET: Secret = Secret([7; 32]);

fn key(number: u8) -> Key {
    crate::cache::key([[number]])
}

/// HTML whose length goes with its number.
fn html(number: u8) -> String {
    format!("<b>{number}</b>").repeat(1 + usize::from(number))
}

struct Book(TempDir);

impl Book {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn open(&self) -> Store {
        Store::open_with(self.0.path(), &SECRET).unwrap()
    }

    fn folder(&self) -> PathBuf {
        self.0.path().join(".answerbook/cache")
    }

    /// A build that draws these fragments; returns those that were known.
    fn build(&self, numbers: impl IntoIterator<Item = u8>, is_everything: bool) -> Vec<u8> {
        let store = self.open();
        let known = draw(&store, numbers);
        store.finish(ended(is_everything)).unwrap();
        known
    }

    /// What is known, of a few fragments.
    fn known(&self) -> Vec<u8> {
        let snapshot = Snapshot::open(self.0.path(), &SECRET).unwrap();
        (0..20).filter(|n| known(&snapshot, *n)).collect()
    }

    fn files(&self) -> Vec<String> {
        let names = fs::read_dir(self.folder()).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> = names
            .filter(|name| name != ".gitignore" && name != LOCK)
            .collect();
        names.sort();
        names
    }

    fn pack(&self) -> PathBuf {
        let files = self.files();
        let packs: Vec<_> = files.iter().filter(|name| name.starts_with(PACK)).collect();
        assert_eq!(packs.len(), 1, "{files:?}");
        self.folder().join(packs[0])
    }
}

/// Whether a fragment is known, and then as it was drawn.
fn known(fragments: &dyn Fragments, number: u8) -> bool {
    let found = fragments.get(&key(number));
    found.is_some_and(|found| {
        assert_eq!(found, html(number).as_bytes());
        true
    })
}

fn draw(store: &Store, numbers: impl IntoIterator<Item = u8>) -> Vec<u8> {
    let is_known = |number: &u8| {
        let is_known = known(store, *number);
        if !is_known {
            store.keep(&key(*number), html(*number).as_bytes());
            // As another thread does that draws the same.
            store.keep(&key(*number), html(*number).as_bytes());
        }
        is_known
    };
    numbers.into_iter().filter(is_known).collect()
}

#[test]
fn what_a_build_drew_is_known_to_the_next() {
    let book = Book::new();
    assert_eq!(book.build(0..5, true), [0; 0]);
    assert_eq!(book.build(2..8, false), [2, 3, 4]);
    assert_eq!(book.known(), [0, 1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(book.files(), [MANIFEST, "pack-1"]);
    let drawn: usize = (0..8).map(|number| 32 + html(number).len()).sum();
    assert_eq!(fs::metadata(book.pack()).unwrap().len(), drawn as u64);
}

#[test]
fn a_build_with_nothing_new_writes_nothing() {
    let book = Book::new();
    book.build(0..5, true);
    let time = |name| {
        fs::metadata(book.folder().join(name))
            .unwrap()
            .modified()
            .unwrap()
    };
    let before = [time(MANIFEST), time("pack-1")];
    book.build(0..5, true);
    assert_eq!([time(MANIFEST), time("pack-1")], before);
}

#[test]
fn a_store_that_is_not_finished_leaves_the_cache_as_it_was() {
    let book = Book::new();
    draw(&book.open(), 0..9);
    assert_eq!(book.files(), [""; 0]);
    book.build(0..5, true);
    let before = fs::read(book.pack()).unwrap();
    let store = book.open();
    // More than is written at once.
    draw(&store, 0..=255);
    assert!(fs::metadata(book.pack()).unwrap().len() > before.len() as u64);
    drop(store);
    assert_eq!(fs::read(book.pack()).unwrap(), before);
    assert_eq!(book.known(), [0, 1, 2, 3, 4]);
}

#[test]
fn what_is_not_used_goes_when_it_is_more_than_half() {
    let book = Book::new();
    book.build(0..10, true);
    book.build(5..10, true);
    assert_eq!(book.known().len(), 10, "less than half is unused");
    book.build(0..3, false);
    assert_eq!(book.known().len(), 10, "not everything was drawn");
    assert_eq!(book.build([9, 10], true), [9]);
    assert_eq!(book.known(), [9, 10]);
    assert_eq!(book.files(), [MANIFEST, "pack-2"]);
    assert_eq!(book.build(9..13, true), [9, 10]);
    assert_eq!(book.known(), [9, 10, 11, 12]);
}

#[test]
fn what_a_killed_build_leaves_does_not_count_and_goes() {
    let book = Book::new();
    book.build(0..3, true);
    let mut pack = fs::read(book.pack()).unwrap();
    pack.extend([1; 100]);
    fs::write(book.pack(), &pack).unwrap();
    fs::write(book.folder().join("pack-2"), "begun").unwrap();
    fs::write(book.folder().join(".manifest-x"), "begun").unwrap();
    assert_eq!(book.known(), [0, 1, 2]);
    book.build(3..5, false);
    assert_eq!(book.known(), [0, 1, 2, 3, 4]);
    assert_eq!(book.files(), [MANIFEST, "pack-1"]);
}

#[test]
fn damage_costs_what_is_damaged() {
    let book = Book::new();
    book.build(0..5, true);
    let mut pack = fs::read(book.pack()).unwrap();
    pack[36] ^= 1;
    fs::write(book.pack(), &pack).unwrap();
    assert_eq!(book.build(0..5, true), [1, 2, 3, 4]);
    assert_eq!(book.known(), [0, 1, 2, 3, 4]);
    fs::write(book.pack(), &pack[..pack.len() - 1]).unwrap();
    assert_eq!(book.build(0..5, true), [0; 0], "the pack is too short");
    assert_eq!(book.known(), [0, 1, 2, 3, 4]);
    fs::write(book.folder().join(MANIFEST), "no manifest").unwrap();
    assert_eq!(book.build(0..5, true), [0; 0]);
    assert_eq!(book.known(), [0, 1, 2, 3, 4]);
}

/// A machine that stopped while it wrote: any file may end anywhere.
#[test]
fn a_cache_that_was_cut_off_anywhere_says_nothing_wrong() {
    let book = Book::new();
    let store = book.open();
    draw(&store, 0..4);
    let (is_everything, site) = (true, site_in("/a"));
    let everything = Ended {
        is_everything,
        site,
    };
    store.finish(everything).unwrap();
    let read = |name: String| (fs::read(book.folder().join(&name)).unwrap(), name);
    let whole: Vec<_> = book.files().into_iter().map(read).collect();
    assert_eq!(whole.len(), 3);
    for (cut, name) in &whole {
        for length in 0..cut.len() {
            for (bytes, name) in &whole {
                fs::write(book.folder().join(name), bytes).unwrap();
            }
            fs::write(book.folder().join(name), &cut[..length]).unwrap();
            let is_known = book.open().site(Path::new("/a")).is_some();
            assert!(!is_known || name != INVENTORY, "{name} {length}");
            assert!(book.build(0..4, true).len() < 4 || name == INVENTORY);
            assert_eq!(book.known(), [0, 1, 2, 3], "{name} {length}");
        }
    }
}

#[test]
fn what_another_user_kept_is_not_used() {
    let book = Book::new();
    book.build(0..5, true);
    let other = Store::open_with(book.0.path(), &Secret([8; 32])).unwrap();
    assert_eq!(draw(&other, 0..5), [0; 0]);
    other.finish(ended(true)).unwrap();
    assert_eq!(book.known(), [0; 0]);
}

#[cfg(unix)]
#[test]
fn no_link_leads_out_of_the_book() {
    use std::os::unix::fs::symlink;

    let (book, other) = (Book::new(), tempfile::tempdir().unwrap());
    symlink(other.path(), book.0.path().join(".answerbook")).unwrap();
    assert!(Store::open_with(book.0.path(), &SECRET).is_err());
    assert!(!remove(book.0.path()).unwrap());
    fs::remove_file(book.0.path().join(".answerbook")).unwrap();
    book.build(0..3, true);
    let victim = other.path().join("victim");
    fs::write(&victim, [0; 10_000]).unwrap();
    for name in ["pack-1", "pack-2", MANIFEST, ".gitignore", ".manifest-x"] {
        let _ = fs::remove_file(book.folder().join(name));
        symlink(&victim, book.folder().join(name)).unwrap();
        book.build(0..3, true);
    }
    let lock = other.path().join("lock");
    symlink(&lock, book.folder().join(LOCK)).unwrap();
    assert!(Store::open_with(book.0.path(), &SECRET).is_err());
    assert!(!lock.exists());
    assert_eq!(fs::read(victim).unwrap(), [0; 10_000]);
}

#[test]
fn clean_removes_it_unless_a_build_is_using_it() {
    let book = Book::new();
    assert!(!remove(book.0.path()).unwrap());
    let store = book.open();
    draw(&store, 0..3);
    assert!(remove(book.0.path()).is_err());
    store.finish(ended(true)).unwrap();
    assert!(remove(book.0.path()).unwrap());
    assert!(!book.0.path().join(".answerbook").exists());
    assert_eq!(book.known(), [0; 0]);
}

#[test]
fn a_secret_is_made_once_and_is_for_one_user() {
    let home = tempfile::tempdir().unwrap();
    let place = home.path().join("a/b/secret");
    let first = secret(&place).unwrap();
    assert_eq!(secret(&place).unwrap().0, first.0);
    assert_ne!(first.0, [0; 32]);
    assert_ne!(secret(&home.path().join("other")).unwrap().0, first.0);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |mode| fs::set_permissions(&place, fs::Permissions::from_mode(mode)).unwrap();
        mode(0o644);
        assert!(secret(&place).is_err());
        mode(0o600);
        assert!(secret(&place).is_ok());
    }
    fs::write(&place, [0; 31]).unwrap();
    assert!(secret(&place).is_err());
}

#[derive(Clone, Debug)]
enum Event {
    /// A build, with the first fragment, their number, and whether it is of everything.
    Build(u8, u8, bool),
    /// A build that does not come to its end.
    Unfinished(u8, u8),
    /// A changed byte of the pack or of the manifest.
    Damage(bool, prop::sample::Index),
    /// A file that is cut.
    Cut(bool, prop::sample::Index),
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => (0..16_u8, 0..8_u8, any::<bool>()).prop_map(|(a, n, all)| Event::Build(a, n, all)),
        1 => (0..16_u8, 0..8_u8).prop_map(|(a, n)| Event::Unfinished(a, n)),
        1 => any::<(bool, prop::sample::Index)>().prop_map(|(m, at)| Event::Damage(m, at)),
        1 => any::<(bool, prop::sample::Index)>().prop_map(|(m, at)| Event::Cut(m, at)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Whatever happens to it: what is known is right (see `known`), and what a build drew is known to the next.
    #[test]
    fn no_fragment_is_ever_wrong(events in prop::collection::vec(event(), 1..12)) {
        let book = Book::new();
        for event in events {
            match event {
                Event::Build(first, count, is_everything) => {
                    let drawn: Vec<_> = (first..first + count).collect();
                    book.build(drawn.clone(), is_everything);
                    let known = book.known();
                    prop_assert!(drawn.iter().all(|n| *n >= 20 || known.contains(n)));
                }
                Event::Unfinished(first, count) => {
                    let known = book.known();
                    draw(&book.open(), first..first + count);
                    prop_assert_eq!(book.known(), known);
                }
                Event::Damage(is_pack, at) => change(&book, is_pack, |bytes| *at.get_mut(bytes) ^= 1),
                Event::Cut(is_pack, at) => {
                    change(&book, is_pack, |bytes| bytes.truncate(at.index(bytes.len())));
                }
            }
        }
    }
}

/// Changes the pack or the manifest, if it is there.
fn change(book: &Book, is_pack: bool, change: impl FnOnce(&mut Vec<u8>)) {
    if !book.folder().is_dir() {
        return;
    }
    let wanted = |name: &String| name.starts_with(if is_pack { PACK } else { MANIFEST });
    let Some(name) = book.files().into_iter().find(wanted) else {
        return;
    };
    let path = book.folder().join(name);
    let mut bytes = fs::read(&path).unwrap();
    if !bytes.is_empty() {
        change(&mut bytes);
        fs::write(path, bytes).unwrap();
    }
}

/// A site in a folder, of which nothing is known but that.
fn site_in(output: &str) -> Option<Inventory> {
    Some(Inventory {
        output: output.into(),
        ..Inventory::default()
    })
}

#[test]
fn what_is_known_of_a_site_is_known_of_that_site_and_once() {
    let book = Book::new();
    let first = book.open();
    assert!(first.site(Path::new("/a")).is_none());
    let site = site_in("/a");
    let is_everything = true;
    first
        .finish(Ended {
            is_everything,
            site,
        })
        .unwrap();
    // Another output folder is another site.
    let second = book.open();
    assert!(second.site(Path::new("/b")).is_none());
    assert!(second.site(Path::new("/a")).is_some());
    // While a build runs it is not on the disk: one that is killed leaves nothing.
    assert!(!book.folder().join(INVENTORY).exists());
    drop(second);
    assert!(book.open().site(Path::new("/a")).is_none());
}

#[test]
fn a_build_with_errors_leaves_what_is_known_of_the_site() {
    let book = Book::new();
    let (is_everything, site) = (true, site_in("/a"));
    book.open()
        .finish(Ended {
            is_everything,
            site,
        })
        .unwrap();
    book.open().finish(ended(false)).unwrap();
    assert!(book.open().site(Path::new("/a")).is_some());
}

#[test]
fn when_the_pack_has_grown_by_half_everything_is_drawn_again() {
    assert!(!has_grown(1 << 20, 0));
    assert!(!has_grown(31 << 20, 20 << 20));
    assert!(has_grown((31 << 20) + 1, 20 << 20));
    assert!(!has_grown(u64::MAX, u64::MAX));
    // What counts is the length after the last build that drew everything, not after the last build.
    let book = Book::new();
    let (is_everything, site) = (true, site_in("/a"));
    book.open()
        .finish(Ended {
            is_everything,
            site,
        })
        .unwrap();
    for number in 0..3 {
        let store = book.open();
        assert_eq!(
            store.site(Path::new("/a")).is_some(),
            number < 2,
            "{number}"
        );
        store.keep(&key(number), &vec![0; 900_000]);
        let (is_everything, site) = (number == 2, site_in("/a"));
        store
            .finish(Ended {
                is_everything,
                site,
            })
            .unwrap();
    }
    assert!(book.open().site(Path::new("/a")).is_some());
}
