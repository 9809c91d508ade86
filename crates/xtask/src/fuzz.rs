//! `cargo xtask fuzz`: gives whatever reads untrusted bytes some that nobody wrote, for a bounded time.
//!
//! In come the targets' names, all if there are none, and how long each may run; libFuzzer says on standard error
//! what it finds. What it learned stays in `fuzz/corpus`, what it broke in `fuzz/artifacts`. The targets need a
//! nightly compiler and cargo-fuzz, which nothing else here does, so it is no part of the tests: they only hold
//! the targets compiling.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

mod seeds;

const USAGE: &str = "usage: cargo xtask fuzz [--seconds N] [TARGET…]\n";

/// How long a target runs if nothing else is said.
const SECONDS: u64 = 60;

/// What a run may take: the longest input in bytes, the longest time for one in seconds, and the memory in megabytes
/// with that of libFuzzer; what the search's reader may have of it, `fuzz/src/lib.rs` says.
const LIMITS: [&str; 3] = ["-max_len=4096", "-timeout=25", "-rss_limit_mb=2048"];

/// Which tools are missing, and how to get them.
const TOOLS: [(&[&str], &str); 3] = [
    (
        &["rustup", "--version"],
        "rustup is missing: see https://rustup.rs",
    ),
    (
        &["rustup", "run", "nightly", "rustc", "--version"],
        "a nightly compiler is missing: run `rustup toolchain install nightly --profile minimal`",
    ),
    (
        &["cargo", "fuzz", "--version"],
        "cargo-fuzz is missing: run `cargo install cargo-fuzz --locked`",
    ),
];

/// Runs the command. The exit code is 0 if nothing was found, 1 if something was or a tool is missing, 2 if the
/// arguments are wrong.
pub(crate) fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    // A closed stderr leaves nothing to be done about it; the exit code says the same.
    let say = |message: &str| {
        let _ = write!(io::stderr(), "{message}");
    };
    let all = match targets() {
        Ok(all) => all,
        Err(message) => {
            say(&format!("error: {message}\n"));
            return ExitCode::FAILURE;
        }
    };
    let (seconds, targets) = match parse(arguments, all) {
        Ok(parsed) => parsed,
        Err(message) => {
            say(&format!("error: {message}\n{USAGE}"));
            return ExitCode::from(2);
        }
    };
    let missing: Vec<&str> = TOOLS
        .into_iter()
        .filter(|(command, _)| !is_there(command))
        .map(|(_, hint)| hint)
        .collect();
    if !missing.is_empty() {
        say(&format!("error: {}\n", missing.join("\nerror: ")));
        return ExitCode::FAILURE;
    }
    // All of them, even if the first finds something.
    let mut broken = Vec::new();
    for target in targets {
        say(&format!("fuzzing {} for {seconds} s\n", target.name));
        if let Err(message) = fuzz(&target, seconds) {
            broken.push(format!("error: {}: {message}\n", target.name));
        }
    }
    say(&broken.concat());
    match broken.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz")
}

/// A target: a program of the package.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Target {
    name: String,
    /// What has to be compiled for it, which for others is not: the search is tried as browsers have it.
    features: Vec<String>,
}

fn targets() -> Result<Vec<Target>, String> {
    let path = folder().join("Cargo.toml");
    let at = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let text = fs::read_to_string(&path).map_err(|error| at(&error))?;
    let manifest: toml::Table = text.parse().map_err(|error| at(&error))?;
    let programs = manifest.get("bin").and_then(toml::Value::as_array);
    let targets = programs.into_iter().flatten().filter_map(|program| {
        let features = program.get("required-features");
        let features = features
            .and_then(toml::Value::as_array)
            .into_iter()
            .flatten();
        Some(Target {
            name: program.get("name")?.as_str()?.to_owned(),
            features: features
                .filter_map(|f| f.as_str().map(str::to_owned))
                .collect(),
        })
    });
    Ok(targets.collect())
}

/// How long to run, and which targets.
fn parse(
    mut arguments: impl Iterator<Item = OsString>,
    all: Vec<Target>,
) -> Result<(u64, Vec<Target>), String> {
    let (mut seconds, mut wanted) = (SECONDS, Vec::new());
    while let Some(argument) = arguments.next() {
        let argument = argument.to_string_lossy().into_owned();
        if argument == "--seconds" {
            let value = arguments.next().and_then(|value| value.into_string().ok());
            // To libFuzzer, 0 is for ever.
            seconds = value
                .and_then(|value| value.parse().ok())
                .filter(|seconds| *seconds > 0)
                .ok_or("`--seconds` needs a number, 1 or more")?;
        } else if let Some(target) = all.iter().find(|target| target.name == argument) {
            wanted.push(target.clone());
        } else {
            let names: Vec<&str> = all.iter().map(|target| &*target.name).collect();
            let names = names.join(", ");
            return Err(format!(
                "there is no target `{argument}`; there are {names}"
            ));
        }
    }
    let targets = if wanted.is_empty() { all } else { wanted };
    Ok((seconds, targets))
}

fn is_there(command: &[&str]) -> bool {
    let mut process = Command::new(command[0]);
    process
        .args(&command[1..])
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    process.status().is_ok_and(|status| status.success())
}

fn kept_seeds(folder: &Path, target: &str) -> PathBuf {
    folder.join("seeds").join(match target {
        // Requests serve both targets that read them.
        "query" | "search_session" => "requests",
        _ => target,
    })
}

/// The folders that a target begins from: what is made of the tests' books, and what is kept because nothing there
/// leads to it.
fn seed_folders(folder: &Path, target: &str) -> io::Result<Vec<PathBuf>> {
    let kept = kept_seeds(folder, target);
    let mut folders = Vec::from_iter(kept.is_dir().then_some(kept));
    let made = seeds::seeds(target, &folder.join("../tests"))?;
    if !made.is_empty() {
        let place = folder.join("corpus").join(format!("{target}-seeds"));
        fs::create_dir_all(&place)?;
        for (number, seed) in made.iter().enumerate() {
            fs::write(place.join(number.to_string()), seed)?;
        }
        folders.push(place);
    }
    Ok(folders)
}

/// Runs a target, from what it learned before and from its seeds.
fn fuzz(target: &Target, seconds: u64) -> Result<(), String> {
    let folder = folder();
    let features = target.features.join(",");
    let target = &*target.name;
    let corpus = folder.join("corpus").join(target);
    fs::create_dir_all(&corpus).map_err(|error| format!("{}: {error}", corpus.display()))?;
    let seeds = seed_folders(&folder, target).map_err(|error| format!("the seeds: {error}"))?;
    let dictionary = folder.join("dictionaries").join(target);
    let dictionary = dictionary
        .is_file()
        .then(|| format!("-dict={}", dictionary.display()));
    let status = Command::new("rustup")
        .args(["run", "nightly", "cargo", "fuzz", "run"])
        // The reader has no unsafe code for a sanitizer to look at, and without one it runs several times as fast.
        .args(["--sanitizer", "none", "--features", &features, "--fuzz-dir"])
        .arg(&folder)
        .arg(target)
        .arg(&corpus)
        .args(&seeds)
        .arg("--")
        .arg(format!("-max_total_time={seconds}"))
        .args(["-print_final_stats=1", "-verbosity=0"])
        .args(LIMITS)
        .args(dictionary)
        .current_dir(&folder)
        .status()
        .map_err(|error| format!("rustup cannot be started: {error}"))?;
    match status.success() {
        true => Ok(()),
        false => Err("libFuzzer says above what it found and how to try it again".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn parsed(arguments: &[&str]) -> Result<(u64, Vec<String>), String> {
        let target = |name: &str| Target {
            name: name.to_owned(),
            features: Vec::new(),
        };
        let all = vec![target("blob"), target("query")];
        let (seconds, targets) = parse(arguments.iter().map(OsString::from), all)?;
        Ok((seconds, targets.into_iter().map(|t| t.name).collect()))
    }

    #[test]
    fn all_targets_run_unless_some_are_named() {
        assert_eq!(parsed(&[]).unwrap().1, ["blob", "query"]);
        let (seconds, targets) = parsed(&["query", "--seconds", "5"]).unwrap();
        assert_eq!((seconds, targets), (5, vec!["query".to_owned()]));
    }

    #[test]
    fn wrong_arguments_are_told() {
        for arguments in [&["--seconds"][..], &["--seconds", "0"], &["--seconds", "x"]] {
            assert!(parsed(arguments).unwrap_err().contains("--seconds"));
        }
        assert!(parsed(&["quary"]).unwrap_err().contains("blob, query"));
    }

    #[test]
    fn each_target_has_a_file_and_seeds() {
        let targets = targets().unwrap();
        let of = |feature: &[&str]| {
            let targets = targets.iter().filter(|target| target.features == feature);
            targets.map(|target| &*target.name).collect::<Vec<_>>()
        };
        assert_eq!(of(&[]), ["blob_files", "query", "search_session"]);
        assert_eq!(of(&["book"]).len(), targets.len() - 3);
        let count = |path: &str| fs::read_dir(folder().join(path)).unwrap().count();
        assert_eq!(count("fuzz_targets"), targets.len());
        for entry in fs::read_dir(folder().join("dictionaries")).unwrap() {
            let name = entry.unwrap().file_name();
            assert!(
                targets.iter().any(|target| *target.name == *name),
                "{name:?}"
            );
        }
        assert!(count("seeds/blob_files") > 8 && count("seeds/requests") > 8);
        for target in &targets {
            let made = seeds::seeds(&target.name, &folder().join("../tests")).unwrap();
            let kept = kept_seeds(&folder(), &target.name).is_dir();
            assert!(kept || !made.is_empty(), "{}", target.name);
        }
    }
}
