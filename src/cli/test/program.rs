//! The programs that run code, found on this machine before anything is run.
//!
//! In: the languages of `[test]` that the book's blocks need. Out: a [`Program`] for each, with everything that
//! what it prints depends on; or why it cannot be started.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use toml::Spanned;

use super::cache::KeyMaker;
use crate::config::{CODE_FILE, Config, TestLanguage};
use crate::diagnostic::Diagnostic;

/// The largest file that may stand in `inputs`, in bytes.
const INPUT_BYTES: u64 = 16 << 20;

/// A program that runs the code of a language.
#[derive(Debug)]
pub(super) struct Program {
    /// Its name, as book.toml has it.
    pub(super) name: String,
    /// Its file.
    pub(super) path: PathBuf,
    /// What it is given: the command without its first word, the file's name filled in.
    pub(super) arguments: Vec<String>,
    /// The name of the file that it expects the code in.
    pub(super) file: String,
    /// Environment variables of book.toml.
    pub(super) environment: BTreeMap<String, String>,
    /// All of this, and the inputs, as a hash.
    pub(super) fingerprint: [u8; 32],
}

/// Why languages cannot be run.
#[derive(Debug, Default)]
pub(super) struct Missing {
    /// Programs that are not installed.
    pub(super) programs: Vec<Diagnostic>,
    /// Files that book.toml names and the book does not have.
    pub(super) inputs: Vec<Diagnostic>,
}

/// Finds the programs of languages.
///
/// # Errors
/// Everything that is missing.
pub(super) fn find(
    config: &Config,
    root: &Path,
    languages: &BTreeSet<&str>,
) -> Result<BTreeMap<String, Program>, Missing> {
    let mut found = BTreeMap::new();
    let mut missing = Missing::default();
    for (name, language) in &config.test.languages {
        if !languages.contains(name.get_ref().as_str()) {
            continue;
        }
        let contents = inputs(config, root, language, &mut missing.inputs);
        match resolve(root, &language.command.get_ref()[0]) {
            Some((path, metadata)) => {
                let program = program(name.get_ref(), language, path, &metadata, &contents);
                found.insert(name.get_ref().clone(), program);
            }
            None => missing.programs.push(not_found(config, name, language)),
        }
    }
    match missing.programs.is_empty() && missing.inputs.is_empty() {
        true => Ok(found),
        false => Err(missing),
    }
}

fn not_found(config: &Config, name: &Spanned<String>, language: &TestLanguage) -> Diagnostic {
    let program = &language.command.get_ref()[0];
    let message = format!(
        "`{program}`, which runs the code in {}, cannot be started: there is no such program",
        name.get_ref()
    );
    let hint = format!(
        "install it, or change `command` in `[test.languages.{}]`",
        name.get_ref()
    );
    Diagnostic::error(&config.file, language.command.span(), message).hint(hint)
}

fn program(
    name: &str,
    language: &TestLanguage,
    path: PathBuf,
    metadata: &Metadata,
    inputs: &[Vec<u8>],
) -> Program {
    let extension = language.extension.as_ref().map_or(name, |e| e.get_ref());
    let file = format!("block.{extension}");
    let environment: BTreeMap<String, String> = language
        .environment
        .iter()
        .map(|(name, value)| (name.get_ref().clone(), value.get_ref().clone()))
        .collect();
    let mut key = KeyMaker::default();
    key.add(extension);
    key.add(path.as_os_str().as_encoded_bytes());
    key.add(metadata.len().to_le_bytes());
    let modified = metadata.modified().ok();
    let modified = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    key.add(modified.unwrap_or_default().as_nanos().to_le_bytes());
    key.add_all(language.command.get_ref());
    key.add_all(environment.iter().flat_map(|(name, value)| [name, value]));
    key.add_all(inputs);
    let words = language.command.get_ref();
    Program {
        name: words[0].clone(),
        path,
        arguments: words[1..]
            .iter()
            .map(|word| word.replace(CODE_FILE, &file))
            .collect(),
        file,
        environment,
        fingerprint: key.finish(),
    }
}

/// The contents of the files that what is printed depends on.
fn inputs(
    config: &Config,
    root: &Path,
    language: &TestLanguage,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Vec<u8>> {
    let mut contents = Vec::new();
    for input in &language.inputs {
        let path = root.join(input.get_ref());
        let message = match fs::metadata(&path) {
            Ok(file) if !file.is_file() => format!("`{}` is not a file", input.get_ref()),
            Ok(file) if file.len() > INPUT_BYTES => {
                format!("`{}` has more than {INPUT_BYTES} bytes", input.get_ref())
            }
            Ok(_) => match fs::read(&path) {
                Ok(bytes) => {
                    contents.push(bytes);
                    continue;
                }
                Err(error) => format!("`{}` cannot be read: {error}", input.get_ref()),
            },
            Err(error) => format!("`{}` cannot be read: {error}", input.get_ref()),
        };
        let hint = "`inputs` are files of the book, named relative to book.toml";
        problems.push(Diagnostic::error(&config.file, input.span(), message).hint(hint));
    }
    contents
}

/// The file of a program: as a shell finds it, but paths count from the book's folder.
fn resolve(root: &Path, program: &str) -> Option<(PathBuf, Metadata)> {
    if program.contains('/') || (cfg!(windows) && program.contains('\\')) {
        // Code runs in another folder, so that a relative path would lead elsewhere.
        return executable(&std::path::absolute(root.join(program)).ok()?);
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .filter_map(|folder| std::path::absolute(folder.join(program)).ok())
        .find_map(|file| executable(&file))
}

#[cfg(unix)]
fn executable(file: &Path) -> Option<(PathBuf, Metadata)> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = fs::metadata(file).ok()?;
    let may_run = metadata.is_file() && metadata.permissions().mode() & 0o111 != 0;
    may_run.then(|| (file.to_owned(), metadata))
}

#[cfg(not(unix))]
fn executable(file: &Path) -> Option<(PathBuf, Metadata)> {
    let is_complete = file
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("exe"));
    let mut name = file.as_os_str().to_owned();
    if !is_complete {
        name.push(".exe");
    }
    let file = PathBuf::from(name);
    let metadata = fs::metadata(&file).ok()?;
    metadata.is_file().then_some((file, metadata))
}
