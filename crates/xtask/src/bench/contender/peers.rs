//! The programs that answerbook is measured against, each of a fixed version, installed below cargo's target folder.
//!
//! In: which are wanted. Out: where they are, or why they are not. What is there already with the right version is
//! not installed again. Registries are asked through pip and cargo and nothing else.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::Family;

/// Versions of Python's packages, one a line.
const REQUIREMENTS: &str = include_str!("../../../bench/requirements.txt");

const MDBOOK: &str = "0.5.4";
const MDBOOK_KATEX: &str = "0.10.0";

/// A program, or why there is none.
pub(in super::super) type Program = Result<PathBuf, String>;

/// Everything that is run.
#[derive(Clone, Debug)]
pub(in super::super) struct Programs {
    pub(in super::super) answerbook: PathBuf,
    pub(in super::super) hugo: Program,
    pub(in super::super) pagefind: Program,
    pub(in super::super) mdbook: Program,
    /// mdBook's preprocessor for formulas.
    pub(in super::super) mdbook_katex: Program,
    pub(in super::super) zensical: Program,
}

impl Programs {
    /// Installs what is wanted and not there yet, below `folder`.
    pub(in super::super) fn install(answerbook: PathBuf, wanted: &[Family], folder: &Path) -> Self {
        let left_out = || Err("left out".to_owned());
        let mut programs = Self {
            answerbook,
            hugo: left_out(),
            pagefind: left_out(),
            mdbook: left_out(),
            mdbook_katex: left_out(),
            zensical: left_out(),
        };
        let python = folder.join("python");
        if wanted.contains(&Family::Hugo) {
            // Not their scripts: starting Python is no part of building.
            programs.hugo = python_package(&python, "hugo", "hugo/binaries/hugo");
            programs.pagefind = python_package(&python, "pagefind_bin", "pagefind_bin/pagefind");
        }
        if wanted.contains(&Family::Zensical) {
            programs.zensical = python_package(&python, "zensical", "../../../bin/zensical");
        }
        if wanted.contains(&Family::MdBook) {
            programs.mdbook = crate_binary(folder, "mdbook", MDBOOK);
            programs.mdbook_katex = crate_binary(folder, "mdbook-katex", MDBOOK_KATEX);
        }
        programs
    }

    /// What each program says of its version, or why it is not there; those that are left out are not named.
    pub(in super::super) fn versions(&self) -> Vec<(&'static str, Result<String, String>)> {
        let answerbook = Ok(self.answerbook.clone());
        let programs = [
            ("answerbook", &answerbook, "--version"),
            ("Hugo", &self.hugo, "version"),
            ("Pagefind", &self.pagefind, "--version"),
            ("mdBook", &self.mdbook, "--version"),
            ("mdbook-katex", &self.mdbook_katex, "--version"),
            ("Zensical", &self.zensical, "--version"),
        ];
        let named = programs.into_iter().filter(|(_, program, _)| {
            // What cannot be had is told, what is not wanted is not.
            !matches!(program, Err(why) if why == "left out")
        });
        let versions = named.map(|(name, program, option)| {
            let program = program.clone();
            (name, program.and_then(|program| said(program, &[option])))
        });
        versions.collect()
    }
}

/// The version of a package in the list.
fn pinned(package: &str) -> Option<&'static str> {
    let mut lines = REQUIREMENTS.lines();
    lines.find_map(|line| line.strip_prefix(package)?.strip_prefix("=="))
}

/// A program in a package for Python: `program` is its path below the folder of packages.
fn python_package(environment: &Path, package: &str, program: &str) -> Program {
    let version = pinned(package).ok_or_else(|| format!("{package} has no version in the list"))?;
    let python = environment.join("bin/python");
    if !python.is_file() {
        progress("making a Python environment");
        said(
            "python3",
            &[
                OsStr::new("-m"),
                OsStr::new("venv"),
                environment.as_os_str(),
            ],
        )?;
    }
    let pip = ["-m", "pip", "--disable-pip-version-check"];
    let is_there = said(&python, &[&pip[..], &["freeze"]].concat())?
        .lines()
        .any(|line| line.replace('-', "_") == format!("{package}=={version}"));
    if !is_there {
        progress(&format!("installing {package} {version}"));
        let list = environment.join("requirements.txt");
        fs::write(&list, REQUIREMENTS).map_err(|error| error.to_string())?;
        let wanted = format!("{package}=={version}");
        let mut words: Vec<&OsStr> = pip.iter().map(OsStr::new).collect();
        words.extend(["install", "--quiet", "--constraint"].map(OsStr::new));
        words.extend([list.as_os_str(), OsStr::new(&wanted)]);
        said(&python, &words)?;
    }
    let script = "import sysconfig; print(sysconfig.get_path('purelib'))";
    let packages = said(&python, &["-c", script])?;
    let program = Path::new(&packages).join(program);
    let found = fs::canonicalize(program.parent().unwrap_or(&program));
    let found = found.map(|folder| folder.join(program.file_name().unwrap_or_default()));
    let found = found.ok().filter(|program| program.is_file());
    found.ok_or_else(|| format!("{package} has no program for this system"))
}

/// A program that cargo compiles.
fn crate_binary(folder: &Path, name: &str, version: &str) -> Program {
    let root = folder.join("cargo");
    let program = root
        .join("bin")
        .join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    let is_version = |said: String| said.split([' ', 'v']).any(|word| word == version);
    if said(&program, &["--version"]).is_ok_and(is_version) {
        return Ok(program);
    }
    progress(&format!("compiling {name} {version}"));
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut words: Vec<&OsStr> = Vec::new();
    words.extend(["install", "--quiet", "--locked", "--force", "--version"].map(OsStr::new));
    words.extend([OsStr::new(version), OsStr::new("--root"), root.as_os_str()]);
    let build = folder.join("build");
    words.extend([
        OsStr::new("--target-dir"),
        build.as_os_str(),
        OsStr::new(name),
    ]);
    said(cargo, &words)?;
    Ok(program)
}

/// What a program writes to its standard output; or that it cannot be started, or how its complaint ends.
pub(in super::super) fn said(
    program: impl AsRef<OsStr>,
    arguments: &[impl AsRef<OsStr>],
) -> Result<String, String> {
    let program = program.as_ref();
    let mut command = Command::new(program);
    let output = command.args(arguments).stdin(Stdio::null()).output();
    let output =
        output.map_err(|error| format!("{} does not start: {error}", program.display()))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    let mut lines = complaint.lines().rev().map(str::trim);
    let last = lines.find(|line| !line.is_empty());
    Err(last.unwrap_or("it fails without a word").to_owned())
}

fn progress(message: &str) {
    super::super::progress(message);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn all_that_is_installed_has_a_version() {
        for package in ["hugo", "pagefind_bin", "zensical"] {
            assert!(pinned(package).is_some(), "{package}");
        }
        for line in REQUIREMENTS
            .lines()
            .filter(|line| !line.starts_with('#') && !line.is_empty())
        {
            assert_eq!(line.split("==").count(), 2, "{line}");
        }
        assert_eq!(pinned("hug"), None);
    }

    #[test]
    fn a_program_that_is_not_there_is_said_to_be_so() {
        let folder = tempfile::tempdir().unwrap();
        let error = said(folder.path().join("none"), &["--version"]).unwrap_err();
        assert!(error.contains("does not start"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_complaint_is_known_by_its_last_line() {
        assert_eq!(said("sh", &["-c", "echo ' 1.0 '"]).unwrap(), "1.0");
        let complaint = said("sh", &["-c", "echo a >&2; echo b >&2; echo >&2; exit 1"]);
        assert_eq!(complaint.unwrap_err(), "b");
    }
}
