//! The rules of the architecture that neither the compiler nor clippy keeps.

use std::fs;
use std::path::{Path, PathBuf};

/// The stages in the order of the work, which is that of their names.
const STAGES: [&str; 6] = ["load", "parse", "relate", "render", "search", "write"];

/// The longest file that needs no reason, in lines; tests in a file do not count.
const FILE_LINES: usize = 450;
/// The longest function that needs no reason, in lines.
const FUNCTION_LINES: usize = 60;

struct Module {
    path: PathBuf,
    /// Relative to the repository.
    name: String,
    /// Without the tests at its end.
    code: String,
}

fn modules() -> Vec<Module> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut modules = Vec::new();
    for folder in ["src", "crates/search/src", "crates/xtask/src"] {
        for file in crate::book::files(&root.join(folder)) {
            if !file.ends_with(".rs") || file.contains("tests") {
                continue;
            }
            let path = root.join(folder).join(&file);
            let text = fs::read_to_string(&path).unwrap();
            let code = text
                .split("\n#[cfg(test)]\nmod ")
                .next()
                .unwrap()
                .to_owned();
            modules.push(Module {
                path,
                name: format!("{folder}/{file}"),
                code,
            });
        }
    }
    assert!(modules.len() > 50);
    modules
}

fn stage_of(module: &Module) -> Option<usize> {
    let name = module.name.strip_prefix("src/")?;
    STAGES
        .iter()
        .position(|stage| name == format!("{stage}.rs") || name.starts_with(&format!("{stage}/")))
}

#[test]
fn stages_import_only_earlier_stages() {
    for module in modules() {
        let Some(own) = stage_of(&module) else {
            continue;
        };
        for (number, line) in module.code.lines().enumerate() {
            for later in &STAGES[own + 1..] {
                let imports = line.contains(&format!("crate::{later}"));
                assert!(
                    !imports,
                    "{}:{}: `{}` imports the later stage `{later}`",
                    module.name,
                    number + 1,
                    STAGES[own]
                );
            }
        }
    }
}

#[test]
fn only_load_write_and_commands_touch_files() {
    for module in modules()
        .iter()
        .filter(|m| m.name.starts_with("src/") || m.name.starts_with("crates/search"))
    {
        let may = ["src/load", "src/write", "src/cli"]
            .iter()
            .any(|folder| module.name.starts_with(folder));
        for (number, line) in module.code.lines().enumerate() {
            let touches = ["std::fs", "fs::read", "fs::write", "File::open"]
                .iter()
                .any(|word| line.contains(word));
            assert!(
                may || !touches,
                "{}:{}: files are for load, write and cli",
                module.name,
                number + 1
            );
        }
    }
}

#[test]
fn no_stage_starts_a_process() {
    for module in modules().iter().filter(|m| m.name.starts_with("src/")) {
        // git's dates, the browser that --open asks for, and the one command that runs what content says.
        let may = [
            "src/load/dates.rs",
            "src/cli/build.rs",
            "src/cli/test/run.rs",
        ]
        .contains(&module.name.as_str());
        for (number, line) in module.code.lines().enumerate() {
            assert!(
                may || !line.contains("process::Command"),
                "{}:{}: starts a process",
                module.name,
                number + 1
            );
        }
    }
}

#[test]
fn modules_say_what_they_are_for() {
    for module in modules() {
        assert!(
            module.code.starts_with("//! "),
            "{}: has no module docs",
            module.name
        );
        let stem = module.path.file_stem().unwrap().to_str().unwrap();
        assert!(
            !["utils", "util", "helpers", "common", "manager", "misc"].contains(&stem),
            "{}: says nothing",
            module.name
        );
    }
}

#[test]
fn there_is_no_global_state() {
    for module in modules() {
        for (number, line) in module.code.lines().enumerate() {
            let is_static = line
                .trim_start()
                .trim_start_matches("pub ")
                .trim_start_matches("pub(super) ")
                .starts_with("static ");
            let changes = [
                "Mutex",
                "RwLock",
                "Atomic",
                "OnceLock",
                "LazyLock",
                "Cell",
                "static mut",
            ]
            .iter()
            .any(|word| line.contains(word));
            assert!(
                !(is_static && changes),
                "{}:{}: global state",
                module.name,
                number + 1
            );
            assert!(
                !line.contains("thread_local!"),
                "{}:{}: state per thread",
                module.name,
                number + 1
            );
        }
    }
}

#[test]
fn files_and_functions_are_short_or_say_why() {
    for module in modules() {
        let lines = module.code.lines().count();
        let has_reason = module.code.contains("// Long because");
        assert!(
            lines <= FILE_LINES || has_reason,
            "{}: {lines} lines",
            module.name
        );
        for (name, start, length) in functions(&module.code) {
            let said = module
                .code
                .lines()
                .skip(start.saturating_sub(6))
                .take(12)
                .any(|l| l.contains("// Long because"));
            assert!(
                length <= FUNCTION_LINES || said,
                "{}:{}: `{name}` has {length} lines",
                module.name,
                start + 1
            );
        }
    }
}

/// Functions by name, first line and length. Formatted code ends a function at the indentation of its beginning.
fn functions(code: &str) -> Vec<(String, usize, usize)> {
    let lines: Vec<&str> = code.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let Some((before, after)) = line.split_once("fn ") else {
            continue;
        };
        let is_item = before.trim().split(' ').all(|w| {
            [
                "",
                "pub",
                "pub(super)",
                "pub(crate)",
                "const",
                "unsafe",
                "extern",
            ]
            .contains(&w)
        });
        if !is_item || line.trim_end().ends_with('}') {
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        let end = format!("{}}}", " ".repeat(indent));
        if let Some(length) = lines[start..].iter().position(|l| **l == *end) {
            let name = after.split(['(', '<']).next().unwrap().to_owned();
            found.push((name, start, length + 1));
        }
    }
    found
}

#[test]
fn dependencies_of_the_pipeline_go_one_way_in_the_listing() {
    let mut sorted = STAGES;
    sorted.sort_unstable();
    assert_eq!(
        sorted, STAGES,
        "the order of the names is the order of the work"
    );
}

#[test]
fn nothing_names_a_machine() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in [
        "src",
        "content",
        "templates",
        "static",
        "docs",
        "tests",
        "languages",
        "crates",
    ] {
        for file in crate::book::files(&root.join(folder)) {
            if file.starts_with("node_modules/") {
                continue;
            }
            let Ok(text) = fs::read_to_string(root.join(folder).join(&file)) else {
                continue;
            };
            for word in ["/work/", "/home/", "/root/"] {
                let is_this_test = file == "tidy.rs";
                assert!(
                    is_this_test || !text.contains(word),
                    "{folder}/{file}: names a folder of a machine"
                );
            }
        }
    }
}

#[test]
fn no_conflict_of_a_merge_is_left() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in [
        "docs",
        "languages",
        "src",
        "static",
        "templates",
        "tests/browser",
    ] {
        for file in crate::book::files(&root.join(folder)) {
            let Ok(text) = fs::read_to_string(root.join(folder).join(&file)) else {
                continue;
            };
            let marker = |line: &&str| line.starts_with("<<<<<<<") || line.starts_with(">>>>>>>");
            assert_eq!(text.lines().find(marker), None, "{folder}/{file}");
        }
    }
}
