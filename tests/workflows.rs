//! The workflows of `.github`: that GitHub understands them, what they may do, and that their commands work. What
//! `action.yml` and a release do is in `action.rs` and `release.rs`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

const INSTALL: &str = "install Node.js and run `npm ci --prefix tests`";

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files() -> Vec<PathBuf> {
    let folder = fs::read_dir(root().join(".github/workflows")).unwrap();
    let mut files: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 5);
    files
}

fn node(arguments: &[&str]) -> Output {
    Command::new("node")
        .args(arguments)
        .current_dir(root().join("tests"))
        .output()
        .unwrap_or_else(|error| panic!("cannot run node: {error}; {INSTALL}"))
}

pub(crate) fn parsed(file: &Path) -> Value {
    let script = "import { readFileSync } from 'node:fs'; import { parse } from 'yaml';\
                  console.log(JSON.stringify(parse(readFileSync(process.argv[1], 'utf8'))))";
    let arguments = ["--input-type=module", "-e", script, file.to_str().unwrap()];
    let output = node(&arguments);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{INSTALL}\n{complaint}");
    serde_json::from_slice(&output.stdout).unwrap()
}

pub(crate) fn workflow(name: &str) -> Value {
    parsed(&root().join(".github/workflows").join(name))
}

fn pages() -> Value {
    workflow("pages.yml")
}

pub(crate) fn steps(job: &Value) -> &[Value] {
    job["steps"].as_array().unwrap()
}

/// Every job of every workflow, with a name for messages.
fn jobs() -> Vec<(String, Value)> {
    let mut jobs = Vec::new();
    for file in files() {
        let workflow = parsed(&file);
        for (name, job) in workflow["jobs"].as_object().unwrap() {
            jobs.push((format!("{}, job {name}", file.display()), job.clone()));
        }
    }
    jobs
}

fn uses<'a>(job: &'a Value, action: &str) -> Vec<&'a Value> {
    let is_it = |step: &&Value| {
        let used = step["uses"].as_str().unwrap_or_default();
        used.split('@').next() == Some(action)
    };
    steps(job).iter().filter(is_it).collect()
}

/// What the validator says about a file; nothing if it is valid.
pub(crate) fn schema_problems(file: &Path) -> Option<String> {
    let validator = "node_modules/@action-validator/cli/cli.mjs";
    assert!(root().join("tests").join(validator).is_file(), "{INSTALL}");
    let output = node(&[validator, file.to_str().unwrap()]);
    let said = [output.stdout, output.stderr].concat();
    (!output.status.success()).then(|| String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn workflows_follow_the_schema() {
    let folder = TempDir::new().unwrap();
    for file in files() {
        // A right that is newer than the validator's schema.
        let text = fs::read_to_string(&file).unwrap();
        let copy = folder.path().join(file.file_name().unwrap());
        fs::write(&copy, text.replace("      attestations: write\n", "")).unwrap();
        assert_eq!(schema_problems(&copy), None, "{}", file.display());
    }
    // That the validator looks at all.
    let broken = folder.path().join("broken.yml");
    let text = fs::read_to_string(&files()[0]).unwrap();
    fs::write(&broken, text.replace("runs-on:", "runs_on:")).unwrap();
    let said = schema_problems(&broken).expect("`runs_on` is no key of a job");
    assert!(
        said.contains("runs_on") || said.contains("runs-on"),
        "{said}"
    );
}

#[test]
fn what_runs_for_a_pull_request_has_no_right_and_keeps_none() {
    for file in files() {
        let workflow = parsed(&file);
        let events = workflow["on"].as_object().unwrap();
        if !events.contains_key("pull_request") {
            continue;
        }
        for (name, job) in workflow["jobs"].as_object().unwrap() {
            let name = format!("{}, job {name}", file.display());
            assert!(job.get("permissions").is_none(), "{name}");
            assert!(job.get("environment").is_none(), "{name}");
            // Code of strangers must not find the token in `.git/config`.
            for step in uses(job, "actions/checkout") {
                assert_eq!(step["with"]["persist-credentials"], false, "{name}");
            }
        }
    }
    let workflow = workflow("pull-request.yml");
    let events: Vec<_> = workflow["on"].as_object().unwrap().keys().collect();
    assert_eq!(events, ["pull_request"]);
}

#[test]
fn no_command_is_put_together_from_what_strangers_write() {
    for (name, job) in jobs() {
        for step in steps(&job) {
            let run = step["run"].as_str().unwrap_or_default();
            assert!(!run.contains("${{"), "{name}: give it in `env`: {run}");
        }
    }
}

#[test]
fn pull_requests_can_write_nothing_and_see_no_secret() {
    for file in files() {
        let workflow = parsed(&file);
        assert_eq!(
            workflow["permissions"],
            serde_json::json!({ "contents": "read" }),
            "{}",
            file.display()
        );
        // With these events, code of a pull request may run with the repository's rights.
        let events = workflow["on"].as_object().unwrap();
        for event in ["pull_request_target", "workflow_run", "issue_comment"] {
            assert!(!events.contains_key(event), "{}", file.display());
        }
        let text = fs::read_to_string(&file).unwrap();
        assert!(!text.contains("secrets"), "{}", file.display());
    }
    for (name, job) in jobs() {
        if job.get("permissions").is_some() {
            let condition = job["if"].as_str().unwrap_or_default();
            assert!(
                condition.starts_with("github.event_name != 'pull_request' && "),
                "{name} has permissions of its own: {condition}"
            );
            assert!(!condition.contains("||"), "{name}: {condition}");
        }
    }
}

#[test]
fn only_the_main_branch_is_published_and_only_what_was_built() {
    let publishing: Vec<_> = jobs()
        .into_iter()
        .filter(|(_, job)| !uses(job, "actions/deploy-pages").is_empty())
        .collect();
    let [(name, job)] = &publishing[..] else {
        panic!("{} jobs publish", publishing.len());
    };
    let condition = job["if"].as_str().unwrap();
    assert_eq!(
        condition, "github.event_name != 'pull_request' && github.ref == 'refs/heads/main'",
        "{name}"
    );
    assert_eq!(job["needs"], "build");
    let workflow = pages();
    let build = &workflow["jobs"]["build"];
    let kept = uses(build, "actions/upload-pages-artifact");
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0]["if"], "github.event_name != 'pull_request'");
    assert_eq!(kept[0]["with"]["path"], "site");
    // Runs one after the other: a publication is never cut short.
    assert_eq!(job["concurrency"]["cancel-in-progress"], false);
}

#[test]
fn whole_histories_are_checked_out_because_pages_are_dated_from_them() {
    let mut checked_out = 0;
    for (name, job) in jobs() {
        for step in uses(&job, "actions/checkout") {
            assert_eq!(step["with"]["fetch-depth"], 0, "{name}");
            checked_out += 1;
        }
    }
    assert!(checked_out >= 3);
}

#[test]
fn jobs_end_by_themselves_and_actions_have_versions() {
    for (name, job) in jobs() {
        let waits_only = job.get("needs").is_some() && steps(&job).len() == 1;
        assert!(waits_only || job["timeout-minutes"].is_u64(), "{name}");
        for step in steps(&job) {
            if let Some(action) = step["uses"].as_str() {
                assert!(action.contains("@v"), "{name}: {action}");
            }
        }
    }
}

#[test]
fn fuzzing_ends() {
    let seconds = |step: &Value| -> Option<u64> {
        let run = step["run"].as_str().unwrap_or_default();
        let seconds = run.strip_prefix("cargo xtask fuzz --seconds ")?;
        Some(seconds.parse().unwrap())
    };
    let jobs = jobs();
    let mut fuzzing: Vec<_> = jobs
        .iter()
        .filter_map(|(name, job)| Some((steps(job).iter().find_map(seconds)?, name)))
        .collect();
    fuzzing.sort_unstable();
    // Each target a short while for a pull request, and longer each week.
    let [(short, ci), (long, weekly)] = fuzzing[..] else {
        panic!("{fuzzing:?}");
    };
    assert!(short <= 20 && ci.contains("ci.yml"), "{fuzzing:?}");
    assert!(weekly.contains("fuzz.yml"), "{fuzzing:?}");
    let workflow = workflow("fuzz.yml");
    // One target after the other, and half an hour to compile them.
    let targets = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/fuzz_targets");
    let targets = fs::read_dir(targets).unwrap().count() as u64;
    let minutes = workflow["jobs"]["fuzz"]["timeout-minutes"].as_u64();
    assert!(long * targets / 60 + 30 <= minutes.unwrap(), "{fuzzing:?}");
    let events: Vec<_> = workflow["on"].as_object().unwrap().keys().collect();
    assert_eq!(events, ["push", "schedule", "workflow_dispatch"]);
}

#[test]
fn ci_takes_at_most_forty_minutes_and_one_job_waits_for_all_others() {
    let workflow = workflow("ci.yml");
    let jobs = workflow["jobs"].as_object().unwrap();
    for (name, job) in jobs.iter().filter(|(name, _)| *name != "all") {
        assert!(job["timeout-minutes"].as_u64().unwrap() <= 40, "{name}");
    }
    let others: Vec<_> = jobs.keys().filter(|name| *name != "all").collect();
    let waits: std::collections::BTreeSet<_> = jobs["all"]["needs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| name.as_str().unwrap())
        .collect();
    assert_eq!(waits, others.iter().map(|name| name.as_str()).collect());
    let all = &steps(&jobs["all"])[0];
    let expected = format!("'{}'", vec!["success"; others.len()].join(" "));
    assert!(all["run"].as_str().unwrap().contains(&expected), "{all}");
}

#[test]
fn the_base_address_is_the_one_that_pages_has() {
    let workflow = pages();
    let job = &workflow["jobs"]["build"];
    let found = uses(job, "actions/configure-pages");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["id"], "pages");
    let build = steps(job)
        .iter()
        .find(|step| {
            step["run"]
                .as_str()
                .is_some_and(|run| run.contains("answerbook build"))
        })
        .unwrap();
    assert_eq!(
        build["env"]["BASE_URL"],
        "${{ steps.pages.outputs.base_url || 'https://example.org/project' }}"
    );
    let run = build["run"].as_str().unwrap();
    assert!(run.contains("--base-url \"$BASE_URL\""), "{run}");
    assert!(run.contains("--output-dir site"), "{run}");
}

/// Where `cargo build --release` is put in place, and pip would install what the book's code needs.
#[cfg(unix)]
const COMPILE: &str = "cargo build --release --locked";

/// Runs every command of a job that builds the site, in a copy of this repository, as a step of GitHub does:
/// with `bash -e`. Two things are put in place of others: the program that was compiled for this test stands where
/// `cargo build --release` would put its own, and a `python3` that does nothing stands where pip would install what
/// the book's code needs; these two commands are not run. Returns the copy.
#[cfg(unix)]
fn run_building(job: &Value) -> TempDir {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let copy = TempDir::new().unwrap();
    copy_repository(root(), copy.path());
    let mut ran = Vec::new();
    for step in steps(job) {
        let Some(run) = step["run"].as_str() else {
            continue;
        };
        if run == COMPILE {
            let release = copy.path().join("target/release");
            fs::create_dir_all(&release).unwrap();
            symlink(env!("CARGO_BIN_EXE_answerbook"), release.join("answerbook")).unwrap();
        } else if run.contains("pip install") {
            let python = copy.path().join("target/book-python/bin");
            fs::create_dir_all(&python).unwrap();
            fs::write(python.join("python3"), "#!/bin/sh\n").unwrap();
            let mode = fs::Permissions::from_mode(0o755);
            fs::set_permissions(python.join("python3"), mode).unwrap();
        } else if run.contains("answerbook test") {
            // With that `python3`, no code prints what its page says.
            let output = bash(run, step, copy.path());
            assert_eq!(output.status.code(), Some(1), "{}", said(&output));
            assert!(said(&output).contains("::error file=content/"));
        } else {
            let output = bash(run, step, copy.path());
            let message = format!("`{run}` fails:\n{}", said(&output));
            assert!(output.status.success(), "{message}");
        }
        ran.push(run.to_owned());
    }
    assert!(
        ran.contains(&COMPILE.to_owned()) && ran.len() >= 3,
        "{ran:?}"
    );
    copy
}

#[cfg(unix)]
#[test]
fn the_commands_of_the_pages_job_build_the_site() {
    let copy = run_building(&pages()["jobs"]["build"]);
    let home = fs::read_to_string(copy.path().join("site/index.html")).unwrap();
    let canonical = "<link rel=\"canonical\" href=\"https://reader.github.io/project/\">";
    assert!(home.contains(canonical), "no {canonical}");
}

#[cfg(unix)]
#[test]
fn the_commands_for_a_pull_request_check_and_build_the_site() {
    let workflow = workflow("pull-request.yml");
    let job = &workflow["jobs"]["book"];
    let copy = run_building(job);
    assert!(copy.path().join("site/index.html").is_file());
    let summary = fs::read_to_string(copy.path().join("summary.md")).unwrap();
    assert!(summary.starts_with("```text\n") && summary.ends_with("```\n"));
    assert!(summary.lines().count() > 4, "{summary}");
    let kept = uses(job, "actions/upload-artifact");
    assert_eq!(kept[0]["with"]["path"], "site");
}

/// That a mistake ends the job, and stands at its line.
#[cfg(unix)]
#[test]
fn a_mistake_in_a_pull_request_is_shown_at_its_line() {
    let workflow = workflow("pull-request.yml");
    let is_check = |step: &&Value| {
        step["run"]
            .as_str()
            .is_some_and(|run| run.contains("check"))
    };
    let check = steps(&workflow["jobs"]["book"])
        .iter()
        .find(is_check)
        .unwrap();
    let book = TempDir::new().unwrap();
    let release = book.path().join("target/release");
    fs::create_dir_all(&release).unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_answerbook"), release.join("answerbook"))
        .unwrap();
    fs::create_dir_all(book.path().join("content/math")).unwrap();
    fs::write(book.path().join("book.toml"), "[book]\ntitle = \"T\"\n").unwrap();
    fs::write(
        book.path().join("content/math/index.md"),
        "+++\ntitle = \"M\"\n+++\n",
    )
    .unwrap();
    let question = "+++\ntitle = \"Sum\"\n+++\n\nSee [[nowhere]].\n";
    fs::write(book.path().join("content/math/sum.md"), question).unwrap();
    let output = bash(check["run"].as_str().unwrap(), check, book.path());
    assert_eq!(output.status.code(), Some(1));
    let error = "::error file=content/math/sum.md,line=5,";
    assert!(said(&output).contains(error), "{}", said(&output));
}

#[cfg(unix)]
fn bash(run: &str, step: &Value, folder: &Path) -> Output {
    let mut command = Command::new("bash");
    command
        .args(["-e", "-c", run])
        .current_dir(folder)
        .env("CI", "true")
        .env("GITHUB_STEP_SUMMARY", folder.join("summary.md"))
        .env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"));
    for (name, value) in step["env"].as_object().into_iter().flatten() {
        command.env(name, evaluated(value.as_str().unwrap()));
    }
    command.output().unwrap()
}

#[cfg(unix)]
pub(crate) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&*output.stdout, &*output.stderr].concat()).into_owned()
}

/// The one expression that commands are given.
#[cfg(unix)]
fn evaluated(value: &str) -> String {
    match value.starts_with("${{ steps.pages.outputs.base_url || '") {
        true => "https://reader.github.io/project".to_owned(),
        false => {
            assert!(!value.contains("${{"), "what is {value}?");
            value.to_owned()
        }
    }
}

/// What git would check out: without what is built or installed, and without the history.
#[cfg(unix)]
pub(crate) fn copy_repository(from: &Path, to: &Path) {
    const BUILT: [&str; 7] = [
        ".git",
        "target",
        "site",
        "node_modules",
        ".answerbook",
        "corpus",
        "artifacts",
    ];
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if BUILT.iter().any(|name| entry.file_name() == *name) {
            continue;
        }
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_repository(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
