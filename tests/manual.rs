//! The manual in `docs/` names everything that there is, and what it shows works.
//!
//! [`names`] looks for every command, key, block and element in the section that is about it; [`views`] writes the
//! tables of what templates are given; [`examples`] builds and runs what is shown. Sections are told by their ids.

use std::fs;
use std::path::{Path, PathBuf};

use crate::book::{self, TestBook};

mod examples;
mod names;
mod views;

/// A question of the manual.
struct Section {
    /// Its file, from the repository's root.
    file: String,
    /// Its id.
    id: String,
    /// The line that its text begins at, from 1.
    line: usize,
    /// Its text without the heading.
    text: String,
}

/// A fenced block of a section.
struct Block {
    /// Its info string.
    info: String,
    /// The line of its fence, from 1.
    line: usize,
    /// What stands in it.
    text: String,
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// Every question of the manual.
fn sections() -> Vec<Section> {
    let folder = repository().join("docs/content");
    let mut sections = Vec::new();
    for path in book::files(&folder) {
        if !path.ends_with(".md") || path.ends_with("index.md") {
            continue;
        }
        let text = fs::read_to_string(folder.join(&path)).unwrap();
        let file = format!("docs/content/{path}");
        match text.contains("\nsplit = 2\n") {
            true => sections.extend(questions(&file, &text)),
            false => {
                let stem = Path::new(&path).file_stem().unwrap().to_str().unwrap();
                sections.push(Section {
                    file,
                    id: stem.to_owned(),
                    line: 1,
                    text,
                });
            }
        }
    }
    assert!(sections.len() > 100, "the manual was not found");
    sections
}

/// The questions of a file that holds many.
fn questions(file: &str, text: &str) -> Vec<Section> {
    let mut found: Vec<Section> = Vec::new();
    let mut fence = Fence::default();
    for (number, line) in text.lines().enumerate() {
        if !fence.holds(line) && line.starts_with("## ") {
            let id = line.split_once("{#").and_then(|(_, id)| id.split_once('}'));
            let (id, _) = id.unwrap_or_else(|| panic!("{file}:{}: no id", number + 1));
            found.push(Section {
                file: file.to_owned(),
                id: id.to_owned(),
                line: number + 2,
                text: String::new(),
            });
        } else if let Some(section) = found.last_mut() {
            section.text.push_str(line);
            section.text.push('\n');
        }
    }
    found
}

/// Where a line stands: in a fenced block, or outside of all.
#[derive(Default)]
struct Fence {
    /// How many backticks end the block that is open; 0 if none is.
    open: usize,
}

impl Fence {
    /// Whether the line belongs to a fenced block, its fences included.
    fn holds(&mut self, line: &str) -> bool {
        let backticks = line.len() - line.trim_start_matches('`').len();
        let was_open = self.open > 0;
        if was_open && backticks >= self.open && line.trim_start_matches('`').trim().is_empty() {
            self.open = 0;
        } else if !was_open && backticks >= 3 {
            self.open = backticks;
        }
        was_open || self.open > 0
    }
}

impl Section {
    fn blocks(&self) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        let mut fence = Fence::default();
        let mut is_inside = false;
        for (number, line) in self.text.lines().enumerate() {
            let holds = fence.holds(line);
            match (is_inside, holds && fence.open > 0) {
                (false, true) => blocks.push(Block {
                    info: line.trim_start_matches('`').trim().to_owned(),
                    line: self.line + number,
                    text: String::new(),
                }),
                (true, true) => {
                    let block = blocks.last_mut().unwrap();
                    block.text.push_str(line);
                    block.text.push('\n');
                }
                (_, false) => {}
            }
            is_inside = fence.open > 0;
        }
        blocks
    }

    /// The code spans of the text outside of fenced blocks.
    fn spans(&self) -> Vec<&str> {
        let mut fence = Fence::default();
        let lines = self.text.lines().filter(|line| !fence.holds(line));
        let mut spans = Vec::new();
        for line in lines {
            spans.extend(line.split('`').skip(1).step_by(2));
        }
        spans
    }
}

/// Says everything that is wrong at once.
fn report(problems: &[String]) {
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

#[test]
fn every_question_begins_with_an_answer_that_stands_alone() {
    // It is shown on cards, where what follows is not seen.
    let mut problems = Vec::new();
    for section in sections() {
        let text = section.text.trim_start();
        let text = text
            .strip_prefix("+++")
            .map_or(text, |rest| rest.split_once("+++").unwrap().1);
        let first = text
            .trim_start()
            .lines()
            .next()
            .unwrap_or_default()
            .trim_end();
        let is_paragraph = first.starts_with(|c: char| c.is_alphanumeric() || "`[*".contains(c));
        let is_list = first.starts_with("1.") || first.starts_with("```");
        if !is_paragraph || is_list || !first.ends_with(['.', '!', '?', ')']) {
            problems.push(format!(
                "{}: `{}` begins with `{first}`",
                section.file, section.id
            ));
        }
    }
    report(&problems);
}

#[test]
fn the_manual_has_no_problems() {
    let manual = TestBook::copy_of(&repository().join("docs"));
    assert_eq!(manual.check(), "");
}
