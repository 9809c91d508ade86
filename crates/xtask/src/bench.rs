//! `cargo xtask bench`: answerbook against other generators and against `cp`, in one run, on the same Markdown.
//!
//! In: sizes of books, and a binary or else the release build of this working copy. Out, on standard output: the
//! machine and all versions, a table of cold and of warm builds for each book, and what answerbook has promised, met or
//! missed; as JSON in a file too, if one is named. The peers are installed below cargo's target folder; one that
//! cannot be had is a line in the tables. Figures are for people to compare on one machine: the exit code does not
//! depend on them.

mod arguments;
mod bars;
mod child;
mod contender;
mod figures;
mod json;
mod machine;
mod markdown;
mod measure;
mod report;
mod site;
mod tree;

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use arguments::{Arguments, USAGE, parse};
use bars::bars;
use contender::{Contender, Family, Programs, said};
use measure::{Bench, Case, Entry, Outcome};

/// Runs the command. The exit code is 0; or 1 if something could not be built or is not what it should be; or 2 if the
/// arguments are wrong.
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
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Says on standard error what is being done: a whole run takes an hour.
fn progress(message: &str) {
    let _ = writeln!(io::stderr(), "{message}");
}

/// Whether all builds that could be started went well.
fn bench(arguments: &Arguments) -> io::Result<bool> {
    let target = target_folder()?;
    let binary = match &arguments.binary {
        Some(binary) => fs::canonicalize(binary)?,
        None => build_release(&target)?,
    };
    let home = target.join("bench");
    fs::create_dir_all(&home)?;
    let programs = Programs::install(binary, &arguments.only, &home.join("peers"));
    let folder = arguments.folder.clone();
    let folder = folder.unwrap_or_else(|| home.join(format!("run-{}", std::process::id())));
    // Made here, so it may be removed in the end.
    fs::create_dir(&folder)?;
    let measured = measure_all(arguments, &programs, &fs::canonicalize(&folder)?);
    fs::remove_dir_all(&folder)?;
    measured
}

/// How many questions the book has that every contender builds before it is measured: that shows what does not work
/// before an hour has gone by, and does what is done once for an installation.
const TRIAL: usize = 30;

fn measure_all(arguments: &Arguments, programs: &Programs, folder: &Path) -> io::Result<bool> {
    let mut out = io::stdout();
    let machine = machine::description(programs);
    write!(out, "{}", report::head(&machine, arguments))?;
    let trial = Arguments {
        runs: 1,
        ..arguments.clone()
    };
    let case = Case {
        questions: TRIAL,
        has_formulas: true,
    };
    progress("a trial of all");
    let tried = Bench {
        arguments: &trial,
        programs,
        folder,
    }
    .measure(case, &wanted(arguments, case))?;
    let mut is_well = tell_failures(&tried);
    let bench = Bench {
        arguments,
        programs,
        folder,
    };
    let mut measured: Vec<(Case, Vec<Entry>)> = Vec::new();
    for questions in &arguments.pages {
        for has_formulas in &arguments.formulas {
            let case = Case {
                questions: *questions,
                has_formulas: *has_formulas,
            };
            progress(&bars::name(case));
            let entries = bench.measure(case, &wanted(arguments, case))?;
            is_well &= tell_failures(&entries);
            write!(out, "{}", report::case(case, &entries, programs, arguments))?;
            out.flush()?;
            measured.push((case, entries));
            // After each, so that a run that is broken off leaves what it has.
            if let Some(path) = &arguments.json {
                let bars = bars(&measured, arguments);
                let report = json::report(&machine, arguments, &measured, &bars);
                fs::write(path, format!("{report:#}\n"))?;
            }
        }
    }
    write!(out, "{}", report::bars(&bars(&measured, arguments)))?;
    Ok(is_well)
}

/// Who takes part in a case.
fn wanted(arguments: &Arguments, case: Case) -> Vec<Contender> {
    let all = Contender::ALL.into_iter();
    let wanted = all.filter(|contender| match contender.family() {
        Family::Answerbook | Family::Copy => {
            // The book in three languages has formulas in any case.
            *contender != Contender::Whole || case.has_formulas || arguments.formulas == [false]
        }
        peer => arguments.only.contains(&peer),
    });
    wanted.collect()
}

/// Says which builds failed; whether none did.
fn tell_failures(entries: &[Entry]) -> bool {
    let mut is_well = true;
    for entry in entries {
        if let Some(Outcome::Failed(why)) = &entry.outcome {
            progress(&format!("{} failed: {why}", entry.contender.name()));
            is_well = false;
        }
    }
    is_well
}

/// Builds the program as it is shipped, and gives its path.
fn build_release(target: &Path) -> io::Result<PathBuf> {
    let mut build = Command::new(cargo());
    build.args(["build", "--release", "--package", "answerbook"]);
    if !build.status()?.success() {
        return Err(io::Error::other("the release build failed"));
    }
    let name = format!("answerbook{}", std::env::consts::EXE_SUFFIX);
    Ok(target.join("release").join(name))
}

/// Where cargo puts what it makes.
fn target_folder() -> io::Result<PathBuf> {
    let metadata = said(cargo(), &["metadata", "--no-deps", "--format-version", "1"]);
    let metadata: serde_json::Value = serde_json::from_str(&metadata.map_err(io::Error::other)?)?;
    let target = metadata["target_directory"].as_str();
    let target = target.ok_or_else(|| io::Error::other("cargo names no target folder"))?;
    Ok(PathBuf::from(target))
}

fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}
