//! Developer commands of answerbook, run as `cargo xtask COMMAND`; never shipped.
//!
//! Each command is a module with a function `run` that takes the arguments after the command's
//! name and returns the exit code: 0 if all went well, 1 for a problem, 2 for wrong arguments.

mod bank;
mod bench;
mod engine;
mod fuzz;
mod notices;
mod stemming;
mod synthesize;
mod vendor;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask COMMAND

commands:
  bank PATH [--content DIR]   convert the question bank in the folder PATH into the book's data files
  bench [--pages 1000,10000] [--formulas on|off|both] [--only hugo,mdbook,zensical] …
                              measure builds of synthetic books against other generators and `cp`
  engine [--check]            compile the search engine for browsers into static/search, or check that it is that of its sources
  fuzz [--seconds N] [TARGET…]
                              give what reads untrusted bytes some that nobody wrote, each target for N seconds (60)
  notices [--check]           write what others made that the program holds, with its licences, into notices/, or check it
  stemming --language uk|ru [--examples N] FORMS
                              measure a stemmer of the search on a file of word forms
  synthesize FOLDER --questions N [--languages en,uk] [--seed S] [--distinct | --repeated]
                              write a synthetic book
  vendor                      fetch KaTeX's style sheets and fonts, and the font of links' pictures, from npm into static/vendor
";

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let command = arguments.next().unwrap_or_default();
    match command.to_str() {
        Some("bank") => bank::run(arguments),
        Some("bench") => bench::run(arguments),
        Some("engine") => engine::run(arguments),
        Some("fuzz") => fuzz::run(arguments),
        Some("notices") => notices::run(arguments),
        Some("stemming") => stemming::run(arguments),
        Some("synthesize") => synthesize::run(arguments),
        Some("vendor") => match vendor::run() {
            Ok(()) => ExitCode::SUCCESS,
            Err(message) => {
                let _ = writeln!(std::io::stderr(), "{message}");
                ExitCode::FAILURE
            }
        },
        _ => {
            // A closed stderr leaves nothing to be done about it; the exit code says the same.
            let _ = std::io::stderr().write_all(USAGE.as_bytes());
            ExitCode::from(2)
        }
    }
}

/// The folder of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Says how a command ended.
fn told(done: Result<String, String>) -> ExitCode {
    match done {
        Ok(line) => {
            let _ = writeln!(std::io::stdout(), "{line}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            let _ = writeln!(std::io::stderr(), "{message}");
            ExitCode::FAILURE
        }
    }
}
