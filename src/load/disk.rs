//! Files of the book's folder: which there are, and what they hold.
//!
//! In: the folder. Out: texts and other files in [`Sources`], sorted by path, and a problem for each that cannot be read.
//! No link is followed, no pipe opened, and nothing is held in memory that is larger than it may be.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use walkdir::WalkDir;

use super::{Asset, AssetBytes, KEPT_BYTES, Source, Sources, TEXT_BYTES, active, embedded};
use crate::diagnostic::{Diagnostic, Severity};

/// The book's folder as it is read, with the problems met so far.
pub(super) struct Disk<'r> {
    pub(super) root: &'r Path,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Disk<'_> {
    pub(super) fn content(&mut self, sources: &mut Sources) {
        let folder = sources.config.book.src.clone();
        if let Some(link) = self.link_on_the_way(&folder) {
            let problem = format!("the content folder is not read: `{link}` is a symbolic link");
            self.diagnostics.push(
                Diagnostic::new(Severity::Error, Some(&sources.config.file), None, problem)
                    .hint("put the folder itself here: a link could lead out of the book"),
            );
            return;
        }
        if !self.root.join(&folder).is_dir() {
            let problem = format!("the content folder `{folder}` is missing");
            self.diagnostics.push(
                Diagnostic::new(Severity::Error, Some(&sources.config.file), None, problem)
                    .hint("make it, or name another one with `src` in `[book]`"),
            );
            return;
        }
        let (documents, others): (Vec<_>, Vec<_>) = self
            .walk(&folder)
            .into_iter()
            .partition(|(path, _)| path.ends_with(".md"));
        let documents = documents.par_iter();
        let documents = documents.map(|(path, place)| read_text(&folder, path, place));
        for document in documents.collect::<Vec<_>>() {
            sources.documents.extend(self.noting(document));
        }
        let mut assets = BTreeMap::new();
        for (path, place) in others {
            let is_toml = path.ends_with(".toml");
            if path == "glossary.toml" {
                sources.glossary = self.text(&folder, &path, &place);
            } else if path == "planned.toml" {
                sources.planned = self.text(&folder, &path, &place);
            } else if is_toml && path.starts_with("tracks/") {
                sources.tracks.extend(self.text(&folder, &path, &place));
            } else if let Some(asset) = self.asset(&folder, &path, place) {
                assets.insert(path, asset);
            }
        }
        sources.assets = assets.into();
    }

    /// A text file beside book.toml, if it is there.
    pub(super) fn at_root(&mut self, name: &str) -> Option<Source> {
        let place = self.root.join(name);
        // A link could point out of the book, as in `walk`; a pipe would be read for ever.
        let metadata = fs::symlink_metadata(&place).ok()?;
        if metadata.is_symlink() {
            self.leave_out(name, "file");
        }
        metadata.is_file().then(|| self.text("", name, &place))?
    }

    /// Says that a link is not followed. A book comes by pull request, and a link could point out of it.
    fn leave_out(&mut self, link: &str, what: &str) {
        let message = format!("symbolic links are not followed: the {what} is left out");
        self.diagnostics.push(
            Diagnostic::new(Severity::Warning, Some(&link.into()), None, message)
                .hint(format!("put the {what} itself here")),
        );
    }

    /// The first part of a folder's path that is a link.
    fn link_on_the_way<'f>(&self, folder: &'f str) -> Option<&'f str> {
        let ends = folder.match_indices('/').map(|(end, _)| end);
        let mut ways = ends.chain([folder.len()]).map(|end| &folder[..end]);
        ways.find(|way| self.root.join(way).is_symlink())
    }

    /// The site's own templates, static files and interface texts.
    pub(super) fn overlays(&mut self, sources: &mut Sources) {
        for (path, place) in self.walk("templates") {
            if let Some(source) = self.text("templates", &path, &place) {
                sources.templates.insert(path, source);
            }
        }
        for (path, place) in self.walk("static") {
            let Some(asset) = self.asset("static", &path, place) else {
                continue;
            };
            // A copy of the theme's own file is no other file: that one is there in its short form.
            if !embedded::is_copy(&path, &asset) {
                sources.statics.insert(path, asset);
            }
        }
        for (path, place) in self.walk("languages") {
            if path.ends_with(".toml") {
                sources
                    .languages
                    .extend(self.text("languages", &path, &place));
            }
        }
    }

    /// The files below a folder of the book, sorted: path in the folder and place on the disk. Links are not
    /// followed.
    fn walk(&mut self, folder: &str) -> Vec<(String, PathBuf)> {
        let base = self.root.join(folder);
        let mut files = Vec::new();
        // Hidden files, and the copies that editors leave beside a file (`x.md~`), are nobody's content.
        let is_visible = |entry: &walkdir::DirEntry| {
            let name = entry.file_name().to_string_lossy();
            entry.depth() == 0 || !(name.starts_with('.') || name.ends_with('~'))
        };
        if let Some(link) = self.link_on_the_way(folder) {
            self.leave_out(link, "folder");
            return files;
        }
        if !base.is_dir() {
            return files;
        }
        let walk = WalkDir::new(&base).sort_by_file_name().into_iter();
        for entry in walk.filter_entry(is_visible) {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let message = format!("`{folder}` cannot be read: {error}");
                    self.diagnostics
                        .push(Diagnostic::new(Severity::Error, None, None, message));
                    continue;
                }
            };
            let Ok(relative) = entry.path().strip_prefix(&base) else {
                continue;
            };
            let Some(path) = relative.to_str() else {
                let message = format!("the name of `{}` is not UTF-8", relative.display());
                self.diagnostics
                    .push(Diagnostic::new(Severity::Error, None, None, message).hint("rename it"));
                continue;
            };
            // Elsewhere a backslash is a letter of the name, which later stages refuse.
            let path = match cfg!(windows) {
                true => path.replace('\\', "/"),
                false => path.to_owned(),
            };
            if entry.file_type().is_symlink() {
                self.leave_out(&format!("{folder}/{path}"), "file");
            } else if entry.file_type().is_file() {
                files.push((path, entry.into_path()));
            }
        }
        files
    }

    pub(super) fn text(&mut self, folder: &str, path: &str, place: &Path) -> Option<Source> {
        self.noting(read_text(folder, path, place))
    }

    /// What was read, or nothing and a problem more.
    fn noting(&mut self, read: Result<Source, Diagnostic>) -> Option<Source> {
        read.map_err(|problem| self.diagnostics.push(problem)).ok()
    }

    fn asset(&mut self, folder: &str, path: &str, place: PathBuf) -> Option<Asset> {
        let file: Arc<str> = format!("{folder}/{path}").into();
        let read = fs::metadata(&place).and_then(|metadata| {
            if metadata.len() > KEPT_BYTES {
                return Ok(AssetBytes::OnDisk(place.clone()));
            }
            fs::read(&place).map(|bytes| AssetBytes::Kept(bytes.into()))
        });
        match read {
            Ok(bytes) => Some(Asset::new(file, bytes)),
            Err(error) => {
                let message = format!("the file cannot be read: {error}");
                let problem = Diagnostic::new(Severity::Error, Some(&file), None, message);
                self.diagnostics.push(problem.hint("check its permissions"));
                None
            }
        }
    }
}

/// The first bytes of a file that is not read otherwise.
pub(super) fn beginning(place: &Path) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = fs::File::open(place).ok()?;
    let mut beginning = file.take(active::BEGINNING as u64);
    beginning.read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// A text file of a folder of the book.
fn read_text(folder: &str, path: &str, place: &Path) -> Result<Source, Diagnostic> {
    let file: Arc<str> = match folder {
        "" => path.into(),
        _ => format!("{folder}/{path}").into(),
    };
    let problem = |message: String, hint: &str| {
        Diagnostic::new(Severity::Error, Some(&file), None, message).hint(hint)
    };
    let unreadable = |error: io::Error| {
        let message = format!("the file cannot be read: {error}");
        problem(message, "check its permissions")
    };
    let mut opened = fs::File::open(place).map_err(unreadable)?;
    let size = opened.metadata().map_or(0, |metadata| metadata.len());
    if size > TEXT_BYTES {
        let message = format!("the file has {size} bytes: more than {TEXT_BYTES}");
        return Err(problem(message, "split it into several"));
    }
    let mut text = Vec::with_capacity(usize::try_from(size).unwrap_or(0) + 1);
    opened.read_to_end(&mut text).map_err(unreadable)?;
    let text = match str::from_utf8(&text) {
        Ok(text) => text,
        Err(error) => {
            let valid = &text[..error.valid_up_to()];
            let line = 1 + valid.iter().filter(|byte| **byte == b'\n').count();
            let message = format!("the file is not UTF-8: see line {line}");
            return Err(problem(message, "save it in UTF-8"));
        }
    };
    // Two bytes for a letter are UTF-8 too, if every other one is nothing.
    if text.as_bytes().contains(&0) {
        let message = "the file is not a text: it has NUL bytes".to_owned();
        return Err(problem(message, "save it in UTF-8"));
    }
    Ok(Source {
        path: path.into(),
        file,
        text: text.strip_prefix('\u{feff}').unwrap_or(text).into(),
    })
}
