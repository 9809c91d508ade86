//! What builds keep for later ones: the same site, whatever became of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::book::files;
use crate::cli::program;

/// A book with formulas and code, and a folder for what is kept for its user.
struct Book {
    root: TempDir,
    user: TempDir,
}

type Site = BTreeMap<String, Vec<u8>>;

/// Two questions and a page; formulas and code that repeat and that do not.
const TEXTS: [(&str, &str); 4] = [
    (
        "index.md",
        "+++\ntitle = \"Home\"\n+++\n\nThe area is $\\pi r^2$.\n",
    ),
    ("math/index.md", "+++\ntitle = \"Math\"\n+++\n"),
    (
        "math/circle.md",
        "+++\ntitle = \"Circle\"\n+++\n\nIt is $\\pi r^2$, and $$\\int_0^1 x\\,dx = \\half$$\n\n```python\nprint(1 < 2, \"é\")\n```\n",
    ),
    (
        "math/sum.md",
        "+++\ntitle = \"Sum\"\n+++\n\n$\\half + \\half = 1$\n\n```rust\nfn main() {}\n```\n\n```\nplain & simple\n```\n",
    ),
];

impl Book {
    fn new() -> Self {
        let book = Self {
            root: TempDir::new().unwrap(),
            user: TempDir::new().unwrap(),
        };
        book.settings("");
        for (file, text) in TEXTS {
            book.write(&format!("content/{file}"), text);
        }
        book
    }

    fn settings(&self, math: &str) {
        let macros = "[math.macros]\n'\\half' = '\\frac12'\n";
        let text = format!("[book]\ntitle = \"Kept\"\n[math]\n{math}\n{macros}");
        self.write("book.toml", &text);
    }

    fn write(&self, file: &str, text: &str) {
        let place = self.root.path().join(file);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, text).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program();
        for variable in ["XDG_CACHE_HOME", "LOCALAPPDATA"] {
            command.env(variable, self.user.path());
        }
        command.args(arguments).current_dir(self.root.path());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Builds into an empty folder and returns the site; nothing may be said.
    fn build(&self, arguments: &[&str]) -> Site {
        let output = self.root.path().join("fresh");
        let _ = fs::remove_dir_all(&output);
        let built = self.run(&[&["build", "--quiet", "--output-dir", "fresh"], arguments].concat());
        assert_eq!(built.status.code(), Some(0), "{}", said(&built));
        assert_eq!(said(&built), "");
        read(&output)
    }

    fn cache(&self) -> PathBuf {
        self.root.path().join(".answerbook/cache")
    }

    /// The keys that the manifest names.
    fn keys(&self) -> BTreeSet<Vec<u8>> {
        let manifest = &self.kept()["manifest"];
        let entries = manifest[36..manifest.len() - 32].chunks(44);
        entries.map(|entry| entry[..32].to_vec()).collect()
    }

    /// The cache's files with their bytes, without what is known of the site: that tells times.
    fn kept(&self) -> Site {
        let mut kept = self.kept_with_site();
        kept.remove("site");
        kept
    }

    /// All of the cache's files with their bytes.
    fn kept_with_site(&self) -> Site {
        read(&self.cache())
    }
}

fn read(folder: &Path) -> Site {
    let read = |file: String| {
        let bytes = fs::read(folder.join(&file)).unwrap();
        (file, bytes)
    };
    files(folder).into_iter().map(read).collect()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&*output.stdout, &*output.stderr].concat()).into_owned()
}

#[test]
fn a_warm_build_gives_the_bytes_of_a_cold_one_and_keeps_nothing_more() {
    let book = Book::new();
    let cold = book.build(&["--no-cache"]);
    assert!(!book.cache().exists());
    assert_eq!(book.build(&[]), cold);
    let kept = book.kept();
    // $\pi r^2$ once, two more formulas, three blocks of code; of the search index a part and the positions, packed; the
    // hashes of what questions say.
    assert_eq!(book.keys().len(), 9);
    assert_eq!(book.build(&[]), cold);
    assert!(book.kept() == kept);
    assert_eq!(book.build(&["--jobs", "1"]), cold);
    let checked = book.run(&["check"]);
    assert_eq!(checked.status.code(), Some(0), "{}", said(&checked));
    assert!(book.kept() == kept);
}

#[test]
fn what_other_settings_drew_is_not_used() {
    let book = Book::new();
    book.build(&[]);
    for settings in [
        "output = \"mathml\"",
        "max_expand = 7",
        #[cfg(not(target_env = "msvc"))]
        "engine = \"katex\"",
    ] {
        book.settings(settings);
        let before = book.keys();
        let warm = book.build(&[]);
        assert_eq!(warm, book.build(&["--no-cache"]), "{settings}");
        let new = book.keys().difference(&before).count();
        assert_eq!(new, 3, "{settings}: three formulas");
    }
    let text = fs::read_to_string(book.root.path().join("book.toml")).unwrap();
    book.write("book.toml", &text.replace("frac12", "tfrac12"));
    assert_eq!(book.build(&[]), book.build(&["--no-cache"]));
}

#[test]
fn a_damaged_cache_gives_the_same_site() {
    let book = Book::new();
    let cold = book.build(&[]);
    let whole = book.kept_with_site();
    for (file, bytes) in &whole {
        // The lock is empty, where it stays.
        for part in 0..if bytes.is_empty() { 0 } else { 8 } {
            let at = part * bytes.len() / 8;
            let mut changed = bytes.clone();
            changed[at] = !changed[at];
            let longer = [&bytes[..], b"</p><script>"].concat();
            for damaged in [bytes[..at].to_vec(), changed, longer] {
                for (file, bytes) in &whole {
                    fs::write(book.cache().join(file), bytes).unwrap();
                }
                fs::write(book.cache().join(file), damaged).unwrap();
                assert!(book.build(&[]) == cold, "{file} at {at}");
            }
        }
    }
    assert!(book.build(&[]) == cold);
}

#[test]
fn a_cache_that_comes_with_the_book_is_not_used() {
    let (book, mut other) = (Book::new(), Book::new());
    let cold = book.build(&[]);
    let own = book.kept();
    other.build(&[]);
    // The files of somebody else, and one's own with other HTML.
    let mut forged = own.clone();
    let pack = forged.get_mut("pack-1").unwrap();
    let at = pack.windows(5).position(|bytes| bytes == b"<span").unwrap();
    pack[at..at + 5].copy_from_slice(b"<evil");
    for files in [other.kept(), forged] {
        for (file, bytes) in files {
            fs::write(book.cache().join(file), bytes).unwrap();
        }
        assert!(book.build(&[]) == cold);
    }
    // A user without the secret begins anew.
    other.user = TempDir::new().unwrap();
    let before = other.kept();
    assert!(other.build(&[]) == cold);
    assert!(other.kept() != before);
}

#[test]
fn a_cache_that_cannot_be_used_is_a_warning() {
    let book = Book::new();
    book.write(".answerbook", "a file");
    let built = book.run(&["build"]);
    assert_eq!(built.status.code(), Some(0), "{}", said(&built));
    assert!(
        said(&built).contains("warning: what was drawn cannot be kept between builds"),
        "{}",
        said(&built)
    );
    assert!(said(&built).contains(".answerbook` is not a folder"));
    let built = book.run(&["build", "--no-cache", "--quiet"]);
    assert_eq!(said(&built), "");
    let checked = book.run(&["check", "--quiet", "--base-url", "https://example.org/"]);
    assert_eq!(said(&checked), "");
}

#[cfg(unix)]
#[test]
fn without_a_place_for_the_secret_nothing_is_kept() {
    let book = Book::new();
    let secret = book.user.path().join("answerbook/secret");
    fs::create_dir_all(&secret).unwrap();
    let built = book.run(&["build"]);
    assert_eq!(built.status.code(), Some(0), "{}", said(&built));
    assert!(
        said(&built).contains("secret` is not a file"),
        "{}",
        said(&built)
    );
    assert!(!book.cache().exists());
}

#[test]
fn clean_empties_it_and_a_book_with_errors_does_not() {
    let book = Book::new();
    book.build(&[]);
    let before = book.keys();
    let sum = "content/math/sum.md";
    book.write(
        sum,
        &format!(
            "{}\n\n$\\nonsense$ [x](nowhere.md) $e = mc^2$\n",
            TEXTS[3].1
        ),
    );
    let built = book.run(&["build"]);
    assert_eq!(built.status.code(), Some(1), "{}", said(&built));
    // What could be drawn need not be drawn again, a formula and the hashes of what questions say; errors are.
    assert_eq!(book.keys().difference(&before).count(), 2);
    let [warm, cold] = [
        &["build", "--quiet"][..],
        &["build", "--quiet", "--no-cache"],
    ];
    assert_eq!(said(&book.run(warm)), said(&book.run(cold)));
    let cleaned = book.run(&["clean"]);
    assert_eq!(cleaned.status.code(), Some(0), "{}", said(&cleaned));
    assert!(
        said(&cleaned).contains("removed what was drawn"),
        "{}",
        said(&cleaned)
    );
    assert!(!book.root.path().join(".answerbook").exists());
}

/// A book of `count` questions of its own in every round.
fn write_round(book: &Book, round: usize, count: usize) {
    for number in 0..count {
        let text = format!(
            "+++\ntitle = \"Number {number}\"\n+++\n\n$x_{{{number}}}^{{{}}}$\n\n```python\nprint({number}, {round})\n```\n",
            round % 3
        );
        book.write(&format!("content/math/question-{number}.md"), &text);
    }
}

#[test]
fn builds_killed_at_any_moment_leave_a_cache_that_gives_the_same_site() {
    let book = Book::new();
    write_round(&book, 0, 40);
    let start = std::time::Instant::now();
    book.build(&[]);
    let time = start.elapsed();
    let mut killed = 0;
    for round in 1..=50_u32 {
        write_round(&book, round as usize, 40);
        let mut build = book.command(&["build", "--quiet"]);
        let mut build = build
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(time.mul_f64(f64::from(round) / 50.0));
        build.kill().unwrap();
        killed += u32::from(!build.wait().unwrap().success());
        if round % 10 == 0 {
            // The site that was there all the time, with what the killed builds left of it.
            let built = book.run(&["build", "--quiet"]);
            assert_eq!(said(&built), "", "round {round}");
            let site = read(&book.root.path().join("site"));
            let cold = book.build(&["--no-cache"]);
            assert!(site == cold, "round {round}");
            assert!(book.build(&[]) == cold, "round {round}");
        }
    }
    assert!(killed >= 10, "{killed}");
    let packs = book
        .kept()
        .into_keys()
        .filter(|name| name.starts_with("pack-"));
    assert_eq!(packs.count(), 1);
}

#[test]
fn two_builds_at_once_do_each_other_no_harm() {
    let book = Book::new();
    write_round(&book, 0, 40);
    let cold = book.build(&["--no-cache"]);
    for round in 0..4 {
        let outputs = ["one", "two", "three"];
        let builds = outputs.map(|output| {
            let mut build = book.command(&["build", "--quiet", "--output-dir", output]);
            build
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        });
        for (build, output) in builds.into_iter().zip(outputs) {
            let built = build.wait_with_output().unwrap();
            assert_eq!(said(&built), "", "round {round}");
            assert!(
                read(&book.root.path().join(output)) == cold,
                "round {round}"
            );
        }
        if round == 1 {
            fs::write(book.cache().join("manifest"), "damaged").unwrap();
        }
    }
    assert!(book.build(&[]) == cold);
}
