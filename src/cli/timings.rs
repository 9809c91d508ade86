//! How long the stages take: what `--verbose` prints.
//!
//! In come the spans of [`tracing`] that the stages open, out goes a table: a row for every name, with the
//! spans that were opened inside it on the same thread indented below it, in the order in which they came
//! first. Spans of one name are added up, over all threads. Without `--verbose` nobody listens, and a span
//! costs as much as reading a flag.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tracing::Subscriber;
use tracing::span::{Attributes, Id};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::{LookupSpan, Registry};

/// The times that were measured since they were taken last. Copies share them.
#[derive(Clone, Debug, Default)]
pub(super) struct Timings(Arc<Mutex<Vec<Row>>>);

/// The spans of one name inside those of another.
#[derive(Debug)]
struct Row {
    name: &'static str,
    /// The row of the spans that these were opened in.
    parent: Option<usize>,
    count: u32,
    total: Duration,
    longest: Duration,
}

/// What is kept with an open span.
struct Open {
    row: usize,
    since: Instant,
}

impl Timings {
    /// Begins to measure, for as long as the program runs.
    pub(super) fn start(&self) {
        // Only one can listen; that it is this one is certain at the start of the program.
        let _ = tracing::subscriber::set_global_default(self.subscriber());
    }

    fn subscriber(&self) -> impl Subscriber + Send + Sync + 'static {
        Registry::default().with(Spans(self.clone()))
    }

    /// What was measured since this was last called, as lines of a table; nothing if nothing was.
    pub(super) fn take(&self) -> String {
        let mut rows = self.rows();
        let mut text = String::new();
        print_below(&rows, None, 0, &mut text);
        for row in &mut *rows {
            (row.count, row.total, row.longest) = (0, Duration::ZERO, Duration::ZERO);
        }
        text
    }

    fn rows(&self) -> MutexGuard<'_, Vec<Row>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The row of a name, which is there from now on.
    fn row(&self, name: &'static str, parent: Option<usize>) -> usize {
        let mut rows = self.rows();
        let known = rows
            .iter()
            .position(|row| row.parent == parent && row.name == name);
        known.unwrap_or_else(|| {
            rows.push(Row {
                name,
                parent,
                count: 0,
                total: Duration::ZERO,
                longest: Duration::ZERO,
            });
            rows.len() - 1
        })
    }
}

/// Adds the rows inside one. They are as deep as spans in the program's text.
fn print_below(rows: &[Row], parent: Option<usize>, depth: usize, text: &mut String) {
    let inside = rows.iter().enumerate();
    for (number, row) in inside.filter(|(_, row)| row.parent == parent) {
        if row.count > 0 {
            let name = format!("{:indent$}{}", "", row.name, indent = 2 * depth);
            // Writing to a string cannot fail.
            let _ = write!(text, "{name:<28} {:>10}", milliseconds(row.total));
            if row.count > 1 {
                let longest = milliseconds(row.longest);
                let _ = write!(text, "  {} times, the longest {longest}", row.count);
            }
            text.push('\n');
        }
        print_below(rows, Some(number), depth + 1, text);
    }
}

fn milliseconds(duration: Duration) -> String {
    format!("{:.1} ms", duration.as_secs_f64() * 1000.0)
}

/// Tells the table of spans that end.
struct Spans(Timings);

impl<S: Subscriber + for<'s> LookupSpan<'s>> Layer<S> for Spans {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let parent = span
            .parent()
            .and_then(|parent| Some(parent.extensions().get::<Open>()?.row));
        let row = self.0.row(attributes.metadata().name(), parent);
        let since = Instant::now();
        span.extensions_mut().insert(Open { row, since });
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let Some(span) = context.span(&id) else {
            return;
        };
        let extensions = span.extensions();
        let Some(open) = extensions.get::<Open>() else {
            return;
        };
        let took = open.since.elapsed();
        if let Some(row) = self.0.rows().get_mut(open.row) {
            row.count += 1;
            row.total += took;
            row.longest = row.longest.max(took);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// The names of a table with their indentation, and what is said of how often they came.
    fn names(table: &str) -> Vec<String> {
        let lines = table.lines().map(|line| {
            let (name, rest) = line.split_at(28);
            let times = rest.split_once("  ").map_or("", |(_, times)| times.trim());
            let times = times.split(',').next().unwrap();
            let is_often = times.ends_with("times");
            format!("{}{}", name.trim_end(), if is_often { " +" } else { "" })
        });
        lines.collect()
    }

    #[test]
    fn spans_of_a_name_are_one_row_below_the_span_that_they_are_in() {
        let timings = Timings::default();
        tracing::subscriber::with_default(timings.subscriber(), || {
            for _ in 0..2 {
                let _outer = tracing::info_span!("outer").entered();
                let _inner = tracing::info_span!("inner").entered();
            }
            let _inner = tracing::info_span!("inner").entered();
        });
        assert_eq!(names(&timings.take()), ["outer +", "  inner +", "inner"]);
        assert_eq!(timings.take(), "");
    }

    #[test]
    fn a_span_counts_when_it_ends() {
        let timings = Timings::default();
        tracing::subscriber::with_default(timings.subscriber(), || {
            let outer = tracing::info_span!("outer").entered();
            tracing::info_span!("inner").in_scope(|| {});
            assert_eq!(names(&timings.take()), ["  inner"]);
            drop(outer);
            assert_eq!(names(&timings.take()), ["outer"]);
        });
    }
}
