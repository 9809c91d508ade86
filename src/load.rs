//! Stage 1, `load`: a folder → [`Sources`].
//!
//! The only stage that reads the disk. Out goes everything that later stages may ask for: settings,
//! content, templates, static files, dates from git. It does not know what the texts mean, except for
//! book.toml, which says where to look. Folders are walked sorted, so that two runs see the same.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use toml::value::Date;
use walkdir::WalkDir;

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Severity};

pub mod cache;
mod dates;
mod embedded;
mod minify;

pub use embedded::LANGUAGES;

/// The name of the settings file.
pub const BOOK_TOML: &str = "book.toml";

/// The file at the book's root that records what each translation was made from.
pub const TRANSLATIONS_LOCK: &str = "translations.lock";

/// The folders beside the content, which change how a book looks: interface texts, static files, templates.
pub const OVERLAYS: [&str; 3] = ["languages", "static", "templates"];

/// Files up to this size are kept in memory: figures that become part of pages, files that code
/// regions are taken from. Larger ones are copied when the site is written.
const KEPT_BYTES: u64 = 1 << 20;

/// The largest Markdown or TOML file that is read. The longest article of a book is some hundred times smaller.
const TEXT_BYTES: u64 = 16 << 20;

/// Everything that was on the disk.
#[derive(Debug)]
pub struct Sources {
    /// The book's root, where book.toml is.
    pub root: PathBuf,
    /// book.toml.
    pub config: Config,
    /// Markdown files of the content folder, by path.
    pub documents: Vec<Source>,
    /// `tracks/*.toml` of the content folder.
    pub tracks: Vec<Source>,
    /// `glossary.toml` of the content folder.
    pub glossary: Option<Source>,
    /// `planned.toml` of the content folder.
    pub planned: Option<Source>,
    /// All other files of the content folder, by their path in it.
    pub assets: Arc<BTreeMap<String, Asset>>,
    /// [`TRANSLATIONS_LOCK`].
    pub translations: Option<Source>,
    /// Templates by name: the theme's under `theme/`, the site's own without prefix.
    pub templates: BTreeMap<String, Source>,
    /// Static files by their path: the site's own laid over the theme's.
    pub statics: BTreeMap<String, Asset>,
    /// Interface texts of the site's own, `languages/*.toml`.
    pub languages: Vec<Source>,
    /// When files were last changed, by their path from the root; empty without git.
    pub dates: Arc<BTreeMap<String, Date>>,
    /// Who changed files, the first one first, by their path from the root; empty unless the book asks for it.
    pub contributors: Arc<BTreeMap<String, Arc<[String]>>>,
    /// book.toml's text, for diagnostics.
    pub book_toml: Source,
}

/// A text file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The file, relative to the root.
    pub file: Arc<str>,
    /// The file, relative to the folder that it was looked for in.
    pub path: Arc<str>,
    /// Its text.
    pub text: Arc<str>,
}

/// A file that is not read as text of the book.
#[derive(Clone, Debug)]
pub struct Asset {
    /// The file, relative to the root, for diagnostics; of the theme's own files a made-up one.
    pub file: Arc<str>,
    /// Where its bytes are.
    pub bytes: AssetBytes,
}

/// Where the bytes of an asset are.
#[derive(Clone, Debug)]
pub enum AssetBytes {
    /// Here.
    Kept(Arc<[u8]>),
    /// In this file.
    OnDisk(PathBuf),
}

impl Asset {
    /// The asset as text, if it was small enough to be kept and is UTF-8.
    pub fn text(&self) -> Option<&str> {
        match &self.bytes {
            AssetBytes::Kept(bytes) => std::str::from_utf8(bytes).ok(),
            AssetBytes::OnDisk(_) => None,
        }
    }
}

/// What the command line says over book.toml.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// `--base-url`.
    pub base_url: Option<String>,
    /// `--drafts`.
    pub drafts: bool,
}

/// Reads a book's folder.
///
/// # Errors
/// If book.toml is missing or wrong, the later stages have nothing to go by: its problems come alone,
/// with its text if it could be read.
pub fn load(root: &Path, overrides: &Overrides) -> Result<(Sources, Vec<Diagnostic>), Failure> {
    let (mut sources, mut diagnostics) = load_content(root, overrides)?;
    diagnostics.extend(load_overlays(&mut sources));
    Ok((sources, diagnostics))
}

/// Reads all but the [`OVERLAYS`], of which there are none then.
///
/// # Errors
/// As [`load()`].
pub fn load_content(
    root: &Path,
    overrides: &Overrides,
) -> Result<(Sources, Vec<Diagnostic>), Failure> {
    let _span = tracing::info_span!("load").entered();
    let book_toml = read_book_toml(root)?;
    let mut config = match Config::read(&book_toml.file, &book_toml.text) {
        Ok(config) => config,
        Err(mut diagnostics) => {
            Diagnostic::sort(&mut diagnostics);
            return Err(Failure {
                diagnostics,
                book_toml: Some(book_toml),
            });
        }
    };
    if let Some(url) = &overrides.base_url {
        config.site.base_url = Some(toml::Spanned::new(0..0, url.clone()));
    }
    config.build.drafts |= overrides.drafts;
    let mut disk = Disk {
        root,
        diagnostics: Vec::new(),
    };
    let mut sources = Sources {
        root: root.to_owned(),
        documents: Vec::new(),
        tracks: Vec::new(),
        glossary: None,
        planned: None,
        translations: None,
        assets: Arc::default(),
        templates: BTreeMap::new(),
        statics: BTreeMap::new(),
        languages: Vec::new(),
        dates: Arc::default(),
        contributors: Arc::default(),
        config,
        book_toml,
    };
    disk.content(&mut sources);
    sources.translations = disk.at_root(TRANSLATIONS_LOCK);
    let history = dates::history(root, &sources.config, &mut disk.diagnostics);
    sources.dates = history.dates.into();
    sources.contributors = history.contributors.into();
    Ok((sources, disk.diagnostics))
}

/// Reads the [`OVERLAYS`] as they are now, in place of those that were read before.
pub fn load_overlays(sources: &mut Sources) -> Vec<Diagnostic> {
    let _span = tracing::info_span!("overlays").entered();
    sources.templates = embedded::templates();
    sources.statics = embedded::statics();
    sources.languages = Vec::new();
    let root = sources.root.clone();
    let mut disk = Disk {
        root: &root,
        diagnostics: Vec::new(),
    };
    disk.overlays(sources);
    disk.diagnostics
}

/// Why nothing could be loaded.
#[derive(Debug)]
pub struct Failure {
    /// The problems.
    pub diagnostics: Vec<Diagnostic>,
    /// book.toml, if it could be read.
    pub book_toml: Option<Source>,
}

fn read_book_toml(root: &Path) -> Result<Source, Failure> {
    let file: Arc<str> = BOOK_TOML.into();
    let fail = |message: String, hint: &str| Failure {
        diagnostics: vec![Diagnostic::new(Severity::Error, Some(&file), None, message).hint(hint)],
        book_toml: None,
    };
    match fs::read_to_string(root.join(BOOK_TOML)) {
        Ok(text) => Ok(Source {
            path: file.clone(),
            file,
            text: text.into(),
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(fail(
            format!(
                "there is no book in `{}`: book.toml is missing",
                root.display()
            ),
            "go to the book's folder or name it with --root; `answerbook init` makes a new book",
        )),
        Err(error) => Err(fail(
            format!("book.toml cannot be read: {error}"),
            "it must be a readable file in UTF-8",
        )),
    }
}

struct Disk<'r> {
    root: &'r Path,
    diagnostics: Vec<Diagnostic>,
}

impl Disk<'_> {
    fn content(&mut self, sources: &mut Sources) {
        let folder = sources.config.book.src.clone();
        if !self.root.join(&folder).is_dir() {
            let problem = format!("the content folder `{folder}` is missing");
            self.diagnostics.push(
                Diagnostic::new(Severity::Error, Some(&sources.config.file), None, problem)
                    .hint("make it, or name another one with `src` in `[book]`"),
            );
            return;
        }
        let mut assets = BTreeMap::new();
        for (path, place) in self.walk(&folder) {
            let is_toml = path.ends_with(".toml");
            if path.ends_with(".md") {
                sources.documents.extend(self.text(&folder, &path, &place));
            } else if path == "glossary.toml" {
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
    fn at_root(&mut self, name: &str) -> Option<Source> {
        let place = self.root.join(name);
        // A link could point out of the book, as in `walk`.
        let metadata = fs::symlink_metadata(&place).ok()?;
        if metadata.file_type().is_symlink() {
            let message = "symbolic links are not followed: the file is left out";
            self.diagnostics.push(
                Diagnostic::new(Severity::Warning, Some(&name.into()), None, message)
                    .hint("put the file itself here"),
            );
            return None;
        }
        self.text("", name, &place)
    }

    /// The site's own templates, static files and interface texts.
    fn overlays(&mut self, sources: &mut Sources) {
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

    /// The files below a folder of the book, sorted: path in the folder and place on the disk.
    ///
    /// Links are not followed: a book comes by pull request, and a link could point out of it.
    fn walk(&mut self, folder: &str) -> Vec<(String, PathBuf)> {
        let base = self.root.join(folder);
        let mut files = Vec::new();
        // Hidden files, and the copies that editors leave beside a file (`x.md~`), are nobody's content.
        let is_visible = |entry: &walkdir::DirEntry| {
            let name = entry.file_name().to_string_lossy();
            entry.depth() == 0 || !(name.starts_with('.') || name.ends_with('~'))
        };
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
            let path = path.replace('\\', "/");
            if entry.file_type().is_symlink() {
                let file: Arc<str> = format!("{folder}/{path}").into();
                let message = "symbolic links are not followed: the file is left out";
                self.diagnostics.push(
                    Diagnostic::new(Severity::Warning, Some(&file), None, message)
                        .hint("put the file itself here"),
                );
            } else if entry.file_type().is_file() {
                files.push((path, entry.into_path()));
            }
        }
        files
    }

    fn text(&mut self, folder: &str, path: &str, place: &Path) -> Option<Source> {
        let file: Arc<str> = match folder {
            "" => path.into(),
            _ => format!("{folder}/{path}").into(),
        };
        let mut fail = |message: String, hint: &str| {
            let problem = Diagnostic::new(Severity::Error, Some(&file), None, message);
            self.diagnostics.push(problem.hint(hint));
        };
        let bytes = match fs::metadata(place).map(|m| m.len()) {
            Ok(size) if size > TEXT_BYTES => {
                let message = format!("the file has {size} bytes: more than {TEXT_BYTES}");
                fail(message, "split it into several");
                return None;
            }
            _ => match fs::read(place) {
                Ok(bytes) => bytes,
                Err(error) => {
                    fail(
                        format!("the file cannot be read: {error}"),
                        "check its permissions",
                    );
                    return None;
                }
            },
        };
        match String::from_utf8(bytes) {
            Ok(text) => Some(Source {
                path: path.into(),
                file,
                text: text
                    .strip_prefix('\u{feff}')
                    .map_or_else(|| text.as_str().into(), Into::into),
            }),
            Err(error) => {
                let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                let line = 1 + valid.iter().filter(|byte| **byte == b'\n').count();
                let hint = "save it in UTF-8";
                fail(format!("the file is not UTF-8: see line {line}"), hint);
                None
            }
        }
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
            Ok(bytes) => Some(Asset { file, bytes }),
            Err(error) => {
                let message = format!("the file cannot be read: {error}");
                let problem = Diagnostic::new(Severity::Error, Some(&file), None, message);
                self.diagnostics.push(problem.hint("check its permissions"));
                None
            }
        }
    }
}

impl Sources {
    /// The text of a file that diagnostics may name.
    pub fn text_of(&self, file: &str) -> Option<&str> {
        let texts = self
            .documents
            .iter()
            .chain(&self.tracks)
            .chain(&self.glossary)
            .chain(&self.planned)
            .chain(&self.translations)
            .chain(self.templates.values())
            .chain(&self.languages)
            .chain([&self.book_toml]);
        let mut texts = texts.filter(|source| &*source.file == file);
        if let Some(source) = texts.next() {
            return Some(&source.text);
        }
        let mut assets = self.assets.values().chain(self.statics.values());
        assets.find(|asset| &*asset.file == file)?.text()
    }
}
