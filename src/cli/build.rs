//! `answerbook build`: the whole pipeline, once.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use super::cache::{self, Cache};
use super::output;
use super::{BOOK_HAS_ERRORS, BookArgs, Common, NOT_WRITTEN};
use crate::diagnostic::Diagnostic;
use crate::load::{Failure, Overrides};
use crate::write::{Options, Report};
use crate::{Loaded, Ready};

/// Options of `build`.
#[derive(Args, Clone, Debug)]
pub(super) struct BuildArgs {
    #[command(flatten)]
    book: BookArgs,
    /// Folder of the built site, instead of `[build] output_dir`
    #[arg(long, short, value_name = "FOLDER")]
    output_dir: Option<PathBuf>,
    /// Make everything, and keep nothing for later builds
    #[arg(long)]
    no_cache: bool,
    /// Open the site in the browser afterwards
    #[arg(long)]
    open: bool,
}

pub(super) fn run(common: &Common, args: &BuildArgs) -> u8 {
    let start = Instant::now();
    let Some(mut loaded) = load(common, &args.book) else {
        return BOOK_HAS_ERRORS;
    };
    let ready = loaded.book();
    let cache = Cache::open(&common.root, !args.no_cache);
    if Diagnostic::any_error(&loaded.diagnostics) {
        // What only drawing finds is found too, so that an author sees all problems at once.
        let mut report = crate::check(&ready, cache.fragments(), &|_| {});
        report.diagnostics.extend(cache.close(cache::FAILED));
        return fail(common, loaded, report.diagnostics);
    }
    let output = output_folder(common, &args.output_dir, &loaded);
    let bar = output::bar(common, "files");
    let earlier = cache.site(&output);
    let options = Options {
        output: &output,
        progress: &|done| bar.set_position(done),
        earlier,
    };
    let is_everything = earlier.is_none();
    let written = crate::build(&ready, cache.fragments(), &options);
    bar.finish_and_clear();
    let mut report = match written {
        Ok(report) => report,
        Err(error) => {
            // The site may be the one that was there, or half of a new one: nothing is known of it.
            let mut diagnostics = std::mem::take(&mut loaded.diagnostics);
            diagnostics.extend(error.diagnostics());
            output::problems(common, diagnostics, Some(&loaded.sources));
            return NOT_WRITTEN;
        }
    };
    let has_errors = Diagnostic::any_error(&report.diagnostics);
    let ended = match has_errors {
        true => cache::FAILED,
        false => cache::ended(&output, is_everything, &mut report),
    };
    report.diagnostics.extend(cache.close(ended));
    if has_errors {
        return fail(common, loaded, report.diagnostics);
    }
    let mut diagnostics = std::mem::take(&mut loaded.diagnostics);
    diagnostics.extend(report.diagnostics.iter().cloned());
    let tally = output::tally(&diagnostics);
    output::problems(common, diagnostics, Some(&loaded.sources));
    output::say(common, &summary(&ready, &report, &output, start, &tally));
    if args.open {
        open(common, &output.join("index.html"));
    }
    // The program ends here: to take a large book apart piece by piece would only take time.
    std::mem::forget((loaded, ready));
    0
}

/// Stage 1 with the command line's settings. Problems that end the build are printed here.
pub(super) fn load(common: &Common, args: &BookArgs) -> Option<Loaded> {
    let overrides = Overrides {
        base_url: args.base_url.clone(),
        drafts: args.drafts,
    };
    match Loaded::new(&common.root, &overrides) {
        Ok(loaded) => Some(loaded),
        Err(Failure {
            mut diagnostics,
            book_toml,
        }) => {
            Diagnostic::sort(&mut diagnostics);
            let text_of = |file: &str| {
                let source = book_toml.as_ref().filter(|source| &*source.file == file);
                source.map(|source| &*source.text)
            };
            output::problems_of(common, &diagnostics, &text_of);
            output::complain(
                common,
                &format!("the book was not built: {}", output::tally(&diagnostics)),
            );
            None
        }
    }
}

/// Prints all problems of a book that cannot be built.
pub(super) fn fail(common: &Common, loaded: Loaded, more: Vec<Diagnostic>) -> u8 {
    let mut diagnostics = loaded.diagnostics;
    diagnostics.extend(more);
    Diagnostic::sort(&mut diagnostics);
    let tally = output::tally(&diagnostics);
    output::problems(common, diagnostics, Some(&loaded.sources));
    output::complain(common, &format!("the book was not built: {tally}"));
    BOOK_HAS_ERRORS
}

/// The output folder: as typed on the command line (relative to where it was typed), or as book.toml says.
pub(super) fn output_folder(common: &Common, typed: &Option<PathBuf>, loaded: &Loaded) -> PathBuf {
    match typed {
        Some(typed) => typed.clone(),
        None => common.root.join(&loaded.sources.config.build.output_dir),
    }
}

fn summary(ready: &Ready, report: &Report, output: &Path, start: Instant, tally: &str) -> String {
    let book = &ready.book;
    let languages = book.config.languages.len();
    let what = if report.swapped {
        "built"
    } else {
        "nothing changed in"
    };
    let tally = if tally.is_empty() {
        String::new()
    } else {
        format!("; {tally}")
    };
    format!(
        "{what} {}: {} in {}, {} ({}), {}{tally}",
        output.display(),
        output::count(book.questions.len(), "question"),
        output::count(languages, "language"),
        output::count(book.places().len() * languages + 1, "page"),
        output::bytes(report.bytes),
        output::since(start),
    )
}

/// Shows an address or a file with the program that the system has for it.
pub(super) fn open(common: &Common, what: &Path) {
    let command = match std::env::consts::OS {
        "macos" => "open",
        "windows" => "explorer",
        _ => "xdg-open",
    };
    if let Err(error) = std::process::Command::new(command).arg(what).spawn() {
        output::complain(
            common,
            &format!("`{command}` cannot be started to show the site: {error}"),
        );
    }
}
