//! `action.yml`: that GitHub understands it, and that what it does publishes the book of another repository. Downloads
//! come from a folder; in place of the program stands a script that calls the one that was compiled for this test.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use crate::release::stand_in;
use crate::workflows::{parsed, root, said, schema_problems};

const VERSION: &str = env!("CARGO_PKG_VERSION");

fn action() -> Value {
    parsed(&root().join("action.yml"))
}

fn steps() -> Vec<Value> {
    action()["runs"]["steps"].as_array().unwrap().clone()
}

/// A runner with a book in its workspace, and a place that releases are downloaded from.
struct Runner {
    folder: TempDir,
    /// What expressions of the action stand for.
    values: BTreeMap<String, String>,
}

impl Runner {
    fn new(inputs: &[(&str, &str)]) -> Self {
        let folder = TempDir::new().unwrap();
        let mut values = BTreeMap::new();
        for (name, input) in action()["inputs"].as_object().unwrap() {
            let default = input["default"].as_str().unwrap();
            values.insert(format!("inputs.{name}"), default.to_owned());
        }
        for (name, value) in inputs {
            let known = values.insert(format!("inputs.{name}"), (*value).to_owned());
            assert!(known.is_some(), "there is no input `{name}`");
        }
        let server = format!("file://{}", folder.path().display());
        for (name, value) in [
            ("github.server_url", server.as_str()),
            ("github.action_repository", "owner/answerbook"),
            ("github.action_ref", &format!("v{VERSION}")),
            (
                "steps.pages.outputs.base_url",
                "https://reader.github.io/book",
            ),
        ] {
            values.insert(name.to_owned(), value.to_owned());
        }
        for inner in ["workspace", "temp"] {
            fs::create_dir(folder.path().join(inner)).unwrap();
        }
        let init = crate::cli::answerbook(&["init", "workspace", "--force"], folder.path());
        assert!(init.status.success());
        Self { folder, values }
    }

    fn path(&self, inner: &str) -> PathBuf {
        self.folder.path().join(inner)
    }

    /// Puts a release where it is downloaded from, as the release's own script makes it.
    fn release(&self) {
        let program = self.path("program");
        stand_in(&program);
        let releases = self.path(&format!("owner/answerbook/releases/download/v{VERSION}"));
        for target in [
            "x86_64-unknown-linux-gnu",
            "aarch64-unknown-linux-gnu",
            "aarch64-apple-darwin",
            "x86_64-apple-darwin",
        ] {
            let mut pack = Command::new(root().join(".github/release/release.py"));
            pack.args(["pack", "--target", target, "--program"])
                .arg(&program)
                .arg("--output")
                .arg(&releases);
            assert!(pack.output().unwrap().status.success());
        }
        let mut sums = Command::new(root().join(".github/release/release.py"));
        assert!(
            sums.arg("sums")
                .arg(&releases)
                .output()
                .unwrap()
                .status
                .success()
        );
    }

    fn evaluated(&self, text: &str) -> String {
        let mut pieces = text.split("${{");
        let mut evaluated = pieces.next().unwrap().to_owned();
        for piece in pieces {
            let (expression, rest) = piece.split_once("}}").unwrap();
            let mut alternatives = expression.split("||").map(str::trim);
            let value = alternatives.find_map(|name| match name.strip_prefix('\'') {
                Some(text) => Some(text.trim_end_matches('\'').to_owned()),
                None => self
                    .values
                    .get(name)
                    .filter(|value| !value.is_empty())
                    .cloned(),
            });
            evaluated.push_str(&value.unwrap_or_default());
            evaluated.push_str(rest);
        }
        evaluated
    }

    /// Runs a step as GitHub does, and keeps what it puts out.
    fn run(&mut self, step: &Value) -> Output {
        assert_eq!(step["shell"], "bash");
        let mut command = Command::new("bash");
        command
            .args([
                "--noprofile",
                "--norc",
                "-e",
                "-o",
                "pipefail",
                "-c",
                step["run"].as_str().unwrap(),
            ])
            .current_dir(self.path("workspace"))
            .env("GITHUB_ACTION_PATH", root())
            .env("GITHUB_OUTPUT", self.path("output"))
            .env("GITHUB_PATH", self.path("added-to-path"))
            .env("RUNNER_TEMP", self.path("temp"))
            .env("XDG_CACHE_HOME", self.path("temp"));
        for (name, value) in step["env"].as_object().into_iter().flatten() {
            command.env(name, self.evaluated(value.as_str().unwrap()));
        }
        let output = command.output().unwrap();
        for line in fs::read_to_string(self.path("output"))
            .unwrap_or_default()
            .lines()
        {
            let (name, value) = line.split_once('=').unwrap();
            let id = step["id"].as_str().unwrap_or("program");
            self.values
                .insert(format!("steps.{id}.outputs.{name}"), value.to_owned());
        }
        output
    }

    /// Runs the commands of the action until one fails; what all of them said.
    fn run_all(&mut self) -> (bool, String) {
        let mut all = String::new();
        for step in steps().iter().filter(|step| step["run"].is_string()) {
            let output = self.run(step);
            all.push_str(&said(&output));
            if !output.status.success() {
                return (false, all);
            }
        }
        (true, all)
    }
}

#[test]
fn github_understands_the_action() {
    assert_eq!(schema_problems(&root().join("action.yml")), None);
    let folder = TempDir::new().unwrap();
    let broken = folder.path().join("action.yml");
    let text = fs::read_to_string(root().join("action.yml")).unwrap();
    fs::write(&broken, text.replace("using: composite", "uses: composite")).unwrap();
    assert!(schema_problems(&broken).is_some());
}

#[test]
fn no_command_of_the_action_holds_what_a_book_says() {
    for step in steps() {
        match step["uses"].as_str() {
            Some(action) => assert!(
                action.starts_with("actions/") && action.contains("@v"),
                "{action}"
            ),
            None => assert!(!step["run"].as_str().unwrap().contains("${{"), "{step}"),
        }
    }
    let text = fs::read_to_string(root().join("action.yml")).unwrap();
    assert!(!text.contains("secrets.") && !text.contains("github.token"));
}

#[test]
fn a_pull_request_neither_reads_nor_leaves_what_goes_into_a_site() {
    let not_for_pull_requests = |action: &str, path: &str| {
        let is_it = |step: &&Value| {
            step["uses"]
                .as_str()
                .is_some_and(|used| used.starts_with(action))
                && step["with"]["path"]
                    .as_str()
                    .unwrap_or_default()
                    .contains(path)
        };
        let steps = steps();
        let step = steps.iter().find(is_it).unwrap();
        let condition = step["if"].as_str().unwrap();
        assert!(
            condition.ends_with("github.event_name != 'pull_request'"),
            "{condition}"
        );
    };
    not_for_pull_requests("actions/cache@", ".answerbook/cache");
    not_for_pull_requests("actions/configure-pages@", "");
    not_for_pull_requests("actions/upload-pages-artifact@", "output");
}

#[test]
fn the_action_downloads_a_release_and_builds_the_book() {
    let mut runner = Runner::new(&[]);
    runner.release();
    let (is_well, all) = runner.run_all();
    assert!(is_well, "{all}");
    assert!(all.contains(&format!("answerbook {VERSION}\n")), "{all}");
    let home = fs::read_to_string(runner.path("workspace/site/index.html")).unwrap();
    assert!(home.contains("<link rel=\"canonical\" href=\"https://reader.github.io/book/\">"));
    // Steps that follow find the program, and it has the time of the archive, which builds know it by.
    let folder = runner.evaluated("${{ steps.program.outputs.folder }}");
    assert_eq!(
        fs::read_to_string(runner.path("added-to-path"))
            .unwrap()
            .trim(),
        folder
    );
    let program = fs::metadata(Path::new(&folder).join("answerbook")).unwrap();
    assert_eq!(program.modified().unwrap(), std::time::UNIX_EPOCH);
}

#[test]
fn inputs_say_where_the_book_is_and_what_its_address_is() {
    let inputs = [
        ("root", "my book"),
        ("output", "out it goes"),
        ("base-url", "https://example.org/x"),
        ("version", VERSION),
    ];
    let mut runner = Runner::new(&inputs);
    runner.release();
    fs::rename(runner.path("workspace"), runner.path("moved")).unwrap();
    fs::create_dir(runner.path("workspace")).unwrap();
    fs::rename(runner.path("moved"), runner.path("workspace/my book")).unwrap();
    runner
        .values
        .insert("github.action_ref".to_owned(), "main".to_owned());
    let (is_well, all) = runner.run_all();
    assert!(is_well, "{all}");
    let home = fs::read_to_string(runner.path("workspace/out it goes/index.html")).unwrap();
    assert!(home.contains("<link rel=\"canonical\" href=\"https://example.org/x/\">"));
}

#[test]
fn a_mistake_in_the_book_ends_the_run_at_its_line() {
    let mut runner = Runner::new(&[]);
    runner.release();
    let question = "+++\ntitle = \"Sum\"\n+++\n\nSee [[nowhere]].\n";
    fs::write(runner.path("workspace/content/sum.md"), question).unwrap();
    let (is_well, all) = runner.run_all();
    assert!(
        !is_well && all.contains("::error file=content/sum.md,line=5,"),
        "{all}"
    );
    assert!(!runner.path("workspace/site").exists());
}

#[test]
fn a_program_with_another_checksum_is_not_run() {
    let releases = format!("owner/answerbook/releases/download/v{VERSION}");
    // An archive that is not that of the release's list; and one that is not that of the caller.
    let mut runner = Runner::new(&[]);
    runner.release();
    for entry in fs::read_dir(runner.path(&releases)).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "gz") {
            fs::write(path, "other").unwrap();
        }
    }
    let (is_well, all) = runner.run_all();
    assert!(!is_well && all.contains("has the SHA-256"), "{all}");
    assert!(!all.contains(&format!("answerbook {VERSION}\n")), "{all}");
    let wrong = "0".repeat(64);
    let mut runner = Runner::new(&[("sha256", &wrong)]);
    runner.release();
    let (is_well, all) = runner.run_all();
    assert!(
        !is_well && all.contains(&format!("and not {wrong}")),
        "{all}"
    );
    // No list, no program.
    let mut runner = Runner::new(&[]);
    runner.release();
    fs::write(runner.path(&releases).join("SHA256SUMS"), "").unwrap();
    let (is_well, all) = runner.run_all();
    assert!(
        !is_well && all.contains("not any that the release names"),
        "{all}"
    );
}

#[test]
fn a_branch_is_compiled_and_what_is_no_version_is_refused() {
    let choose = &steps()[0];
    for (reference, version, expected) in [
        ("v1.2.3", "", "1.2.3"),
        ("v1.2.3-rc.1", "", "1.2.3-rc.1"),
        ("main", "", "source"),
        ("0123456789abcdef0123456789abcdef01234567", "", "source"),
        ("", "", "source"),
        ("main", "v1.2.3", "1.2.3"),
        ("v1.2.3", "source", "source"),
    ] {
        let mut runner = Runner::new(&[("version", version)]);
        runner
            .values
            .insert("github.action_ref".to_owned(), reference.to_owned());
        let output = runner.run(choose);
        assert!(output.status.success(), "{}", said(&output));
        assert_eq!(
            runner.values["steps.program.outputs.version"], expected,
            "{reference} {version}"
        );
        let source = &runner.values["steps.program.outputs.source"];
        assert_eq!(
            source.len(),
            if expected == "source" { 32 } else { 0 },
            "{source}"
        );
    }
    for version in [
        "1.2",
        "latest",
        "1.2.3/../../x",
        "1.2.3\nversion=2.0.0",
        "$(id)",
    ] {
        let mut runner = Runner::new(&[("version", version)]);
        let output = runner.run(choose);
        assert!(
            !output.status.success() && said(&output).contains("::error::"),
            "{version}"
        );
    }
}

/// The blocks of YAML in a text that use the action.
fn examples(file: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(file)).unwrap();
    let blocks = text.split("```yaml\n").skip(1);
    let blocks = blocks.map(|block| block.split("```").next().unwrap().to_owned());
    blocks
        .filter(|block| block.contains("OWNER/answerbook@"))
        .collect()
}

#[test]
fn ten_lines_publish_a_book_and_the_manual_says_which() {
    let readme = examples("README.md");
    let manual = examples("docs/content/publish/automation.md");
    assert_eq!(readme.len(), 1);
    assert_eq!(manual[0], readme[0]);
    assert_eq!(readme[0].lines().count(), 10);
    assert!(manual.len() >= 2);
    let inputs = action()["inputs"].clone();
    for example in manual {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("pages.yml");
        fs::write(&file, &example).unwrap();
        assert_eq!(schema_problems(&file), None, "{example}");
        let workflow = parsed(&file);
        let jobs = workflow["jobs"].as_object().unwrap();
        let job = jobs.values().next().unwrap();
        for step in job["steps"].as_array().unwrap() {
            if step["uses"] == format!("OWNER/answerbook@v{VERSION}") {
                for input in step["with"].as_object().into_iter().flatten() {
                    assert!(inputs.get(input.0).is_some(), "{input:?}");
                }
            }
        }
        assert!(
            example.contains(&format!("OWNER/answerbook@v{VERSION}")),
            "{example}"
        );
    }
    // All inputs are in the manual.
    let text = fs::read_to_string(root().join("docs/content/publish/automation.md")).unwrap();
    for name in inputs.as_object().unwrap().keys() {
        assert!(text.contains(&format!("| `{name}` |")), "{name}");
    }
}
