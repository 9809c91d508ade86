//! Draws diagnostics: for people (source line, caret, hint), as JSON lines, as GitHub annotations.
//!
//! The only place where byte positions become lines and columns. Lines count from 1; columns count
//! characters from 1, as editors do.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{
    AnnotationKind, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str,
};
use serde::Serialize;

use super::{Diagnostic, Severity};

/// How diagnostics are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people: the source line with a caret, and what to do.
    Human,
    /// For programs: one JSON object per line.
    Json,
    /// For GitHub Actions: workflow commands that become annotations of a pull request.
    Github,
}

/// Prints diagnostics in a format. `text_of` gives the text of a file that a diagnostic names.
pub fn print<'t>(
    diagnostics: &[Diagnostic],
    format: Format,
    color: bool,
    text_of: &dyn Fn(&str) -> Option<&'t str>,
) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let text = diagnostic.file.as_deref().and_then(text_of);
        match format {
            Format::Human => {
                out.push_str(&human(diagnostic, color, text));
                out.push_str("\n\n");
            }
            Format::Json => {
                let line = Line::new(diagnostic, text);
                out.push_str(
                    &serde_json::to_string(&line).expect("texts and numbers are always JSON"),
                );
                out.push('\n');
            }
            Format::Github => {
                out.push_str(&github(diagnostic.severity, &Line::new(diagnostic, text)));
                out.push('\n');
            }
        }
    }
    out
}

fn human(diagnostic: &Diagnostic, color: bool, text: Option<&str>) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Advice => Level::NOTE.with_name("advice"),
    };
    let title = level.primary_title(on_one_line(&diagnostic.message));
    let file = diagnostic.file.as_deref().map(on_one_line);
    let mut first = Group::with_title(title);
    match (&file, text, &diagnostic.span) {
        (Some(file), Some(text), Some(span)) if !is_long(text, span) => {
            let (text, span) = excerpt(text, span);
            let place = AnnotationKind::Primary.span(span);
            let snippet = Snippet::source(text.source)
                .line_start(text.line)
                .path(file)
                .annotation(place);
            first = first.element(snippet);
        }
        (Some(file), Some(text), Some(span)) => {
            let (line, column) = line_and_column(text, span.start);
            let place = Origin::path(file).line(line).char_column(column);
            first = first.element(place);
        }
        (Some(file), ..) => first = first.element(Origin::path(file)),
        _ => {}
    }
    let mut report = vec![first];
    if let Some(hint) = &diagnostic.hint {
        report.push(Group::with_title(
            Level::HELP.secondary_title(on_one_line(hint)),
        ));
    }
    let renderer = if color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let printed = renderer.decor_style(DecorStyle::Ascii).render(&report);
    // Of a source line, the renderer replaces the control characters of ASCII alone.
    printed.replace(|c| matches!(c, '\u{80}'..='\u{9f}'), REPLACEMENT)
}

/// What stands for a control character.
const REPLACEMENT: &str = "\u{fffd}";

/// A message or a name of a file without what moves a terminal's cursor or begins a line: an author wrote parts of it,
/// and a line of a log may be a command to GitHub's runner.
fn on_one_line(text: &str) -> String {
    normalize_untrusted_str(text)
        .replace('\n', " ")
        .replace(char::is_control, REPLACEMENT)
}

/// The longest line that is shown, in bytes.
const SHOWN_LINE: usize = 4096;

/// Whether the lines of a span are too long to be shown: nobody reads them, and to find the part that fits on a screen
/// takes so long that a line of a megabyte with some thousand problems would seem to take for ever.
fn is_long(text: &str, span: &Range<usize>) -> bool {
    let (excerpt, _) = excerpt(text, span);
    excerpt.source.lines().any(|line| line.len() > SHOWN_LINE)
}

/// A few lines of a file with the number of the first.
struct Excerpt<'t> {
    source: &'t str,
    line: usize,
}

/// The lines that a span touches, the first three of them at most: a problem is seen at its beginning.
fn excerpt<'t>(text: &'t str, span: &Range<usize>) -> (Excerpt<'t>, Range<usize>) {
    let start = floor(text, span.start);
    let end = floor(text, span.end).max(start);
    let from = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line = 1 + text[..from].bytes().filter(|b| *b == b'\n').count();
    let shown: usize = text[from..]
        .split_inclusive('\n')
        .take(3)
        .map(str::len)
        .sum();
    let source = &text[from..from + shown];
    let end = (end - from)
        .min(source.trim_end_matches('\n').len())
        .max(start - from);
    (Excerpt { source, line }, start - from..end)
}

/// The nearest boundary of a character at or before an offset.
fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// A diagnostic as programs read it. Fields that do not apply are left out.
#[derive(Serialize)]
struct Line<'d> {
    severity: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
    message: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'d str>,
}

impl<'d> Line<'d> {
    fn new(diagnostic: &'d Diagnostic, text: Option<&str>) -> Self {
        let place = text.zip(diagnostic.span.as_ref());
        let start = place.map(|(text, span)| line_and_column(text, span.start));
        let end = place.map(|(text, span)| line_and_column(text, span.end));
        Self {
            severity: match diagnostic.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Advice => "advice",
            },
            file: diagnostic.file.as_deref(),
            line: start.map(|s| s.0),
            column: start.map(|s| s.1),
            end_line: end.map(|e| e.0),
            end_column: end.map(|e| e.1),
            message: &diagnostic.message,
            hint: diagnostic.hint.as_deref(),
        }
    }
}

/// Line and column of an offset, both from 1, the column in characters.
pub fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let offset = floor(text, offset);
    let from = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let line = 1 + text[..from].bytes().filter(|b| *b == b'\n').count();
    (line, 1 + text[from..offset].chars().count())
}

/// A workflow command (docs.github.com, "Workflow commands for GitHub Actions").
fn github(severity: Severity, line: &Line<'_>) -> String {
    let command = match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "notice",
    };
    let mut properties = Vec::new();
    if let Some(file) = line.file {
        properties.push(format!("file={}", escape_property(file)));
    }
    let numbers = [
        ("line", line.line),
        ("col", line.column),
        ("endLine", line.end_line),
        ("endColumn", line.end_column),
    ];
    properties.extend(
        numbers
            .iter()
            .filter_map(|(name, n)| n.map(|n| format!("{name}={n}"))),
    );
    let hint = line.hint.map_or(String::new(), |hint| format!("\n{hint}"));
    let message = escape_data(&format!("{}{hint}", line.message));
    let separator = if properties.is_empty() { "" } else { " " };
    format!("::{command}{separator}{}::{message}", properties.join(","))
}

fn escape_data(text: &str) -> String {
    // The log is shown in something like a terminal.
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
        .replace(char::is_control, REPLACEMENT)
}

fn escape_property(text: &str) -> String {
    escape_data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_author_wrote_moves_no_cursor_and_begins_no_line() {
        let text = "a \u{1b}[2J\u{9b}2J \u{7f}\tb\n";
        let file: std::sync::Arc<str> = "a\u{1b}[2J\n::stop-commands::x\u{9b}.md".into();
        let message = "no `\u{1b}[2J\u{9b}\r\n::error::x\u{85}`";
        let problem = Diagnostic::error(&file, 2..8, message).hint("write `\u{9b}\n ::debug::`");
        let without_place = Diagnostic::new(Severity::Error, Some(&file), None, message);
        for format in [Format::Human, Format::Github] {
            let problems = [problem.clone(), without_place.clone()];
            let printed = print(&problems, format, false, &|_| Some(text));
            let moves = |c: char| c.is_control() && c != '\n';
            assert!(!printed.contains(moves), "{printed:?}");
            let mut lines = printed.lines();
            assert!(
                lines.all(|line| line.starts_with("::error file=")
                    || !line.trim_start().starts_with("::")),
                "{printed}"
            );
        }
        // Colours are the program's own.
        let colored = print(&[problem], Format::Human, true, &|_| Some(text));
        assert!(colored.contains('\u{1b}') && !colored.contains(['\u{9b}', '\u{85}']));
    }
}
