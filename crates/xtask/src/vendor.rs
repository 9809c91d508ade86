//! `cargo xtask vendor`: brings KaTeX's style sheets and fonts into `static/vendor/katex/`.
//!
//! The npm packages of the versions that the two math engines render for are fetched by `npm pack`;
//! `katex.min.css`, `LICENSE` and the woff2 fonts are copied unedited. The fonts are the same in all
//! versions; should that change, this stops. `CHECKSUMS` lists the BLAKE3 hash of every file; a
//! test of the package verifies it.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The versions that the engines render for: `katex-rs` 0.3 and `katex` 0.4.
const VERSIONS: [&str; 2] = ["0.18.5", "0.16.4"];

/// A file's path below `static/vendor/katex/`, with `/` between folders, and its bytes.
type Files = BTreeMap<String, Vec<u8>>;

/// Runs the command.
pub(crate) fn run() -> Result<(), String> {
    let work = std::env::temp_dir().join(format!("answerbook-vendor-{}", std::process::id()));
    fs::create_dir_all(&work).map_err(at(&work))?;
    let files = VERSIONS
        .iter()
        .try_fold(Files::new(), |files, version| add(files, &work, version));
    fs::remove_dir_all(&work).map_err(at(&work))?;
    let mut files = files?;
    let version_notes = version_notes();
    files.insert("VERSION".to_owned(), version_notes.into_bytes());
    let checksums = files.iter().map(|(path, bytes)| {
        let hash = blake3::hash(bytes).to_hex();
        format!("{hash}  {path}\n")
    });
    let checksums: String = checksums.collect();
    files.insert("CHECKSUMS".to_owned(), checksums.into_bytes());
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../static/vendor/katex");
    replace(&target, &files)?;
    let line = format!("{} files in static/vendor/katex", files.len());
    let _ = writeln!(std::io::stdout(), "{line}");
    Ok(())
}

/// Adds the files of a version.
fn add(mut files: Files, work: &Path, version: &str) -> Result<Files, String> {
    let package = fetch(work, version)?;
    for name in ["katex.min.css", "LICENSE"] {
        let from = if name == "LICENSE" { "" } else { "dist" };
        let path = package.join(from).join(name);
        let bytes = fs::read(&path).map_err(at(&path))?;
        files.insert(format!("{version}/{name}"), bytes);
    }
    let fonts = package.join("dist/fonts");
    for entry in fs::read_dir(&fonts).map_err(at(&fonts))? {
        let path = entry.map_err(at(&fonts))?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let Some(name) = name.filter(|name| name.ends_with(".woff2")) else {
            continue;
        };
        let bytes = fs::read(&path).map_err(at(&path))?;
        let shared = format!("fonts/{name}");
        match files.get(&shared) {
            Some(same) if *same == bytes => {}
            Some(_) => {
                return Err(format!(
                    "{name} of {version} is not that of {}",
                    VERSIONS[0]
                ));
            }
            None if version == VERSIONS[0] => drop(files.insert(shared, bytes)),
            None => {
                return Err(format!(
                    "{name} of {version} does not exist in {}",
                    VERSIONS[0]
                ));
            }
        }
    }
    Ok(files)
}

/// Downloads and unpacks a version; returns its folder.
fn fetch(work: &Path, version: &str) -> Result<PathBuf, String> {
    let folder = work.join(version);
    fs::create_dir(&folder).map_err(at(&folder))?;
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let package = format!("katex@{version}");
    run_in(&folder, npm, &["pack", "--silent", &package])?;
    let archive = format!("katex-{version}.tgz");
    run_in(&folder, "tar", &["-xzf", &archive])?;
    Ok(folder.join("package"))
}

fn run_in(folder: &Path, program: &str, arguments: &[&str]) -> Result<(), String> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output()
        .map_err(|error| format!("cannot run {program}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    Err(format!("{program} {}: {complaint}", arguments.join(" ")))
}

fn version_notes() -> String {
    let [of_katex_rs, of_katex] = VERSIONS;
    format!(
        "KaTeX's style sheets and fonts, from the npm package `katex`, unedited (woff2 only).\n\
         Brought in by `cargo xtask vendor`; CHECKSUMS has the BLAKE3 hash of every file.\n\
         {of_katex_rs} is for the math engine katex-rs 0.3, {of_katex} for the engine katex 0.4.\n\
         The fonts are the same in both versions. KaTeX and its fonts are under the MIT license,\n\
         see LICENSE.\n"
    )
}

/// Makes a folder hold these files and no others.
fn replace(folder: &Path, files: &Files) -> Result<(), String> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(at(folder))?;
    }
    for (path, bytes) in files {
        let path = folder.join(path);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(at(parent))?;
        fs::write(&path, bytes).map_err(at(&path))?;
    }
    Ok(())
}

/// Tells which path an error is about.
fn at(path: &Path) -> impl FnOnce(std::io::Error) -> String {
    let path = path.display().to_string();
    move |error| format!("{path}: {error}")
}
