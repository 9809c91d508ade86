//! `cargo xtask notices`: what others made that is part of the program or of its sites, with the licences of it.
//!
//! In: the packages that Cargo.lock names, as cargo has them on this machine (it fetches those that it lacks), and
//! what the repository holds of others. Out: `notices/program.txt`, which `answerbook --licenses` prints, and
//! `notices/site.txt`, which every site has as `licenses.txt`. Both are committed, so that nothing has to be fetched for
//! a build. `--check` writes nothing and fails if they are not what would be written.

mod assets;
mod choice;
mod packages;
mod print;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use packages::Packages;

/// A work that is part of what is published.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Work {
    /// Its name, with its version if it has one.
    name: String,
    /// Its licence, as an SPDX expression.
    licence: String,
    /// Where its source is; empty if its author does not say.
    source: String,
    /// What its licence says, one text a file.
    texts: Vec<String>,
}

const PROGRAM: &str = "\
answerbook may be used under the MIT License or the Apache License 2.0, at your choice. It holds the works of others that
are listed here, which may be used under their own licences. Where there is a choice between several, the text is that of
the MIT License.
";

const SITE: &str = "\
This site was made with answerbook, whose style, scripts and search may be used under the MIT License or the Apache
License 2.0, at your choice. With them come the works of others that are listed here: the search is compiled from them,
formulas are shown and reviews are planned with them. What the site says is under the licence that its authors gave it.
";

/// Runs the command.
pub(crate) fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.collect();
    let done = match arguments.as_slice() {
        [] => notices().and_then(|files| write(&files)),
        [flag] if flag == "--check" => notices().and_then(|files| check(&files)),
        _ => Err("usage: cargo xtask notices [--check]".to_owned()),
    };
    crate::told(done)
}

/// The files, by their paths in the repository.
fn notices() -> Result<[(PathBuf, String); 2], String> {
    let root = crate::root();
    let packages = Packages::read(&root)?;
    let mut engine = packages.of_engine(&root)?;
    let mut program = packages.of_program(&root)?;
    program.extend(engine.iter().cloned());
    program.extend(assets::of_program(&root, &packages)?);
    engine.extend(assets::of_site(&root)?);
    let folder = root.join("notices");
    Ok([
        (folder.join("program.txt"), print::file(PROGRAM, program)),
        (folder.join("site.txt"), print::file(SITE, engine)),
    ])
}

fn write(files: &[(PathBuf, String)]) -> Result<String, String> {
    let mut said = Vec::new();
    for (path, text) in files {
        let parent = path.parent().unwrap_or(path);
        fs::create_dir_all(parent).map_err(at(parent))?;
        fs::write(path, text).map_err(at(path))?;
        let name = path.file_name().unwrap_or_default().display();
        said.push(format!("notices/{name}: {} bytes", text.len()));
    }
    Ok(said.join("\n"))
}

fn check(files: &[(PathBuf, String)]) -> Result<String, String> {
    for (path, text) in files {
        // git may have given lines other ends.
        let committed = fs::read_to_string(path).unwrap_or_default();
        if committed.replace("\r\n", "\n") != *text {
            let name = path.file_name().unwrap_or_default().display();
            return Err(format!(
                "notices/{name} is not that of Cargo.lock: run `cargo xtask notices` and commit notices/"
            ));
        }
    }
    Ok("the notices are those of Cargo.lock".to_owned())
}

/// Tells which path an error is about.
fn at(path: &Path) -> impl FnOnce(std::io::Error) -> String {
    let path = path.display().to_string();
    move |error| format!("{path}: {error}")
}
