//! The Markdown that all generators are given: a synthetic book without what only answerbook knows.
//!
//! In: a size, and whether there are formulas. Out: pages, one after another, so that a large book is never in
//! memory. Wiki links become links to files, an alert that hosts of code do not know becomes one that they know,
//! and of the front matter the title stays.

use crate::synthesize::book::{self, Settings};

/// A page of the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Page {
    /// Relative to the folder of the texts, with `/` between folders: `topic-00/question-00000.md`. An `index.md`
    /// stands for its folder.
    pub(super) path: String,
    /// Letters, digits, spaces and a question mark.
    pub(super) title: String,
    /// The text after the title.
    pub(super) body: String,
}

impl Page {
    /// Whether it is a question and not the start of a topic or of the book.
    pub(super) fn is_question(&self) -> bool {
        !self.path.ends_with("index.md")
    }

    /// How its text ends, without the full stop: words that stand next to each other in HTML too.
    pub(super) fn ending(&self) -> &str {
        let text = self.body.trim_end().trim_end_matches('.');
        let start = text.char_indices().rev().nth(ENDING - 1);
        &text[start.map_or(0, |(start, _)| start)..]
    }
}

/// How much of a page's end tells it from others, in characters.
const ENDING: usize = 40;

/// A synthetic book in one language.
pub(super) struct Book {
    settings: Settings,
    has_formulas: bool,
}

impl Book {
    /// A book of that many questions, each with formulas or all without.
    pub(super) fn new(questions: usize, has_formulas: bool) -> Self {
        let settings = Settings {
            questions,
            ..Settings::default()
        };
        Self {
            settings,
            has_formulas,
        }
    }

    /// Its pages, each folder's start before its questions.
    pub(super) fn pages(&self) -> impl Iterator<Item = Page> {
        book::files(&self.settings).filter_map(|(path, text)| {
            let path = path.strip_prefix("content/")?;
            let (front_matter, body) = text.strip_prefix("+++\n")?.split_once("+++\n")?;
            let title = front_matter.lines().find_map(|line| {
                let quoted = line.strip_prefix("title = \"")?;
                quoted.strip_suffix('"')
            })?;
            Some(Page {
                path: path.to_owned(),
                title: title.to_owned(),
                body: portable(body.trim_start(), self.has_formulas),
            })
        })
    }
}

/// A text without what only answerbook knows, and without formulas if there are to be none.
fn portable(body: &str, has_formulas: bool) -> String {
    let mut text = String::with_capacity(body.len());
    for (number, part) in body.split("```").enumerate() {
        if number > 0 {
            text.push_str("```");
        }
        if number % 2 == 1 {
            // What code prints: a kind of block that others do not know.
            text.push_str(&part.replacen("output\n", "text\n", 1));
        } else if part == "\n" {
            text.push_str("\n\n");
        } else if has_formulas {
            text.push_str(&prose(part));
        } else {
            text.push_str(&prose(&without_formulas(part)));
        }
    }
    text
}

fn prose(text: &str) -> String {
    let text = text.replace("> [!PITFALL]", "> [!WARNING]");
    let mut parts = text.split("[[");
    let mut linked = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (id, rest) = part.split_once("]]").unwrap_or((part, ""));
        let number = id.trim_start_matches("question-").parse();
        let topic = book::topic_path(number.unwrap_or_default());
        linked.push_str(&format!("[{id}](../{topic}/{id}.md){rest}"));
    }
    linked
}

fn without_formulas(text: &str) -> String {
    let displayed = text.split("$$\n");
    // Text, formula, text…; an empty line stands before and after a formula.
    let texts = displayed.step_by(2).enumerate();
    let text: String = texts
        .map(|(number, text)| match number {
            0 => text,
            _ => text.strip_prefix('\n').unwrap_or(text),
        })
        .collect();
    let mut parts = text.split('$').step_by(2);
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.truncate(plain.trim_end().len());
        plain.push_str(part);
    }
    plain
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_text_becomes_one_that_all_understand() {
        let text = "A $x$ b [[question-00030]] c.\n\n$$\ny\n$$\n\nd\n\n```python\nx = '[['\n```\n```output\n1\n```\n\n> [!PITFALL]\n> e\n";
        let linked = "b [question-00030](../topic-06/question-00030.md) c.\n\n";
        let end = "d\n\n```python\nx = '[['\n```\n\n```text\n1\n```\n\n> [!WARNING]\n> e\n";
        let with = portable(text, true);
        assert_eq!(with, format!("A $x$ {linked}$$\ny\n$$\n\n{end}"));
        let without = portable(text, false);
        assert_eq!(without, format!("A {linked}{end}"));
    }

    #[test]
    fn a_book_has_a_page_per_question_and_one_per_topic_and_its_start() {
        for has_formulas in [true, false] {
            let pages: Vec<Page> = Book::new(50, has_formulas).pages().collect();
            assert_eq!(pages.iter().filter(|page| page.is_question()).count(), 50);
            assert_eq!(pages.len(), 50 + 24 + 1);
            assert_eq!(pages[0].path, "index.md");
            for page in &pages {
                assert!(!page.title.is_empty(), "{}", page.path);
                assert!(!page.body.contains("[["), "{}", page.path);
                assert!(!page.body.contains("+++"), "{}", page.path);
                let formulas = page.body.matches('$').count();
                let expected = if page.is_question() && has_formulas {
                    3 * 2 + 2 * 4
                } else {
                    0
                };
                assert_eq!(formulas, expected, "{}", page.path);
                assert!(page.body.ends_with(&format!("{}.\n", page.ending())));
            }
            let code = pages.last().unwrap().body.matches("```python\n").count();
            assert_eq!(code, 2);
        }
    }
}
