//! What a process costs: wall time, processor time, the most memory that it and those that it started ever had.
//!
//! Times are those that the system gives to who waits for a process (`wait4`): those of processes that it started and
//! waited for are in them. The system's largest resident set is that of one process, so on Linux the whole tree is
//! looked at every few milliseconds too. A process that takes too long is stopped, with all that it started.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use wait4::{ResourceUsage, Wait4};

use super::tree;

/// What a process cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cost {
    /// From start to end.
    pub(super) wall: Duration,
    /// Time on all processors, that of the system on its behalf included.
    pub(super) cpu: Duration,
    /// The most memory at a time, in bytes.
    pub(super) peak: u64,
}

impl Cost {
    /// Both, one after the other.
    pub(super) fn then(self, other: Self) -> Self {
        Self {
            wall: self.wall + other.wall,
            cpu: self.cpu + other.cpu,
            peak: self.peak.max(other.peak),
        }
    }
}

/// How a process ended.
#[derive(Debug)]
pub(super) enum Ended {
    /// Well: its cost, and what it wrote to standard output and standard error.
    Well(Cost, String),
    /// With an error, or not even started.
    Failed(String),
    /// It was stopped.
    TooLong,
}

/// How often the tree of processes is looked at.
pub(super) const LOOK: Duration = Duration::from_millis(20);

/// How exactly the end of a process is noticed.
const GRAIN: Duration = Duration::from_millis(1);

/// How much of what a failed process wrote is shown, in characters.
const SHOWN: usize = 600;

/// A program, its arguments, and where it runs.
#[derive(Clone, Debug)]
pub(super) struct Line {
    program: PathBuf,
    arguments: Vec<OsString>,
    /// The folder that it is started in.
    folder: PathBuf,
    /// A folder in which programs are looked for before all others.
    pub(super) path: Option<PathBuf>,
}

impl Line {
    /// A program without arguments.
    pub(super) fn new(program: &Path, folder: PathBuf) -> Self {
        Self {
            program: program.to_owned(),
            arguments: Vec::new(),
            folder,
            path: None,
        }
    }

    /// The same with more arguments.
    pub(super) fn with(mut self, arguments: impl IntoIterator<Item: Into<OsString>>) -> Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }
}

/// Runs a program to its end, or for as long as it may. `scratch` is a folder where files may be made.
///
/// # Errors
/// If what it wrote cannot be kept, or the system does not tell of it.
pub(super) fn run(line: &Line, limit: Duration, scratch: &Path) -> io::Result<Ended> {
    let said = scratch.join("said");
    let output = File::create(&said)?;
    let mut command = Command::new(&line.program);
    command.args(&line.arguments).current_dir(&line.folder);
    // The folder may stand in a repository, whose history is not to be looked for.
    command.env("GIT_CEILING_DIRECTORIES", scratch);
    command.env("NO_COLOR", "1");
    if let Some(folder) = &line.path {
        let inherited = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(folder.clone()).chain(std::env::split_paths(&inherited));
        command.env(
            "PATH",
            std::env::join_paths(folders).map_err(io::Error::other)?,
        );
    }
    command.stdin(Stdio::null());
    command.stdout(output.try_clone()?).stderr(output);
    let start = Instant::now();
    let child = match command.spawn() {
        Ok(child) => child,
        Err(error) => {
            let program = line.program.display();
            return Ok(Ended::Failed(format!("{program} does not start: {error}")));
        }
    };
    let Some((is_well, used, seen)) = watch(child, start, limit)? else {
        return Ok(Ended::TooLong);
    };
    let wall = start.elapsed();
    let said = fs::read(said)?;
    let said = String::from_utf8_lossy(&said);
    if !is_well {
        return Ok(Ended::Failed(tail(&said).to_owned()));
    }
    let cpu = used.utime + used.stime;
    let peak = seen.max(peak_of_largest(&used));
    Ok(Ended::Well(Cost { wall, cpu, peak }, said.into_owned()))
}

/// Waits for a process: whether it ended well, what it used, and the most memory that was seen. Nothing if it took
/// too long.
fn watch(
    mut child: Child,
    start: Instant,
    limit: Duration,
) -> io::Result<Option<(bool, ResourceUsage, u64)>> {
    let mut seen = 0;
    let mut next_look = start;
    loop {
        if let Some(ended) = child.try_wait4()? {
            return Ok(Some((ended.status.success(), ended.rusage, seen)));
        }
        let now = Instant::now();
        if now >= start + limit {
            stop(&mut child)?;
            return Ok(None);
        }
        if now >= next_look {
            let memory = tree::memory(child.id());
            seen = seen.max(memory.resident).max(memory.largest);
            next_look = now + LOOK;
        }
        std::thread::sleep(GRAIN);
    }
}

/// The largest resident set that the system tells. It passes on to a process what the one that started it had, so a
/// figure that is not above our own says nothing.
fn peak_of_largest(used: &ResourceUsage) -> u64 {
    if used.maxrss > tree::own_peak() {
        used.maxrss
    } else {
        0
    }
}

/// Stops a process and all that it started.
fn stop(child: &mut Child) -> io::Result<()> {
    #[cfg(unix)]
    for process in tree::members(child.id()) {
        let process = i32::try_from(process).ok();
        if let Some(process) = process.and_then(rustix::process::Pid::from_raw) {
            // One that has just ended needs no stopping.
            let _ = rustix::process::kill_process(process, rustix::process::Signal::KILL);
        }
    }
    #[cfg(not(unix))]
    child.kill()?;
    child.wait()?;
    Ok(())
}

fn tail(said: &str) -> &str {
    let said = said.trim_end();
    let start = said.char_indices().rev().nth(SHOWN - 1);
    &said[start.map_or(0, |(start, _)| start)..]
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn ended(script: &str, limit: Duration) -> Ended {
        let folder = tempfile::tempdir().unwrap();
        let line = Line::new(Path::new("sh"), folder.path().to_owned());
        let line = line.with(["-c", script]);
        run(&line, limit, folder.path()).unwrap()
    }

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn the_processor_time_of_children_counts() {
        let script = "sh -c 'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done'; echo done >&2";
        let Ended::Well(cost, said) = ended(script, LONG) else {
            panic!("it fails");
        };
        assert_eq!(said, "done\n");
        assert!(cost.cpu > Duration::from_millis(10), "{cost:?}");
        assert!(
            cost.cpu <= cost.wall + Duration::from_millis(20),
            "{cost:?}"
        );
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_memory_of_processes_at_the_same_time_is_added() {
        // Reads 30 MB at once, and cannot write them before the other has ended.
        let hold = "dd if=/dev/zero bs=30000000 count=1 2>/dev/null | sleep 1";
        let peak = |script: &str| match ended(script, LONG) {
            Ended::Well(cost, _) => cost.peak,
            other => panic!("{other:?}"),
        };
        let one = peak(hold);
        let two = peak(&format!("({hold}) & {hold}; wait"));
        assert!(one > 25_000_000, "{one}");
        assert!(two > one + 20_000_000, "{one}, {two}");
    }

    #[test]
    fn a_failure_says_what_the_program_said() {
        let Ended::Failed(said) = ended("echo no; exit 3", LONG) else {
            panic!("it ends well");
        };
        assert_eq!(said, "no");
    }

    #[test]
    fn what_takes_too_long_is_stopped_with_its_children() {
        let start = Instant::now();
        let limit = Duration::from_millis(200);
        let folder = tempfile::tempdir().unwrap();
        let mark = folder.path().join("mark");
        let script = format!("(sleep 1; touch {}) & wait", mark.display());
        assert!(matches!(ended(&script, limit), Ended::TooLong));
        assert!(start.elapsed() < Duration::from_secs(1));
        std::thread::sleep(Duration::from_millis(1200));
        assert!(!mark.exists());
    }

    #[test]
    fn long_messages_end_with_their_end() {
        assert_eq!(tail("short\n"), "short");
        let long = format!("{}end", "ї".repeat(2000));
        assert_eq!(tail(&long).chars().count(), SHOWN);
        assert!(tail(&long).ends_with("end"));
    }
}
