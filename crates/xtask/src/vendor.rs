//! `cargo xtask vendor`: brings files of others into `static/vendor/`, unedited: KaTeX's style sheets and fonts, the
//! scheduler of the study page, ts-fsrs, and the font of the pictures of links, Golos Text.
//!
//! The npm packages of fixed versions are fetched by `npm pack`. Of KaTeX, those that the two math engines render for:
//! `katex.min.css`, `LICENSE` and the woff2 fonts are copied. The fonts are the same in all versions; should that
//! change, this stops. Of ts-fsrs, the ES module, named `.js` because not every host knows `.mjs` for a script, and
//! `LICENSE`. `CHECKSUMS` lists the BLAKE3 hash of every file; a test of the package verifies it.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The versions of KaTeX that the engines render for: `katex-rs` 0.3 and `katex` 0.4.
pub(crate) const VERSIONS: [&str; 2] = ["0.18.5", "0.16.4"];

/// The version of ts-fsrs; `static/js/study/schedule.js` names it.
pub(crate) const SCHEDULER: &str = "5.4.2";

/// The npm package that brings the font of the pictures of links: TrueType with Latin and Cyrillic letters.
const FONT: &str = "@expo-google-fonts/golos-text";

/// Its version.
const FONT_VERSION: &str = "0.4.2";

/// The files taken from it, each with its folder there.
const FONT_FILES: [(&str, &str); 3] = [
    ("400Regular", "GolosText_400Regular.ttf"),
    ("700Bold", "GolosText_700Bold.ttf"),
    ("", "LICENSE_FONT"),
];

/// A file's path below its folder in `static/vendor/`, with `/` between folders, and its bytes.
type Files = BTreeMap<String, Vec<u8>>;

/// Runs the command.
pub(crate) fn run() -> Result<(), String> {
    let work = std::env::temp_dir().join(format!("answerbook-vendor-{}", std::process::id()));
    fs::create_dir_all(&work).map_err(at(&work))?;
    let fetched = [katex, scheduler, font].map(|fetch| fetch(&work));
    fs::remove_dir_all(&work).map_err(at(&work))?;
    for (name, files) in ["katex", "ts-fsrs", "golos-text"].into_iter().zip(fetched) {
        keep(name, files?)?;
    }
    Ok(())
}

fn katex(work: &Path) -> Result<Files, String> {
    let mut files = VERSIONS
        .iter()
        .try_fold(Files::new(), |files, version| add(files, work, version))?;
    files.insert("VERSION".to_owned(), version_notes().into_bytes());
    Ok(files)
}

fn scheduler(work: &Path) -> Result<Files, String> {
    let package = fetch(work, "ts-fsrs", SCHEDULER)?;
    let mut files = Files::new();
    for (from, to) in [("dist/index.mjs", "index.js"), ("LICENSE", "LICENSE")] {
        let path = package.join(from);
        let bytes = fs::read(&path).map_err(at(&path))?;
        files.insert(format!("{SCHEDULER}/{to}"), bytes);
    }
    let notes = format!(
        "The scheduler of reviews, from the npm package `ts-fsrs` {SCHEDULER}, unedited: dist/index.mjs is index.js here.\n\
         Brought in by `cargo xtask vendor`; CHECKSUMS has the BLAKE3 hash of every file.\n\
         ts-fsrs is under the MIT license, see LICENSE.\n"
    );
    files.insert("VERSION".to_owned(), notes.into_bytes());
    Ok(files)
}

/// Makes a folder of `static/vendor/` hold these files and their checksums.
fn keep(name: &str, mut files: Files) -> Result<(), String> {
    let checksums = files.iter().map(|(path, bytes)| {
        let hash = blake3::hash(bytes).to_hex();
        format!("{hash}  {path}\n")
    });
    let checksums: String = checksums.collect();
    files.insert("CHECKSUMS".to_owned(), checksums.into_bytes());
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../static/vendor");
    replace(&target.join(name), &files)?;
    let line = format!("{} files in static/vendor/{name}", files.len());
    let _ = writeln!(std::io::stdout(), "{line}");
    Ok(())
}

/// Adds the files of a version of KaTeX.
fn add(mut files: Files, work: &Path, version: &str) -> Result<Files, String> {
    let package = fetch(work, "katex", version)?;
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

/// The files of the font.
fn font(work: &Path) -> Result<Files, String> {
    let package = fetch(work, FONT, FONT_VERSION)?;
    let mut files = Files::new();
    for (folder, name) in FONT_FILES {
        let path = package.join(folder).join(name);
        files.insert(name.to_owned(), fs::read(&path).map_err(at(&path))?);
    }
    files.insert("VERSION".to_owned(), font_notes().into_bytes());
    Ok(files)
}

/// Downloads and unpacks a version of a package; returns its folder.
fn fetch(work: &Path, name: &str, version: &str) -> Result<PathBuf, String> {
    // npm names the archive of `@scope/name` so.
    let file = name.trim_start_matches('@').replace('/', "-");
    let folder = work.join(format!("{file}-{version}"));
    fs::create_dir(&folder).map_err(at(&folder))?;
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let package = format!("{name}@{version}");
    run_in(&folder, npm, &["pack", "--silent", &package])?;
    let archive = format!("{file}-{version}.tgz");
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
         The fonts are the same in both versions. KaTeX is under the MIT license, see LICENSE; its fonts say\n\
         of themselves that they are under the SIL Open Font License, see notices/site.txt.\n"
    )
}

fn font_notes() -> String {
    format!(
        "Golos Text, the font of the pictures of links, from the npm package `{FONT}` {FONT_VERSION},\n\
         unedited. Brought in by `cargo xtask vendor`; CHECKSUMS has the BLAKE3 hash of every file.\n\
         The font is under the SIL Open Font License 1.1, see LICENSE_FONT.\n"
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
