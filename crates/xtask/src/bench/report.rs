//! Figures as Markdown tables.
//!
//! In: what was measured. Out: text. Ratios are those of medians, to answerbook with a search.

use std::fmt::Write;

use super::arguments::Arguments;
use super::bars::{Bar, Found, name};
use super::child::LOOK;
use super::contender::{Contender, Programs};
use super::figures::Costs;
use super::measure::{Case, Entry, Outcome};

const MB: f64 = 1e6;

/// What was measured, and how, as a list.
pub(super) fn head(machine: &[String], arguments: &Arguments) -> String {
    let mut text = String::new();
    for line in machine {
        let _ = writeln!(text, "- {line}");
    }
    let _ = write!(
        text,
        "- {} runs of each, in turns with those of all others, each after `sync`; what takes longer than {} s is run \
         once, and stopped after {} s\n\
         - CPU: user and system, of a program and all that it starts, from `wait4`; peak memory: the most of any run, \
         the larger of the largest process and of the sum over all processes at a time, looked at every {} ms\n\
         - the same Markdown for all: one language, five distinct formulas (or none) and two distinct blocks of Python \
         a page; cold: no output, nothing kept of earlier builds, sources in the system's memory\n",
        arguments.runs,
        arguments.once_above.as_secs(),
        arguments.limit.as_secs(),
        LOOK.as_millis(),
    );
    text
}

/// The tables of a case.
pub(super) fn case(
    case: Case,
    entries: &[Entry],
    programs: &Programs,
    arguments: &Arguments,
) -> String {
    let own = entries
        .iter()
        .find(|entry| entry.contender == Contender::Answerbook);
    let own = own.and_then(|entry| entry.outcome.as_ref()?.costs());
    let mut text = format!(
        "\n## {}\n\n| cold build | wall s, median | least | CPU s | peak MB | × answerbook | HTML files | MB | found by search | code by | formulas by | runs |\n|--|--:|--:|--:|--:|--:|--:|--:|--:|--|--|--:|\n",
        name(case)
    );
    for entry in entries {
        let _ = writeln!(text, "{}", cold_row(case, entry, own, programs, arguments));
    }
    text.push_str(&warm(entries));
    for entry in entries
        .iter()
        .filter(|entry| entry.contender == Contender::Answerbook)
    {
        if let Some(Outcome::Measured(_, _, said)) = &entry.outcome {
            // What `--verbose` prints: names and times in columns, the parts of a stage indented below it.
            let stages = said.lines().filter(|line| {
                line.ends_with(" ms") && line.starts_with(|c: char| c.is_ascii_alphabetic())
            });
            let stages = stages.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
            let stages: Vec<String> = stages.collect();
            let _ = write!(
                text,
                "\nStages of answerbook's last cold build: {}.\n",
                stages.join("; ")
            );
        }
    }
    text
}

fn cold_row(
    case: Case,
    entry: &Entry,
    own: Option<&Costs>,
    programs: &Programs,
    arguments: &Arguments,
) -> String {
    let contender = entry.contender.name();
    let (costs, site) = match &entry.outcome {
        Some(Outcome::Measured(costs, site, _)) => (costs, site),
        Some(Outcome::TooLong) => {
            return format!("| {contender} | > {} s |", arguments.limit.as_secs());
        }
        Some(Outcome::NotInstalled(why)) => {
            return format!("| {contender} | not installed: {} |", cell(why));
        }
        Some(Outcome::Failed(why)) => return format!("| {contender} | failed: {} |", cell(why)),
        None => return format!("| {contender} | not run |"),
    };
    let (code, formulas) = match entry.contender {
        Contender::Copy => ("", ""),
        contender => contender.drawn_by(programs),
    };
    let formulas = if case.has_formulas { formulas } else { "" };
    let indexed = site
        .indexed
        .map_or(String::new(), |pages| pages.to_string());
    format!(
        "| {contender} | {:.2} | {:.2} | {:.2} | {:.0} | {} | {} | {:.1} | {indexed} | {code} | {formulas} | {} |",
        costs.seconds(),
        costs.minimum().wall.as_secs_f64(),
        costs.median().cpu.as_secs_f64(),
        costs.peak() as f64 / MB,
        ratio(costs, own),
        site.html,
        site.bytes as f64 / MB,
        costs.runs().len(),
    )
}

/// Text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace(['\n', '\r'], " ").replace('|', "\\|")
}

fn ratio(costs: &Costs, to: Option<&Costs>) -> String {
    to.map_or(String::new(), |to| {
        format!("{:.2}", costs.seconds() / to.seconds())
    })
}

fn warm(entries: &[Entry]) -> String {
    let mut text = String::new();
    for entry in entries {
        let cold = entry.outcome.as_ref().and_then(Outcome::costs);
        for (change, costs) in &entry.warm {
            let _ = writeln!(
                text,
                "| {} | {} | {:.2} | {:.2} | {:.2} | {:.0} | {} | {} |",
                entry.contender.name(),
                change.name(),
                costs.seconds(),
                costs.minimum().wall.as_secs_f64(),
                costs.median().cpu.as_secs_f64(),
                costs.peak() as f64 / MB,
                ratio(costs, cold),
                costs.runs().len(),
            );
        }
    }
    if text.is_empty() {
        return text;
    }
    format!(
        "\n| warm build | after | wall s, median | least | CPU s | peak MB | × its cold build | runs |\n|--|--|--:|--:|--:|--:|--:|--:|\n{text}"
    )
}

/// The promises and what became of them.
pub(super) fn bars(bars: &[Bar]) -> String {
    let mut text = "\n## Bars\n\n| bar | at most | measured | |\n|--|--:|--:|--|\n".to_owned();
    for bar in bars {
        let (mark, found) = match bar.found {
            Found::Exactly(found) => ("", found),
            Found::Below(bound) => ("< ", bound),
        };
        let verdict = match bar.is_met() {
            Some(true) => "met",
            Some(false) => "**missed**",
            None => "undecided: stopped too early",
        };
        let (what, unit) = (&bar.what, bar.unit);
        let _ = writeln!(
            text,
            "| {what} | {}{unit} | {mark}{found:.3}{unit} | {verdict} |",
            bar.aim
        );
    }
    text.push_str("\nWhat `serve` takes for an edit is not measured here.\n");
    text
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};
    use std::time::Duration;

    use super::super::child::Cost;
    use super::super::site::Site;
    use super::*;

    fn entry(contender: Contender, outcome: Outcome) -> Entry {
        let mut entry = Entry::new(contender, Path::new("."));
        entry.outcome = Some(outcome);
        entry
    }

    fn measured(seconds: u64) -> Outcome {
        let wall = Duration::from_secs(seconds);
        let cost = Cost {
            wall,
            cpu: wall / 2,
            peak: 5_000_000,
        };
        let site = Site {
            html: 12,
            files: 20,
            bytes: 3_000_000,
            indexed: Some(10),
        };
        let said = "built site: 10 questions, 0.20 s\nload       10.0 ms\nrelate     12.5 ms\n  links     2.0 ms\n";
        Outcome::Measured(Costs::new(cost), site, said.to_owned())
    }

    #[test]
    fn whoever_takes_part_has_a_row() {
        let entries = [
            entry(Contender::Answerbook, measured(2)),
            entry(Contender::Hugo, measured(5)),
            entry(Contender::MdBook, Outcome::TooLong),
            entry(
                Contender::Zensical,
                Outcome::NotInstalled("a\nb|c".to_owned()),
            ),
        ];
        let case = Case {
            questions: 10,
            has_formulas: false,
        };
        let missing = || Err(String::new());
        let programs = Programs {
            answerbook: PathBuf::new(),
            hugo: missing(),
            pagefind: missing(),
            mdbook: missing(),
            mdbook_katex: missing(),
            zensical: missing(),
        };
        let text = super::case(case, &entries, &programs, &Arguments::default());
        for row in [
            "\n## 10 pages, without formulas\n",
            "\n| answerbook | 2.00 | 2.00 | 1.00 | 5 | 1.00 | 12 | 3.0 | 10 | build |  | 1 |\n",
            "\n| Hugo, no search | 5.00 | 5.00 | 2.50 | 5 | 2.50 | 12 | 3.0 | 10 | build |  | 1 |\n",
            "\n| mdBook | > 1200 s |\n",
            "\n| Zensical | not installed: a b\\|c |\n",
            "\nStages of answerbook's last cold build: load 10.0 ms; relate 12.5 ms.\n",
        ] {
            assert!(text.contains(row), "{row}: {text}");
        }
        assert!(!text.contains("warm build"));
    }
}
