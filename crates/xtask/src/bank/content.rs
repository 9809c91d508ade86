//! The content folder: what it holds before, and the only place of this command that writes.
//!
//! In: the folder and the paths that the command may write. Out: [`Content`]. Symbolic links to
//! folders are not followed, so that the walk ends.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{LANGUAGES, Problem};

/// What the content folder holds.
pub(super) struct Content {
    folder: PathBuf,
    /// The texts of the files that the command may write, as far as they exist.
    texts: BTreeMap<String, String>,
    /// Stem of every Markdown file, without its language → the folder in which it stands.
    pages: BTreeMap<String, String>,
}

/// Reads the content folder; `paths` are relative to it, with `/` between folders.
pub(super) fn read(folder: &Path, paths: &[String], problems: &mut Vec<Problem>) -> Content {
    let mut content = Content {
        folder: folder.to_owned(),
        texts: BTreeMap::new(),
        pages: BTreeMap::new(),
    };
    if let Err(error) = content.find_pages() {
        problems.push(content.problem("", None, format!("cannot be read: {error}")));
        return content;
    }
    for path in paths {
        match std::fs::read_to_string(folder.join(path)) {
            Ok(text) => _ = content.texts.insert(path.clone(), text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => {
                problems.push(content.problem(path, None, format!("cannot be read: {error}")));
            }
        }
    }
    content
}

impl Content {
    /// The text of a file that the command may write; empty if there is no such file.
    pub(super) fn text(&self, path: &str) -> &str {
        self.texts.get(path).map_or("", String::as_str)
    }

    /// The folder (relative, `/` between names, empty for the content folder itself) in which a
    /// question is written in any language; `None` if it is not.
    pub(super) fn folder_of(&self, slug: &str) -> Option<&str> {
        self.pages.get(slug).map(String::as_str)
    }

    /// A problem of a file of this folder.
    pub(super) fn problem(&self, path: &str, line: Option<usize>, message: String) -> Problem {
        let file = if path.is_empty() {
            self.folder.clone()
        } else {
            self.folder.join(path)
        };
        Problem {
            file: file.display().to_string(),
            line,
            message,
        }
    }

    /// Writes the files that are new or differ; returns a line for each of them, and a count of the rest.
    ///
    /// # Errors
    ///
    /// The first file that could not be written; those before it are written.
    pub(super) fn write(&self, files: &BTreeMap<String, String>) -> Result<String, Problem> {
        let mut report = String::new();
        let mut unchanged = 0;
        for (path, text) in files {
            let before = self.texts.get(path);
            if before == Some(text) {
                unchanged += 1;
                continue;
            }
            replace(&self.folder.join(path), text)
                .map_err(|error| self.problem(path, None, format!("cannot be written: {error}")))?;
            let what = if before.is_some() {
                "changed"
            } else {
                "created"
            };
            report.push_str(&format!("{what} {path}\n"));
        }
        report.push_str(&format!("unchanged: {unchanged} files\n"));
        Ok(report)
    }

    /// Finds the pages of all languages.
    fn find_pages(&mut self) -> std::io::Result<()> {
        let mut folders = vec![(self.folder.clone(), String::new())];
        while let Some((folder, relative)) = folders.pop() {
            for entry in std::fs::read_dir(&folder)? {
                let entry = entry?;
                // Names that are not UTF-8 are no slugs.
                let Ok(name) = entry.file_name().into_string() else {
                    continue;
                };
                if entry.file_type()?.is_dir() {
                    let inner = if relative.is_empty() {
                        name
                    } else {
                        format!("{relative}/{name}")
                    };
                    folders.push((entry.path(), inner));
                } else if let Some(stem) = name.strip_suffix(".md") {
                    let slug = without_language(stem).to_owned();
                    let place = self.pages.entry(slug).or_insert_with(|| relative.clone());
                    // Of several folders the first by name, in whatever order the disk lists them.
                    if *place > relative {
                        place.clone_from(&relative);
                    }
                }
            }
        }
        Ok(())
    }
}

/// `gradient` of `gradient.uk`.
fn without_language(stem: &str) -> &str {
    match stem.rsplit_once('.') {
        Some((slug, language)) if LANGUAGES.contains(&language) => slug,
        _ => stem,
    }
}

/// Replaces a file at once, so that a full disk costs no author's text.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(".unfinished");
    let result =
        std::fs::write(&unfinished, text).and_then(|()| std::fs::rename(&unfinished, path));
    if result.is_err() {
        // It may not exist; the first error is the one to report.
        let _ = std::fs::remove_file(&unfinished);
    }
    result
}
