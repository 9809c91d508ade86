//! answerbook turns a folder of Markdown question-and-answer files into a fast, multi-language static site.
//!
//! A build is a pipeline of stages. Each is a module with one entry function and one type that it
//! returns, and imports only what earlier stages made; the alphabetical order of their names is the
//! order of the work:
//!
//! 1. [`load()`]: a folder → [`load::Sources`]. The only reader of the disk.
//! 2. [`parse()`]: one [`load::Source`] → one [`parse::Document`]. Knows no other file.
//! 3. [`relate()`]: all documents → the [`relate::Book`]. Languages joined, ids and links resolved.
//! 4. [`render()`]: the book and a [`render::Theme`] → the [`plan::Plan`], every file of the output with a pure
//!    function that makes its bytes.
//! 5. [`search()`]: the book → the [`answerbook_search::library::Library`], the files of the search index.
//! 6. [`write()`]: the plan → the disk. The only writer, and it swaps whole sites.
//!
//! [`Loaded::book`] and [`build()`] call them in order. Beside the stages stand what all of them may use:
//! [`cache`] (what earlier builds drew), [`config`] (book.toml), [`diagnostic`] (problems, collected and never
//! thrown), [`schema`] (what TOML may say), [`language`] (the interface's words), [`notices`] (the licences of
//! what others made) and [`plan`]; and [`mod@lint`], which looks at how the texts of a finished book are written.
//! [`import`] makes files of a book of what people keep elsewhere, [`exchange`] is the JSON of an export, [`anki`] the
//! format of decks, which `render` makes of books. Commands are in [`cli`].

pub mod anki;
pub mod cache;
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod exchange;
pub mod import;
pub mod inputs;
pub mod language;
pub mod lint;
pub mod load;
pub mod notices;
pub mod parse;
pub mod plan;
pub mod relate;
pub mod render;
pub mod schema;
pub mod search;
pub mod write;

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use tracing::info_span;

use cache::Fragments;
use diagnostic::Diagnostic;
use load::{Failure, Overrides, Sources, load};
use parse::parse;
use relate::{Book, relate};
use render::{Site, Theme, render};
use search::search;
use write::{Options, Report, WriteError, write};

/// What was read of a book's folder, with the problems met so far.
pub struct Loaded {
    /// The folder's files.
    pub sources: Sources,
    /// Problems of loading.
    pub diagnostics: Vec<Diagnostic>,
}

/// A book ready to be drawn, with its theme.
pub struct Ready {
    /// The book.
    pub book: Book,
    /// How it looks.
    pub theme: Theme,
}

impl Loaded {
    /// Stage 1.
    ///
    /// # Errors
    /// If there is no book, or its settings cannot be understood.
    pub fn new(root: &Path, overrides: &Overrides) -> Result<Self, Failure> {
        let (sources, diagnostics) = load(root, overrides)?;
        Ok(Self {
            sources,
            diagnostics,
        })
    }

    /// Stages 2 and 3 and the theme. The problems of all of them are added to [`Loaded::diagnostics`].
    pub fn book(&mut self) -> Ready {
        let config = &self.sources.config;
        let sources = self.sources.documents.par_iter();
        let parsed: Vec<_> =
            info_span!("parse").in_scope(|| sources.map(|source| parse(source, config)).collect());
        let (documents, problems): (Vec<_>, Vec<_>) = parsed.into_iter().unzip();
        let documents = documents.into_iter().map(Arc::new).collect();
        self.diagnostics.extend(problems.into_iter().flatten());
        let (book, problems) = relate(&self.sources, documents);
        self.diagnostics.extend(problems);
        let (theme, problems) = Theme::new(&self.sources);
        self.diagnostics.extend(problems);
        self.diagnostics.extend(theme.check(&book));
        Ready { book, theme }
    }
}

/// Draws a book and puts it where its readers find it.
///
/// Formulas, code and parts of the search index that `earlier` builds made are not made again; nor is what the site has that is there, if
/// [`Options::earlier`] tells that it is made from the same. The problems found while drawing come in the report;
/// if one of them is an error, the output is as it was.
///
/// # Errors
/// If the output cannot be written.
pub fn build(
    ready: &Ready,
    earlier: &dyn Fragments,
    options: &Options<'_>,
) -> Result<Report, WriteError> {
    let site = info_span!("site").in_scope(|| Site::new(&ready.book, &ready.theme, earlier));
    let mut plan = info_span!("plan").in_scope(|| render(&site));
    let index = search::inputs::inputs(&ready.book);
    let known = options.earlier;
    let known = known.and_then(|site| search::inputs::known(site, &index));
    match known.filter(|files| write::has_all(options.output, files)) {
        Some(files) => search::plan_known(&files, &mut plan),
        None => {
            let search = || search(&ready.book, earlier);
            // To join an index is not work for all threads all the time, to make it is, and takes the most memory.
            let library = match options.earlier {
                Some(_) => rayon::join(search, || plan.tell()).0,
                None => search(),
            };
            search::plan(library, Some(&index), &mut plan);
        }
    }
    info_span!("write").in_scope(|| write(&plan, options))
}

/// Draws a book and drops the pages: for the problems that only drawing finds.
pub fn check(ready: &Ready, earlier: &dyn Fragments, progress: &(dyn Fn(u64) + Sync)) -> Report {
    let site = info_span!("site").in_scope(|| Site::new(&ready.book, &ready.theme, earlier));
    let plan = info_span!("plan").in_scope(|| render(&site));
    info_span!("draw").in_scope(|| write::dry_run(&plan, progress))
}
