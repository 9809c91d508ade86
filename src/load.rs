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

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Severity};

mod active;
pub mod cache;
mod dates;
mod disk;
mod embedded;
mod minify;

pub use embedded::LANGUAGES;

use disk::Disk;

/// The name of the settings file.
pub const BOOK_TOML: &str = "book.toml";

/// The file at the book's root that records what each translation was made from.
pub const TRANSLATIONS_LOCK: &str = "translations.lock";

/// The folders beside the content, which change how a book looks: interface texts, static files, templates.
pub const OVERLAYS: [&str; 3] = ["languages", "static", "templates"];

/// Files up to this size are kept in memory: figures that become part of pages, files that code
/// regions are taken from. Larger ones are copied when the site is written.
pub const KEPT_BYTES: u64 = 1 << 20;

/// The largest Markdown or TOML file that is read. The longest article of a book is some hundred times smaller.
pub const TEXT_BYTES: u64 = 16 << 20;

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
    /// Whether browsers or hosts would do what it says: run it as a page or another kind of markup, or take it for
    /// settings. Figures are not: they are looked at by themselves.
    pub is_active: bool,
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
    /// An asset; of one that is on the disk the beginning is read, and if it cannot be, it passes for active.
    pub fn new(file: Arc<str>, bytes: AssetBytes) -> Self {
        let is_active = match &bytes {
            AssetBytes::Kept(bytes) => active::is_active(&file, bytes),
            AssetBytes::OnDisk(place) => {
                disk::beginning(place).is_none_or(|bytes| active::is_active(&file, &bytes))
            }
        };
        Self {
            file,
            bytes,
            is_active,
        }
    }

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
    let mut sources = Sources::new(root, config, book_toml);
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
    sources.begin_with_theme();
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
    let place = root.join(BOOK_TOML);
    let mut disk = Disk {
        root,
        diagnostics: Vec::new(),
    };
    let (message, hint) = match fs::symlink_metadata(&place) {
        Ok(metadata) if metadata.is_file() => {
            return disk.text("", BOOK_TOML, &place).ok_or(Failure {
                diagnostics: disk.diagnostics,
                book_toml: None,
            });
        }
        // A problem would show a line of what a link leads to, and a pipe would be read for ever.
        Ok(_) => (
            "book.toml is no file".to_owned(),
            "put the file itself here: links are not followed",
        ),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => (
            format!(
                "there is no book in `{}`: book.toml is missing",
                root.display()
            ),
            "go to the book's folder or name it with --root; `answerbook init` makes a new book",
        ),
        Err(error) => (
            format!("book.toml cannot be read: {error}"),
            "check the permissions of its folder",
        ),
    };
    let problem = Diagnostic::new(Severity::Error, Some(&BOOK_TOML.into()), None, message);
    Err(Failure {
        diagnostics: vec![problem.hint(hint)],
        book_toml: None,
    })
}

impl Sources {
    /// A book of these settings and nothing else.
    pub fn new(root: &Path, config: Config, book_toml: Source) -> Self {
        Self {
            root: root.to_owned(),
            config,
            documents: Vec::new(),
            tracks: Vec::new(),
            glossary: None,
            planned: None,
            assets: Arc::default(),
            translations: None,
            templates: BTreeMap::new(),
            statics: BTreeMap::new(),
            languages: Vec::new(),
            dates: Arc::default(),
            contributors: Arc::default(),
            book_toml,
        }
    }

    /// Puts the theme that is part of the program in place of all templates, static files and interface texts.
    pub fn begin_with_theme(&mut self) {
        self.templates = embedded::templates();
        self.statics = embedded::statics();
        self.languages = Vec::new();
    }

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
