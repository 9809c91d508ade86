//! What answerbook has promised of its speed, next to what was measured.
//!
//! In: figures. Out: bars, each met, missed or undecided. Nothing fails because of one: machines differ.

use super::arguments::Arguments;
use super::contender::Contender;
use super::figures::Costs;
use super::measure::{Case, Change, Entry, Outcome};

/// A promise.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bar {
    pub(super) what: String,
    /// At most this, in its unit.
    pub(super) aim: f64,
    /// What was measured; not exactly where something was stopped.
    pub(super) found: Found,
    pub(super) unit: &'static str,
}

/// What was measured for a bar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Found {
    Exactly(f64),
    /// Something was stopped before it ended, so the ratio to it is less than this.
    Below(f64),
}

impl Bar {
    /// Whether it is met; nothing if that is open.
    pub(super) fn is_met(&self) -> Option<bool> {
        match self.found {
            Found::Exactly(found) => Some(found <= self.aim),
            Found::Below(bound) => (bound <= self.aim).then_some(true),
        }
    }
}

/// A size from which the bars for large books hold.
const LARGE: usize = 10_000;

/// Memory in bytes is told in MB.
const MB: f64 = 1e6;

/// All bars that the figures say something about.
pub(super) fn bars(measured: &[(Case, Vec<Entry>)], arguments: &Arguments) -> Vec<Bar> {
    let mut bars = Vec::new();
    for (case, entries) in measured {
        let figures = Figures { entries, arguments };
        figures.against_others(*case, &mut bars);
        figures.alone(*case, &mut bars);
        figures.warm(*case, &mut bars);
    }
    growth(measured, &mut bars);
    bars
}

/// The figures of one case.
struct Figures<'a> {
    entries: &'a [Entry],
    arguments: &'a Arguments,
}

impl Figures<'_> {
    fn outcome(&self, contender: Contender) -> Option<&Outcome> {
        let mut entries = self.entries.iter();
        let entry = entries.find(|entry| entry.contender == contender)?;
        entry.outcome.as_ref()
    }

    fn costs(&self, contender: Contender) -> Option<&Costs> {
        self.outcome(contender)?.costs()
    }

    fn warm_seconds(&self, change: Change) -> Option<f64> {
        let mut entries = self.entries.iter();
        let entry = entries.find(|entry| entry.contender == Contender::Answerbook)?;
        let mut warm = entry.warm.iter();
        Some(warm.find(|(known, _)| *known == change)?.1.seconds())
    }

    /// The ratio of two contenders' times.
    fn ratio(&self, of: Contender, to: Contender) -> Option<Found> {
        let seconds = self.costs(of)?.seconds();
        match self.outcome(to)? {
            Outcome::Measured(costs, ..) => Some(Found::Exactly(seconds / costs.seconds())),
            Outcome::TooLong => Some(Found::Below(seconds / self.arguments.limit.as_secs_f64())),
            _ => None,
        }
    }

    fn against_others(&self, case: Case, bars: &mut Vec<Bar>) {
        let ratios = [
            (Contender::Answerbook, Contender::HugoPagefind, 0.2, 0),
            (Contender::WithoutSearch, Contender::Hugo, 1.0, 0),
            (Contender::Answerbook, Contender::MdBook, 0.03, LARGE),
        ];
        for (of, to, aim, from) in ratios {
            if let Some(found) = self.ratio(of, to).filter(|_| case.questions >= from) {
                let what = format!("{}: {} / {}", name(case), of.name(), to.name());
                let unit = "";
                bars.push(Bar {
                    what,
                    aim,
                    found,
                    unit,
                });
            }
        }
    }

    fn alone(&self, case: Case, bars: &mut Vec<Bar>) {
        for contender in [Contender::Answerbook, Contender::Whole] {
            let Some(Outcome::Measured(costs, site, _)) = self.outcome(contender) else {
                continue;
            };
            let subject = format!("{}: {}", name(case), contender.name());
            bars.push(Bar {
                what: format!("{subject}, wall for 1,000 HTML files"),
                aim: 1.2,
                found: Found::Exactly(costs.seconds() * 1000.0 / site.html as f64),
                unit: " s",
            });
            // The promise is for a number of pages, and the book in three languages has three times as many.
            if contender == Contender::Answerbook && case.questions >= LARGE {
                bars.push(Bar {
                    what: format!("{subject}, peak memory"),
                    aim: 300.0,
                    found: Found::Exactly(costs.peak() as f64 / MB),
                    unit: " MB",
                });
            }
        }
    }

    fn warm(&self, case: Case, bars: &mut Vec<Bar>) {
        let cold = self.costs(Contender::Answerbook).map(Costs::seconds);
        let copy = self.warm_seconds(Change::Copy);
        let ratios = [
            (Change::Nothing, "cold", cold, 0.15, LARGE),
            (Change::Answer, "cold", cold, 0.2, LARGE),
            (Change::Folder, "`cp -r`", copy, 5.0, 0),
        ];
        for (change, to, base, aim, from) in ratios {
            let Some((warm, base)) = self.warm_seconds(change).zip(base) else {
                continue;
            };
            if case.questions >= from {
                bars.push(Bar {
                    what: format!("{}: {} / {to}", name(case), change.name()),
                    aim,
                    found: Found::Exactly(warm / base),
                    unit: "",
                });
            }
        }
    }
}

/// From the smallest book to the largest one time may grow by a tenth more than the number of pages.
fn growth(measured: &[(Case, Vec<Entry>)], bars: &mut Vec<Bar>) {
    for has_formulas in [true, false] {
        let sizes = measured
            .iter()
            .filter(|(case, _)| case.has_formulas == has_formulas);
        let times = sizes.filter_map(|(case, entries)| {
            let mut entries = entries.iter();
            let entry = entries.find(|entry| entry.contender == Contender::Answerbook)?;
            let costs = entry.outcome.as_ref()?.costs()?;
            Some((case.questions, costs.seconds()))
        });
        let times: Vec<(usize, f64)> = times.collect();
        let smallest = times.iter().min_by_key(|(questions, _)| *questions);
        let largest = times.iter().max_by_key(|(questions, _)| *questions);
        let (Some((few, short)), Some((many, long))) = (smallest, largest) else {
            continue;
        };
        if few < many {
            bars.push(Bar {
                what: format!(
                    "answerbook from {few} to {many} pages, {}",
                    kind(has_formulas)
                ),
                aim: 1.1 * (*many as f64 / *few as f64),
                found: Found::Exactly(long / short),
                unit: " ×",
            });
        }
    }
}

/// A case in a line of text.
pub(super) fn name(case: Case) -> String {
    format!("{} pages, {}", case.questions, kind(case.has_formulas))
}

fn kind(has_formulas: bool) -> &'static str {
    if has_formulas {
        "with formulas"
    } else {
        "without formulas"
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::path::Path;
    use std::time::Duration;

    use super::super::child::Cost;
    use super::super::site::Site;
    use super::*;

    fn bar(found: Found) -> Bar {
        Bar {
            what: String::new(),
            aim: 0.2,
            found,
            unit: "",
        }
    }

    #[test]
    fn what_was_stopped_can_meet_a_bar_but_not_miss_it() {
        assert_eq!(bar(Found::Exactly(0.2)).is_met(), Some(true));
        assert_eq!(bar(Found::Exactly(0.21)).is_met(), Some(false));
        assert_eq!(bar(Found::Below(0.1)).is_met(), Some(true));
        assert_eq!(bar(Found::Below(0.3)).is_met(), None);
    }

    fn costs(seconds: u64) -> Costs {
        let wall = Duration::from_secs(seconds);
        Costs::new(Cost {
            wall,
            cpu: wall,
            peak: 100_000_000,
        })
    }

    fn entry(contender: Contender, seconds: u64, html: usize) -> Entry {
        let site = Site {
            html,
            ..Site::default()
        };
        let mut entry = Entry::new(contender, Path::new("."));
        entry.outcome = Some(Outcome::Measured(costs(seconds), site, String::new()));
        entry
    }

    fn case(questions: usize) -> Case {
        Case {
            questions,
            has_formulas: true,
        }
    }

    /// The bar whose name ends so, with what was measured and whether it is met.
    fn found(bars: &[Bar], end: &str) -> Option<(Found, Option<bool>)> {
        let mut bars = bars.iter().filter(|bar| bar.what.ends_with(end));
        let found = bars.next().map(|bar| (bar.found, bar.is_met()));
        assert_eq!(bars.next(), None, "{end}");
        found
    }

    #[test]
    fn bars_are_of_medians_and_some_only_for_large_books() {
        let mut own = entry(Contender::Answerbook, 10, 10_000);
        own.warm = vec![
            (Change::Nothing, costs(1)),
            (Change::Answer, costs(3)),
            (Change::Folder, costs(8)),
            (Change::Copy, costs(2)),
        ];
        let mut mdbook = entry(Contender::MdBook, 0, 0);
        mdbook.outcome = Some(Outcome::TooLong);
        let hugo = entry(Contender::HugoPagefind, 50, 10_000);
        let small = vec![entry(Contender::Answerbook, 1, 1000)];
        let measured = [(case(1000), small), (case(10_000), vec![own, hugo, mdbook])];
        let arguments = Arguments {
            limit: Duration::from_secs(500),
            ..Arguments::default()
        };
        let bars = bars(&measured, &arguments);
        let exactly = |ratio, is_met| Some((Found::Exactly(ratio), Some(is_met)));
        assert_eq!(found(&bars, "/ Hugo + Pagefind"), exactly(0.2, true));
        assert_eq!(
            found(&bars, "/ mdBook"),
            Some((Found::Below(0.02), Some(true)))
        );
        assert_eq!(found(&bars, "/ Hugo, no search"), None);
        assert_eq!(found(&bars, "nothing changed / cold"), exactly(0.1, true));
        assert_eq!(
            found(&bars, "one answer edited / cold"),
            exactly(0.3, false)
        );
        assert_eq!(found(&bars, "new folder / `cp -r`"), exactly(4.0, true));
        assert_eq!(found(&bars, "peak memory"), exactly(100.0, true));
        assert_eq!(
            found(&bars, "from 1000 to 10000 pages, with formulas"),
            exactly(10.0, true)
        );
        let per_thousand = bars
            .iter()
            .filter(|bar| bar.what.ends_with("for 1,000 HTML files"));
        assert_eq!(per_thousand.count(), 2);
        assert_eq!(bars.len(), 9);
    }
}
