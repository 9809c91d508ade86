//! `answerbook check`: the whole pipeline, the pages dropped.

use std::time::Instant;

use clap::Args;

use super::output;
use super::{BOOK_HAS_ERRORS, BookArgs, Common, build};
use crate::diagnostic::{Diagnostic, Severity};
use crate::lint::{lint, unanswered};
use crate::load::cache::known;

/// Options of `answerbook check`.
#[derive(Args, Clone, Debug)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    book: BookArgs,
    /// Also check how the texts of questions are written: length, parts, terms, translations
    #[arg(long)]
    content: bool,
}

pub(super) fn run(common: &Common, args: &CheckArgs) -> u8 {
    let start = Instant::now();
    let Some(mut loaded) = build::load(common, &args.book) else {
        return BOOK_HAS_ERRORS;
    };
    let ready = loaded.book();
    let bar = output::bar(common, "files");
    let earlier = known(&common.root);
    let report = crate::check(&ready, &*earlier, &|done| bar.set_position(done));
    bar.finish_and_clear();
    let mut diagnostics = std::mem::take(&mut loaded.diagnostics);
    diagnostics.extend(report.diagnostics);
    diagnostics.extend(match args.content {
        true => lint(&ready.book),
        false => unanswered(&ready.book),
    });
    if ready.book.config.base_url().is_none() {
        let message =
            "the site has no address: canonical links, hreflang and the sitemap are left out";
        let problem = Diagnostic::new(
            Severity::Warning,
            Some(&ready.book.config.file),
            None,
            message,
        );
        diagnostics.push(problem.hint("set `base_url` in `[site]`, or give --base-url"));
    }
    Diagnostic::sort(&mut diagnostics);
    let tally = output::tally(&diagnostics);
    let has_errors = Diagnostic::any_error(&diagnostics);
    output::problems(common, diagnostics, Some(&loaded.sources));
    let found = if tally.is_empty() {
        "no problems"
    } else {
        &tally
    };
    output::say(
        common,
        &format!(
            "checked {}: {found}, {}",
            output::count(ready.book.questions.len(), "question"),
            output::since(start)
        ),
    );
    if has_errors { BOOK_HAS_ERRORS } else { 0 }
}
