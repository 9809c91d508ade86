//! The highlighter: code to lines of HTML.
//!
//! In: code of any size and content, and the name of its language. Out: one string of HTML per line, in
//! which every `span` is closed. Without its tags and references it is the code again, byte for byte; only
//! a NUL, which HTML cannot say, becomes U+FFFD.

use super::classes::Class;
use super::grammar::Grammars;
use super::languages::{Language, Languages, Prompts};
use super::parser::Parser;
use super::search::allowance;
use crate::render::escape::escape;

/// The longest line that is highlighted, in bytes. What is longer was not written to be read, and some
/// grammars need time in the cube of a line's length; it stays plain, and the lines after it go on as if
/// it were not there.
pub const LINE_LIMIT: usize = 1_000;

/// The longest code that is highlighted, in bytes: some 4,000 lines, a tenth of a second of work. The dearest
/// found among repetitions of signs in all grammars is four seconds (back quotes in Typst).
pub const CODE_LIMIT: usize = 128 * 1024;

/// Highlights code. Built once and shared by reference between threads; every result depends on nothing
/// but the code and the language.
pub struct Highlighter {
    grammars: Grammars,
    languages: Languages,
}

impl Default for Highlighter {
    fn default() -> Self {
        Self::new()
    }
}

impl Highlighter {
    /// Loads the collection of grammars, which takes a few milliseconds; a grammar is unpacked when its
    /// language is first highlighted.
    pub fn new() -> Self {
        let grammars = Grammars::new();
        let languages = Languages::new(grammars.languages());
        Self {
            grammars,
            languages,
        }
    }

    /// Whether the name stands for a language, or for text without one.
    pub fn knows(&self, language: &str) -> bool {
        self.languages.get(language).is_some()
    }

    /// Whether two names stand for the same language: `py` and `python`. Sessions and plain text are none.
    pub fn is_same(&self, one: &str, other: &str) -> bool {
        let grammar = |name: &str| match self.languages.get(name) {
            Some(Language::Grammar(grammar)) => Some(grammar),
            _ => None,
        };
        grammar(one).is_some_and(|found| grammar(other) == Some(found))
    }

    /// The known name that is nearest to one that is not known.
    pub fn nearest(&self, language: &str) -> Option<String> {
        self.languages.nearest(language).map(str::to_owned)
    }

    /// The lines of the code in HTML, without line feeds; a line feed at the end of the code does not
    /// make another line. Classes are those of [`Class`]. Plain text if the language is not known, and
    /// beyond [`LINE_LIMIT`] and [`CODE_LIMIT`].
    pub fn highlight(&self, code: &str, language: &str) -> Vec<String> {
        let language = self
            .languages
            .get(language)
            .filter(|_| code.len() <= CODE_LIMIT);
        match language {
            None | Some(Language::Plain) => lines(code).map(plain).collect(),
            Some(Language::Grammar(grammar)) => {
                self.code(lines(code), grammar, &mut allowance(code.len()))
            }
            Some(Language::Session(prompts, grammar)) => self.session(code, prompts, grammar),
        }
    }

    /// Lines of code that belong together.
    fn code<'c>(
        &self,
        lines: impl Iterator<Item = &'c str>,
        grammar: usize,
        allowance: &mut u64,
    ) -> Vec<String> {
        let mut parser = Parser::new(&self.grammars, grammar, *allowance);
        let mut ended = String::new();
        let mut html = Vec::new();
        for line in lines {
            let Some(state) = parser.as_mut().filter(|_| line.len() <= LINE_LIMIT) else {
                html.push(plain(line));
                continue;
            };
            ended.clear();
            ended.push_str(line);
            ended.push('\n');
            let mut writer = Writer::new(line);
            let solvent = state.line(&ended, |piece, class| {
                writer.write(piece.start, piece.end.min(line.len()), class);
            });
            html.push(writer.finish());
            *allowance = state.allowance();
            if !solvent {
                parser = None;
            }
        }
        html
    }

    /// A session: lines that begin with a prompt are code, each run of them by itself, and the others are
    /// what it printed.
    fn session(&self, code: &str, prompts: Prompts, grammar: usize) -> Vec<String> {
        let mut allowance = allowance(code.len());
        let lines: Vec<_> = lines(code).map(|line| split(line, prompts)).collect();
        let mut html = Vec::with_capacity(lines.len());
        for run in lines.chunk_by(|a, b| a.0.is_empty() == b.0.is_empty()) {
            if run.iter().all(|(prompt, _)| prompt.is_empty()) {
                html.extend(run.iter().map(|(_, printed)| plain(printed)));
                continue;
            }
            let typed = run.iter().map(|(_, typed)| *typed);
            let typed = self.code(typed, grammar, &mut allowance);
            for ((prompt, _), typed) in run.iter().zip(typed) {
                let mut writer = Writer::new(prompt);
                writer.write(0, prompt.len(), Some(Class::Prompt));
                html.push(writer.finish() + &typed);
            }
        }
        html
    }
}

/// A line of a session, as its prompt and the rest; the prompt is empty if there is none.
fn split(line: &str, prompts: Prompts) -> (&str, &str) {
    let is_prompt =
        |prompt: &&&str| line.starts_with(**prompt) && (prompt.ends_with(' ') || line == **prompt);
    let prompt = prompts.iter().find(is_prompt);
    line.split_at(prompt.map_or(0, |prompt| prompt.len()))
}

/// The lines of code, without line feeds; what follows the last line feed is a line if it is not empty.
fn lines(code: &str) -> impl Iterator<Item = &str> {
    let code = code.strip_suffix('\n').unwrap_or(code);
    code.split('\n')
}

fn plain(line: &str) -> String {
    let mut html = String::with_capacity(line.len());
    escape(line, &mut html);
    html
}

/// Writes the pieces of a line. White space at the edges of a piece stays outside its `span`, and pieces
/// of the same class with nothing but white space between them share one.
struct Writer<'l> {
    line: &'l str,
    html: String,
    open: Option<Class>,
    /// How far the line is written.
    done: usize,
}

impl<'l> Writer<'l> {
    fn new(line: &'l str) -> Self {
        Self {
            line,
            html: String::with_capacity(line.len() + line.len() / 2),
            open: None,
            done: 0,
        }
    }

    /// Takes the next piece.
    fn write(&mut self, start: usize, end: usize, class: Option<Class>) {
        let Some(piece) = self.line.get(start..end) else {
            return;
        };
        let word = piece.trim();
        if word.is_empty() {
            return;
        }
        let start = start + (piece.len() - piece.trim_start().len());
        if class != self.open {
            self.close();
            self.text(start);
            if let Some(class) = class {
                self.html.push_str("<span class=\"");
                self.html.push_str(class.css());
                self.html.push_str("\">");
            }
            self.open = class;
        }
        self.text(start + word.len());
    }

    fn text(&mut self, to: usize) {
        let text = self.line.get(self.done..to).unwrap_or_default();
        escape(text, &mut self.html);
        self.done = to;
    }

    fn close(&mut self) {
        if self.open.take().is_some() {
            self.html.push_str("</span>");
        }
    }

    fn finish(mut self) -> String {
        self.close();
        self.text(self.line.len());
        self.html
    }
}

#[cfg(test)]
mod tests;
