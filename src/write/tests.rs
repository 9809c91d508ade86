//! What a build does to the disk, as facts.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs::FileTimes;
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};
use std::{fs, io};

use super::*;
use crate::plan::{Content, File, Made};

mod crash;
#[cfg(target_os = "linux")]
mod mounts;
mod places;

type Pages = BTreeMap<String, Vec<u8>>;

fn pages(list: &[(&str, &str)]) -> Pages {
    let pair = |(path, text): &(&str, &str)| (path.to_string(), text.as_bytes().to_vec());
    list.iter().map(pair).collect()
}

fn plan_of(pages: &Pages) -> Plan<'_> {
    let mut plan = Plan::default();
    for (path, bytes) in pages {
        plan.make(path.clone(), || bytes.clone().into());
    }
    plan
}

fn build(pages: &Pages, output: &Path) -> Result<Report, WriteError> {
    build_by(pages, output, Way::Exchange)
}

fn build_by(pages: &Pages, output: &Path, way: Way) -> Result<Report, WriteError> {
    let progress = &|_| {};
    write_by(
        &plan_of(pages),
        &Options {
            output,
            progress,
            earlier: None,
        },
        way,
    )
}

fn write_quietly(plan: &Plan<'_>, output: &Path) -> Result<Report, WriteError> {
    let progress = &|_| {};
    write(
        plan,
        &Options {
            output,
            progress,
            earlier: None,
        },
    )
}

/// What a reader finds: all plain files but the builder's own, and whether there is nothing else.
fn site_at(output: &Path) -> Pages {
    let mut found = Pages::new();
    for entry in walkdir::WalkDir::new(output).min_depth(1) {
        let entry = entry.unwrap();
        let relative = entry.path().strip_prefix(output).unwrap();
        let path = relative.to_str().unwrap().replace('\\', "/");
        if path.starts_with(MARKER) || entry.file_type().is_dir() {
            continue;
        }
        found.insert(path, fs::read(entry.path()).unwrap());
    }
    found
}

/// The names in a folder, sorted.
fn names_in(folder: &Path) -> Vec<String> {
    let name = |e: io::Result<fs::DirEntry>| e.unwrap().file_name().into_string().unwrap();
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(name).collect();
    names.retain(|n| cfg!(unix) || !n.ends_with(".lock"));
    names.sort();
    names
}

#[cfg(unix)]
fn inode(path: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).unwrap().ino()
}

struct Scratch {
    folder: tempfile::TempDir,
}

impl Scratch {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder }
    }

    /// In memory, where the system has such a place: some disks need a millisecond for each removal.
    fn quick() -> Self {
        match tempfile::tempdir_in("/dev/shm") {
            Ok(folder) => Self { folder },
            Err(_) => Self::new(),
        }
    }

    fn output(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    /// Only the site is there: neither staging folders nor a lock file.
    fn assert_tidy(&self) {
        assert_eq!(names_in(self.folder.path()), ["site"]);
    }
}

#[test]
fn first_build_makes_all_files_and_a_marker() {
    let scratch = Scratch::new();
    let output = scratch.folder.path().join("new/folders/site");
    let a = pages(&[("index.html", "home"), ("uk/a/b.html", "б")]);
    let report = build(&a, &output).unwrap();
    let expected = Report {
        files: 2,
        bytes: 6,
        changed: 2,
        swapped: true,
        ..Report::default()
    };
    assert_eq!(report, expected);
    assert_eq!(site_at(&output), a);
    assert!(fs::read_to_string(output.join(MARKER)).is_ok_and(|t| t == MARKER_TEXT));
    assert_eq!(names_in(output.parent().unwrap()), ["site"]);
}

#[test]
fn changed_new_and_stale_files_and_folders_are_told_apart() {
    let scratch = Scratch::new();
    let a = pages(&[
        ("a", "same"),
        ("b", "old!"),
        ("c/d/e", "stale"),
        ("c/f", "x"),
    ]);
    build(&a, &scratch.output()).unwrap();
    fs::create_dir(scratch.output().join("empty")).unwrap();
    let b = pages(&[
        ("a", "same"),
        ("b", "new!"),
        ("c/f", "longer"),
        ("g/h", "new"),
    ]);
    let report = build(&b, &scratch.output()).unwrap();
    assert_eq!(
        (report.unchanged, report.changed, report.removed),
        (1, 3, 1)
    );
    assert!(report.swapped);
    assert_eq!(site_at(&scratch.output()), b);
    assert!(!scratch.output().join("empty").exists());
    assert!(!scratch.output().join("c/d").exists());
    scratch.assert_tidy();
}

#[test]
fn nothing_changed_means_no_swap() {
    let scratch = Scratch::new();
    let a = pages(&[("a/b", "same"), ("c", &"long".repeat(100_000))]);
    build(&a, &scratch.output()).unwrap();
    #[cfg(unix)]
    let before = inode(&scratch.output());
    let report = build(&a, &scratch.output()).unwrap();
    assert_eq!(
        (report.unchanged, report.changed, report.removed),
        (2, 0, 0)
    );
    assert!(!report.swapped);
    #[cfg(unix)]
    assert_eq!(inode(&scratch.output()), before);
    scratch.assert_tidy();
}

#[test]
fn an_extra_file_folder_or_a_lost_marker_is_a_reason_to_swap() {
    let scratch = Scratch::new();
    let a = pages(&[("a/b", "same")]);
    let output = scratch.output();
    build(&a, &output).unwrap();
    fs::write(output.join("a/extra"), "x").unwrap();
    let report = build(&a, &output).unwrap();
    assert_eq!((report.swapped, report.removed), (true, 1));
    fs::create_dir(output.join("a/empty")).unwrap();
    let report = build(&a, &output).unwrap();
    assert_eq!((report.swapped, report.removed), (true, 0));
    assert_eq!(names_in(&output.join("a")), ["b"]);
    // An empty plan, so that a folder without a marker is empty and may be adopted.
    let nothing = Pages::new();
    build(&nothing, &output).unwrap();
    fs::remove_file(output.join(MARKER)).unwrap();
    assert!(build(&nothing, &output).unwrap().swapped);
    assert!(!build(&nothing, &output).unwrap().swapped);
}

#[cfg(unix)]
#[test]
fn unchanged_files_are_the_same_files_with_their_times() {
    let scratch = Scratch::new();
    build(&pages(&[("a", "same"), ("b", "1")]), &scratch.output()).unwrap();
    let path = scratch.output().join("a");
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    let file = fs::File::options().write(true).open(&path).unwrap();
    file.set_times(FileTimes::new().set_modified(long_ago))
        .unwrap();
    let before = (inode(&path), inode(&scratch.output().join("b")));
    build(&pages(&[("a", "same"), ("b", "2")]), &scratch.output()).unwrap();
    assert_eq!(inode(&path), before.0);
    assert_ne!(inode(&scratch.output().join("b")), before.1);
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), long_ago);
}

#[cfg(unix)]
#[test]
fn a_copy_made_of_links_keeps_its_bytes() {
    let scratch = Scratch::new();
    build(&pages(&[("a", "first")]), &scratch.output()).unwrap();
    let backup = scratch.folder.path().join("backup");
    fs::hard_link(scratch.output().join("a"), &backup).unwrap();
    build(&pages(&[("a", "other")]), &scratch.output()).unwrap();
    assert_eq!(fs::read(&backup).unwrap(), b"first");
}

#[test]
fn an_edit_in_place_is_replaced() {
    let scratch = Scratch::new();
    let a = pages(&[("a", "right"), ("b", "b")]);
    build(&a, &scratch.output()).unwrap();
    fs::write(scratch.output().join("a"), "wrong").unwrap();
    assert_eq!(build(&a, &scratch.output()).unwrap().changed, 1);
    assert_eq!(site_at(&scratch.output()), a);
}

#[test]
fn bytes_are_compared_past_the_first_chunk() {
    let scratch = Scratch::new();
    let mut bytes = vec![7; 100_000];
    let a = Pages::from([("a".to_owned(), bytes.clone())]);
    *bytes.last_mut().unwrap() = 8;
    let b = Pages::from([("a".to_owned(), bytes)]);
    build(&a, &scratch.output()).unwrap();
    assert_eq!(build(&b, &scratch.output()).unwrap().changed, 1);
    assert_eq!(site_at(&scratch.output()), b);
}

#[test]
fn an_error_in_the_book_leaves_the_previous_site_and_lists_all_problems() {
    let scratch = Scratch::new();
    let a = pages(&[("a", "old")]);
    build(&a, &scratch.output()).unwrap();
    let mut plan = Plan::default();
    for (path, severity) in [
        ("a", Severity::Error),
        ("b", Severity::Warning),
        ("c", Severity::Error),
    ] {
        plan.make(path, move || Made {
            bytes: b"new".to_vec(),
            diagnostics: vec![
                Diagnostic::new(severity, Some(&path.into()), None, "wrong"),
                Diagnostic::new(Severity::Warning, None, None, "said by every file"),
            ],
        });
    }
    let output = &scratch.output();
    let report = write_quietly(&plan, output).unwrap();
    assert!(!report.swapped);
    let files: Vec<_> = report
        .diagnostics
        .iter()
        .map(|d| d.file.as_deref())
        .collect();
    assert_eq!(files, [None, Some("a"), Some("b"), Some("c")]);
    assert_eq!(
        report,
        Report {
            files: 3,
            bytes: 9,
            diagnostics: report.diagnostics.clone(),
            ..Report::default()
        }
    );
    assert_eq!(site_at(output), a);
    scratch.assert_tidy();
}

#[test]
fn warnings_do_not_stop_a_build() {
    let scratch = Scratch::new();
    let mut plan = Plan::default();
    plan.make("a", || Made {
        bytes: Vec::new(),
        diagnostics: vec![Diagnostic::new(Severity::Warning, None, None, "odd")],
    });
    let output = &scratch.output();
    let report = write_quietly(&plan, output).unwrap();
    assert!(report.swapped);
    assert_eq!(report.diagnostics.len(), 1);
}

#[test]
fn a_dry_run_reports_the_same_and_writes_nothing() {
    let scratch = Scratch::new();
    let mut plan = Plan::default();
    plan.make("a", || Made {
        bytes: b"new".to_vec(),
        diagnostics: vec![Diagnostic::new(Severity::Warning, None, None, "odd")],
    });
    plan.make("b/../c", || b"new".to_vec().into());
    let missing = scratch.folder.path().join("missing.png");
    plan.files.push(File {
        path: "d".into(),
        content: Content::Copied(missing),
        group: 0,
        inputs: None,
    });
    let done = AtomicU64::new(0);
    let report = dry_run(&plan, &|n| {
        done.fetch_max(n, Ordering::Relaxed);
    });
    assert_eq!((report.files, report.bytes, report.swapped), (3, 6, false));
    assert_eq!(done.into_inner(), 3);
    let messages: Vec<_> = report
        .diagnostics
        .iter()
        .map(|d| d.message.as_str())
        .collect();
    assert_eq!(messages.len(), 3);
    assert!(messages[0].starts_with("cannot read "));
    assert_eq!(messages[1], "the output path `b/../c` has the segment `..`");
    assert_eq!(messages[2], "odd");
    assert_eq!(names_in(scratch.folder.path()), [""; 0]);
}

#[test]
fn bad_paths_stop_a_build_before_anything_is_made() {
    let scratch = Scratch::new();
    let bad = pages(&[("../a", ""), ("b/c", ""), ("B", ""), ("d//e", "")]);
    match build(&bad, &scratch.output()) {
        Err(WriteError::Paths(list)) => assert_eq!(list.len(), 3),
        other => panic!("{other:?}"),
    }
    assert_eq!(names_in(scratch.folder.path()), [""; 0]);
}

#[test]
fn copied_files_keep_the_time_of_their_source_and_are_linked_while_it_stays() {
    let scratch = Scratch::new();
    let source = scratch.folder.path().join("figure.png");
    fs::write(&source, "picture").unwrap();
    let set_time = |seconds| {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let file = fs::File::options().write(true).open(&source).unwrap();
        file.set_times(FileTimes::new().set_modified(time)).unwrap();
        time
    };
    let time = set_time(1_200_000_000);
    let mut plan = Plan::default();
    plan.files.push(File {
        path: "a/figure.png".into(),
        content: Content::Copied(source.clone()),
        group: 0,
        inputs: None,
    });
    let output = &scratch.output();
    let build = || write_quietly(&plan, output).unwrap();
    let report = build();
    assert_eq!((report.bytes, report.changed), (7, 1));
    let copy = output.join("a/figure.png");
    assert_eq!(fs::metadata(&copy).unwrap().modified().unwrap(), time);
    assert_eq!(build().unchanged, 1);
    // Another time, as after a checkout, but the same bytes: still the same file.
    set_time(1_300_000_000);
    assert_eq!(build().unchanged, 1);
    // Another time, other bytes of the same length.
    fs::write(&source, "painted").unwrap();
    set_time(1_400_000_000);
    assert_eq!(build().changed, 1);
    assert_eq!(fs::read(&copy).unwrap(), b"painted");
}

#[test]
fn a_missing_source_is_a_diagnostic_and_the_site_stays() {
    let scratch = Scratch::new();
    let a = pages(&[("a", "old")]);
    build(&a, &scratch.output()).unwrap();
    let mut plan = Plan::default();
    for path in [
        scratch.folder.path().join("no.png"),
        scratch.folder.path().to_path_buf(),
    ] {
        let name = format!("x{}", plan.files.len());
        plan.files.push(File {
            path: name,
            content: Content::Copied(path),
            group: 0,
            inputs: None,
        });
    }
    let output = &scratch.output();
    let report = write_quietly(&plan, output).unwrap();
    assert_eq!(report.diagnostics.len(), 2);
    assert!(Diagnostic::any_error(&report.diagnostics) && !report.swapped);
    assert_eq!(site_at(output), a);
}

#[test]
fn progress_is_told_after_every_file() {
    let scratch = Scratch::new();
    let a: Pages = (0..50).map(|i| (format!("{i}"), vec![1])).collect();
    let (calls, largest) = (AtomicU64::new(0), AtomicU64::new(0));
    let progress = &|done| {
        calls.fetch_add(1, Ordering::Relaxed);
        largest.fetch_max(done, Ordering::Relaxed);
    };
    let output = &scratch.output();
    write(
        &plan_of(&a),
        &Options {
            output,
            progress,
            earlier: None,
        },
    )
    .unwrap();
    assert_eq!((calls.into_inner(), largest.into_inner()), (50, 50));
}

#[test]
fn a_panic_leaves_the_previous_site_and_no_staging() {
    let scratch = Scratch::new();
    let a = pages(&[("a", "old")]);
    build(&a, &scratch.output()).unwrap();
    let mut plan = Plan::default();
    plan.make("a", || b"new".to_vec().into());
    plan.make("b", || panic!("a defect of a page's function"));
    let output = &scratch.output();
    let caught =
        std::panic::catch_unwind(AssertUnwindSafe(|| write_quietly(&plan, output).is_ok()));
    assert!(caught.is_err());
    assert_eq!(site_at(output), a);
    scratch.assert_tidy();
}

#[test]
fn two_builds_at_once_are_refused() {
    let scratch = Scratch::new();
    let output = &scratch.output();
    let a = pages(&[("a", "a")]);
    let mut plan = Plan::default();
    plan.make("a", || {
        assert!(matches!(build(&a, output), Err(WriteError::Locked { .. })));
        assert!(matches!(clean(output), Err(WriteError::Locked { .. })));
        assert!(recover(output).is_ok());
        b"outer".to_vec().into()
    });
    write_quietly(&plan, output).unwrap();
    assert_eq!(site_at(output), pages(&[("a", "outer")]));
    scratch.assert_tidy();
}
