//! What is asked for on the command line of `cargo xtask bench`.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use super::contender::Family;

pub(super) const USAGE: &str = "\
usage: cargo xtask bench [OPTIONS]

  --pages 1000,10000         how many questions the books have: each is a page
  --formulas on|off|both     whether they hold formulas: both
  --runs N                   how often each thing is measured: 3
  --once-above 60s           what takes longer than this is measured once
  --limit 20m                what takes longer than this is stopped
  --only hugo,mdbook,zensical
                             what answerbook is measured against; `none` for nothing but cp
  --warm all|own             whose builds after a change are measured, of those that have one: all
  --binary PATH              the answerbook to measure; otherwise the release build of this working copy
  --folder PATH              where books and sites go, some 25 GB if all is measured; it is made, and removed in the end
  --json FILE                where all figures go
";

/// What to measure, and how.
#[derive(Clone, Debug)]
pub(super) struct Arguments {
    /// Numbers of questions, one book each.
    pub(super) pages: Vec<usize>,
    /// For each size, whether there are formulas: one book each, too.
    pub(super) formulas: Vec<bool>,
    pub(super) runs: usize,
    pub(super) once_above: Duration,
    pub(super) limit: Duration,
    /// The peers.
    pub(super) only: Vec<Family>,
    /// Whether their warm builds are measured, too.
    pub(super) peers_are_warm: bool,
    /// The program to measure; built if it is not given.
    pub(super) binary: Option<PathBuf>,
    /// A folder in that of cargo's output if it is not given.
    pub(super) folder: Option<PathBuf>,
    pub(super) json: Option<PathBuf>,
}

impl Default for Arguments {
    fn default() -> Self {
        Self {
            pages: vec![1000, 10_000],
            formulas: vec![true, false],
            runs: 3,
            once_above: Duration::from_secs(60),
            limit: Duration::from_secs(20 * 60),
            only: Family::PEERS.to_vec(),
            peers_are_warm: true,
            binary: None,
            folder: None,
            json: None,
        }
    }
}

/// Reads the arguments.
///
/// # Errors
/// What is wrong with them.
pub(super) fn parse(
    mut arguments: impl Iterator<Item = OsString>,
) -> Result<Arguments, &'static str> {
    let mut parsed = Arguments::default();
    while let Some(argument) = arguments.next() {
        let value = arguments.next().ok_or("an option needs a value")?;
        let path = PathBuf::from(&value);
        let text = value.to_str().ok_or("a value is not UTF-8");
        match argument.to_str() {
            Some("--pages") => parsed.pages = pages(text?)?,
            Some("--formulas") => {
                parsed.formulas = match text? {
                    "on" => vec![true],
                    "off" => vec![false],
                    "both" => vec![true, false],
                    _ => return Err("`--formulas` is `on`, `off` or `both`"),
                }
            }
            Some("--runs") => {
                let runs = text?.parse().ok().filter(|runs| *runs > 0);
                parsed.runs = runs.ok_or("`--runs` needs a number above 0")?;
            }
            Some("--once-above") => parsed.once_above = duration(text?)?,
            Some("--limit") => parsed.limit = duration(text?)?,
            Some("--only") => parsed.only = peers(text?)?,
            Some("--warm") => {
                parsed.peers_are_warm = match text? {
                    "all" => true,
                    "own" => false,
                    _ => return Err("`--warm` is `all` or `own`"),
                }
            }
            Some("--binary") => parsed.binary = Some(path),
            Some("--folder") => parsed.folder = Some(path),
            Some("--json") => parsed.json = Some(path),
            _ => return Err("unknown option"),
        }
    }
    Ok(parsed)
}

fn pages(text: &str) -> Result<Vec<usize>, &'static str> {
    let sizes = text.split(',').map(|size| size.parse().ok());
    // The samples that are looked at need to differ, and the warm builds change two of them.
    let sizes = sizes.map(|size| size.filter(|pages| *pages >= 10));
    let sizes: Option<Vec<usize>> = sizes.collect();
    sizes.ok_or("`--pages` needs numbers from 10 with commas between them")
}

fn peers(text: &str) -> Result<Vec<Family>, &'static str> {
    if text == "none" {
        return Ok(Vec::new());
    }
    let named = text.split(',').map(|name| {
        let mut peers = Family::PEERS.into_iter();
        peers.find(|family| family.key() == name)
    });
    let named: Option<Vec<Family>> = named.collect();
    named.ok_or("`--only` needs names out of hugo, mdbook and zensical with commas between them")
}

/// Seconds, or minutes with an `m` behind them.
fn duration(text: &str) -> Result<Duration, &'static str> {
    let (number, unit) = match text.strip_suffix('m') {
        Some(minutes) => (minutes, 60),
        None => (text.strip_suffix('s').unwrap_or(text), 1),
    };
    let number: u32 = number
        .parse()
        .map_err(|_| "a time is written as `120s` or `20m`")?;
    Ok(Duration::from_secs(u64::from(number) * unit))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn parsed(line: &str) -> Result<Arguments, &'static str> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn sizes_are_a_list() {
        assert_eq!(parsed("").unwrap().pages, [1000, 10_000]);
        assert_eq!(parsed("--pages 50,60").unwrap().pages, [50, 60]);
        for line in ["--pages 50,", "--pages", "--pages 2", "--speed 5"] {
            assert!(parsed(line).is_err(), "{line}");
        }
    }

    #[test]
    fn times_have_units() {
        let line = parsed("--limit 120s --once-above 2m").unwrap();
        assert_eq!(line.limit, line.once_above);
        assert_eq!(parsed("--limit 5").unwrap().limit, Duration::from_secs(5));
        assert!(parsed("--limit fast").is_err());
        assert!(parsed("--limit -1s").is_err());
    }

    #[test]
    fn peers_are_named() {
        let only = parsed("--only mdbook,hugo").unwrap().only;
        assert_eq!(only, [Family::MdBook, Family::Hugo]);
        assert!(parsed("--only none").unwrap().only.is_empty());
        assert!(parsed("--only zola").is_err());
        assert!(parsed("").unwrap().peers_are_warm);
        assert!(!parsed("--warm own").unwrap().peers_are_warm);
        assert!(parsed("--warm none").is_err());
    }

    #[test]
    fn formulas_are_there_or_not_or_both() {
        assert_eq!(parsed("").unwrap().formulas, [true, false]);
        assert_eq!(parsed("--formulas off").unwrap().formulas, [false]);
        assert!(parsed("--formulas some").is_err());
        assert!(parsed("--runs 0").is_err());
    }
}
