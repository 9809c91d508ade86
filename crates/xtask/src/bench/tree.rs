//! A process and those that it started, seen through Linux's `/proc`; elsewhere there is nothing to see.

use std::fs;

/// The memory of a tree of processes at a moment, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Memory {
    /// Resident now, over all processes: pages that two share count twice.
    pub(super) resident: u64,
    /// The most that one of them ever had.
    pub(super) largest: u64,
}

/// The numbers of a process and of all that come from it, itself first.
pub(super) fn members(root: u32) -> Vec<u32> {
    let mut members = vec![root];
    let mut next = 0;
    while let Some(process) = members.get(next) {
        next += 1;
        let tasks = fs::read_dir(format!("/proc/{process}/task"));
        let tasks = tasks.into_iter().flatten().flatten();
        let children =
            tasks.filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
        for children in children.collect::<Vec<_>>() {
            for child in children.split_whitespace().filter_map(|id| id.parse().ok()) {
                if !members.contains(&child) {
                    members.push(child);
                }
            }
        }
    }
    members
}

/// What a tree has now. A process that ends meanwhile has nothing.
pub(super) fn memory(root: u32) -> Memory {
    let mut memory = Memory::default();
    for process in members(root) {
        let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
        memory.resident += field(&status, "VmRSS:").unwrap_or(0);
        memory.largest = memory.largest.max(field(&status, "VmHWM:").unwrap_or(0));
    }
    memory
}

/// The most that this process itself ever had; 0 if that is not known.
pub(super) fn own_peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    field(&status, "VmHWM:").unwrap_or(0)
}

/// A field of `/proc/PID/status`, in bytes.
fn field(status: &str, name: &str) -> Option<u64> {
    let line = status.lines().find(|line| line.starts_with(name))?;
    let kibibytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_kibibytes() {
        let status = "Name:\ta\nVmPeak:\t   900 kB\nVmHWM:\t     300 kB\nVmRSS:\t 200 kB\n";
        assert_eq!(field(status, "VmHWM:"), Some(300 * 1024));
        assert_eq!(field(status, "VmRSS:"), Some(200 * 1024));
        assert_eq!(field("Name:\tVmHWM:\n", "VmHWM:"), None);
    }
}
