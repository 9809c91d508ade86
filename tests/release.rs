//! What `.github/workflows/release.yml` does with a tag: the version, the archives and their checksums. Compiling is
//! left out; in place of the programs stand scripts that call the one that was compiled for this test.
#![cfg(unix)]

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use crate::workflows::{root, said, steps, workflow};

const VERSION: &str = env!("CARGO_PKG_VERSION");
const LINUX: &str = "x86_64-unknown-linux-gnu";
const WINDOWS: &str = "x86_64-pc-windows-msvc";

/// What a release is made from, beside programs, with a section of the version in the changelog, committed.
fn repository() -> TempDir {
    let copy = TempDir::new().unwrap();
    let files = [
        ".github/release/release.py",
        "Cargo.lock",
        "Cargo.toml",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "README.md",
        "notices/program.txt",
    ];
    for file in files {
        let target = copy.path().join(file);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(root().join(file), target).unwrap();
    }
    let changes = format!(
        "# Changelog\n\n## {VERSION} - 2026-11-22\n\n- The first.\n\n## 0.0.1\n\n- Older.\n"
    );
    fs::write(copy.path().join("CHANGELOG.md"), changes).unwrap();
    let commit =
        "git init -q && git add . && git -c user.name=N -c user.email=e@example.org commit -qm M";
    let output = bash(commit, copy.path(), &[]);
    assert!(output.status.success(), "{}", said(&output));
    copy
}

fn bash(run: &str, folder: &Path, variables: &[(&str, &str)]) -> Output {
    Command::new("bash")
        .args(["-e", "-o", "pipefail", "-c", run])
        .current_dir(folder)
        .env("GITHUB_REF_NAME", format!("v{VERSION}"))
        .env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"))
        .env("GIT_COMMITTER_DATE", "2026-11-22T12:00:00Z")
        .env("GIT_AUTHOR_DATE", "2026-11-22T12:00:00Z")
        .env_remove("SOURCE_DATE_EPOCH")
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

/// A script that is this test's program.
pub(crate) fn stand_in(path: &Path) {
    let script = format!(
        "#!/bin/sh\nexec '{}' \"$@\"\n",
        env!("CARGO_BIN_EXE_answerbook")
    );
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, script).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

fn job(name: &str) -> Value {
    workflow("release.yml")["jobs"][name].clone()
}

fn commands(job: &Value) -> Vec<(String, String)> {
    let text = |step: &Value, key: &str| step[key].as_str().unwrap_or_default().to_owned();
    let commands = steps(job).iter().filter(|step| step["run"].is_string());
    commands
        .map(|step| (text(step, "name"), text(step, "run")))
        .collect()
}

fn targets() -> BTreeSet<String> {
    let job = job("program");
    let matrix = job["strategy"]["matrix"]["include"].as_array().unwrap();
    let targets = matrix
        .iter()
        .map(|entry| entry["target"].as_str().unwrap().to_owned());
    targets.collect()
}

#[test]
fn only_a_tag_is_released_and_nothing_of_another_run() {
    let workflow = workflow("release.yml");
    assert_eq!(
        workflow["on"],
        serde_json::json!({ "push": { "tags": ["v*"] } })
    );
    for (name, job) in workflow["jobs"].as_object().unwrap() {
        for step in steps(job) {
            let action = step["uses"].as_str().unwrap_or_default();
            assert!(!action.starts_with("actions/cache"), "{name}");
        }
    }
    let publish = job("publish");
    assert_eq!(publish["needs"], "program");
    assert_eq!(job("program")["needs"], "version");
    let rights =
        serde_json::json!({ "contents": "write", "id-token": "write", "attestations": "write" });
    assert_eq!(publish["permissions"], rights);
}

#[test]
fn licences_are_looked_at_for_what_is_released() {
    let targets = targets();
    assert_eq!(targets.len(), 7);
    let deny: toml::Table = fs::read_to_string(root().join("deny.toml"))
        .unwrap()
        .parse()
        .unwrap();
    let looked_at = deny["graph"]["targets"].as_array().unwrap().iter();
    let looked_at: BTreeSet<String> = looked_at
        .map(|target| target.as_str().unwrap().to_owned())
        .collect();
    let mut expected = targets.clone();
    expected.insert("wasm32-unknown-unknown".to_owned());
    assert_eq!(looked_at, expected);
    let notices = fs::read_to_string(root().join("crates/xtask/src/notices/packages.rs")).unwrap();
    for target in targets {
        assert!(notices.contains(&format!("\"{target}\"")), "{target}");
    }
}

#[test]
fn the_commands_of_the_program_job_try_the_program() {
    let folder = TempDir::new().unwrap();
    stand_in(
        &folder
            .path()
            .join("programs")
            .join(LINUX)
            .join("answerbook"),
    );
    let commands = commands(&job("program"));
    let names: Vec<_> = commands.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "Install what the target needs",
            "Compile",
            "Try the program"
        ]
    );
    assert!(commands[1].1.contains(".github/release/build \"$TARGET\""));
    let output = bash(&commands[2].1, folder.path(), &[("TARGET", LINUX)]);
    assert!(output.status.success(), "{}", said(&output));
    let other = [("TARGET", LINUX), ("GITHUB_REF_NAME", "v99.0.0")];
    assert!(!bash(&commands[2].1, folder.path(), &other).status.success());
}

#[test]
fn the_commands_of_a_release_pack_programs_with_licences_and_checksums() {
    let copy = repository();
    let folder = copy.path();
    for target in targets() {
        let name = if target == WINDOWS {
            "answerbook.exe"
        } else {
            "answerbook"
        };
        stand_in(&folder.join("programs").join(target).join(name));
    }
    for (name, run) in commands(&job("version"))
        .into_iter()
        .chain(commands(&job("publish")))
    {
        if name == "Publish" {
            assert!(
                run.contains("--verify-tag") && run.contains("--notes-file notes.md archives/*")
            );
            continue;
        }
        let output = bash(&run, folder, &[]);
        assert!(output.status.success(), "{name}: {}", said(&output));
    }
    assert_eq!(
        fs::read_to_string(folder.join("notes.md")).unwrap(),
        "- The first.\n"
    );
    let archives = folder.join("archives");
    assert_eq!(
        fs::read_dir(&archives).unwrap().count(),
        targets().len() + 1
    );
    let sums = fs::read_to_string(archives.join("SHA256SUMS")).unwrap();
    assert_eq!(sums.lines().count(), targets().len());
    let check = bash("sha256sum --check --strict SHA256SUMS", &archives, &[]);
    assert!(check.status.success(), "{}", said(&check));

    // All that a program is given on with, the program as one that can be run.
    let name = format!("answerbook-{VERSION}-{LINUX}");
    let listed = bash(&format!("tar -tzf {name}.tar.gz"), &archives, &[]);
    let listed = said(&listed);
    for file in [
        "answerbook",
        "answerbook.1",
        "CHANGELOG.md",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "README.md",
        "THIRD-PARTY.txt",
        "completions/answerbook.bash",
    ] {
        assert!(
            listed.lines().any(|line| line == format!("{name}/{file}")),
            "{file}: {listed}"
        );
    }
    let run = format!("tar -xzf {name}.tar.gz && {name}/answerbook --version");
    assert_eq!(
        said(&bash(&run, &archives, &[])),
        format!("answerbook {VERSION}\n")
    );
    let notices = fs::read(archives.join(&name).join("THIRD-PARTY.txt")).unwrap();
    assert_eq!(
        notices,
        fs::read(root().join("notices/program.txt")).unwrap()
    );
    let run = format!("python3 -m zipfile -l answerbook-{VERSION}-{WINDOWS}.zip");
    let zip = said(&bash(&run, &archives, &[]));
    assert!(
        zip.contains("/answerbook.exe ") && zip.contains("2026-11-22 12:00:00"),
        "{zip}"
    );
}

#[test]
fn the_same_files_are_packed_to_the_same_bytes() {
    let (one, other) = (repository(), repository());
    for target in [LINUX, WINDOWS] {
        let packed = [&one, &other].map(|copy| {
            stand_in(&copy.path().join("program"));
            let run = format!("umask {}; .github/release/release.py pack --target {target} --program program --output out", if std::ptr::eq(copy, &raw const one) { "022" } else { "077" });
            let output = bash(&run, copy.path(), &[("SOURCE_DATE_EPOCH", "1700000000")]);
            assert!(output.status.success(), "{}", said(&output));
            fs::read(copy.path().join(said(&output).trim())).unwrap()
        });
        assert!(packed[0] == packed[1], "{target}");
    }
}

#[test]
fn a_tag_that_does_not_fit_is_refused() {
    let copy = repository();
    let check = |tag: &str| {
        let output = bash(
            &format!(".github/release/release.py check '{tag}'"),
            copy.path(),
            &[],
        );
        (output.status.success(), said(&output))
    };
    assert_eq!(
        check(&format!("v{VERSION}")),
        (true, format!("{VERSION}\n"))
    );
    let refused = |tag: &str, why: &str| {
        let (is_accepted, said) = check(tag);
        assert!(!is_accepted && said.contains(why), "{tag}: {said}");
    };
    refused("v99.0.0", "Cargo.toml says");
    refused("vnext", "no tag of a release");
    refused("v1.2.3; rm -r .", "no tag of a release");
    fs::write(
        copy.path().join("CHANGELOG.md"),
        "# Changelog\n\n## Unreleased\n\n- A.\n",
    )
    .unwrap();
    refused(&format!("v{VERSION}"), "no section");
    let manifest = fs::read_to_string(copy.path().join("Cargo.toml")).unwrap();
    let lock = fs::read_to_string(copy.path().join("Cargo.lock")).unwrap();
    let other = manifest.replacen(
        &format!("version = \"{VERSION}\""),
        "version = \"9.9.9\"",
        1,
    );
    assert_ne!(manifest, other);
    fs::write(copy.path().join("Cargo.toml"), &other).unwrap();
    refused("v9.9.9", "asks for answerbook-search");
    fs::write(
        copy.path().join("Cargo.toml"),
        other.replace(
            &format!("version = \"{VERSION}\", path"),
            "version = \"9.9.9\", path",
        ),
    )
    .unwrap();
    refused("v9.9.9", "Cargo.lock has");
    assert!(lock.contains("name = \"answerbook\""));
}
