//! `answerbook serve`: the site in memory, made again when the book changes, and browsers that follow.
//!
//! - The command's own thread waits until [`watch`] tells of changes, reads the book again
//!   ([`reading`]) and puts a new [`edition`] in place of the last one, if the book has no errors.
//! - Every edition has a thread that makes pages when they are asked for, out of what earlier ones have
//!   [`drawn`].
//! - A thread keeps the search [`index`] up with the editions.
//! - Every connection has a thread ([`server`], [`http`]) that asks the edition in place ([`live`]);
//!   [`browser`] tells open pages what changed.
//!
//! Nothing is written to the disk. Requests are looked up in the edition's plan and never name a file;
//! only programs that address this server by its own name are answered ([`address`]).

use std::path::Path;
use std::sync::{Arc, mpsc};
use std::time::Instant;

use clap::Args;

use super::output;
use super::{BOOK_HAS_ERRORS, Common, NOT_WRITTEN, WRONG_ARGUMENTS, build};
use crate::diagnostic::{Diagnostic, Severity};
use crate::load::cache::known;
use crate::load::{Failure, Overrides};

mod address;
mod browser;
mod drawn;
mod edition;
mod http;
mod index;
mod live;
mod page;
mod reading;
mod server;
mod watch;

use drawn::Drawn;
use edition::Edition;
use live::Live;
use reading::{Outcome, Reader, Reading};
use watch::{Changes, Event, Watch};

/// Options of `serve`.
#[derive(Args, Clone, Debug)]
pub(super) struct ServeArgs {
    /// Port to listen at, any free one if 0 [default: 1111, or the next free one]
    #[arg(long, short, value_name = "NUMBER")]
    port: Option<u16>,
    /// Address or name to listen at; `0.0.0.0` lets other machines in
    #[arg(long, short, value_name = "ADDRESS", default_value = "127.0.0.1")]
    interface: String,
    /// Open the site in the browser
    #[arg(long)]
    open: bool,
    /// Include drafts
    #[arg(long)]
    drafts: bool,
    /// Address that the pages name as theirs; its path is where the site is served [default: where it is served]
    #[arg(long, value_name = "ADDRESS")]
    base_url: Option<String>,
}

pub(super) fn run(common: &Common, args: &ServeArgs) -> u8 {
    let (listener, address) =
        match address::bind(&args.interface, args.port, args.base_url.as_deref()) {
            Ok(bound) => bound,
            Err(message) => {
                output::complain(common, &message);
                return WRONG_ARGUMENTS;
            }
        };
    let overrides = Overrides {
        base_url: Some(address.base_url.clone()),
        drafts: args.drafts,
    };
    let (events, incoming) = mpsc::channel();
    let watch = Watch::new(&common.root, events).unwrap_or_else(|message| {
        warn(common, &message);
        None
    });
    let mut session = Session {
        common,
        reader: Reader::new(&common.root, overrides),
        live: Arc::new(Live::new(common, &address.path)),
        drawn: Arc::new(Drawn::new(known(&common.root))),
        watch,
    };
    // Changes that are made while the book is read for the first time are to be noticed.
    session.watch_folders(&Changes::default());
    if !session.read_first() {
        return BOOK_HAS_ERRORS;
    }
    session.watch_folders(&Changes::default());
    end_on_interrupt(common);
    let url = address.url();
    if let Err(error) = server::start(listener, address, session.live.clone()) {
        output::complain(common, &format!("the server cannot be started: {error}"));
        return NOT_WRITTEN;
    }
    let (live, drawn) = (session.live.clone(), session.drawn.clone());
    let index = std::thread::Builder::new().name("index".into());
    if let Err(error) = index.spawn(move || live.keep_index(&*drawn)) {
        output::complain(common, &format!("the search cannot be started: {error}"));
        return NOT_WRITTEN;
    }
    output::say(common, &session.greeting(&url));
    if args.open {
        build::open(common, Path::new(&url));
    }
    while let Some(changes) = session.gather(&incoming) {
        session.read_again(&changes);
    }
    // Nobody tells of changes, which was said. The pages are served all the same.
    loop {
        std::thread::park();
    }
}

/// Nothing has to be put in order at the end: the site is in memory only.
fn end_on_interrupt(common: &Common) {
    if let Err(error) = ctrlc::set_handler(|| std::process::exit(0)) {
        warn(common, &format!("Ctrl-C cannot be handled: {error}"));
    }
}

/// Something that does not work, while the pages are served all the same.
fn warn(common: &Common, message: &str) {
    let warning = Diagnostic::new(Severity::Warning, None, None, message);
    output::problems_of(common, &[warning], &|_| None);
}

/// What the command's own thread works with.
struct Session<'c> {
    common: &'c Common,
    reader: Reader,
    live: Arc<Live>,
    /// Formulas and code, for all editions.
    drawn: Arc<Drawn>,
    watch: Option<Watch>,
}

impl Session<'_> {
    /// Watches the book's folders as they are now.
    fn watch_folders(&mut self, changes: &Changes) {
        let config = self.reader.config();
        let (src, output) = config.map_or(("content", "site"), |config| {
            (&*config.book.src, &*config.build.output_dir)
        });
        let Some(watch) = &mut self.watch else { return };
        if let Err(message) = watch.follow(src, output, changes) {
            warn(self.common, &message);
        }
    }

    /// Waits for changes.
    fn gather(&self, incoming: &mpsc::Receiver<Event>) -> Option<Changes> {
        watch::gather(incoming, self.watch.as_ref()?)
    }

    /// Reads the book; false if there is none.
    fn read_first(&mut self) -> bool {
        match self.reader.read(&Changes::everything()) {
            Outcome::Read(reading) => {
                self.take(reading, &Changes::everything());
                true
            }
            Outcome::Failed(failure) => {
                let is_there = failure.book_toml.is_some();
                self.refuse(failure);
                is_there
            }
            Outcome::Same => true,
        }
    }

    fn greeting(&self, url: &str) -> String {
        match self.live.edition() {
            Some(edition) => {
                let questions = output::count(edition.book.questions.len(), "question");
                let languages = output::count(edition.book.config.languages.len(), "language");
                format!("serving {questions} in {languages} at {url} (Ctrl-C stops)")
            }
            None => format!("serving the errors at {url} until they are gone (Ctrl-C stops)"),
        }
    }

    /// Reads what changed and lets the browsers know.
    fn read_again(&mut self, changes: &Changes) {
        let start = Instant::now();
        self.watch_folders(changes);
        let outcome = self.reader.read(changes);
        match outcome {
            Outcome::Same => {}
            Outcome::Failed(failure) => {
                self.refuse(failure);
                self.live.tell_browsers(false);
            }
            Outcome::Read(reading) => {
                let questions = output::count(reading.book.questions.len(), "question");
                let tally = output::tally(&reading.diagnostics);
                let is_new = self.take(reading, changes);
                self.watch_folders(&Changes::default());
                self.live
                    .tell_browsers(is_new && changes.has_files_of_pages());
                output::timings(self.common);
                if is_new {
                    let took = start.elapsed().as_millis();
                    let tally = if tally.is_empty() {
                        tally
                    } else {
                        format!("; {tally}")
                    };
                    let line = format!("rebuilt in {took} ms: {questions}{tally}");
                    output::say(self.common, &line);
                }
            }
        }
    }

    /// Puts a new edition in place if the book allows it.
    fn take(&self, reading: Reading, changes: &Changes) -> bool {
        let sources = self.reader.sources();
        let text_of = |file: &str| sources.and_then(|sources| sources.text_of(file));
        self.live.report(&reading.diagnostics, &text_of, changes);
        if Diagnostic::any_error(&reading.diagnostics) {
            self.say_not_built(&reading.diagnostics);
            return false;
        }
        match Edition::new(reading.book, reading.theme, self.drawn.clone()) {
            Ok(edition) => {
                self.live.put(edition);
                true
            }
            Err(error) => {
                output::complain(self.common, &format!("no thread can be started: {error}"));
                false
            }
        }
    }

    /// The settings cannot be understood, so there is no book.
    fn refuse(&self, failure: Failure) {
        let Failure {
            mut diagnostics,
            book_toml,
        } = failure;
        Diagnostic::sort(&mut diagnostics);
        let text_of = |file: &str| {
            let source = book_toml.as_ref().filter(|source| *source.file == *file);
            source.map(|source| &*source.text)
        };
        self.live
            .report(&diagnostics, &text_of, &Changes::everything());
        self.say_not_built(&diagnostics);
    }

    fn say_not_built(&self, diagnostics: &[Diagnostic]) {
        let tally = output::tally(diagnostics);
        let rest = match self.live.edition() {
            Some(_) => "; the pages stay as they were",
            None => "",
        };
        output::complain(
            self.common,
            &format!("the book was not built: {tally}{rest}"),
        );
    }
}
