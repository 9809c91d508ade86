//! What a process costs: wall time, processor time, the most memory that it ever had.
//!
//! GNU time asks the system (`wait4`) and is exact. Where it is not installed, Linux's `/proc` is read
//! every few milliseconds; the system keeps the peak, so only what happens after the last look is lost.
//! Elsewhere processor time and memory stay 0.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// What a process cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cost {
    /// From start to end.
    pub(super) wall: Duration,
    /// Time on all processors, that of the system on its behalf included.
    pub(super) cpu: Duration,
    /// The largest resident set, in bytes.
    pub(super) peak: u64,
}

/// How often `/proc` is looked at.
const LOOK: Duration = Duration::from_millis(5);

/// Linux counts processor time for programs in hundredths of a second (`USER_HZ`, see `man 5 proc`).
const TICK: Duration = Duration::from_millis(10);

/// How costs are found out.
pub(super) enum Meter {
    /// GNU time.
    Time,
    /// `/proc`.
    Proc,
}

impl Meter {
    /// The best that this machine has.
    pub(super) fn new() -> Self {
        // Other programs of this name do not know the option.
        let version = Command::new("time").arg("--version").output();
        match version {
            Ok(output) if String::from_utf8_lossy(&output.stdout).contains("GNU") => Self::Time,
            _ => Self::Proc,
        }
    }

    /// What it is called in a report.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Time => "GNU time",
            Self::Proc => "/proc, sampled",
        }
    }

    /// Runs a program to its end and gives its cost, with what it wrote to standard error. `scratch` is a
    /// folder where files may be made.
    ///
    /// # Errors
    /// If it cannot be started, or fails: then the message holds what it wrote.
    pub(super) fn run(&self, line: &[&OsStr], scratch: &Path) -> io::Result<(Cost, String)> {
        let (said, figures) = (scratch.join("stderr"), scratch.join("time"));
        let mut command = Command::new(match self {
            Self::Time => OsStr::new("time"),
            Self::Proc => line[0],
        });
        match self {
            Self::Time => command
                .args(["--quiet", "--format", "%U %S %M", "--output"])
                .arg(&figures)
                .args(line),
            Self::Proc => command.args(&line[1..]),
        };
        // The folder may stand in a repository, whose history is not to be looked for.
        command.env("GIT_CEILING_DIRECTORIES", scratch);
        command.stdout(Stdio::null()).stderr(File::create(&said)?);
        let start = Instant::now();
        let mut child = command.spawn()?;
        let mut sampled = Cost::default();
        let status = match self {
            Self::Time => child.wait()?,
            Self::Proc => wait_and_sample(&mut child, &mut sampled)?,
        };
        let wall = start.elapsed();
        let said = fs::read_to_string(said)?;
        if !status.success() {
            return Err(io::Error::other(format!("{line:?} failed: {said}")));
        }
        let cost = match self {
            Self::Time => parse_time(&fs::read_to_string(figures)?)
                .ok_or_else(|| io::Error::other("GNU time gave other figures than asked for"))?,
            Self::Proc => sampled,
        };
        Ok((Cost { wall, ..cost }, said))
    }
}

fn wait_and_sample(child: &mut Child, cost: &mut Cost) -> io::Result<ExitStatus> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        let folder = format!("/proc/{}", child.id());
        let stat = fs::read_to_string(format!("{folder}/stat")).unwrap_or_default();
        let status = fs::read_to_string(format!("{folder}/status")).unwrap_or_default();
        cost.cpu = cost.cpu.max(cpu(&stat).unwrap_or_default());
        cost.peak = cost.peak.max(peak(&status).unwrap_or_default());
        std::thread::sleep(LOOK);
    }
}

/// Seconds in user mode, seconds in the system, peak in KiB.
fn parse_time(figures: &str) -> Option<Cost> {
    let mut figures = figures.split_whitespace();
    let mut seconds = || Some(Duration::from_secs_f64(figures.next()?.parse().ok()?));
    let cpu = seconds()? + seconds()?;
    let peak = figures.next()?.parse::<u64>().ok()? * 1024;
    Some(Cost {
        wall: Duration::ZERO,
        cpu,
        peak,
    })
}

/// Processor time from `/proc/PID/stat`: fields 14 and 15, counted from the end of the program's name,
/// which is field 2, stands in brackets, and may hold anything.
fn cpu(stat: &str) -> Option<Duration> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let ticks: u32 = fields.next()?.parse().ok()?;
    Some(TICK * (ticks + fields.next()?.parse::<u32>().ok()?))
}

/// The peak from `/proc/PID/status`.
fn peak(status: &str) -> Option<u64> {
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kibibytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_figures_of_time_are_seconds_and_kibibytes() {
        let cost = parse_time("1.25 0.50 2048\n").unwrap();
        assert_eq!(cost.cpu, Duration::from_millis(1750));
        assert_eq!(cost.peak, 2 << 20);
        assert_eq!(parse_time("1.25 0.50"), None);
    }

    #[test]
    fn the_files_of_proc_are_read_by_field() {
        let stat = "7 (a b) c) R 1 7 7 0 -1 4194304 100 0 0 0 150 25 0 0 20 0 1 0 99 1 1";
        assert_eq!(cpu(stat), Some(Duration::from_millis(1750)));
        let status = "Name:\ta\nVmPeak:\t   900 kB\nVmHWM:\t     300 kB\nVmRSS:\t 200 kB\n";
        assert_eq!(peak(status), Some(300 * 1024));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn both_ways_see_a_process_work() {
        let folder = tempfile::tempdir().unwrap();
        let script = "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; echo done >&2";
        let line = ["sh", "-c", script].map(OsStr::new);
        for meter in [Meter::new(), Meter::Proc] {
            let (cost, said) = meter.run(&line, folder.path()).unwrap();
            assert_eq!(said, "done\n");
            assert!(cost.peak > 100_000 && cost.peak < 1 << 30, "{cost:?}");
            assert!(cost.cpu <= cost.wall + 2 * TICK, "{cost:?}");
        }
        let line = ["sh", "-c", "echo no >&2; exit 3"].map(OsStr::new);
        let error = Meter::Proc.run(&line, folder.path()).unwrap_err();
        assert!(error.to_string().contains("no"));
    }
}
