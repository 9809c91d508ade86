//! What the manual shows works: its files make a book without problems, its commands are run.
//!
//! A fenced block with `title="content/math/gradient.md"` is that file. The files of a section are laid over the small
//! book of `tests/manual/book`, which is then checked; a table of book.toml takes the place of the one that is there,
//! and a text without front matter gets some. Where a section shows a file twice, these are two books. The lines of
//! `sh` blocks that begin with `answerbook` are run there one after the other, and an `output` block below holds what
//! they print. `no_run` behind the language leaves a block out, except that its commands must be ones.

use std::fs;
use std::path::Path;

use answerbook::cli::Cli;
use clap::Parser;
use clap::error::ErrorKind;
use rayon::prelude::*;

use super::{Block, Section, report, repository, sections};
use crate::book::TestBook;
use crate::cli::program;

/// Languages whose blocks are files of a book, so that they say which.
const FILES: [&str; 5] = ["toml", "markdown", "html", "css", "js"];

/// What does not end by itself, or opens a browser.
const NOT_RUN: [&str; 2] = ["serve", "--open"];

impl Block {
    fn language(&self) -> &str {
        self.info.split([' ', ',']).next().unwrap_or_default()
    }

    /// The file that the block is.
    fn title(&self) -> Option<&str> {
        self.info.split_once("title=\"")?.1.split('"').next()
    }

    fn is_run(&self) -> bool {
        !self.info.split([' ', ',']).any(|word| word == "no_run")
    }

    /// Its commands of this program.
    fn commands(&self) -> impl Iterator<Item = &str> {
        let lines = self.text.lines().map(str::trim);
        lines.filter(|line| line.starts_with("answerbook "))
    }
}

/// The book of a section in the making.
struct Example {
    book: TestBook,
    /// Files of the section that are in it.
    files: Vec<String>,
    /// How many files the section shows.
    shown: usize,
    /// How many of its commands were run.
    ran: usize,
    problems: Vec<String>,
}

#[test]
fn files_make_books_and_commands_run() {
    let sections = sections();
    let examples: Vec<Example> = sections.par_iter().map(Example::of).collect();
    let problems: Vec<String> = examples.iter().flat_map(|e| e.problems.clone()).collect();
    report(&problems);
    let files: usize = examples.iter().map(|e| e.shown).sum();
    let commands: usize = examples.iter().map(|e| e.ran).sum();
    assert!(
        files > 30 && commands > 20,
        "{files} files, {commands} commands: where are they?"
    );
}

impl Example {
    fn new() -> Self {
        Self {
            book: TestBook::copy_of(&repository().join("tests/manual/book")),
            files: Vec::new(),
            shown: 0,
            ran: 0,
            problems: Vec::new(),
        }
    }

    /// Tries everything that a section shows.
    fn of(section: &Section) -> Self {
        let mut example = Self::new();
        let blocks = section.blocks();
        for (number, block) in blocks
            .iter()
            .enumerate()
            .filter(|(_, block)| block.is_run())
        {
            let place = format!("{}:{}", section.file, block.line);
            match block.title() {
                Some(title) => example.put(&place, title, &block.text),
                None if FILES.contains(&block.language()) => {
                    let hint = "say which file it is, `title=\"book.toml\"`, or `no_run`";
                    example
                        .problems
                        .push(format!("{place}: a block that is no file: {hint}"));
                }
                None => {}
            }
            if block.language() == "sh" {
                let next = blocks.get(number + 1);
                example.run(
                    &place,
                    block,
                    next.filter(|next| next.language() == "output"),
                );
            }
        }
        if !example.files.is_empty() {
            example.check_book(&format!("{}:{}", section.file, section.line));
        }
        example
    }

    /// Lays a file over the book.
    fn put(&mut self, place: &str, title: &str, text: &str) {
        if self.files.iter().any(|file| file == title) {
            self.check_book(place);
            self.book = Self::new().book;
            self.files.clear();
        }
        self.files.push(title.to_owned());
        self.shown += 1;
        let text = match title {
            "book.toml" => settings(text),
            _ if title.ends_with(".toml") => text.parse::<toml::Table>().map(|_| text.to_owned()),
            _ if title.ends_with(".md") && !text.starts_with("+++") => {
                Ok(format!("+++\ntitle = \"An example\"\n+++\n\n{text}"))
            }
            _ => Ok(text.to_owned()),
        };
        match text {
            Ok(text) => {
                let path = self.book.root().join(title);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
            Err(error) => self.problems.push(format!("{place}: {error}")),
        }
    }

    fn check_book(&mut self, place: &str) {
        let said = self.book.check();
        if !said.is_empty() {
            self.problems.push(format!(
                "{place}: the book of {:?} has problems:\n{said}",
                self.files
            ));
        }
    }

    fn run(&mut self, place: &str, block: &Block, output: Option<&Block>) {
        let mut printed = String::new();
        for line in block
            .text
            .lines()
            .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        {
            let Some(arguments) = line.strip_prefix("answerbook ") else {
                self.problems.push(format!(
                    "{place}: `{line}` is of another program: add `no_run`"
                ));
                continue;
            };
            let words = words(arguments);
            if words.iter().any(|word| NOT_RUN.contains(&word.as_str())) {
                continue;
            }
            let ran = program()
                .args(&words)
                .current_dir(self.book.root())
                .output()
                .unwrap();
            self.ran += 1;
            let out = String::from_utf8_lossy(&ran.stdout).into_owned();
            let err = String::from_utf8_lossy(&ran.stderr);
            if !ran.status.success() {
                self.problems.push(format!(
                    "{place}: `{line}` fails: {:?}\n{out}{err}",
                    ran.status.code()
                ));
            }
            printed.push_str(&out);
        }
        if let Some(output) = output.filter(|output| output.text != printed) {
            let shown = &output.text;
            self.problems.push(format!(
                "{place}: prints\n{printed}and the manual shows\n{shown}"
            ));
        }
    }
}

/// The settings of the small book with the tables of others in place of its own.
fn settings(text: &str) -> Result<String, toml::de::Error> {
    let shown: toml::Table = text.parse()?;
    if shown.contains_key("book") {
        return Ok(text.to_owned());
    }
    let own = fs::read_to_string(repository().join("tests/manual/book/book.toml")).unwrap();
    let mut settings: toml::Table = own.parse()?;
    settings.extend(shown);
    Ok(settings.to_string())
}

/// Arguments as a shell would cut them, without comments.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut is_quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => {
                is_quoted = !is_quoted;
                word.get_or_insert_default();
            }
            ' ' if !is_quoted => words.extend(word.take()),
            '#' if !is_quoted && word.is_none() => break,
            letter => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

#[test]
fn every_command_that_is_shown_is_one() {
    let mut problems = Vec::new();
    for section in sections() {
        let blocks = section.blocks();
        let shown = blocks.iter().flat_map(Block::commands);
        let mentioned = section
            .spans()
            .into_iter()
            .filter(|span| span.starts_with("answerbook "));
        let all = shown
            .map(|command| (command, false))
            .chain(mentioned.map(|span| (span, true)));
        for (command, is_mentioned) in all {
            // What a shell would put in, and what it would take away.
            let words = words(command)
                .into_iter()
                .take_while(|word| word != ">" && word != "&&");
            let words = words.map(|word| match word.starts_with('$') {
                true => "https://example.org".to_owned(),
                false => word,
            });
            let Err(error) = Cli::try_parse_from(words) else {
                continue;
            };
            // A command may be spoken of without all that it needs.
            let is_short = is_mentioned && error.kind() == ErrorKind::MissingRequiredArgument;
            if error.use_stderr() && !is_short {
                let error = error.to_string();
                let first = error.lines().next().unwrap_or_default();
                problems.push(format!("{}: `{command}`: {first}", section.file));
            }
        }
    }
    report(&problems);
}

#[test]
fn the_small_book_has_no_problems() {
    let folder = repository().join("tests/manual/book");
    assert!(Path::new(&folder).is_dir());
    assert_eq!(TestBook::copy_of(&folder).check(), "");
}
