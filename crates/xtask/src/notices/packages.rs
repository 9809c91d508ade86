//! The packages that are compiled into a program, with the texts of their licences, as cargo has them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::{Work, at, choice};

/// What releases are made for: `.github/workflows/release.yml`.
const TARGETS: [&str; 7] = [
    "aarch64-apple-darwin",
    "aarch64-unknown-linux-gnu",
    "aarch64-unknown-linux-musl",
    "x86_64-apple-darwin",
    "x86_64-pc-windows-msvc",
    "x86_64-unknown-linux-gnu",
    "x86_64-unknown-linux-musl",
];

/// And what the search engine is made for.
const ENGINE_TARGET: &str = "wasm32-unknown-unknown";

/// How deep below a package's folder the licence of what it brings along may stand.
const DEPTH: usize = 3;

/// Every package that may be compiled, with its folder.
pub(super) struct Packages(Vec<Value>);

impl Packages {
    /// Asks cargo, which fetches what it does not have.
    pub(super) fn read(root: &Path) -> Result<Self, String> {
        let mut arguments = vec!["metadata", "--locked", "--format-version", "1"];
        for target in TARGETS.iter().chain(&[ENGINE_TARGET]) {
            arguments.extend(["--filter-platform", target]);
        }
        let mut metadata: Value =
            serde_json::from_str(&cargo(root, &arguments)?).map_err(|error| error.to_string())?;
        match metadata["packages"].take() {
            Value::Array(packages) => Ok(Self(packages)),
            _ => Err("cargo names no packages".to_owned()),
        }
    }

    /// What the program is compiled from, for all that it is released for.
    pub(super) fn of_program(&self, root: &Path) -> Result<Vec<Work>, String> {
        self.works(root, "answerbook", &TARGETS)
    }

    /// What the search engine is compiled from, which every site has.
    pub(super) fn of_engine(&self, root: &Path) -> Result<Vec<Work>, String> {
        self.works(root, "answerbook-search-wasm", &[ENGINE_TARGET])
    }

    /// What a package of the workspace is compiled from, without the packages of the workspace. The features are those
    /// that it asks for, which cargo's metadata does not tell.
    fn works(&self, root: &Path, package: &str, targets: &[&str]) -> Result<Vec<Work>, String> {
        let mut arguments = vec!["tree", "--locked", "--edges", "normal", "--prefix", "none"];
        arguments.extend(["--format", "{p}", "--package", package]);
        for target in targets {
            arguments.extend(["--target", target]);
        }
        let tree = cargo(root, &arguments)?;
        let mut lines: Vec<&str> = tree.lines().filter(|line| !line.is_empty()).collect();
        lines.sort_unstable();
        lines.dedup();
        let mut works = Vec::new();
        for line in lines {
            let mut words = line.split(' ');
            let (name, version) = (words.next(), words.next().unwrap_or_default());
            let is_it = |package: &&Value| {
                let is_named = package["name"].as_str() == name;
                is_named && package["version"].as_str() == version.strip_prefix('v')
            };
            let found = self.0.iter().find(is_it);
            let found = found.ok_or_else(|| format!("cargo knows nothing of `{line}`"))?;
            if !found["source"].is_null() {
                works.push(work(found)?);
            }
        }
        Ok(works)
    }

    /// The folder of a package.
    pub(super) fn folder(&self, name: &str) -> Result<PathBuf, String> {
        let package = self.0.iter().find(|package| package["name"] == name);
        package
            .map(folder)
            .ok_or_else(|| format!("there is no package `{name}`"))
    }
}

fn cargo(root: &Path, arguments: &[&str]) -> Result<String, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or("cargo".into());
    let output = Command::new(cargo)
        .args(arguments)
        .current_dir(root)
        .output()
        .map_err(|error| format!("cargo cannot be started: {error}"))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}

fn folder(package: &Value) -> PathBuf {
    let manifest = PathBuf::from(text(package, "manifest_path"));
    manifest.parent().map(Path::to_path_buf).unwrap_or_default()
}

fn work(package: &Value) -> Result<Work, String> {
    let licence = choice::spdx(&text(package, "license"));
    let name = format!("{} {}", text(package, "name"), text(package, "version"));
    let folder = folder(package);
    let mut files = Vec::new();
    collect(&folder, String::new(), 0, &mut files)?;
    files.sort();
    let mut texts = Vec::new();
    for file in choice::chosen(&licence, &files) {
        let path = folder.join(file);
        let bytes = fs::read(&path).map_err(at(&path))?;
        texts.push(String::from_utf8_lossy(&bytes).into_owned());
    }
    if texts.is_empty() {
        let authors = package["authors"].as_array().into_iter().flatten();
        let authors: Vec<&str> = authors.filter_map(Value::as_str).collect();
        let text = choice::standard(&licence, &name, &authors);
        texts.push(text.ok_or_else(|| format!("{name}: no text of its licence, `{licence}`"))?);
    }
    Ok(Work {
        name,
        licence,
        source: source(package),
        texts,
    })
}

fn source(package: &Value) -> String {
    let addresses = ["repository", "homepage"].map(|key| text(package, key));
    let found = addresses.into_iter().find(|address| !address.is_empty());
    found.unwrap_or_default()
}

/// The names of the files below a folder that licences stand in, with `/` between folders.
fn collect(
    folder: &Path,
    prefix: String,
    depth: usize,
    files: &mut Vec<String>,
) -> Result<(), String> {
    for entry in fs::read_dir(folder).map_err(at(folder))? {
        let entry = entry.map_err(at(folder))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_folder = entry.file_type().map_err(at(folder))?.is_dir();
        let path = format!("{prefix}{name}");
        if is_folder && depth < DEPTH && choice::may_hold_licences(&name) {
            collect(&entry.path(), format!("{path}/"), depth + 1, files)?;
        } else if !is_folder && choice::is_licence(&name) {
            files.push(path);
        }
    }
    Ok(())
}
