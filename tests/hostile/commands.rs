//! What else writes files: `import`, `new`, `translate accept` and `test --update`, where a disk is full, where links
//! lead out of the book, and where nothing may be written; and `serve`, which needs no room.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use super::faults::{Disk, as_nobody, code, free, permit};
use super::{HEAD, book, run, said, write};

const LIST: &str = "# A list\n\n1. What is a sum?\n2. What is a difference?\n";

/// The book of these tests: a question with code and a translation, and a plan.
const FILES: [(&str, &str); 6] = [
    (
        "book.toml",
        "[book]\ntitle = \"B\"\n[languages.en]\n[languages.uk]\n[test.languages.sh]\ncommand = [\"/bin/sh\", \"{file}\"]\n",
    ),
    ("content/t/index.md", "+++\ntitle = \"T\"\n+++\n"),
    (
        "content/t/q.md",
        "+++\ntitle = \"Q\"\n+++\n\nAn answer.\n\n```sh\necho new\n```\n\n```output\nold\n```\n",
    ),
    (
        "content/t/q.uk.md",
        "+++\ntitle = \"П\"\n+++\n\nВідповідь.\n\n```sh\necho new\n```\n\n```output\nold\n```\n",
    ),
    (
        "content/planned.toml",
        "[[questions]]\nid = \"later\"\ntopic = \"t\"\ntitle = { en = \"Later?\" }\n",
    ),
    ("list.md", LIST),
];

/// The commands that write, each with a file that is there before.
const COMMANDS: [(&[&str], &str); 4] = [
    (
        &[
            "import",
            "list",
            "list.md",
            "--into",
            "content/l",
            "--force",
        ],
        "content/l/what-is-a-sum.md",
    ),
    (&["translate", "accept", "--all"], "translations.lock"),
    (&["new", "later"], "content/planned.toml"),
    (&["test", "--update"], "content/t/q.md"),
];

fn prepare(root: &Path) {
    for (file, text) in FILES {
        write(root, file, text);
    }
    let import = ["import", "list", "list.md", "--into", "content/l"];
    assert_eq!(code(&run(&import, root)), 0);
    assert_eq!(code(&run(&["translate", "accept", "--all"], root)), 0);
    // What was written is to be written anew.
    let question = root.join("content/l/what-is-a-sum.md");
    let text = fs::read_to_string(&question).unwrap() + "\nThe work of a day.\n";
    fs::write(question, text).unwrap();
    write(
        root,
        "content/t/q.uk.md",
        FILES[3].1.replace("Відповідь", "Інша"),
    );
    write(
        root,
        "content/t/q.md",
        FILES[2].1.replace("An answer", "Another"),
    );
}

/// What was there is there, word for word, and no half of a file beside it.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_costs_no_file() {
    for (arguments, file) in COMMANDS {
        let Some(disk) = Disk::new("8m") else { return };
        let root = disk.root();
        prepare(root);
        let before = contents(root);
        let ballast = root.join("ballast");
        let room = usize::try_from(free(root)).unwrap();
        fs::write(&ballast, vec![0; room]).unwrap();
        let output = run(arguments, root);
        assert_ne!(code(&output), 0, "{arguments:?} {}", said(&output));
        let is_told = said(&output).contains("No space left");
        assert!(is_told, "{arguments:?} {}", said(&output));
        fs::remove_file(&ballast).unwrap();
        assert!(contents(root) == before, "{arguments:?}");
        let output = run(arguments, root);
        assert_eq!(code(&output), 0, "{arguments:?} {}", said(&output));
        let place = root.join(file);
        assert_ne!(fs::read(&place).unwrap(), before[&place], "{arguments:?}");
    }
}

/// The files below a folder, without what is kept between builds.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file());
    let files = files.map(|entry| (entry.path().to_owned(), fs::read(entry.path()).unwrap()));
    let is_kept = |place: &PathBuf| {
        place
            .components()
            .any(|part| part.as_os_str() == ".answerbook")
    };
    files.filter(|(place, _)| !is_kept(place)).collect()
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_no_reason_not_to_serve() {
    let Some(disk) = Disk::new("8m") else { return };
    let root = disk.root();
    prepare(root);
    let room = usize::try_from(free(root)).unwrap();
    fs::write(root.join("ballast"), vec![0; room]).unwrap();
    let server = crate::serve::serve_at(root, &[]);
    assert!(server.get("/t/q.html").text.contains("Another"));
    assert_eq!(server.get("/search/").status, 200);
}

/// A book that was cloned has links where its commands write: nothing outside is read, changed or made.
#[test]
fn commands_write_through_no_link() {
    for (arguments, file) in COMMANDS {
        for depth in 0..2 {
            let (outside, book) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
            let root = book.path();
            prepare(root);
            // The file itself, or its folder.
            let link = match (depth, file.rsplit_once('/')) {
                (0, _) => file,
                (_, Some((folder, _))) if folder != "content" => folder,
                _ => continue,
            };
            let theirs = outside.path().join("theirs");
            fs::rename(root.join(link), &theirs).unwrap();
            let before = contents(outside.path());
            symlink(&theirs, root.join(link)).unwrap();
            let output = run(arguments, root);
            assert!(code(&output) <= 3, "{arguments:?}");
            assert!(
                contents(outside.path()) == before,
                "{link} {}",
                said(&output)
            );
            assert!(root.join(link).is_symlink(), "{link}");
        }
    }
}

#[test]
fn where_nothing_may_be_written_nothing_changes() {
    for (arguments, file) in COMMANDS {
        let book = book(&[("content/t/q.md", HEAD)]);
        permit(book.path(), 0o755);
        prepare(book.path());
        let before = contents(book.path());
        let Some(output) = as_nobody(arguments, book.path()) else {
            return;
        };
        let said = said(&output);
        assert!(matches!(code(&output), 1 | 3), "{arguments:?} {said}");
        assert!(said.contains("denied"), "{arguments:?} {said}");
        assert!(contents(book.path()) == before, "{arguments:?} {file}");
    }
}
