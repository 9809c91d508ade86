//! A site is the same whether its folder was begun anew or with what was set aside, whatever was done to that.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something is not as it must be"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use crate::cache::inventory::Inventory;
use crate::plan::{Content, File, Made, Plan};
use crate::write::{MARKER, Options, Report, clean, write};

/// The files of a site by path.
type Edition = BTreeMap<String, String>;

fn build_with(edition: &Edition, output: &Path, earlier: Option<&Inventory>) -> Report {
    let mut plan = Plan::default();
    for (path, text) in edition {
        plan.files.push(File {
            path: path.clone(),
            content: Content::Made(Box::new(move || Made::from(text.as_bytes().to_vec()))),
            group: 0,
            inputs: None,
        });
    }
    let options = Options {
        output,
        progress: &|_| {},
        earlier,
    };
    write(&plan, &options).unwrap()
}

/// Builds as with a cache.
fn build(edition: &Edition, output: &Path) -> Report {
    build_with(edition, output, Some(&Inventory::default()))
}

/// An edition of 24 files.
fn first() -> Edition {
    let path = |n: usize| format!("{}/page-{n}.html", ["a", "a/b", "c"][n % 3]);
    (0..24).map(|n| (path(n), format!("text {n}"))).collect()
}

/// What lies in a folder: texts of files, and folders.
fn found(folder: &Path) -> (Edition, BTreeSet<String>) {
    let (mut files, mut dirs) = (Edition::new(), BTreeSet::new());
    for entry in walkdir::WalkDir::new(folder).min_depth(1) {
        let entry = entry.unwrap();
        let path = entry.path().strip_prefix(folder).unwrap();
        let path = path.to_str().unwrap().replace('\\', "/");
        if entry.file_type().is_dir() {
            dirs.insert(path);
        } else if path != MARKER {
            assert!(entry.file_type().is_file(), "{path}");
            files.insert(path, fs::read_to_string(entry.path()).unwrap());
        }
    }
    (files, dirs)
}

fn assert_is(edition: &Edition, output: &Path) {
    let (files, dirs) = found(output);
    assert_eq!(files, *edition);
    let above = |path: &String| {
        let ends = path
            .match_indices('/')
            .map(|(end, _)| path[..end].to_owned());
        ends.collect::<Vec<_>>()
    };
    assert_eq!(dirs, edition.keys().flat_map(above).collect());
}

/// What was set aside beside an output folder.
fn aside(output: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(output.parent().unwrap()).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let name = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().to_owned();
    paths
        .filter(|path| name(path).starts_with(".site.aside-"))
        .collect()
}

#[cfg(unix)]
#[test]
fn a_site_that_is_alike_is_made_of_the_one_before_the_last() {
    use std::os::unix::fs::MetadataExt;
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("site");
    let mut edition = first();
    build(&edition, &output);
    assert_eq!(aside(&output), Vec::<PathBuf>::new());
    let inode = fs::metadata(output.join("a/page-0.html")).unwrap().ino();
    let mut folders = Vec::new();
    for text in ["one", "two", "three"] {
        edition.insert("c/page-2.html".into(), text.into());
        assert_eq!(build(&edition, &output).changed, 1);
        assert_is(&edition, &output);
        let [aside] = &aside(&output)[..] else {
            panic!("one folder is set aside");
        };
        folders.push(fs::metadata(&output).unwrap().ino());
        folders.push(fs::metadata(aside).unwrap().ino());
        let kept = fs::metadata(output.join("a/page-0.html")).unwrap();
        // Its names in the site and in what was set aside.
        assert_eq!((kept.ino(), kept.nlink()), (inode, 2));
    }
    // The same two folders take turns.
    assert_eq!(
        folders.iter().collect::<BTreeSet<_>>().len(),
        2,
        "{folders:?}"
    );
    // Nothing to do: what was set aside stays so.
    assert!(!build(&edition, &output).swapped);
    assert_eq!(aside(&output).len(), 1);
    // Most is new.
    edition.values_mut().for_each(|text| text.push('!'));
    build(&edition, &output);
    assert_is(&edition, &output);
    assert_eq!(aside(&output), Vec::<PathBuf>::new());
}

#[cfg(unix)]
#[test]
fn nothing_stays_aside_without_a_cache_and_after_cleaning() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("site");
    let mut edition = first();
    for is_cleaned in [false, true] {
        build(&edition, &output);
        edition.insert("index.html".into(), format!("{is_cleaned}"));
        build(&edition, &output);
        assert_eq!(aside(&output).len(), 1);
        match is_cleaned {
            true => drop(clean(&output).unwrap()),
            false => drop(build_with(&edition, &output, None)),
        }
        assert_eq!(aside(&output), Vec::<PathBuf>::new());
    }
    assert!(!output.exists());
}

/// What somebody does between two builds.
#[derive(Clone, Debug)]
enum Act {
    /// Another text, or a new file, or none.
    Edit(usize, Option<u8>),
    /// Something else in the place of a file of the site, or of what was set aside.
    Tamper {
        is_aside: bool,
        file: usize,
        what: u8,
    },
    /// A copy made of links, as `cp -al` does.
    Copy,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (0..30_usize, any::<Option<u8>>()).prop_map(|(file, text)| Act::Edit(file, text)),
        2 => (any::<bool>(), 0..30_usize, 0..5_u8)
            .prop_map(|(is_aside, file, what)| Act::Tamper { is_aside, file, what }),
        1 => Just(Act::Copy),
    ]
}

fn tamper(folder: &Path, path: &str, what: u8, elsewhere: &Path) {
    let place = folder.join(path);
    let parent = place.parent().unwrap();
    if !parent.is_dir() || folder.join("a").is_symlink() || parent.is_symlink() {
        return;
    }
    let _ = fs::remove_file(&place);
    match what {
        0 => {}
        1 => drop(fs::write(&place, "of somebody else")),
        2 => drop(fs::create_dir_all(place.join("folder"))),
        #[cfg(unix)]
        3 => drop(std::os::unix::fs::symlink(elsewhere.join("file"), &place)),
        #[cfg(unix)]
        4 => {
            let _ = fs::remove_dir_all(parent);
            drop(std::os::unix::fs::symlink(elsewhere, parent));
        }
        _ => {}
    }
}

/// Links all files of a site into another folder.
fn copy(output: &Path, to: &Path) {
    for path in found(output).0.keys() {
        let place = to.join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::hard_link(output.join(path), place).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_site_is_what_was_planned_whatever_was_done_to_it_and_to_what_was_set_aside(
        rounds in prop::collection::vec(prop::collection::vec(act(), 0..4), 1..8)
    ) {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("site");
        let elsewhere = folder.path().join("elsewhere");
        fs::create_dir(&elsewhere).unwrap();
        for name in first().keys() {
            fs::write(elsewhere.join(name.rsplit('/').next().unwrap()), "not ours").unwrap();
        }
        fs::write(elsewhere.join("file"), "not ours").unwrap();
        let mut edition = first();
        let mut copies: Vec<(PathBuf, Edition)> = Vec::new();
        build(&edition, &output);
        for acts in rounds {
            for act in acts {
                match act {
                    Act::Edit(file, text) => {
                        let path = format!("{}/page-{file}.html", ["a", "a/b", "c"][file % 3]);
                        match text {
                            Some(text) => drop(edition.insert(path, format!("text {text}"))),
                            None => drop(edition.remove(&path)),
                        }
                    }
                    Act::Tamper { is_aside, file, what } => {
                        let place = match is_aside {
                            true => aside(&output).pop(),
                            false => Some(output.clone()),
                        };
                        let path = format!("{}/page-{file}.html", ["a", "a/b", "c"][file % 3]);
                        if let Some(place) = place {
                            tamper(&place, &path, what, &elsewhere);
                        }
                    }
                    Act::Copy => {
                        build(&edition, &output);
                        let to = folder.path().join(format!("copy-{}", copies.len()));
                        copy(&output, &to);
                        copies.push((to, edition.clone()));
                    }
                }
            }
            build(&edition, &output);
            assert_is(&edition, &output);
            prop_assert!(aside(&output).len() <= 1);
        }
        let theirs = found(&elsewhere).0;
        prop_assert!(theirs.len() == 25 && theirs.values().all(|text| text == "not ours"));
        for (copy, edition) in copies {
            prop_assert_eq!(found(&copy).0, edition);
        }
    }
}
