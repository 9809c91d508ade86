//! Machines on which something does not work: full disks, files of others, clocks that are wrong, streams that are
//! closed. The site that was there stays, and the reason is said; nothing panics.
//!
//! What needs another user or a mount is skipped, and says so, where this process may not have it.

use std::fs::{self, File, FileTimes};
use std::io::{Read, Seek};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, SystemTime};

use tempfile::TempDir;

use super::{HEAD, book, holds, limited, question, run, said, write};
use crate::cli::program;

const NOBODY: u32 = 65534;

fn page(book: &Path) -> String {
    fs::read_to_string(book.join("site/t/q.html")).unwrap()
}

pub(super) fn code(output: &Output) -> i32 {
    let said = said(output);
    assert!(!said.contains("panicked"), "{said}");
    output
        .status
        .code()
        .unwrap_or_else(|| panic!("{:?} {said}", output.status))
}

/// A process that may write only so much into a file stands for a disk without room, everywhere.
#[test]
fn a_file_that_cannot_be_written_to_its_end_leaves_the_old_site() {
    let book = question("The old answer.\n");
    assert_eq!(code(&run(&["build"], book.path())), 0);
    write(
        book.path(),
        "content/t/q.md",
        format!("{HEAD}The new answer.\n\n{}", "Text. ".repeat(20_000)),
    );
    // In blocks of 512 bytes. The signal would end the process before it could say why.
    let limits = "trap '' XFSZ; ulimit -f 64;";
    let output = limited(limits, &["build"], book.path()).output().unwrap();
    assert_eq!(code(&output), 3, "{}", said(&output));
    assert!(page(book.path()).contains("The old answer."));
    let output = run(&["build"], book.path());
    assert_eq!(code(&output), 0, "{}", said(&output));
    assert!(page(book.path()).contains("The new answer."));
    assert_eq!(leftovers(book.path()), [""; 0]);
}

/// What a build left beside the site, but for what whole builds leave there for the next.
fn leftovers(book: &Path) -> Vec<String> {
    let names = fs::read_dir(book)
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    let names = names.map(|name| name.to_string_lossy().into_owned());
    names
        .filter(|name| name.starts_with(".site.") && !name.ends_with(".lock"))
        .filter(|name| !name.starts_with(".site.aside-"))
        .collect()
}

/// A file system of this size, until it is dropped.
pub(super) struct Disk(TempDir);

impl Disk {
    /// None, and a message, if that is not allowed.
    pub(super) fn new(size: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mut mount = Command::new("mount");
        mount
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "none"])
            .arg(folder.path());
        if mount.output().is_ok_and(|output| output.status.success()) {
            return Some(Self(folder));
        }
        eprintln!("skipped: this process may not mount");
        None
    }

    pub(super) fn root(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

/// The book, its cache and its output on one small disk.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_the_old_site_and_a_cache_that_does_no_harm() {
    let Some(disk) = Disk::new("24m") else { return };
    let root = disk.root();
    write(root, "book.toml", "[book]\ntitle = \"B\"\n");
    write(root, "content/t/index.md", "+++\ntitle = \"T\"\n+++\n");
    write(
        root,
        "content/t/q.md",
        format!("{HEAD}The old answer, $x^2$.\n"),
    );
    let output = run(&["build"], root);
    assert_eq!(code(&output), 0, "{}", said(&output));
    let formulas: String = (0..50).map(|n| format!("$y_{{{n}}}^2$ ")).collect();
    write(
        root,
        "content/t/q.md",
        format!("{HEAD}The new answer.\n\n{formulas}\n"),
    );
    for left in [0_u64, 4 << 10, 64 << 10, 256 << 10] {
        let ballast = root.join("ballast");
        let free = free(root).saturating_sub(left);
        let _ = fs::write(&ballast, vec![0; usize::try_from(free).unwrap()]);
        let output = run(&["build"], root);
        assert!(matches!(code(&output), 0 | 3), "{left} {}", said(&output));
        let page = page(root);
        let is_new = code(&output) == 0;
        assert_eq!(
            page.contains("The new answer."),
            is_new,
            "{left} {}",
            said(&output)
        );
        assert_eq!(page.contains("The old answer"), !is_new);
        if !is_new {
            let said = said(&output);
            assert!(
                said.contains("No space left") || said.contains("space"),
                "{said}"
            );
        }
        fs::remove_file(&ballast).unwrap();
    }
    let output = run(&["build"], root);
    assert_eq!(code(&output), 0, "{}", said(&output));
    let warm = page(root);
    fs::remove_dir_all(root.join("site")).unwrap();
    assert_eq!(code(&run(&["build", "--no-cache"], root)), 0);
    assert_eq!(page(root), warm);
    assert_eq!(leftovers(root), [""; 0]);
}

#[cfg(target_os = "linux")]
pub(super) fn free(folder: &Path) -> u64 {
    let output = Command::new("df")
        .args(["--output=avail", "-B1"])
        .arg(folder)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().nth(1).unwrap().trim().parse().unwrap()
}

/// The program as a user who owns nothing here; none if this process cannot become another.
pub(super) fn as_nobody(arguments: &[&str], folder: &Path) -> Option<Output> {
    let home = tempfile::tempdir().unwrap();
    if chown(home.path(), Some(NOBODY), Some(NOBODY)).is_err() {
        eprintln!("skipped: this process cannot become another user");
        return None;
    }
    // Where the program lies, another user may not be let in.
    let copy = home.path().join("answerbook");
    fs::copy(program().get_program(), &copy).unwrap();
    fs::set_permissions(&copy, fs::Permissions::from_mode(0o755)).unwrap();
    let output = Command::new(&copy)
        .args(arguments)
        .current_dir(folder)
        .env("XDG_CACHE_HOME", home.path())
        .uid(NOBODY)
        .gid(NOBODY)
        .output();
    Some(output.unwrap())
}

pub(super) fn permit(place: &Path, mode: u32) {
    fs::set_permissions(place, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn files_of_others_are_named_and_the_others_are_read() {
    let book = book(&[
        ("content/t/q.md", format!("{HEAD}A.\n")),
        ("content/t/private.md", format!("{HEAD}B.\n")),
        ("content/t/private.png", "x".into()),
        ("content/closed/q.md", format!("{HEAD}B.\n")),
    ]);
    permit(book.path(), 0o755);
    for (file, mode) in [
        ("content/t/private.md", 0o600),
        ("content/t/private.png", 0o600),
        ("content/closed", 0o700),
    ] {
        permit(&book.path().join(file), mode);
    }
    let Some(output) = as_nobody(&["check"], book.path()) else {
        return;
    };
    let found = said(&output);
    assert_eq!(code(&output), 1, "{found}");
    for file in [
        "content/t/private.md",
        "content/t/private.png",
        "content/closed",
    ] {
        assert!(found.contains(file), "{file}: {found}");
    }
    permit(&book.path().join("book.toml"), 0o600);
    let output = as_nobody(&["check"], book.path()).unwrap();
    assert_eq!(code(&output), 1, "{}", said(&output));
    assert!(
        said(&output).contains("the file cannot be read"),
        "{}",
        said(&output)
    );
}

#[test]
fn a_folder_that_may_not_be_written_to_stays_as_it_is() {
    let book = question("The old answer.\n");
    permit(book.path(), 0o755);
    assert_eq!(code(&run(&["build"], book.path())), 0);
    write(
        book.path(),
        "content/t/q.md",
        format!("{HEAD}The new answer.\n"),
    );
    let Some(output) = as_nobody(&["build"], book.path()) else {
        return;
    };
    assert_eq!(code(&output), 3, "{}", said(&output));
    assert!(page(book.path()).contains("The old answer."));
    // To look at it is allowed, and needs no cache.
    let output = as_nobody(&["check"], book.path()).unwrap();
    assert_eq!(code(&output), 0, "{}", said(&output));
    let output = as_nobody(&["clean"], book.path()).unwrap();
    assert_ne!(code(&output), 0, "{}", said(&output));
    assert!(page(book.path()).contains("The old answer."));
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_read_only_is_said_to_be() {
    let Some(disk) = Disk::new("24m") else { return };
    let root = disk.root();
    write(root, "book.toml", "[book]\ntitle = \"B\"\n");
    write(root, "content/t/index.md", "+++\ntitle = \"T\"\n+++\n");
    write(root, "content/t/q.md", format!("{HEAD}A.\n"));
    let mut mount = Command::new("mount");
    mount.args(["-o", "remount,ro"]).arg(root);
    assert!(mount.status().unwrap().success());
    let output = run(&["build"], root);
    assert_eq!(code(&output), 3, "{}", said(&output));
    assert!(said(&output).contains("Read-only"), "{}", said(&output));
    assert_eq!(code(&run(&["check"], root)), 0);
}

/// A server that has the old site open goes on reading it, in a folder that is no longer there.
#[test]
fn a_site_that_is_held_open_is_replaced() {
    let book = question("The old answer.\n");
    assert_eq!(code(&run(&["build"], book.path())), 0);
    let site = book.path().join("site");
    let mut held = File::open(site.join("t/q.html")).unwrap();
    let mut sleeper = Command::new("sleep")
        .arg("600")
        .current_dir(site.join("t"))
        .spawn()
        .unwrap();
    write(
        book.path(),
        "content/t/q.md",
        format!("{HEAD}The new answer.\n"),
    );
    let output = run(&["build"], book.path());
    sleeper.kill().unwrap();
    sleeper.wait().unwrap();
    assert_eq!(code(&output), 0, "{}", said(&output));
    assert!(page(book.path()).contains("The new answer."));
    let mut text = String::new();
    held.rewind().unwrap();
    held.read_to_string(&mut text).unwrap();
    assert!(text.contains("The old answer."));
    assert_eq!(leftovers(book.path()), [""; 0]);
}

fn touch(place: &Path, time: SystemTime) {
    let file = File::options().write(true).open(place).unwrap();
    file.set_times(FileTimes::new().set_modified(time)).unwrap();
}

/// Files from the future, then older ones than before: what is built is what is there.
#[test]
fn a_clock_that_jumps_is_not_noticed() {
    let book = book(&[
        ("content/t/q.md", format!("{HEAD}Answer 0.\n")),
        ("content/t/a.bin", "0".into()),
    ]);
    let years = |count: u64| Duration::from_secs(count * 365 * 24 * 3600);
    let now = SystemTime::now();
    let times = [
        now + years(50),
        now - years(30),
        SystemTime::UNIX_EPOCH,
        now + years(5),
        now,
    ];
    for (number, time) in (1..).zip(times) {
        let large = vec![b'0' + number; 2 << 20];
        write(
            book.path(),
            "content/t/q.md",
            format!("{HEAD}Answer {number}.\n"),
        );
        write(book.path(), "content/t/a.bin", [b'0' + number]);
        write(book.path(), "content/t/large.bin", &large);
        for file in ["content/t/q.md", "content/t/a.bin", "content/t/large.bin"] {
            touch(&book.path().join(file), time);
        }
        let output = run(&["build"], book.path());
        assert_eq!(code(&output), 0, "{}", said(&output));
        assert!(page(book.path()).contains(&format!("Answer {number}.")));
        let site = book.path().join("site/t");
        assert_eq!(fs::read(site.join("a.bin")).unwrap(), [b'0' + number]);
        assert!(fs::read(site.join("large.bin")).unwrap() == large);
        // The site and what is kept of it, from another time.
        for folder in ["site", ".answerbook"] {
            for entry in walkdir::WalkDir::new(book.path().join(folder)) {
                let entry = entry.unwrap();
                if entry.file_type().is_file() {
                    touch(entry.path(), now + years(90 - 40 * u64::from(number % 2)));
                }
            }
        }
    }
}

#[test]
fn streams_that_are_closed_full_or_slow_are_no_reason_to_fail() {
    let book = book(&[(
        "content/t/q.md",
        format!("{HEAD}{}", "[a](x.md)\n\n".repeat(900)),
    )]);
    for streams in [
        "<&-",
        ">&-",
        "2>&-",
        "<&- >&- 2>&-",
        ">/dev/full",
        "2>/dev/full",
        ">/dev/full 2>&1",
    ] {
        for arguments in [
            &["check"][..],
            &["check", "--format", "json"],
            &["schema", "book"],
            &["build"],
        ] {
            let mut command = limited("", arguments, book.path());
            let line = format!("exec \"$0\" \"$@\" {streams}");
            let arguments: Vec<_> = command.get_args().skip(2).map(ToOwned::to_owned).collect();
            let environment: Vec<_> = command
                .get_envs()
                .map(|(n, v)| (n.to_owned(), v.map(ToOwned::to_owned)))
                .collect();
            command = Command::new("sh");
            command
                .args(["-c", &line])
                .args(arguments)
                .current_dir(book.path());
            for (name, value) in environment {
                command.env(name, value.unwrap_or_default());
            }
            let output = command.output().unwrap();
            assert!(code(&output) <= 3, "{streams}");
        }
    }
    // Whoever reads late: a pipe holds 64 KiB, and there is more to say.
    let mut command = limited("", &["check", "--format", "json"], book.path());
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(1500));
    let mut text = String::new();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1));
    assert_eq!(text.lines().count(), 900);
    // Whoever stops reading.
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

#[test]
fn a_place_for_temporary_files_is_not_needed() {
    let book = question("A.\n");
    let mut command = limited("", &["build"], book.path());
    let output = command
        .env("TMPDIR", "/nowhere")
        .env_remove("HOME")
        .output()
        .unwrap();
    assert_eq!(code(&output), 0, "{}", said(&output));
    assert!(holds(&book.path().join("site"), "A."));
}
