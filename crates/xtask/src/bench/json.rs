//! All figures as JSON, for programs. Times in seconds, sizes in bytes.

use serde_json::{Value, json};

use super::arguments::Arguments;
use super::bars::{Bar, Found};
use super::figures::Costs;
use super::measure::{Case, Entry, Outcome};

/// The whole report.
pub(super) fn report(
    machine: &[String],
    arguments: &Arguments,
    measured: &[(Case, Vec<Entry>)],
    bars: &[Bar],
) -> Value {
    let cases = measured.iter().map(|(case, entries)| {
        json!({
            "pages": case.questions,
            "formulas": case.has_formulas,
            "contenders": entries.iter().map(entry).collect::<Vec<_>>(),
        })
    });
    json!({
        "machine": machine,
        "runs": arguments.runs,
        "limit": arguments.limit.as_secs(),
        "once_above": arguments.once_above.as_secs(),
        "cases": cases.collect::<Vec<_>>(),
        "bars": bars.iter().map(bar).collect::<Vec<_>>(),
    })
}

fn entry(entry: &Entry) -> Value {
    let mut value = json!({ "name": entry.contender.key() });
    match &entry.outcome {
        Some(Outcome::Measured(cold, site, said)) => {
            value["cold"] = costs(cold);
            value["site"] = json!({
                "html": site.html,
                "files": site.files,
                "bytes": site.bytes,
                "indexed": site.indexed,
            });
            value["said"] = json!(said.trim());
        }
        Some(Outcome::TooLong) => value["stopped"] = json!(true),
        Some(Outcome::NotInstalled(why)) => value["not_installed"] = json!(why),
        Some(Outcome::Failed(why)) => value["failed"] = json!(why),
        None => {}
    }
    for (change, warm) in &entry.warm {
        value["warm"][change.key()] = costs(warm);
    }
    value
}

fn costs(costs: &Costs) -> Value {
    let runs = costs.runs().iter().map(|run| {
        json!({ "wall": run.wall.as_secs_f64(), "cpu": run.cpu.as_secs_f64(), "peak": run.peak })
    });
    json!(runs.collect::<Vec<_>>())
}

fn bar(bar: &Bar) -> Value {
    let (found, is_bound) = match bar.found {
        Found::Exactly(found) => (found, false),
        Found::Below(bound) => (bound, true),
    };
    json!({
        "what": bar.what,
        "aim": bar.aim,
        "unit": bar.unit.trim(),
        "found": found,
        "found_is_bound": is_bound,
        "met": bar.is_met(),
    })
}
