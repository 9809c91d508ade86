//! File systems that are full, mounted at the output folder, layered, or not ours to write to.
//!
//! Mounting needs root: otherwise these tests say that they were skipped. Root reads and writes
//! everything, so what is forbidden is tested under another user id.
#![allow(clippy::print_stderr)]

use std::env;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::process::Command;

use super::*;

/// Tells the child process which folder it works in.
const FOLDER: &str = "ANSWERBOOK_TEST_OTHER_USER";

/// A user and group id that owns nothing (`nobody` on most systems).
const NOBODY: u32 = 65_534;

/// A mounted file system, until it is dropped.
struct Mount {
    at: PathBuf,
}

impl Mount {
    /// None, and a message, if that is not allowed.
    fn new(kind: &str, options: &str, at: &Path) -> Option<Self> {
        let mut command = Command::new("mount");
        command.args(["-t", kind, "-o", options, "none"]).arg(at);
        Self::by(&mut command, at)
    }

    fn bind(from: &Path, at: &Path) -> Option<Self> {
        Self::by(Command::new("mount").arg("--bind").args([from, at]), at)
    }

    fn by(command: &mut Command, at: &Path) -> Option<Self> {
        let done = command.output().is_ok_and(|o| o.status.success());
        if !done {
            eprintln!("skipped: this process may not mount");
        }
        done.then(|| Self {
            at: at.to_path_buf(),
        })
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.at).status();
    }
}

#[test]
fn a_full_disk_leaves_the_previous_site_and_says_so() {
    let scratch = Scratch::new();
    let Some(_mount) = Mount::new("tmpfs", "size=400k", scratch.folder.path()) else {
        return;
    };
    let a = pages(&[("a", "old"), ("b", "same")]);
    build(&a, &scratch.output()).unwrap();
    let mut big = a.clone();
    big.insert("c".into(), vec![1; 1_000_000]);
    let error = build(&big, &scratch.output()).unwrap_err();
    assert!(error.to_string().starts_with("cannot write "), "{error}");
    assert!(error.to_string().contains("site/c`"), "{error}");
    assert!(error.hint().unwrap().contains("disk is full"));
    assert_eq!(site_at(&scratch.output()), a);
    scratch.assert_tidy();
    let b = pages(&[("a", "new"), ("b", "same")]);
    build(&b, &scratch.output()).unwrap();
    assert_eq!(site_at(&scratch.output()), b);
}

fn build_twice_into_a_mount_point(output: &Path) {
    for text in ["1", "2"] {
        let a = pages(&[("a", text), ("b/c", "same")]);
        let report = build(&a, output).unwrap();
        assert!(report.swapped);
        assert_eq!(report.unchanged, u64::from(text == "2"));
        assert_eq!(site_at(output), a);
        assert_eq!(names_in(output), [MARKER, "a", "b"]);
        assert!(!build(&a, output).unwrap().swapped);
    }
    assert!(clean(output).unwrap());
    assert_eq!(names_in(output), [""; 0]);
}

#[test]
fn an_output_folder_that_is_a_file_systems_root_is_filled_in_place() {
    let scratch = Scratch::new();
    fs::create_dir(scratch.output()).unwrap();
    let Some(_mount) = Mount::new("tmpfs", "size=400k", &scratch.output()) else {
        return;
    };
    build_twice_into_a_mount_point(&scratch.output());
    scratch.assert_tidy();
}

#[test]
fn an_output_folder_that_is_a_bind_mount_is_filled_in_place() {
    let scratch = Scratch::new();
    let real = scratch.folder.path().join("real");
    fs::create_dir_all(&real).unwrap();
    fs::create_dir(scratch.output()).unwrap();
    let Some(_mount) = Mount::bind(&real, &scratch.output()) else {
        return;
    };
    build_twice_into_a_mount_point(&scratch.output());
    assert_eq!(names_in(scratch.folder.path()), ["real", "site"]);
}

#[test]
fn a_site_in_a_lower_layer_of_a_container_is_replaced() {
    let scratch = Scratch::new();
    let folder = |name| {
        let path = scratch.folder.path().join(name);
        fs::create_dir(&path).unwrap();
        path
    };
    let (layers, merged) = (folder("layers"), folder("merged"));
    let Some(_tmpfs) = Mount::new("tmpfs", "size=4m", &layers) else {
        return;
    };
    let layer = |name| {
        let path = layers.join(name);
        fs::create_dir(&path).unwrap();
        path.display().to_string()
    };
    let (lower, upper, work) = (layer("lower"), layer("upper"), layer("work"));
    let a = pages(&[("a", "old"), ("b/c", "same"), ("d/e", "stale")]);
    build(&a, &Path::new(&lower).join("site")).unwrap();
    let options = format!("lowerdir={lower},upperdir={upper},workdir={work},redirect_dir=off");
    let Some(_overlay) = Mount::new("overlay", &options, &merged) else {
        return;
    };
    let output = merged.join("site");
    assert_eq!(site_at(&output), a);
    let away = fs::rename(&output, merged.join("away")).unwrap_err();
    assert_eq!(away.kind(), io::ErrorKind::CrossesDevices);
    for text in ["new", "newer"] {
        let b = pages(&[("a", text), ("b/c", "same")]);
        build(&b, &output).unwrap();
        assert_eq!(site_at(&output), b);
        assert_eq!(names_in(&merged), ["site"]);
    }
}

/// What another user does in a folder that is not theirs, with an output folder that is.
#[test]
#[ignore = "the child process of the test below"]
fn other_user() {
    let Some(folder) = env::var_os(FOLDER).map(PathBuf::from) else {
        return;
    };
    // A new site in a folder that we may not write to.
    let denied = build(&pages(&[("a", "x")]), &folder.join("new")).unwrap_err();
    assert!(denied.hint().unwrap().contains("who owns"), "{denied}");

    // Our own output folder there: filled in place. A file that cannot be read is made again.
    let output = folder.join("site");
    let a = pages(&[("a", "x"), ("b", "y")]);
    build(&a, &output).unwrap();
    fs::set_permissions(output.join("a"), fs::Permissions::from_mode(0o000)).unwrap();
    fs::File::open(output.join("a")).unwrap_err();
    let report = build(&a, &output).unwrap();
    assert_eq!((report.unchanged, report.changed), (1, 1));
    assert_eq!(site_at(&output), a);
    assert_eq!(names_in(&output), [MARKER, "a", "b"]);

    // A page of another user may not be linked: it is copied with its time.
    let output = folder.join("shared");
    let page = fs::metadata(output.join("b")).unwrap();
    let b = pages(&[("a", "new"), ("b", "same")]);
    let report = build(&b, &output).unwrap();
    assert_eq!((report.unchanged, report.changed), (1, 1));
    assert_eq!(site_at(&output), b);
    let kept = fs::metadata(output.join("b")).unwrap();
    assert_eq!(kept.modified().unwrap(), page.modified().unwrap());
    let protected = fs::read_to_string("/proc/sys/fs/protected_hardlinks").unwrap();
    assert_eq!(kept.uid() == NOBODY, protected.trim() == "1");

    // An unreadable source is a problem of the book.
    let mut plan = Plan::default();
    let source = folder.join("private.png");
    plan.files.push(File {
        path: "p".into(),
        content: Content::Copied(source),
        group: 0,
        inputs: None,
    });
    let report = dry_run(&plan, &|_| {});
    assert!(report.diagnostics[0].message.contains("private.png"));
    fs::write(folder.join("site/done"), "").unwrap();
}

#[test]
fn what_is_forbidden_is_refused_or_done_in_place() {
    if !is_root() {
        eprintln!("skipped: needs root to become another user");
        return;
    }
    let scratch = Scratch::new();
    let folder = scratch.folder.path();
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
    let program = folder.join("tests");
    fs::copy(env::current_exe().unwrap(), &program).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(folder.join("private.png"), "").unwrap();
    fs::set_permissions(
        folder.join("private.png"),
        fs::Permissions::from_mode(0o600),
    )
    .unwrap();
    fs::create_dir(scratch.output()).unwrap();
    chown(scratch.output(), Some(NOBODY), Some(NOBODY)).unwrap();
    let shared = folder.join("shared");
    build(&pages(&[("a", "old"), ("b", "same")]), &shared).unwrap();
    chown(&shared, Some(NOBODY), Some(NOBODY)).unwrap();
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    let page = fs::File::options()
        .write(true)
        .open(shared.join("b"))
        .unwrap();
    page.set_times(FileTimes::new().set_modified(long_ago))
        .unwrap();
    let output = Command::new(&program)
        .args(["--exact", "write::tests::mounts::other_user", "--ignored"])
        .current_dir("/")
        .env(FOLDER, folder)
        .uid(NOBODY)
        .gid(NOBODY)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    assert!(scratch.output().join("done").exists());
}

fn is_root() -> bool {
    let probe = tempfile::NamedTempFile::new().unwrap();
    chown(probe.path(), Some(NOBODY), None).is_ok()
}
