//! What fuzzing begins from, for the targets of the program: the books of the tests, which show every feature and
//! every mistake.
//!
//! In come a target's name and the folder of the tests, out go inputs as the target reads them. None for a target
//! that has none there: it begins from nothing, or from `fuzz/seeds`.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The folders of books.
const BOOKS: [&str; 3] = ["books", "errors", "lints"];

/// Inputs for a target.
pub(super) fn seeds(target: &str, tests: &Path) -> io::Result<Vec<Vec<u8>>> {
    let mut files = Vec::new();
    for folder in BOOKS {
        list(&tests.join(folder), &mut files)?;
    }
    files.sort();
    match target {
        "file_names" => return Ok(names(&files)),
        "includes" => return includes(&files),
        _ => {}
    }
    let mut seeds = Vec::new();
    for file in files {
        let Some(prefix) = prefix(target, &file) else {
            continue;
        };
        let bytes = fs::read(&file)?;
        let bytes = match target {
            "markdown" => body(&bytes),
            _ => &bytes,
        };
        seeds.push([prefix, bytes].concat());
    }
    Ok(seeds)
}

/// What stands before a file's bytes in an input; `None` if the target does not read such files.
fn prefix(target: &str, file: &Path) -> Option<&'static [u8]> {
    let name = file.file_name()?.to_str()?;
    let is_markdown = name.ends_with(".md");
    match target {
        "front_matter" | "markdown" if is_markdown => Some(b""),
        "settings" if name == "book.toml" => Some(b""),
        "figure" if name.ends_with(".svg") => Some(b""),
        "data_files" if name.ends_with(".toml") => match name {
            "glossary.toml" => Some(b"\0"),
            "planned.toml" => Some(b"\x01"),
            "book.toml" => None,
            _ => Some(b"\x02"),
        },
        "data_files" if name.ends_with(".lock") => Some(b"\x03"),
        _ => None,
    }
}

/// A Markdown file without its front matter.
fn body(bytes: &[u8]) -> &[u8] {
    let end = bytes.windows(5).position(|five| five == b"\n+++\n");
    end.map_or(bytes, |end| &bytes[end + 5..])
}

/// The names of each book's content, one a line.
fn names(files: &[PathBuf]) -> Vec<Vec<u8>> {
    let mut books: Vec<(&Path, String)> = Vec::new();
    for file in files {
        let folders = file.ancestors();
        let content = folders.filter(|folder| folder.ends_with("content")).last();
        let Some((content, name)) = content.and_then(|c| Some((c, file.strip_prefix(c).ok()?)))
        else {
            continue;
        };
        if books.last().is_none_or(|(last, _)| *last != content) {
            books.push((content, String::new()));
        }
        if let Some((_, names)) = books.last_mut() {
            names.push_str(&name.to_string_lossy());
            names.push('\n');
        }
    }
    books
        .into_iter()
        .map(|(_, names)| names.into_bytes())
        .collect()
}

/// Info strings with the text of the file that they include, and addresses of links and pictures.
fn includes(files: &[PathBuf]) -> io::Result<Vec<Vec<u8>>> {
    let mut seeds = BTreeSet::new();
    let texts = files
        .iter()
        .filter(|file| file.extension().is_some_and(|ext| ext == "md"));
    for file in texts {
        let bytes = fs::read(file)?;
        let text = String::from_utf8_lossy(&bytes);
        for info in text
            .lines()
            .filter_map(|line| line.trim_start().strip_prefix("```"))
        {
            let path = info.split("include=\"").nth(1);
            let path = path.and_then(|rest| rest.split('"').next());
            let code = path.and_then(|path| fs::read(file.with_file_name(path)).ok());
            seeds.insert([info.as_bytes(), b"\0", &code.unwrap_or_default()].concat());
        }
        let addresses = text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next());
        seeds.extend(addresses.map(|address| address.as_bytes().to_vec()));
    }
    Ok(seeds.into_iter().collect())
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        match entry.file_type()?.is_dir() {
            true => list(&entry.path(), files)?,
            false => files.push(entry.path()),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn of(target: &str) -> Vec<Vec<u8>> {
        let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests");
        seeds(target, &tests).unwrap()
    }

    #[test]
    fn the_books_of_the_tests_are_seeds() {
        for target in [
            "data_files",
            "figure",
            "file_names",
            "front_matter",
            "includes",
            "markdown",
            "settings",
        ] {
            assert!(of(target).len() > 3, "{target}");
        }
        assert!(of("query").is_empty());
        assert!(
            of("front_matter")
                .iter()
                .any(|seed| seed.starts_with(b"+++\n"))
        );
        // Front matter that is never closed is all that its file has.
        let has_front_matter = |seed: &Vec<u8>| {
            seed.starts_with(b"+++\ntitle") && seed.windows(5).any(|five| five == b"\n+++\n")
        };
        assert!(!of("markdown").iter().any(has_front_matter));
        assert!(
            of("file_names")
                .iter()
                .any(|seed| seed.starts_with(b"math/"))
        );
    }
}
