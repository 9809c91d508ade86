//! What would be published: all that the program is made of, and nothing of the book that it was made for.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// What stands in every package beside its folders; cargo writes the last three.
const FILES: [&str; 6] = [
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "build.rs",
    "Cargo.lock",
    "Cargo.toml",
    "Cargo.toml.orig",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a package, as cargo lists them.
fn packaged(package: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["package", "--list", "--allow-dirty", "--offline"])
        .args(["--package", package])
        .current_dir(root())
        .output()
        .unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    let listed = String::from_utf8(output.stdout).unwrap();
    let files = listed.lines().map(|line| line.replace('\\', "/"));
    // Where a package comes from is only known in a clone.
    files
        .filter(|file| file != ".cargo_vcs_info.json")
        .collect()
}

/// These files, and all that the folders hold.
fn all(folder: &str, files: &[&str], folders: &[&str]) -> BTreeSet<String> {
    let mut all: BTreeSet<String> = files.iter().map(|file| (*file).to_owned()).collect();
    for inner in folders {
        let found = crate::book::files(&root().join(folder).join(inner));
        assert!(!found.is_empty(), "{folder}/{inner}");
        all.extend(found.into_iter().map(|file| format!("{inner}/{file}")));
    }
    all
}

#[test]
fn the_program_is_published_without_the_book() {
    let folders = [
        "languages",
        "notices",
        "src",
        "starter",
        "static",
        "templates",
    ];
    let mut files = FILES.to_vec();
    files.extend(["CHANGELOG.md", "README.md"]);
    let packaged = packaged("answerbook");
    assert_eq!(packaged, all("", &files, &folders));
    // A build from the package has these and no way to make them.
    for file in [
        "static/search/engine.wasm.gz",
        "static/search/engine.toml",
        "static/vendor/katex/VERSION",
        "static/vendor/ts-fsrs/VERSION",
        "templates/base.html",
        "starter/book/.gitignore",
    ] {
        assert!(packaged.contains(file), "{file}");
    }
}

#[test]
fn the_search_is_published_with_the_rules_of_its_stemmer() {
    let packaged = packaged("answerbook-search");
    assert_eq!(packaged, all("crates/search", &FILES, &["data", "src"]));
    assert!(packaged.contains("data/ukrainian.txt"));
}

#[test]
fn no_other_package_can_be_published() {
    let manifests = ["crates/search-wasm", "crates/xtask", "fuzz"];
    for folder in manifests {
        let path = root().join(folder).join("Cargo.toml");
        let text = std::fs::read_to_string(path).unwrap();
        assert!(text.contains("\npublish = false\n"), "{folder}");
    }
}
