//! `cargo xtask bench`: how long cold builds of synthetic books take, as a Markdown table.
//!
//! In: the sizes, and a binary or else the release build of this working copy. Out, on standard output:
//! for each size, with distinct and with repeated formulas and code, the medians of three builds into a
//! fresh folder, next to `cp -r` of the same output, taken in turns on the same file system. The
//! figures are for people to compare on one machine; nothing fails because of them.

mod child;
mod machine;

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

use crate::synthesize::{self, book::Settings};
use child::{Cost, Meter};

const USAGE: &str = "\
usage: cargo xtask bench [--questions 1000,10000] [--languages en] [--binary PATH] [--folder PATH]
";

/// How often each thing is measured.
const RUNS: usize = 3;

struct Arguments {
    questions: Vec<usize>,
    languages: Vec<String>,
    /// The program to measure; built if it is not given.
    binary: Option<PathBuf>,
    /// Where books and sites go; a folder of the system's for temporary files if it is not given.
    folder: Option<PathBuf>,
}

/// Runs the command. The exit code is 0, or 1 if something could not be built, or 2 if the arguments are wrong.
pub(crate) fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let arguments = match parse(arguments) {
        Ok(arguments) => arguments,
        Err(message) => {
            // A closed stderr leaves nothing to be done about it; the exit code says the same.
            let _ = write!(io::stderr(), "error: {message}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match bench(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn parse(mut arguments: impl Iterator<Item = OsString>) -> Result<Arguments, &'static str> {
    let mut parsed = Arguments {
        questions: vec![1000, 10_000],
        languages: vec!["en".to_owned()],
        binary: None,
        folder: None,
    };
    while let Some(argument) = arguments.next() {
        let value = arguments.next().ok_or("an option needs a value")?;
        let text = value.to_str().ok_or("a value is not UTF-8");
        match argument.to_str() {
            Some("--questions") => {
                let sizes = text?.split(',').map(str::parse);
                parsed.questions = sizes
                    .collect::<Result<_, _>>()
                    .map_err(|_| "`--questions` needs numbers with commas between them")?;
            }
            Some("--languages") => parsed.languages = synthesize::languages(text?)?,
            Some("--binary") => parsed.binary = Some(value.into()),
            Some("--folder") => parsed.folder = Some(value.into()),
            _ => return Err("unknown option"),
        }
    }
    Ok(parsed)
}

fn bench(arguments: &Arguments) -> io::Result<()> {
    let binary = match &arguments.binary {
        Some(binary) => fs::canonicalize(binary)?,
        None => build_release()?,
    };
    let folder = arguments.folder.clone().unwrap_or_else(|| {
        std::env::temp_dir().join(format!("answerbook-bench-{}", std::process::id()))
    });
    // Made here, so it may be removed in the end.
    fs::create_dir(&folder)?;
    let measured = print_table(arguments, &binary, &fs::canonicalize(&folder)?);
    fs::remove_dir_all(&folder)?;
    measured
}

/// Builds the program as it is shipped, and gives its path.
fn build_release() -> io::Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let build = Command::new(&cargo)
        .args(["build", "--release", "--package", "answerbook"])
        .status()?;
    if !build.success() {
        return Err(io::Error::other("the release build failed"));
    }
    let metadata = Command::new(&cargo)
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .stderr(Stdio::inherit())
        .output()?;
    let metadata: serde_json::Value = serde_json::from_slice(&metadata.stdout)?;
    let target = metadata["target_directory"].as_str();
    let target = target.ok_or_else(|| io::Error::other("cargo names no target folder"))?;
    let name = format!("answerbook{}", std::env::consts::EXE_SUFFIX);
    Ok(Path::new(target).join("release").join(name))
}

fn print_table(arguments: &Arguments, binary: &Path, folder: &Path) -> io::Result<()> {
    let mut out = io::stdout();
    let meter = Meter::new();
    write!(out, "{}", machine::description(binary))?;
    writeln!(out, "- processor time and memory: {}", meter.name())?;
    writeln!(
        out,
        "- command line: `answerbook --root BOOK --verbose build --output-dir SITE`, into a fresh folder, after `sync`; medians of {RUNS}, in turns with `cp -r SITE COPY`\n"
    )?;
    writeln!(
        out,
        "| questions | languages | formulas and code | pages | MB | wall s | CPU s | peak MB | wall s per 1,000 pages | `cp -r` s | ratio to `cp -r` |\n|--:|--|--|--:|--:|--:|--:|--:|--:|--:|--:|"
    )?;
    let mut stages = String::new();
    for questions in &arguments.questions {
        for is_repeated in [false, true] {
            let settings = Settings {
                questions: *questions,
                languages: arguments.languages.clone(),
                is_repeated,
                ..Settings::default()
            };
            let row = measure(&settings, binary, folder, &meter)?;
            writeln!(out, "{}", row.line(&settings))?;
            out.flush()?;
            stages.push_str(&format!(
                "- {questions} questions, {}: {}\n",
                kind(&settings),
                row.stages
            ));
        }
    }
    write!(out, "\nStages of the median build:\n\n{stages}")
}

/// What was measured of one book.
struct Row {
    pages: usize,
    bytes: u64,
    build: Cost,
    copy: Duration,
    /// What the median build said about its stages.
    stages: String,
}

impl Row {
    fn line(&self, settings: &Settings) -> String {
        let wall = self.build.wall.as_secs_f64();
        let copy = self.copy.as_secs_f64();
        format!(
            "| {} | {} | {} | {} | {:.1} | {wall:.2} | {:.2} | {:.0} | {:.2} | {copy:.2} | {:.1} |",
            settings.questions,
            settings.languages.join(", "),
            kind(settings),
            self.pages,
            self.bytes as f64 / 1e6,
            self.build.cpu.as_secs_f64(),
            self.build.peak as f64 / 1e6,
            wall / self.pages as f64 * 1000.0,
            wall / copy,
        )
    }
}

fn kind(settings: &Settings) -> &'static str {
    if settings.is_repeated {
        "repeated"
    } else {
        "distinct"
    }
}

fn measure(settings: &Settings, binary: &Path, folder: &Path, meter: &Meter) -> io::Result<Row> {
    let (book, site, copy) = (
        folder.join("book"),
        folder.join("site"),
        folder.join("copy"),
    );
    synthesize::write(&book, settings)?;
    let mut builds = Vec::new();
    let mut copies = Vec::new();
    let (mut pages, mut bytes) = (0, 0);
    for _ in 0..RUNS {
        remove(&site)?;
        // Where builds keep what later ones may use again.
        remove(&book.join(".answerbook"))?;
        sync();
        let line = [
            binary.as_os_str(),
            OsStr::new("--verbose"),
            OsStr::new("--root"),
            book.as_os_str(),
            OsStr::new("build"),
            OsStr::new("--output-dir"),
            site.as_os_str(),
        ];
        builds.push(meter.run(&line, folder)?);
        (pages, bytes) = (0, 0);
        count(&site, &mut pages, &mut bytes)?;
        remove(&copy)?;
        sync();
        let line = [
            OsStr::new("cp"),
            OsStr::new("-r"),
            site.as_os_str(),
            copy.as_os_str(),
        ];
        copies.push(meter.run(&line, folder)?.0.wall);
    }
    for made in [&book, &site, &copy] {
        remove(made)?;
    }
    builds.sort_by_key(|(cost, _)| cost.wall);
    copies.sort_unstable();
    let (build, stages) = builds.swap_remove(RUNS / 2);
    Ok(Row {
        pages,
        bytes,
        build,
        copy: copies[RUNS / 2],
        stages: stages.trim().replace('\n', "; "),
    })
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

/// Has the system write what it still holds, so that one run does not pay for another's bytes.
/// Without the command the figures scatter more, that is all.
fn sync() {
    let _ = Command::new("sync").status();
}

/// Adds the HTML files of a folder and the bytes of all its files.
fn count(folder: &Path, pages: &mut usize, bytes: &mut u64) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        if metadata.is_dir() {
            count(&entry.path(), pages, bytes)?;
        } else {
            *bytes += metadata.len();
            *pages += usize::from(entry.path().extension().is_some_and(|e| e == "html"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn parsed(line: &str) -> Result<Arguments, &'static str> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn sizes_are_a_list() {
        assert_eq!(parsed("").unwrap().questions, [1000, 10_000]);
        assert_eq!(parsed("--questions 5,60").unwrap().questions, [5, 60]);
        assert!(parsed("--questions 5,").is_err());
        assert!(parsed("--questions").is_err());
        assert!(parsed("--speed 5").is_err());
    }

    #[test]
    fn pages_and_bytes_are_counted_in_all_folders() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("uk")).unwrap();
        for (path, text) in [("a.html", "12"), ("uk/b.html", "345"), ("c.css", "6789")] {
            fs::write(folder.path().join(path), text).unwrap();
        }
        let (mut pages, mut bytes) = (0, 0);
        count(folder.path(), &mut pages, &mut bytes).unwrap();
        assert_eq!((pages, bytes), (2, 9));
    }
}
