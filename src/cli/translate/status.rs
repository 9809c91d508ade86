//! `answerbook translate status`: what is written, translated and outdated, as a table or for machines.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use clap::Args;
use serde::Serialize;

use crate::cli::{BOOK_HAS_ERRORS, BookArgs, Common, build, output};
use crate::diagnostic::print::{Format, line_and_column};
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::relate::{Book, ChangeKind, Freshness, Place, Tally, TopicCoverage, Version};

/// Options of `translate status`.
#[derive(Args, Clone, Debug)]
pub(super) struct StatusArgs {
    #[command(flatten)]
    book: BookArgs,
    /// Only this language of the book
    #[arg(long, short, value_name = "TAG")]
    language: Option<String>,
}

pub(super) fn run(common: &Common, args: &StatusArgs) -> u8 {
    let Some(mut loaded) = build::load(common, &args.book) else {
        return BOOK_HAS_ERRORS;
    };
    let book = loaded.book().book;
    if Diagnostic::any_error(&loaded.diagnostics) {
        output::problems(common, loaded.diagnostics, Some(&loaded.sources));
        output::complain(
            common,
            "the book has errors: its translations cannot be told",
        );
        return BOOK_HAS_ERRORS;
    }
    let all = 0..book.config.languages.len();
    let languages: Vec<usize> = match &args.language {
        None => all.collect(),
        Some(tag) => match book.config.language(tag) {
            Some(language) => vec![language],
            None => {
                output::problems(common, vec![no_language(&book, tag)], None);
                return BOOK_HAS_ERRORS;
            }
        },
    };
    let status = Status::new(&book, &languages);
    match common.format {
        Format::Human => output::result(&status.table(&book, &languages)),
        Format::Json => {
            let json = serde_json::to_string_pretty(&status);
            output::result(&json.expect("texts and numbers are always JSON"));
            output::result("\n");
        }
        Format::Github => {
            let problems = status.outdated.iter().map(|o| o.diagnostic.clone());
            output::problems(common, problems.collect(), Some(&loaded.sources));
        }
    }
    0
}

fn no_language(book: &Book, tag: &str) -> Diagnostic {
    let message = format!("the book has no language `{tag}`");
    let mut problem = Diagnostic::new(crate::diagnostic::Severity::Error, None, None, message);
    problem.hint = did_you_mean(tag, book.config.languages.iter().map(|l| l.tag.as_str()));
    problem
}

/// Everything that is to be told.
#[derive(Serialize)]
struct Status {
    /// A row per topic and level that has questions.
    rows: Vec<Row>,
    outdated: Vec<Outdated>,
    /// Files of translations that nothing is recorded of.
    unrecorded: Vec<String>,
    missing: Vec<Missing>,
}

#[derive(Serialize)]
struct Row {
    topic: String,
    /// `None` for questions without a level.
    level: Option<String>,
    /// By language tag.
    languages: BTreeMap<String, Counts>,
}

#[derive(Serialize)]
struct Counts {
    current: usize,
    outdated: usize,
    missing: usize,
    planned: usize,
}

/// A place of a translation whose original is newer.
#[derive(Serialize)]
struct Outdated {
    file: String,
    line: usize,
    change: &'static str,
    original: String,
    original_line: usize,
    #[serde(skip)]
    diagnostic: Diagnostic,
}

/// A question that is written, but not in this language.
#[derive(Serialize)]
struct Missing {
    id: String,
    language: String,
}

impl Status {
    fn new(book: &Book, languages: &[usize]) -> Self {
        let tag = |language: usize| book.config.languages[language].tag.clone();
        let mut status = Self {
            rows: Vec::new(),
            outdated: Vec::new(),
            unrecorded: Vec::new(),
            missing: Vec::new(),
        };
        for topic in book.coverage() {
            for (level, tallies) in topic.levels.iter().enumerate() {
                if tallies[0].total() == 0 {
                    continue;
                }
                let languages = languages.iter().map(|l| (tag(*l), counts(&tallies[*l])));
                status.rows.push(Row {
                    topic: book.topics[topic.topic].path.clone(),
                    level: book.config.levels.get(level).map(|l| l.id.clone()),
                    languages: languages.collect(),
                });
            }
        }
        for place in book.places() {
            let Some(article) = book.article(place) else {
                continue;
            };
            for language in languages {
                match (&article.versions[*language], place) {
                    (Some(version), _) => status.version(book, version, article.original()),
                    (None, Place::Question(number)) => status.missing.push(Missing {
                        id: book.questions[number].id.clone(),
                        language: tag(*language),
                    }),
                    (None, _) => {}
                }
            }
        }
        // The questions of a file of many are translated with it.
        status.unrecorded.sort();
        status.unrecorded.dedup();
        status
    }

    fn version(&mut self, book: &Book, version: &Version, original: &Version) {
        let (document, original) = (version.document(book), original.document(book));
        if *version.freshness(book) == Freshness::Unrecorded {
            self.unrecorded.push(document.file.to_string());
        }
        for change in version.freshness(book).changes() {
            let kind = match change.kind {
                ChangeKind::Changed => "changed",
                ChangeKind::Added => "added",
                ChangeKind::Removed => "removed",
            };
            self.outdated.push(Outdated {
                file: document.file.to_string(),
                line: line_and_column(&document.text, change.span.start).0,
                change: kind,
                original: original.file.to_string(),
                original_line: line_and_column(&original.text, change.original.start).0,
                diagnostic: change.diagnostic(original, document),
            });
        }
    }

    /// For people: a row per topic with how much of it is written in each language, then per level, then
    /// what is to be done.
    fn table(&self, book: &Book, languages: &[usize]) -> String {
        let coverage = book.coverage();
        let title = |topic: &TopicCoverage| match &book.topics[topic.topic].article {
            Some(article) => article.shown(0).1.title(book).to_owned(),
            None => book.topics[topic.topic].path.clone(),
        };
        let mut rows: Vec<(String, Vec<Tally>)> = coverage
            .iter()
            .map(|topic| {
                let tallies = languages.iter().map(|l| topic.total(*l)).collect();
                (title(topic), tallies)
            })
            .collect();
        let topics = rows.len();
        let levels = book.config.levels.iter().map(|level| level.id.clone());
        for (number, name) in levels.chain(["without a level".to_owned()]).enumerate() {
            let tally = |language: &usize| {
                sum(coverage
                    .iter()
                    .map(|topic| &topic.levels[number][*language]))
            };
            rows.push((name, languages.iter().map(tally).collect()));
        }
        let total = |language: &usize| {
            let totals: Vec<Tally> = coverage.iter().map(|t| t.total(*language)).collect();
            sum(totals.iter())
        };
        rows.push(("all".into(), languages.iter().map(total).collect()));
        let width = rows.iter().map(|(name, _)| name.chars().count()).max();
        let width = width.unwrap_or(0);
        let mut out = format!("{:width$}", "");
        for language in languages {
            let _ = write!(out, "  {:>16}", book.config.languages[*language].tag);
        }
        out.push('\n');
        for (number, (name, tallies)) in rows.iter().enumerate() {
            if tallies.first().is_some_and(|tally| tally.total() == 0) {
                continue;
            }
            if number == topics {
                out.push('\n');
            }
            let _ = write!(out, "{name:width$}");
            for tally in tallies {
                let _ = write!(out, "  {:>16}", cell(tally));
            }
            out.push('\n');
        }
        self.lists(&mut out);
        out
    }

    fn lists(&self, out: &mut String) {
        if !self.outdated.is_empty() {
            out.push_str("\noutdated:\n");
            for place in &self.outdated {
                let (what, line) = (place.change, place.original_line);
                let _ = writeln!(
                    out,
                    "  {}:{}: {what} in {}:{line}",
                    place.file, place.line, place.original
                );
            }
        }
        if !self.unrecorded.is_empty() {
            out.push_str("\nnot recorded (`answerbook translate accept` does it):\n");
            for file in &self.unrecorded {
                let _ = writeln!(out, "  {file}");
            }
        }
        if !self.missing.is_empty() {
            out.push_str("\nnot translated:\n");
            for missing in &self.missing {
                let _ = writeln!(out, "  {}: {}", missing.language, missing.id);
            }
        }
    }
}

/// `3 of 18`, with how many of the three are outdated.
fn cell(tally: &Tally) -> String {
    let outdated = match tally.outdated {
        0 => String::new(),
        outdated => format!(", {outdated} old"),
    };
    format!("{} of {}{outdated}", tally.written(), tally.total())
}

fn sum<'t>(tallies: impl Iterator<Item = &'t Tally>) -> Tally {
    tallies.fold(Tally::default(), |mut sum, tally| {
        sum.add(tally);
        sum
    })
}

fn counts(tally: &Tally) -> Counts {
    Counts {
        current: tally.current,
        outdated: tally.outdated,
        missing: tally.missing,
        planned: tally.planned,
    }
}
