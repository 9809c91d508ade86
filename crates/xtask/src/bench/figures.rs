//! Figures of several runs.

use super::child::Cost;

/// What the runs of one thing cost; there is at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Costs {
    /// By wall time.
    runs: Vec<Cost>,
}

impl Costs {
    /// A first run.
    pub(super) fn new(cost: Cost) -> Self {
        Self { runs: vec![cost] }
    }

    /// Another run.
    pub(super) fn add(&mut self, cost: Cost) {
        self.runs.push(cost);
        self.runs.sort_by_key(|run| run.wall);
    }

    /// The run that took least time.
    pub(super) fn minimum(&self) -> Cost {
        self.runs[0]
    }

    /// The run in the middle by its time; the slower one of two.
    pub(super) fn median(&self) -> Cost {
        self.runs[self.runs.len() / 2]
    }

    /// The most memory of any run, in bytes.
    pub(super) fn peak(&self) -> u64 {
        self.runs.iter().map(|run| run.peak).max().unwrap_or(0)
    }

    /// All of them.
    pub(super) fn runs(&self) -> &[Cost] {
        &self.runs
    }

    /// Wall seconds of the median.
    pub(super) fn seconds(&self) -> f64 {
        self.median().wall.as_secs_f64()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn cost(seconds: u64, peak: u64) -> Cost {
        let wall = Duration::from_secs(seconds);
        let cpu = 2 * wall;
        Cost { wall, cpu, peak }
    }

    #[test]
    fn the_median_is_a_run_and_the_peak_is_of_all() {
        let mut costs = Costs::new(cost(9, 5));
        assert_eq!(costs.median(), cost(9, 5));
        costs.add(cost(1, 9));
        assert_eq!(costs.median(), cost(9, 5));
        costs.add(cost(4, 7));
        assert_eq!(costs.median(), cost(4, 7));
        assert_eq!(costs.minimum(), cost(1, 9));
        assert_eq!(costs.peak(), 9);
        assert!((costs.seconds() - 4.0).abs() < 1e-9);
    }
}
