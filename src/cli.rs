//! The command line: what can be asked, and one file per command.
//!
//! Commands are the only code that prints and the only code beside `load` and `write` that may touch
//! files. They turn what was typed into what the stages need, call them, and say what happened.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use crate::diagnostic::print::Format;

mod book_file;
mod build;
mod cache;
mod check;
mod clean;
mod completions;
mod import;
mod init;
mod man;
mod new;
mod output;
mod schema;
mod search;
mod selection;
mod serve;
mod test;
mod timings;
mod translate;

/// Turns a folder of Markdown question-and-answer files into a fast, multi-language static site.
#[derive(Debug, Parser)]
#[command(name = "answerbook", version, arg_required_else_help = true, max_term_width = 100, after_help = EXIT_CODES)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// Print what others made that is part of the program, with its licences
    #[arg(long, exclusive = true)]
    licenses: bool,
    #[command(flatten)]
    common: Common,
}

const EXIT_CODES: &str = "Exit codes: 0 done; 1 the book has errors; 2 wrong arguments; 3 a file could not be written, or a program not be started.";

/// Options of every command.
#[derive(Args, Clone, Debug)]
struct Common {
    /// Folder of the book, where book.toml is
    #[arg(long, short, global = true, value_name = "FOLDER", default_value = ".")]
    root: PathBuf,
    /// How problems are printed
    #[arg(long, global = true, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    color: Color,
    /// Print problems only
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Print how long each stage takes
    #[arg(long, short, global = true)]
    verbose: bool,
    /// Number of threads; one per processor if 0
    #[arg(long, short, global = true, value_name = "NUMBER", default_value_t = 0)]
    jobs: usize,
    /// What is measured for `--verbose`.
    #[arg(skip)]
    timings: timings::Timings,
}

/// Options of every command that reads a book.
#[derive(Args, Clone, Debug)]
struct BookArgs {
    /// Address that the site is published at, instead of `[site] base_url`
    #[arg(long, value_name = "ADDRESS", value_parser = site_address)]
    base_url: Option<String>,
    /// Include drafts
    #[arg(long)]
    drafts: bool,
}

/// An address that a site can be published at.
fn site_address(typed: &str) -> Result<String, &'static str> {
    match crate::config::is_site_address(typed) {
        true => Ok(typed.to_owned()),
        false => Err("write it in full, such as `https://example.org/book`"),
    }
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a small book that explains itself, to begin with
    Init(init::InitArgs),
    /// Write a new question from a template
    New(new::NewArgs),
    /// Make question files of lists, handbooks, channels, posts, tables and decks
    #[command(long_about = import::ABOUT)]
    Import(import::ImportArgs),
    /// Build the site
    Build(build::BuildArgs),
    /// Find the problems of a book without writing anything
    Check(check::CheckArgs),
    /// Serve the site on this machine, and show changes at once
    Serve(serve::ServeArgs),
    /// Search the book as its readers do
    Search(search::SearchArgs),
    /// Run the code of the book and check that it prints what the pages say
    #[command(long_about = test::ABOUT)]
    Test(test::TestArgs),
    /// Show how far the translations are, and record that they are current
    Translate(translate::TranslateArgs),
    /// Remove the built site and what earlier runs left
    Clean(clean::CleanArgs),
    /// Print the JSON Schema of book.toml, front matter or a data file
    Schema(schema::SchemaArgs),
    /// Print the completions for a shell
    Completions(completions::CompletionsArgs),
    /// Print the manual page
    Man,
}

/// The exit code for a book with errors.
const BOOK_HAS_ERRORS: u8 = 1;
/// The exit code for arguments that do not fit the book.
const WRONG_ARGUMENTS: u8 = 2;
/// The exit code for an output that could not be written.
const NOT_WRITTEN: u8 = 3;

/// Parses the arguments, runs the command, and gives its exit code.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    if cli.licenses {
        output::result(crate::notices::PROGRAM);
        return ExitCode::SUCCESS;
    }
    let Some(command) = cli.command else {
        let problem = "`answerbook` needs a command; `answerbook --help` lists them";
        let error = Cli::command().error(ErrorKind::MissingSubcommand, problem);
        error.exit();
    };
    let common = cli.common;
    // Deep formulas and nested blocks need more stack than threads get by default.
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(common.jobs)
        .stack_size(crate::render::math::STACK_BYTES)
        .build_global();
    if let Err(error) = pool {
        output::complain(&common, &format!("the threads cannot be started: {error}"));
        return ExitCode::from(NOT_WRITTEN);
    }
    if common.verbose {
        common.timings.start();
    }
    let code = match command {
        Command::Init(args) => init::run(&common, &args),
        Command::New(args) => new::run(&common, &args),
        Command::Import(args) => import::run(&common, &args),
        Command::Build(args) => build::run(&common, &args),
        Command::Check(args) => check::run(&common, &args),
        Command::Serve(args) => serve::run(&common, &args),
        Command::Search(args) => search::run(&common, &args),
        Command::Test(args) => test::run(&common, &args),
        Command::Translate(args) => translate::run(&common, &args),
        Command::Clean(args) => clean::run(&common, &args),
        Command::Schema(args) => schema::run(&args),
        Command::Completions(args) => completions::run(&args),
        Command::Man => man::run(),
    };
    output::timings(&common);
    ExitCode::from(code)
}
