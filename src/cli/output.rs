//! What commands print: problems to standard error, results to standard output, a bar on a terminal.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::{Color, Common};
use crate::diagnostic::print::{Format, print};
use crate::diagnostic::{Diagnostic, Severity};
use crate::load::Sources;

/// The most problems that are printed at once. Nobody reads on, and each line is looked up in its file.
const SHOWN: usize = 1000;

/// Prints problems, sorted. Machines read them from standard output, people from standard error.
pub(super) fn problems(
    common: &Common,
    mut diagnostics: Vec<Diagnostic>,
    sources: Option<&Sources>,
) {
    Diagnostic::sort(&mut diagnostics);
    let text_of = |file: &str| sources.and_then(|sources| sources.text_of(file));
    problems_of(common, &diagnostics, &text_of);
}

/// Prints problems of files whose texts are known otherwise.
pub(super) fn problems_of<'t>(
    common: &Common,
    diagnostics: &[Diagnostic],
    text_of: &dyn Fn(&str) -> Option<&'t str>,
) {
    let (shown, rest) = diagnostics.split_at(diagnostics.len().min(SHOWN));
    let mut text = print(shown, common.format, colors(common), text_of);
    if let Some(worst) = rest.iter().map(|problem| problem.severity).min() {
        let message = format!("{} more problems are not shown", rest.len());
        let rest = Diagnostic::new(worst, None, None, message);
        text.push_str(&print(&[rest], common.format, colors(common), text_of));
    }
    match common.format {
        Format::Human => to(std::io::stderr(), &text),
        Format::Json | Format::Github => to(std::io::stdout(), &text),
    }
}

/// One line to standard output, unless only problems are wanted.
pub(super) fn say(common: &Common, line: &str) {
    if !common.quiet && common.format == Format::Human {
        to(std::io::stdout(), &format!("{line}\n"));
    }
}

/// Text to standard output, as asked for.
pub(super) fn result(text: &str) {
    to(std::io::stdout(), text);
}

/// A problem that is not the book's.
pub(super) fn complain(common: &Common, message: &str) {
    let diagnostic = Diagnostic::new(Severity::Error, None, None, message);
    problems_of(common, &[diagnostic], &|_| None);
}

/// Writes; whoever closed the other end (`| head`) has seen enough.
fn to(mut stream: impl Write, text: &str) {
    let _ = stream.write_all(text.as_bytes());
}

pub(super) fn colors(common: &Common) -> bool {
    match common.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            std::io::stderr().is_terminal()
                && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
        }
    }
}

/// A bar over things such as the files of a plan: on a terminal, for people, if it takes long enough to be seen.
pub(super) fn bar(common: &Common, things: &str) -> ProgressBar {
    if common.quiet || common.format != Format::Human || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::no_length();
    if let Ok(style) =
        ProgressStyle::with_template(&format!("{{spinner}} {{pos}} {things}  {{elapsed}}"))
    {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

/// What the stages took since this was last printed, if that is wanted.
pub(super) fn timings(common: &Common) {
    to(std::io::stderr(), &common.timings.take());
}

/// The time since a moment.
pub(super) fn since(start: Instant) -> String {
    format!("{:.2} s", start.elapsed().as_secs_f64())
}

/// A number of bytes for people: `12.3 MB`.
pub(super) fn bytes(count: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if count < 1000 {
        return format!("{count} bytes");
    }
    let mut amount = count as f64 / 1000.0;
    let mut unit = 0;
    while amount >= 999.95 && unit + 1 < UNITS.len() {
        amount /= 1000.0;
        unit += 1;
    }
    format!("{amount:.1} {}", UNITS[unit])
}

/// `1 page`, `5 pages`.
pub(super) fn count(number: usize, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{plural}")
}

/// `2 errors, 1 warning, 3 pieces of advice`, or nothing.
pub(super) fn tally(diagnostics: &[Diagnostic]) -> String {
    let of = |severity| {
        diagnostics
            .iter()
            .filter(|d| d.severity == severity)
            .count()
    };
    let tallies = [
        (of(Severity::Error), "error"),
        (of(Severity::Warning), "warning"),
    ];
    let mut parts: Vec<_> = tallies
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, thing)| count(*n, thing))
        .collect();
    match of(Severity::Advice) {
        0 => {}
        // English does not count advice.
        n => parts.push(format!("{} of advice", count(n, "piece"))),
    }
    parts.join(", ")
}
