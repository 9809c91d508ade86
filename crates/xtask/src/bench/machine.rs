//! The machine and the programs that figures were measured with. What cannot be found out is left out.

use std::fs;
use std::path::Path;
use std::process::Command;

/// A Markdown list.
pub(super) fn description(binary: &Path) -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let lines = [
        cpu_model().map(|model| format!("processor: {cores} cores, {model}")),
        memory().map(|gigabytes| format!("memory: {gigabytes:.1} GB")),
        first_line("/proc/loadavg").map(|load| format!("load before: {load}")),
        said("uname", &["-sr"]).map(|kernel| format!("kernel: {kernel}")),
        said(&binary.to_string_lossy(), &["--version"]),
        said("rustc", &["--version"]),
    ];
    let lines = lines.into_iter().flatten();
    lines.map(|line| format!("- {line}\n")).collect()
}

fn cpu_model() -> Option<String> {
    let text = fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn memory() -> Option<f64> {
    let text = fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find(|line| line.starts_with("MemTotal:"))?;
    let kibibytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes * 1024.0 / 1e9)
}

fn first_line(path: &str) -> Option<String> {
    Some(fs::read_to_string(path).ok()?.lines().next()?.to_owned())
}

/// What a program says on its standard output.
fn said(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}
