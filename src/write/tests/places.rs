//! Output folders of all kinds, and the three ways of swapping.

use super::*;
use crate::write::site::Work;

const ALL_WAYS: [Way; 3] = [Way::Exchange, Way::Renames, Way::Entries];

#[test]
fn every_way_of_swapping_gives_the_same_site() {
    for way in ALL_WAYS {
        let scratch = Scratch::new();
        let a = pages(&[("a", "same"), ("b/c", "old"), ("d", "stale"), ("e", "file")]);
        let b = pages(&[
            ("a", "same"),
            ("b/c", "new"),
            ("e/f", "folder"),
            ("g", "new"),
        ]);
        build_by(&a, &scratch.output(), way).unwrap();
        let report = build_by(&b, &scratch.output(), way).unwrap();
        assert_eq!(
            (report.unchanged, report.changed, report.removed),
            (1, 3, 2)
        );
        assert_eq!(site_at(&scratch.output()), b, "{way:?}");
        scratch.assert_tidy();
        assert!(!build_by(&b, &scratch.output(), way).unwrap().swapped);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn folders_are_exchanged_where_the_system_can() {
    let scratch = Scratch::new();
    build(&pages(&[("a", "1")]), &scratch.output()).unwrap();
    // Held open, so that its number is not given to the next folder.
    let old = fs::File::open(scratch.output()).unwrap();
    build(&pages(&[("a", "2")]), &scratch.output()).unwrap();
    assert_ne!(
        inode(&scratch.output()),
        std::os::unix::fs::MetadataExt::ino(&old.metadata().unwrap())
    );
}

#[test]
fn a_folder_with_foreign_files_is_refused_by_name() {
    let scratch = Scratch::new();
    let output = &scratch.output();
    fs::create_dir(output).unwrap();
    fs::write(output.join("notes.txt"), "mine").unwrap();
    let error = build(&pages(&[("a", "x")]), output).unwrap_err();
    assert!(matches!(&error, WriteError::NotOurs { found, .. } if found == "notes.txt"));
    assert!(error.to_string().contains("did not make"));
    assert!(error.hint().is_some());
    assert_eq!(names_in(output), ["notes.txt"]);
    scratch.assert_tidy();
}

#[test]
fn a_folder_or_other_file_of_the_markers_name_is_no_marker() {
    let scratch = Scratch::new();
    let output = &scratch.output();
    fs::create_dir_all(output.join(MARKER)).unwrap();
    let a = pages(&[("a", "x")]);
    assert!(matches!(build(&a, output), Err(WriteError::NotOurs { .. })));
    fs::remove_dir(output.join(MARKER)).unwrap();
    fs::write(output.join(MARKER), "answerbook").unwrap();
    assert!(matches!(build(&a, output), Err(WriteError::NotOurs { .. })));
}

#[test]
fn an_empty_folder_is_adopted_also_with_a_file_managers_litter() {
    let scratch = Scratch::new();
    let output = &scratch.output();
    fs::create_dir(output).unwrap();
    fs::write(output.join(".DS_Store"), "").unwrap();
    build(&pages(&[("a", "x")]), output).unwrap();
    assert_eq!(names_in(output), [MARKER, "a"]);
}

#[test]
fn files_roots_and_the_current_folder_are_refused() {
    let scratch = Scratch::new();
    let a = pages(&[("a", "x")]);
    let file = scratch.folder.path().join("file");
    fs::write(&file, "mine").unwrap();
    let current = std::env::current_dir().unwrap();
    let root = current.ancestors().last().unwrap();
    let up = current.join("..");
    for (output, problem) in [
        (file.as_path(), "is a file"),
        (root, "is the root of the file system"),
        (Path::new("."), "is the current folder, or holds it"),
        (Path::new(""), "is the current folder, or holds it"),
        (&current, "is the current folder, or holds it"),
        (&up, "is the current folder, or holds it"),
    ] {
        for result in [
            build(&a, output).map(drop),
            clean(output).map(drop),
            recover(output),
        ] {
            match result {
                Err(WriteError::BadOutput { problem: found, .. }) => assert_eq!(found, problem),
                other => panic!("{}: {other:?}", output.display()),
            }
        }
    }
    assert_eq!(fs::read(&file).unwrap(), b"mine");
}

#[test]
fn slashes_and_dots_at_the_end_change_nothing() {
    let scratch = Scratch::new();
    let a = pages(&[("a", "x")]);
    build(&a, &scratch.output().join("")).unwrap();
    assert!(!build(&a, &scratch.output().join(".")).unwrap().swapped);
    assert!(
        !build(&a, &scratch.output().join("../site"))
            .unwrap()
            .swapped
    );
    scratch.assert_tidy();
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_is_followed_and_stays() {
    use std::os::unix::fs::symlink;
    let scratch = Scratch::new();
    let target = scratch.folder.path().join("elsewhere/real");
    symlink("second", scratch.output()).unwrap();
    symlink("elsewhere/real", scratch.folder.path().join("second")).unwrap();
    for text in ["1", "2"] {
        // The first time there is nothing at the end of the links.
        let a = pages(&[("a", text)]);
        build(&a, &scratch.output()).unwrap();
        assert_eq!(site_at(&target), a);
    }
    assert!(fs::symlink_metadata(scratch.output()).unwrap().is_symlink());
    assert_eq!(names_in(target.parent().unwrap()), ["real"]);
    assert_eq!(
        names_in(scratch.folder.path()),
        ["elsewhere", "second", "site"]
    );
    assert!(clean(&scratch.output()).unwrap());
    assert!(!target.exists());
}

#[cfg(unix)]
#[test]
fn a_link_to_itself_is_refused() {
    let scratch = Scratch::new();
    std::os::unix::fs::symlink("site", scratch.output()).unwrap();
    let error = build(&pages(&[("a", "x")]), &scratch.output()).unwrap_err();
    assert!(error.to_string().contains("leads back to itself"));
}

#[cfg(unix)]
#[test]
fn links_in_the_previous_site_are_neither_followed_nor_kept() {
    let scratch = Scratch::new();
    let output = &scratch.output();
    let outside = scratch.folder.path().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("b"), "same").unwrap();
    let a = pages(&[("a", "same"), ("d/b", "same")]);
    build(&a, output).unwrap();
    fs::remove_file(output.join("a")).unwrap();
    fs::remove_dir_all(output.join("d")).unwrap();
    std::os::unix::fs::symlink(outside.join("b"), output.join("a")).unwrap();
    std::os::unix::fs::symlink(&outside, output.join("d")).unwrap();
    let report = build(&a, output).unwrap();
    assert_eq!((report.unchanged, report.changed), (0, 2));
    assert!(fs::symlink_metadata(output.join("a")).unwrap().is_file());
    assert!(fs::symlink_metadata(output.join("d")).unwrap().is_dir());
    assert_eq!(fs::read(outside.join("b")).unwrap(), b"same");
}

/// Opening a pipe would wait forever for somebody to write to it.
#[cfg(target_os = "linux")]
#[test]
fn pipes_in_the_previous_site_are_not_opened() {
    use rustix::fs::{CWD, FileType, Mode, mknodat};
    let scratch = Scratch::new();
    let output = &scratch.output();
    let a = pages(&[("a", "same")]);
    build(&a, output).unwrap();
    let replace_by_pipe = |path: &Path| {
        fs::remove_file(path).unwrap();
        mknodat(CWD, path, FileType::Fifo, Mode::RWXU, 0).unwrap();
    };
    replace_by_pipe(&output.join("a"));
    assert_eq!(build(&a, output).unwrap().changed, 1);
    assert_eq!(site_at(output), a);
    replace_by_pipe(&output.join(MARKER));
    assert!(matches!(build(&a, output), Err(WriteError::NotOurs { .. })));
}

#[test]
fn a_relative_output_folder_is_worked_on_beside_itself() {
    let site = Site::find(Path::new("no-such-folder")).unwrap();
    let lock = Path::new(".").join(".no-such-folder.lock");
    assert_eq!((site.lock_path(), site.has_place()), (lock, true));
}

#[test]
fn a_repository_in_the_output_folder_stays() {
    let scratch = Scratch::new();
    let output = &scratch.output();
    fs::create_dir_all(output.join(".git/refs")).unwrap();
    for text in ["1", "2"] {
        let a = pages(&[("a", text), ("b/c", "x")]);
        assert!(build(&a, output).unwrap().swapped);
        fs::remove_file(output.join("a")).unwrap();
        build(&a, output).unwrap();
        assert_eq!(names_in(output), [MARKER, ".git", "a", "b"]);
        assert!(!build(&a, output).unwrap().swapped);
    }
    scratch.assert_tidy();
    assert!(clean(output).unwrap());
    assert_eq!(names_in(output), [".git"]);
}

#[cfg(unix)]
#[test]
fn the_output_folder_keeps_its_permissions() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    let scratch = Scratch::new();
    let output = &scratch.output();
    build(&pages(&[("a", "1")]), output).unwrap();
    fs::set_permissions(output, fs::Permissions::from_mode(0o2751)).unwrap();
    let given_away = chown(output, Some(4321), None).is_ok();
    fs::set_permissions(output, fs::Permissions::from_mode(0o2751)).unwrap_or(());
    build(&pages(&[("a", "2")]), output).unwrap();
    let metadata = fs::metadata(output).unwrap();
    assert_eq!(metadata.mode() & 0o7777, 0o2751);
    assert_eq!(metadata.uid() == 4321, given_away);
}

#[test]
fn what_a_killed_build_left_is_removed_by_the_next_build_and_by_recover() {
    let scratch = Scratch::new();
    let a = pages(&[("a", "x")]);
    let leave = || {
        let stale = scratch.folder.path().join(".site.staging-00000000000000aa");
        fs::create_dir(&stale).unwrap();
        fs::write(stale.join("half"), "").unwrap();
        fs::write(scratch.folder.path().join(".site.lock"), "").unwrap();
    };
    leave();
    build(&a, &scratch.output()).unwrap();
    scratch.assert_tidy();
    leave();
    recover(&scratch.output()).unwrap();
    scratch.assert_tidy();
    assert_eq!(site_at(&scratch.output()), a);
}

#[test]
fn similar_names_beside_the_output_are_left_alone() {
    let scratch = Scratch::new();
    let similar = [
        ".site.staging-mine",
        ".site.staging-00000000000000aa.txt",
        ".site2.staging-00000000000000aa",
        "site.staging-00000000000000aa",
    ];
    for name in similar {
        fs::create_dir(scratch.folder.path().join(name)).unwrap();
    }
    // A file, not a folder.
    fs::write(scratch.folder.path().join(".site.old-00000000000000aa"), "").unwrap();
    build(&pages(&[("a", "x")]), &scratch.output()).unwrap();
    assert_eq!(names_in(scratch.folder.path()).len(), similar.len() + 2);
}

#[test]
fn killed_between_two_renames_the_previous_site_comes_back() {
    let scratch = Scratch::new();
    let a = pages(&[("a", "x")]);
    build(&a, &scratch.output()).unwrap();
    let site = Site::find(&scratch.output()).unwrap();
    fs::rename(&site.dir, site.work_path(Work::Old)).unwrap();
    fs::create_dir(site.work_path(Work::Staging)).unwrap();
    recover(&scratch.output()).unwrap();
    assert_eq!(site_at(&scratch.output()), a);
    scratch.assert_tidy();
}

#[test]
fn killed_after_two_renames_the_new_site_stays() {
    let scratch = Scratch::new();
    build(&pages(&[("a", "old")]), &scratch.output()).unwrap();
    let site = Site::find(&scratch.output()).unwrap();
    let old = site.work_path(Work::Old);
    fs::rename(&site.dir, &old).unwrap();
    let b = pages(&[("a", "new")]);
    // `build` would repair first, so the new site is put there as another one.
    build(&b, &scratch.folder.path().join("other")).unwrap();
    fs::rename(scratch.folder.path().join("other"), &site.dir).unwrap();
    recover(&scratch.output()).unwrap();
    assert_eq!(site_at(&scratch.output()), b);
    scratch.assert_tidy();
}

#[test]
fn a_new_folder_without_a_marker_never_empties_a_site() {
    let scratch = Scratch::new();
    let a = pages(&[("a", "x")]);
    build(&a, &scratch.output()).unwrap();
    let site = Site::find(&scratch.output()).unwrap();
    fs::create_dir(site.work_path(Work::New)).unwrap();
    recover(&scratch.output()).unwrap();
    assert_eq!(site_at(&scratch.output()), a);
}

#[test]
fn clean_removes_only_a_site_of_ours() {
    let scratch = Scratch::new();
    let output = &scratch.output();
    assert!(!clean(output).unwrap());
    fs::create_dir(output).unwrap();
    assert!(!clean(output).unwrap());
    fs::write(output.join("notes.txt"), "mine").unwrap();
    assert!(matches!(clean(output), Err(WriteError::NotOurs { .. })));
    assert_eq!(fs::read(output.join("notes.txt")).unwrap(), b"mine");
    fs::remove_file(output.join("notes.txt")).unwrap();
    build(&pages(&[("a/b", "x")]), output).unwrap();
    fs::create_dir(scratch.folder.path().join(".site.staging-0123456789abcdef")).unwrap();
    assert!(clean(output).unwrap());
    assert_eq!(names_in(scratch.folder.path()), [""; 0]);
    assert!(!clean(&output.join("no/such/folder")).unwrap());
    assert_eq!(names_in(scratch.folder.path()), [""; 0]);
}
