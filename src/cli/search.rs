//! `answerbook search`: what readers find, in the terminal, by the engine that they use.

use clap::Args;

use super::output;
use super::{BOOK_HAS_ERRORS, BookArgs, Common, WRONG_ARGUMENTS, build};
use crate::diagnostic::print::Format;
use crate::diagnostic::{Diagnostic, Severity, did_you_mean};
use crate::load::cache::known;
use crate::parse::QuestionKind;
use crate::relate::Book;
use answerbook_search::engine::{Hit, Part, Request, Results};

/// Options of `search`.
#[derive(Args, Clone, Debug)]
pub(super) struct SearchArgs {
    /// What to look for: words, "phrases", -words to do without
    #[arg(required = true, allow_hyphen_values = true)]
    query: Vec<String>,
    /// Language of the reader, by its tag [default: the book's]
    #[arg(long, short, value_name = "TAG")]
    language: Option<String>,
    /// Only questions of this level
    #[arg(long, value_name = "LEVEL")]
    level: Vec<String>,
    /// Only questions of this kind
    #[arg(long, value_name = "KIND")]
    kind: Vec<String>,
    /// Only questions in this topic, by its folder
    #[arg(long, value_name = "TOPIC")]
    topic: Vec<String>,
    /// How many results to show
    #[arg(long, short = 'n', value_name = "NUMBER", default_value_t = 10)]
    limit: usize,
    /// Include drafts
    #[arg(long)]
    drafts: bool,
}

pub(super) fn run(common: &Common, args: &SearchArgs) -> u8 {
    let book_args = BookArgs {
        base_url: None,
        drafts: args.drafts,
    };
    let Some(mut loaded) = build::load(common, &book_args) else {
        return BOOK_HAS_ERRORS;
    };
    let book = loaded.book().book;
    if Diagnostic::any_error(&loaded.diagnostics) {
        output::problems(common, loaded.diagnostics, Some(&loaded.sources));
        output::complain(common, "the book has errors: it cannot be searched");
        return BOOK_HAS_ERRORS;
    }
    if !book.config.search.enabled {
        let message = "the book's search is switched off";
        let problem = Diagnostic::new(Severity::Error, Some(&book.config.file), None, message);
        let hint = "set `enabled = true` in `[search]`";
        output::problems(common, vec![problem.hint(hint)], Some(&loaded.sources));
        return BOOK_HAS_ERRORS;
    }
    let query = args.query.join(" ");
    let request = match request(&book, args, &query) {
        Ok(request) => request,
        Err(problems) => {
            output::problems(common, problems, None);
            return WRONG_ARGUMENTS;
        }
    };
    let library = crate::search::search(&book, &*known(&common.root));
    let mut engine = library.engine();
    let found = tracing::info_span!("query").in_scope(|| library.search(&mut engine, &request));
    match found {
        Ok(searched) => {
            match common.format {
                Format::Json => output::result(&format!(
                    "{}\n",
                    answerbook_search::json::results(&searched.results)
                )),
                _ => output::result(&lines(&book, &searched.results)),
            }
            0
        }
        Err(corrupt) => {
            output::complain(common, &format!("the index cannot be read: {corrupt}"));
            BOOK_HAS_ERRORS
        }
    }
}

fn request<'q>(
    book: &Book,
    args: &SearchArgs,
    query: &'q str,
) -> Result<Request<'q>, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let tags: Vec<&str> = book
        .config
        .languages
        .iter()
        .map(|l| l.tag.as_str())
        .collect();
    let levels: Vec<&str> = book.config.levels.iter().map(|l| l.id.as_str()).collect();
    let topics: Vec<&str> = book.topics.iter().map(|t| t.path.as_str()).collect();
    let kinds = QuestionKind::NAMES.map(|(name, _)| name);
    let mut positions = |what: &str, typed: &[String], known: &[&str]| -> Vec<usize> {
        let found = typed.iter().filter_map(|word| {
            let position = known.iter().position(|known| known == word);
            if position.is_none() {
                let message = format!("the book has no {what} `{word}`");
                let mut problem = Diagnostic::new(Severity::Error, None, None, message);
                problem.hint = did_you_mean(word, known.iter().copied());
                problems.push(problem);
            }
            position
        });
        found.collect()
    };
    let language = args.language.clone().into_iter().collect::<Vec<_>>();
    let request = Request {
        query,
        language: positions("language", &language, &tags)
            .first()
            .copied()
            .unwrap_or(0),
        limit: args.limit,
        topics: positions("topic", &args.topic, &topics)
            .iter()
            .map(|t| *t as u32)
            .collect(),
        levels: positions("level", &args.level, &levels)
            .iter()
            .map(|l| *l as u8 + 1)
            .collect(),
        kinds: positions("kind", &args.kind, &kinds)
            .iter()
            .map(|k| *k as u8)
            .collect(),
        found_in: None,
    };
    if problems.is_empty() {
        Ok(request)
    } else {
        Err(problems)
    }
}

/// The results for people.
fn lines(book: &Book, results: &Results) -> String {
    let mut out = String::new();
    for (typed, meant) in &results.corrected {
        out.push_str(&format!("`{typed}` is taken for `{meant}`\n"));
    }
    for (number, hit) in results.hits.iter().enumerate() {
        out.push_str(&format!("{}. {}\n", number + 1, shown(&hit.title)));
        out.push_str(&format!("   {}{}\n", hit.address, foreign(book, hit)));
        out.push_str(&format!("   {}\n", shown(&hit.snippet)));
        for section in &hit.sections {
            let (heading, snippet) = (shown(&section.heading), shown(&section.snippet));
            out.push_str(&format!("   #{} {heading}: {snippet}\n", section.anchor));
        }
    }
    let shown = output::count(results.hits.len(), "result");
    match results.total {
        0 => out.push_str("nothing found\n"),
        total if total > results.hits.len() => out.push_str(&format!("{shown} of {total}\n")),
        _ => out.push_str(&format!("{shown}\n")),
    }
    out
}

fn foreign(book: &Book, hit: &Hit) -> String {
    match hit.language == hit.found_in {
        true => String::new(),
        false => format!(" (found in {})", book.config.languages[hit.found_in].tag),
    }
}

/// A text with its matches between asterisks.
fn shown(parts: &[Part]) -> String {
    let mark = |part: &Part| match part.is_match {
        true => format!("*{}*", part.text),
        false => part.text.clone(),
    };
    parts.iter().map(mark).collect()
}
