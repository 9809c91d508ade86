//! `answerbook import`: questions that people keep elsewhere become files of the book.
//!
//! In: what was typed, the sources, and the book, which knows every id and title. Out: question files, a track per
//! source, a report. No file that is there is changed without `--force`; a source that departs from a regular
//! form is an error for every line that does, and nothing of it is written.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use clap::builder::{NonEmptyStringValueParser, PossibleValuesParser};
use rayon::prelude::*;

use super::{BOOK_HAS_ERRORS, BookArgs, Common, NOT_WRITTEN, WRONG_ARGUMENTS, build, output};
use crate::Loaded;
use crate::diagnostic::print::Format;
use crate::diagnostic::{Diagnostic, Severity};
use crate::import::Form;
use crate::import::document::NoteKind;
use crate::import::files::{Filing, Target};
use crate::import::known::Known;
use crate::import::report::Report;
use crate::import::shape::{self, Reading, Shape};
use crate::parse::parse;

mod place;
mod source;

use place::Places;
use source::{Problem, read_text};

/// What the command is for.
pub(super) const ABOUT: &str = "\
Make question files of lists, handbooks, channels, posts, tables and decks

`answerbook import SHAPE FILE… --into content/TOPIC` writes a file per question, and a track that keeps the order and \
the blocks of the source, and reports what it repaired, what a person should look at, and what no rule claims. No file \
that is there is changed without --force; the same source imported again changes nothing. --dry-run prints the plan.";

/// Options of `import`.
#[derive(Args, Clone, Debug)]
pub(super) struct ImportArgs {
    /// What the sources are: a shape of text, a table, a deck, or an export of answerbook
    #[arg(value_parser = PossibleValuesParser::new(Form::NAMES.map(|(name, _)| name)), required_unless_present = "detect")]
    shape: Option<String>,
    /// The sources
    #[arg(value_name = "FILE", required_unless_present = "detect")]
    files: Vec<PathBuf>,
    /// Say which shape a file has, and why; nothing is imported
    #[arg(long, value_name = "FILE", conflicts_with_all = ["shape", "files"], num_args = 1..)]
    detect: Vec<PathBuf>,
    /// Language of the questions [default: the book's]
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<String>,
    /// Folder of the topic that the questions go to, such as `content/ml`
    #[arg(long, value_name = "FOLDER", required_unless_present = "detect")]
    into: Option<String>,
    /// Title of the source, for the track and the topic [default: as the source says]
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    title: Option<String>,
    /// Name of the track's file [default: made from the title]
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    track: Option<String>,
    /// Leave drafts out that stand beside a final answer
    #[arg(long)]
    no_drafts: bool,
    /// Say what would be written, and write nothing
    #[arg(long, short = 'n')]
    dry_run: bool,
    /// Overwrite files that are there and differ
    #[arg(long)]
    force: bool,
}

pub(super) fn run(common: &Common, args: &ImportArgs) -> u8 {
    if !args.detect.is_empty() {
        return source::detect(common, &args.detect);
    }
    let book = BookArgs {
        base_url: None,
        drafts: true,
    };
    let Some(loaded) = build::load(common, &book) else {
        return BOOK_HAS_ERRORS;
    };
    let known = known(&loaded);
    let form = args.shape.as_deref().and_then(Form::named);
    let (form, target) = match (form, target(args, &loaded, &known)) {
        (Some(form), Ok(target)) => (form, target),
        (_, Err((message, hint))) => {
            let problem = Diagnostic::new(Severity::Error, None, None, message).hint(hint);
            output::problems(common, vec![problem], None);
            return WRONG_ARGUMENTS;
        }
        (None, _) => return WRONG_ARGUMENTS,
    };
    drop(loaded);
    let import = Import {
        common,
        args,
        form,
        target,
    };
    import.all(&known)
}

/// What the book has. Its texts are read once and dropped.
fn known(loaded: &Loaded) -> Known {
    let config = &loaded.sources.config;
    let mut known = Known::new(config);
    // In parts, so that a large book is not in memory as a whole.
    for sources in loaded.sources.documents.chunks(1024) {
        let documents: Vec<_> = sources
            .par_iter()
            .map(|source| parse(source, config).0)
            .collect();
        documents.iter().for_each(|document| known.add(document));
    }
    if let Some(plan) = &loaded.sources.planned {
        known.add_planned(&plan.text);
    }
    known
}

/// What is wrong with an argument, and what to do.
type Mistake = (String, String);

/// Where the questions go, or what is wrong with it.
fn target(args: &ImportArgs, loaded: &Loaded, known: &Known) -> Result<Target, Mistake> {
    let config = &loaded.sources.config;
    let language = match &args.lang {
        None => config.languages[0].tag.clone(),
        Some(tag) if config.language(tag).is_some() => tag.clone(),
        Some(tag) => {
            let hint = format!(
                "add `[languages.{tag}]` to book.toml, or name one of {}",
                known.languages.join(", ")
            );
            return Err((format!("the book has no language `{tag}`"), hint));
        }
    };
    let into = args.into.as_deref().unwrap_or_default();
    let is_export = args.shape.as_deref() == Some("json");
    let folder = folder(into, &known.src, is_export).ok_or_else(|| {
        let message = format!("`{into}` is not a folder of questions");
        let hint = format!(
            "name a folder in `{}`, in lower-case letters, digits and dashes: `{}/topic`",
            known.src, known.src
        );
        (message, hint)
    })?;
    let track = match &args.track {
        Some(name) if crate::relate::is_sound(name) => Some(name.clone()),
        Some(name) => {
            let hint = "use lower-case letters, digits and dashes".to_owned();
            return Err((
                format!("the name `{name}` cannot stand in an address"),
                hint,
            ));
        }
        None => None,
    };
    if track.is_some() && args.files.len() > 1 {
        let hint = "import them one by one, or leave --track out".to_owned();
        return Err(("several sources cannot have one track".to_owned(), hint));
    }
    Ok(Target {
        folder,
        language,
        name: String::new(),
        track,
    })
}

/// The folders of a topic below the content folder, as `--into` names it.
fn folder(into: &str, src: &str, may_be_top: bool) -> Option<String> {
    let typed = into.replace('\\', "/");
    let mut parts = Vec::new();
    for part in Path::new(&typed).components() {
        match part {
            Component::CurDir => {}
            Component::Normal(part) => parts.push(part.to_str()?.to_owned()),
            _ => return None,
        }
    }
    let path = parts.join("/");
    let path = path.strip_prefix(src)?.trim_start_matches('/').to_owned();
    let is_topic = path.split('/').all(crate::relate::is_sound)
        && path != "tracks"
        && !path.starts_with("tracks/");
    (is_topic || (may_be_top && path.is_empty())).then_some(path)
}

/// An import of files of one form.
struct Import<'a> {
    common: &'a Common,
    args: &'a ImportArgs,
    form: Form,
    target: Target,
}

impl Import<'_> {
    fn all(&self, known: &Known) -> u8 {
        let mut filing = Filing::new(known, self.target.clone());
        let mut reports = Vec::new();
        let mut code = 0;
        for file in &self.args.files {
            let name = file
                .file_stem()
                .map(|stem| stem.to_string_lossy().into_owned());
            filing.target(Target {
                name: self.args.title.clone().or(name).unwrap_or_default(),
                ..self.target.clone()
            });
            let mut places = Places::new(&self.common.root, self.args.force, self.args.dry_run);
            match self.one(file, &mut filing, &mut places) {
                Ok(()) => {
                    let mut report = filing.take_report();
                    report.source = file.display().to_string();
                    report.shape = self.form.name().to_owned();
                    report.files = places.files;
                    report.sort();
                    reports.push(report);
                }
                Err(problem) => {
                    filing.take_report();
                    code = code.max(self.complain(problem));
                }
            }
        }
        self.print(&reports);
        code
    }

    fn one(
        &self,
        file: &Path,
        filing: &mut Filing<'_>,
        places: &mut Places<'_>,
    ) -> Result<(), Problem> {
        let mut sink = |file| places.put(&file);
        let open = || {
            File::open(file)
                .map(BufReader::new)
                .map_err(|error| Problem::unreadable(file, &error))
        };
        let (src, title) = (filing.title().to_owned(), self.args.title.as_deref());
        match self.form {
            Form::Text(shape) => self.text(shape, file, filing, places),
            Form::Csv => crate::import::table::import(open()?, b',', &src, filing, &mut sink)
                .map_err(|e| Problem::stream(file, e)),
            Form::Tsv => crate::import::table::import(open()?, b'\t', &src, filing, &mut sink)
                .map_err(|e| Problem::stream(file, e)),
            Form::Json => crate::import::json::import(open()?, filing, &mut sink)
                .map_err(|e| Problem::stream(file, e)),
            Form::Anki => {
                crate::import::anki::import(open()?, title.unwrap_or(&src), filing, &mut sink)
                    .map_err(|e| Problem::stream(file, e))
            }
        }
    }

    fn text(
        &self,
        shape: Shape,
        file: &Path,
        filing: &mut Filing<'_>,
        places: &mut Places<'_>,
    ) -> Result<(), Problem> {
        let text = read_text(file)?;
        let reading = Reading {
            drafts: !self.args.no_drafts,
        };
        let mut document = shape::read(shape, &text, &reading);
        if let Some(title) = &self.args.title {
            document.title.clone_from(title);
        }
        if document
            .notes
            .iter()
            .any(|note| note.kind == NoteKind::Error)
        {
            return Err(source::departures(file, text, &document.notes));
        }
        for file in filing.document(&document) {
            places.put(&file).map_err(Problem::Unwritable)?;
        }
        Ok(())
    }

    /// Prints a problem and says which exit code it has.
    fn complain(&self, problem: Problem) -> u8 {
        match problem {
            Problem::Arguments(problem) => {
                output::problems(self.common, vec![problem], None);
                WRONG_ARGUMENTS
            }
            Problem::Source { text, diagnostics } => {
                let text_of = |_: &str| Some(&*text);
                output::problems_of(self.common, &diagnostics, &text_of);
                BOOK_HAS_ERRORS
            }
            Problem::Unwritable(error) => {
                output::complain(self.common, &error.to_string());
                NOT_WRITTEN
            }
        }
    }

    fn print(&self, reports: &[Report]) {
        if self.common.format != Format::Human {
            for report in reports {
                match serde_json::to_string(report) {
                    Ok(line) => output::result(&format!("{line}\n")),
                    Err(error) => output::complain(self.common, &error.to_string()),
                }
            }
            return;
        }
        for report in reports {
            output::say(self.common, report.text(self.args.dry_run).trim_end());
        }
    }
}

/// A file that cannot be written, with its name in the message.
fn unwritable(path: &str, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("`{path}` cannot be written: {error}"))
}

/// The file of a problem, as it was typed.
fn name(file: &Path) -> Arc<str> {
    file.display().to_string().into()
}
