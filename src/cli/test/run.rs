//! Runs one code block as a process of its own.
//!
//! In: a [`Program`], the code, limits. Out: how it ended and what it printed. The code gets a fresh folder, no
//! input, none of its caller's environment but `PATH`, and limits on time, memory and output; when it ends, or
//! has to, its whole process group does. It is no sandbox: the code may read, write and reach what its caller
//! may. Whether it did what it should is not for this module.
//!
//! What it prints goes to files, so that nothing has to read along and no full pipe can block it.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::program::Program;

/// How much a block may print to standard output, and as much to standard error, in bytes.
pub(super) const PRINTED_BYTES: u64 = 1_000_000;

/// The longest pause between two looks at a running process.
const PAUSE: Duration = Duration::from_millis(10);

/// What a block may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// How long it may run.
    pub(super) time: Duration,
    /// How much address space each of its processes may have, in megabytes.
    #[cfg_attr(not(unix), expect(dead_code, reason = "there is no such limit"))]
    pub(super) memory: u32,
}

/// How a block ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// By itself.
    Exited(ExitStatus),
    /// It took too long.
    TimedOut,
    /// It printed more than [`PRINTED_BYTES`].
    PrintedTooMuch,
    /// The command was interrupted.
    Interrupted,
}

/// What a block did.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) ending: Ending,
    pub(super) stdout: Vec<u8>,
    pub(super) stderr: Vec<u8>,
}

/// Runs code and waits for its end. `stop` ends it before.
///
/// # Errors
/// If the program or its folder cannot be made; nothing is left running.
pub(super) fn run(
    program: &Program,
    code: &str,
    limits: Limits,
    stop: &AtomicBool,
) -> io::Result<Outcome> {
    let folder = Folder::new(&program.file, code)?;
    let mut process = Process {
        child: folder.command(program, limits)?.spawn()?,
        is_over: false,
    };
    let ending = process.wait(limits.time, stop, &|| folder.has_too_much())?;
    drop(process);
    let ending = match ending {
        Ending::Exited(_) if folder.has_too_much() => Ending::PrintedTooMuch,
        ending => ending,
    };
    Ok(Outcome {
        ending,
        stdout: read(&folder.place.path().join(STDOUT))?,
        stderr: read(&folder.place.path().join(STDERR))?,
    })
}

const STDOUT: &str = "stdout";
const STDERR: &str = "stderr";
/// Where the code runs: a folder that holds nothing but the file with the code.
const WORK: &str = "work";
const TEMPORARY: &str = "tmp";

/// The folder of one run, removed at its end.
struct Folder {
    place: TempDir,
}

impl Folder {
    fn new(file: &str, code: &str) -> io::Result<Self> {
        let place = tempfile::Builder::new().prefix("answerbook-").tempdir()?;
        fs::create_dir(place.path().join(WORK))?;
        fs::create_dir(place.path().join(TEMPORARY))?;
        fs::write(place.path().join(WORK).join(file), code)?;
        Ok(Self { place })
    }

    fn command(&self, program: &Program, limits: Limits) -> io::Result<Command> {
        let folder = self.place.path();
        let mut command = limited(&program.path, limits);
        command
            .args(&program.arguments)
            .current_dir(folder.join(WORK))
            .env_clear()
            .env("HOME", folder.join(WORK))
            .env("TMPDIR", folder.join(TEMPORARY))
            .env("LANG", "C.UTF-8")
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .envs(system_environment(&folder.join(TEMPORARY)))
            .envs(&program.environment)
            .stdin(Stdio::null())
            .stdout(File::create(folder.join(STDOUT))?)
            .stderr(File::create(folder.join(STDERR))?);
        Ok(command)
    }

    fn has_too_much(&self) -> bool {
        [STDOUT, STDERR].iter().any(|name| {
            let file = fs::metadata(self.place.path().join(name));
            file.is_ok_and(|file| file.len() > PRINTED_BYTES)
        })
    }
}

/// What was printed, as far as it may be printed.
fn read(file: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(file)?
        .take(PRINTED_BYTES)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Sets the limits and becomes the program. A limit that the system does not have (macOS has none on address
/// space) or that is lower already is left as it is.
#[cfg(unix)]
const LIMITED: &str =
    r#"{ ulimit -c 0; ulimit -t "$1"; ulimit -v "$2"; } 2>/dev/null; shift 2; exec "$@""#;

/// The program in a process group of its own, with its limits: set by a shell, because between fork and exec
/// nothing can be done without unsafe code.
#[cfg(unix)]
fn limited(program: &Path, limits: Limits) -> Command {
    use std::os::unix::process::CommandExt;
    // Whatever happens to the caller, nothing computes for ever. Within its time a block cannot reach this.
    let processors = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    let seconds = (limits.time.as_secs() + 1) * processors;
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", LIMITED, "sh"])
        .arg(seconds.to_string())
        .arg((u64::from(limits.memory) * 1024).to_string())
        .arg(program)
        .process_group(0);
    command
}

#[cfg(not(unix))]
fn limited(program: &Path, _: Limits) -> Command {
    Command::new(program)
}

/// What programs of the system cannot do without.
#[cfg(windows)]
fn system_environment(temporary: &Path) -> Vec<(&'static str, std::ffi::OsString)> {
    let mut variables = vec![
        ("TEMP", temporary.as_os_str().to_owned()),
        ("TMP", temporary.as_os_str().to_owned()),
    ];
    for name in ["SYSTEMROOT", "SYSTEMDRIVE", "COMSPEC", "PATHEXT"] {
        variables.extend(std::env::var_os(name).map(|value| (name, value)));
    }
    variables
}

#[cfg(not(windows))]
fn system_environment(_: &Path) -> Vec<(&'static str, std::ffi::OsString)> {
    Vec::new()
}

/// A process that does not outlive its owner, and neither do those that it started.
struct Process {
    child: Child,
    /// Whether its end was waited for, after which its number means nothing any more.
    is_over: bool,
}

impl Process {
    /// Waits for the end of the process, or for a reason to end it.
    fn wait(
        &mut self,
        time: Duration,
        stop: &AtomicBool,
        has_too_much: &dyn Fn() -> bool,
    ) -> io::Result<Ending> {
        let start = Instant::now();
        let mut pause = Duration::from_millis(1);
        loop {
            if has_ended(&mut self.child)? {
                return Ok(Ending::Exited(self.end()?));
            }
            if stop.load(Ordering::Relaxed) {
                return Ok(Ending::Interrupted);
            }
            if start.elapsed() >= time {
                return Ok(Ending::TimedOut);
            }
            if has_too_much() {
                return Ok(Ending::PrintedTooMuch);
            }
            std::thread::sleep(pause);
            pause = (pause * 2).min(PAUSE);
        }
    }

    /// Ends what still runs of the process and its group, and waits for it.
    fn end(&mut self) -> io::Result<ExitStatus> {
        if !std::mem::replace(&mut self.is_over, true) {
            end_group(&mut self.child);
        }
        self.child.wait()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.end();
    }
}

/// Whether a process has ended. It is not waited for yet: until then nobody else can get its number, which is
/// that of its group too.
#[cfg(unix)]
fn has_ended(child: &mut Child) -> io::Result<bool> {
    use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    let status = waitid(WaitId::Pid(Pid::from_child(child)), options)?;
    Ok(status.is_some())
}

#[cfg(not(unix))]
fn has_ended(child: &mut Child) -> io::Result<bool> {
    Ok(child.try_wait()?.is_some())
}

/// Ends a process and all that it started, as far as they stayed in its group.
#[cfg(unix)]
fn end_group(child: &mut Child) {
    use rustix::process::{Pid, Signal, kill_process_group};
    // Fails only where there is nothing left to end.
    let _ = kill_process_group(Pid::from_child(child), Signal::KILL);
}

#[cfg(not(unix))]
fn end_group(child: &mut Child) {
    let _ = child.kill();
}
