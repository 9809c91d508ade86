//! A build that is killed, and two builds at once: what readers find in the output folder.
//!
//! Unix only: it takes signals, and elsewhere the manual promises less.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::book::files;
use crate::cli::{answerbook, program};

/// Questions of the generated book; each has a page.
const QUESTIONS: usize = 150;
/// How often a build is killed.
const KILLS: u32 = 20;

/// The text of a question. Pages of two versions differ everywhere, and a version has pages that the other lacks.
fn question(version: &str, number: usize) -> String {
    format!(
        "+++\ntitle = \"{version} {number}\"\n+++\n\nThe {version} answer: $x_{{{number}}}$.\n\n\
         ```python\nprint(\"{version}\", {number})\n```\n"
    )
}

fn write_content(book: &Path, version: &str) {
    let folder = book.join("content/topic");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let title = format!("+++\ntitle = \"{version} topic\"\n+++\n");
    fs::write(folder.join("index.md"), title).unwrap();
    for number in 0..QUESTIONS {
        // Every tenth has its version in its name.
        let name = match number % 10 {
            0 => format!("{version}-{number}.md"),
            _ => format!("question-{number}.md"),
        };
        fs::write(folder.join(name), question(version, number)).unwrap();
    }
}

fn book() -> TempDir {
    let book = TempDir::new().unwrap();
    fs::write(
        book.path().join("book.toml"),
        "[book]\ntitle = \"Killed\"\n",
    )
    .unwrap();
    book
}

/// Every file of the site, with its bytes. `None` if there is no site.
fn snapshot(book: &Path) -> Option<BTreeMap<String, Vec<u8>>> {
    let site = book.join("site");
    let read = |path: String| {
        let bytes = fs::read(site.join(&path)).unwrap();
        (path, bytes)
    };
    site.is_dir()
        .then(|| files(&site).into_iter().map(read).collect())
}

fn build(book: &Path) -> Duration {
    let start = Instant::now();
    let built = answerbook(&["build", "--quiet"], book);
    let said = String::from_utf8_lossy(&built.stderr);
    assert_eq!(built.status.code(), Some(0), "{said}");
    start.elapsed()
}

fn start_build(book: &Path) -> Child {
    program()
        .args(["build", "--quiet"])
        .current_dir(book)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// What lies in the book's folder beside the book and its site, but for what whole builds leave there for the next.
fn leftovers(book: &Path) -> Vec<String> {
    let names = fs::read_dir(book)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let is_left = |name: &String| name.starts_with(".site") && !name.starts_with(".site.aside-");
    names.filter(is_left).collect()
}

/// A book with two versions of its text, and the site of each.
struct Versions {
    book: TempDir,
    sites: [BTreeMap<String, Vec<u8>>; 2],
    /// Which of the two stands in the output folder.
    current: usize,
    /// The shortest time that a build has taken.
    shortest: Duration,
}

const NAMES: [&str; 2] = ["old", "new"];

impl Versions {
    fn new() -> Self {
        let book = book();
        let mut shortest = Duration::MAX;
        let sites = NAMES.map(|version| {
            write_content(book.path(), version);
            shortest = shortest.min(build(book.path()));
            snapshot(book.path()).unwrap()
        });
        assert_ne!(sites[0], sites[1]);
        Self {
            book,
            sites,
            current: 1,
            shortest,
        }
    }

    /// Begins to build the other version, kills that when `wait` returns, and looks at what is there then.
    /// Returns whether the build was still running, and whether it was writing.
    fn kill(&mut self, wait: impl FnOnce(&mut Child)) -> (bool, bool) {
        let next = 1 - self.current;
        write_content(self.book.path(), NAMES[next]);
        let mut child = start_build(self.book.path());
        wait(&mut child);
        child.kill().unwrap();
        let was_running = !child.wait().unwrap().success();
        let was_writing = leftovers(self.book.path())
            .iter()
            .any(|name| name.contains("staging"));
        let site = snapshot(self.book.path()).expect("there is a site");
        if site == self.sites[next] {
            self.current = next;
        } else {
            assert!(site == self.sites[self.current], "a mixture is left");
        }
        (was_running, was_writing)
    }

    /// The next builds are not disturbed by what killed ones have left, and remove it.
    fn build_both(&self) {
        for (version, site) in NAMES.iter().zip(&self.sites) {
            write_content(self.book.path(), version);
            build(self.book.path());
            assert!(snapshot(self.book.path()).as_ref() == Some(site));
            assert_eq!(leftovers(self.book.path()), Vec::<String>::new());
        }
    }
}

#[test]
fn a_build_killed_at_any_moment_leaves_the_whole_old_site_or_the_whole_new_one() {
    let mut versions = Versions::new();
    let mut time = versions.shortest;
    let (mut killed, mut while_writing) = (0, 0);
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..5 * KILLS {
        // One moment in each twentieth of a build's time, by xorshift.
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let within = f64::from(u32::try_from(random >> 40).unwrap()) / f64::from(1 << 24);
        let moment = time.mul_f64((f64::from(killed) + within) / f64::from(KILLS));
        match versions.kill(|_| sleep(moment)) {
            (true, was_writing) => {
                killed += 1;
                while_writing += u32::from(was_writing);
            }
            // It was faster than those that were measured.
            (false, _) => time = time.mul_f64(0.9),
        }
        if killed == KILLS {
            break;
        }
    }
    assert_eq!(killed, KILLS);
    assert!(
        while_writing >= 2,
        "{while_writing} were killed while they wrote"
    );
    versions.build_both();
}

#[test]
fn a_build_killed_while_it_swaps_leaves_the_whole_old_site_or_the_whole_new_one() {
    use std::os::unix::fs::MetadataExt;

    let mut versions = Versions::new();
    let topic = versions.book.path().join("site/topic");
    let id = || fs::symlink_metadata(&topic).map(|data| data.ino()).ok();
    for _ in 0..5 {
        let before = id();
        versions.kill(
            |child| {
                while id() == before && child.try_wait().unwrap().is_none() {}
            },
        );
    }
    versions.build_both();
}

#[test]
fn of_two_builds_at_once_one_is_refused_and_says_so() {
    let book = book();
    write_content(book.path(), "old");
    build(book.path());
    // A build that is stopped in the middle; one that ended before it could be stopped is tried again.
    for version in ["new", "old"].into_iter().cycle().take(10) {
        write_content(book.path(), version);
        let mut first = start_build(book.path());
        while leftovers(book.path()).is_empty() && first.try_wait().unwrap().is_none() {
            sleep(Duration::from_millis(1));
        }
        signal(&first, "STOP");
        // A thread that runs on another processor goes on for a moment.
        sleep(Duration::from_millis(20));
        // If it has ended, nobody has the lock.
        let is_stopped = first.try_wait().unwrap().is_none() && !leftovers(book.path()).is_empty();
        let second = is_stopped.then(|| answerbook(&["build"], book.path()));
        signal(&first, "CONT");
        let first = first.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&first.stderr);
        assert_eq!(first.status.code(), Some(0), "{said}");
        let Some(second) = second else {
            continue;
        };
        let said = String::from_utf8_lossy(&second.stderr);
        assert_eq!(second.status.code(), Some(3), "{said}");
        assert!(
            said.contains("another build is writing to `./site`"),
            "{said}"
        );
        assert!(said.contains("wait until that build is done"), "{said}");
        let page = fs::read_to_string(book.path().join("site/topic/index.html")).unwrap();
        assert!(page.contains(&format!("{version} topic")));
        return;
    }
    panic!("no build could be stopped while it had the lock");
}

fn signal(child: &Child, name: &str) {
    let pid = child.id().to_string();
    let mut kill = Command::new("kill");
    // It fails where the build has already ended.
    let _ = kill
        .args(["-s", name, &pid])
        .stderr(Stdio::null())
        .status()
        .unwrap();
}
