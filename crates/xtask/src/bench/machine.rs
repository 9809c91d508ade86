//! The machine and the programs that figures were measured with. What cannot be found out is left out.

use std::fs;

use super::contender::{Programs, said};

/// A line for each thing that figures depend on.
pub(super) fn description(programs: &Programs) -> Vec<String> {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let machine = [
        cpu_model().map(|model| format!("processor: {cores} cores, {model}")),
        memory().map(|gigabytes| format!("memory: {gigabytes:.1} GB")),
        first_line("/proc/loadavg").map(|load| format!("load before: {load}")),
        said("uname", &["-sr"])
            .ok()
            .map(|kernel| format!("kernel: {kernel}")),
        said("rustc", &["--version"]).ok(),
        said("cp", &["--version"])
            .ok()
            .and_then(|text| text.lines().next().map(str::to_owned)),
    ];
    let versions = programs
        .versions()
        .into_iter()
        .map(|(name, version)| match version {
            Ok(version) => format!(
                "{name}: {}",
                version.lines().next_back().unwrap_or_default()
            ),
            Err(why) => format!("{name}: not installed: {why}"),
        });
    machine.into_iter().flatten().chain(versions).collect()
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
