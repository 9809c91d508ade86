//! `book.toml`: the settings of a book, first as typed, then as meant.
//!
//! [`RawConfig`] and its tables bear the keys of the file, documented one by one in [`BOOK`];
//! [`Config`] is what the stages work with: languages in order, levels in order, checked addresses.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::schema;

mod check;
mod content;
mod exports;
mod keys;
mod math;
mod test;
mod web;

pub use check::is_site_address;
pub use content::{Bounds, ContentTable};
pub use exports::{DeckScope, ExportsTable};
pub use keys::BOOK;
pub(crate) use keys::{optional, required};
pub use math::{MathEngine, MathOutput};
pub use test::{CODE_FILE, TestLanguage, TestTable};
pub use web::{FeedsTable, RepositoryTable, SocialTable};

/// The settings of a book.
#[derive(Clone, Debug)]
pub struct Config {
    /// `book.toml`, relative to the root; diagnostics about settings name it.
    pub file: Arc<str>,
    /// `[book]`.
    pub book: BookTable,
    /// The book's languages: the default one first, then the others in the order of the file.
    pub languages: Vec<Language>,
    /// `[site]`.
    pub site: SiteTable,
    /// The levels of difficulty in their order.
    pub levels: Vec<Level>,
    /// `[markdown]`.
    pub markdown: MarkdownTable,
    /// `[math]`.
    pub math: MathTable,
    /// `[code]`.
    pub code: CodeTable,
    /// `[search]`.
    pub search: SearchTable,
    /// `[study]`.
    pub study: StudyTable,
    /// `[exports]`.
    pub exports: ExportsTable,
    /// `[test]`.
    pub test: TestTable,
    /// `[feeds]`.
    pub feeds: FeedsTable,
    /// `[repository]`.
    pub repository: RepositoryTable,
    /// `[social]`.
    pub social: SocialTable,
    /// `[content]`.
    pub content: ContentTable,
    /// `[build]`.
    pub build: BuildTable,
}

/// A language of the book.
#[derive(Clone, Debug)]
pub struct Language {
    /// BCP 47 tag, as it stands in file names and addresses.
    pub tag: String,
    /// The book's title in it.
    pub title: String,
    /// The book's description in it.
    pub description: String,
}

/// A level of difficulty.
#[derive(Clone, Debug)]
pub struct Level {
    /// Its name in front matter.
    pub id: String,
    /// What readers see, per language; the id where there is none.
    pub names: BTreeMap<String, String>,
}

impl Level {
    /// What a reader of a language sees.
    pub fn name(&self, language: &str) -> &str {
        self.names.get(language).map_or(&self.id, String::as_str)
    }
}

/// The tables of `book.toml` as typed.
#[derive(Debug, Deserialize)]
struct RawConfig {
    book: BookTable,
    #[serde(default)]
    languages: BTreeMap<Spanned<String>, LanguageTable>,
    #[serde(default)]
    site: SiteTable,
    #[serde(default)]
    levels: BTreeMap<Spanned<String>, BTreeMap<Spanned<String>, String>>,
    #[serde(default)]
    markdown: MarkdownTable,
    #[serde(default)]
    math: MathTable,
    #[serde(default)]
    code: CodeTable,
    #[serde(default)]
    search: SearchTable,
    #[serde(default)]
    study: StudyTable,
    #[serde(default)]
    exports: ExportsTable,
    #[serde(default)]
    test: TestTable,
    #[serde(default)]
    feeds: FeedsTable,
    #[serde(default)]
    repository: RepositoryTable,
    #[serde(default)]
    social: SocialTable,
    #[serde(default)]
    content: ContentTable,
    #[serde(default)]
    build: BuildTable,
}

/// `[book]`: keys of [`BOOK`].
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys are documented in `keys.rs`, once")]
pub struct BookTable {
    pub title: String,
    pub authors: Vec<String>,
    pub description: String,
    pub language: String,
    pub src: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct LanguageTable {
    title: Option<String>,
    description: Option<String>,
}

/// `[site]`: keys of [`BOOK`].
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys are documented in `keys.rs`, once")]
pub struct SiteTable {
    pub base_url: Option<Spanned<String>>,
    pub repository: Option<String>,
    pub licence: Option<String>,
    pub robots: bool,
    pub structured_data: bool,
    pub markdown_copies: bool,
    pub printable_topics: bool,
}

/// `[markdown]`: keys of [`BOOK`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys are documented in `keys.rs`, once")]
pub struct MarkdownTable {
    pub raw_html: RawHtml,
    pub smart_punctuation: bool,
}

/// What becomes of HTML in content.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum RawHtml {
    /// Passed through an allowlist.
    #[default]
    Sanitize,
    /// Shown as text.
    Escape,
    /// Taken as it is.
    Trust,
}

/// `[math]`: keys of [`BOOK`].
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys are documented in `keys.rs`, once")]
pub struct MathTable {
    pub engine: Spanned<MathEngine>,
    pub output: MathOutput,
    pub macros: BTreeMap<String, String>,
    pub max_expand: u32,
}

/// `[code]`: keys of [`BOOK`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys are documented in `keys.rs`, once")]
pub struct CodeTable {
    pub line_numbers: bool,
}

/// `[search]`: keys of [`BOOK`].
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys are documented in `keys.rs`, once")]
pub struct SearchTable {
    pub enabled: bool,
}

/// `[study]`: keys of [`BOOK`].
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys are documented in `keys.rs`, once")]
pub struct StudyTable {
    pub enabled: bool,
}

/// `[build]`: keys of [`BOOK`].
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys are documented in `keys.rs`, once")]
pub struct BuildTable {
    pub output_dir: String,
    pub drafts: bool,
}

impl Default for BookTable {
    fn default() -> Self {
        Self {
            title: String::new(),
            authors: Vec::new(),
            description: String::new(),
            language: "en".into(),
            src: "content".into(),
        }
    }
}

impl Default for SiteTable {
    fn default() -> Self {
        Self {
            base_url: None,
            repository: None,
            licence: None,
            robots: true,
            structured_data: true,
            markdown_copies: true,
            printable_topics: false,
        }
    }
}

impl Default for MathTable {
    fn default() -> Self {
        Self {
            engine: Spanned::new(0..0, MathEngine::KatexRs),
            output: MathOutput::HtmlAndMathml,
            macros: BTreeMap::new(),
            max_expand: 1_000,
        }
    }
}

impl Default for SearchTable {
    fn default() -> Self {
        Self { enabled: true }
    }
}

impl Default for StudyTable {
    fn default() -> Self {
        Self { enabled: true }
    }
}

impl Default for BuildTable {
    fn default() -> Self {
        Self {
            output_dir: "site".into(),
            drafts: false,
        }
    }
}

impl Config {
    /// Reads `book.toml`.
    ///
    /// # Errors
    /// All problems of the file at once.
    pub fn read(file: &Arc<str>, text: &str) -> Result<Self, Vec<Diagnostic>> {
        let raw: RawConfig = schema::read(&BOOK, file, text)?;
        let mut problems = Vec::new();
        check::base_url(file, &raw.site, &mut problems);
        check::repository(file, &raw.site, text, &mut problems);
        check::folders(file, &raw, text, &mut problems);
        check::default_language(file, &raw, text, &mut problems);
        test::check(file, &raw.test, &mut problems);
        web::check(file, &raw.feeds, &raw.repository, &mut problems);
        let languages = languages(file, &raw, &mut problems);
        let levels = levels(file, &raw, &languages, &mut problems);
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Self {
            file: file.clone(),
            languages,
            levels,
            book: raw.book,
            site: raw.site,
            markdown: raw.markdown,
            math: raw.math,
            code: raw.code,
            search: raw.search,
            study: raw.study,
            exports: raw.exports,
            test: raw.test,
            feeds: raw.feeds,
            repository: raw.repository,
            social: raw.social,
            content: raw.content,
            build: raw.build,
        })
    }

    /// The position of a language in [`Config::languages`].
    pub fn language(&self, tag: &str) -> Option<usize> {
        self.languages.iter().position(|l| l.tag == tag)
    }

    /// The site's address without a slash at the end, if it has one.
    pub fn base_url(&self) -> Option<&str> {
        let url = self.site.base_url.as_ref()?;
        Some(url.get_ref().trim_end_matches('/'))
    }
}

/// The default language first, then the others in the order of the file.
fn languages(file: &Arc<str>, raw: &RawConfig, problems: &mut Vec<Diagnostic>) -> Vec<Language> {
    let mut typed: Vec<_> = raw.languages.iter().collect();
    typed.sort_by_key(|(tag, _)| (*tag.get_ref() != raw.book.language, tag.span().start));
    for (tag, _) in &typed {
        if !is_language_tag(tag.get_ref()) {
            let message = format!("`{}` is not a language tag", tag.get_ref());
            problems.push(
                Diagnostic::error(file, tag.span(), message)
                    .hint("use a tag of BCP 47 in lower case, such as `uk` or `pt-br`"),
            );
        }
    }
    let language = |tag: &str, table: Option<&LanguageTable>| Language {
        tag: tag.to_owned(),
        title: table
            .and_then(|t| t.title.clone())
            .unwrap_or_else(|| raw.book.title.clone()),
        description: table
            .and_then(|t| t.description.clone())
            .unwrap_or_else(|| raw.book.description.clone()),
    };
    let mut languages: Vec<_> = typed
        .iter()
        .map(|(tag, table)| language(tag.get_ref(), Some(table)))
        .collect();
    if languages.first().is_none_or(|l| l.tag != raw.book.language) {
        languages.insert(0, language(&raw.book.language, None));
    }
    languages
}

fn levels(
    file: &Arc<str>,
    raw: &RawConfig,
    languages: &[Language],
    problems: &mut Vec<Diagnostic>,
) -> Vec<Level> {
    let mut typed: Vec<_> = raw.levels.iter().collect();
    typed.sort_by_key(|(id, _)| id.span().start);
    for tag in typed.iter().flat_map(|(_, names)| names.keys()) {
        check_tag(file, tag, languages, problems);
    }
    typed
        .into_iter()
        .map(|(id, names)| Level {
            id: id.get_ref().clone(),
            names: names
                .iter()
                .map(|(tag, name)| (tag.get_ref().clone(), name.clone()))
                .collect(),
        })
        .collect()
}

/// Reports a key that should be one of the book's languages and is not.
pub fn check_tag(
    file: &Arc<str>,
    tag: &Spanned<String>,
    languages: &[Language],
    problems: &mut Vec<Diagnostic>,
) {
    if languages.iter().all(|l| l.tag != *tag.get_ref()) {
        let message = format!("the book has no language `{}`", tag.get_ref());
        let mut problem = Diagnostic::error(file, tag.span(), message);
        problem.hint = did_you_mean(tag.get_ref(), languages.iter().map(|l| l.tag.as_str()));
        problems.push(problem);
    }
}

/// Whether a text has the form of a language tag: letters, then parts of letters and digits.
pub fn is_language_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let primary = parts.next().unwrap_or_default();
    (2..=3).contains(&primary.len())
        && primary.bytes().all(|b| b.is_ascii_lowercase())
        && parts.all(|p| {
            (2..=8).contains(&p.len())
                && p.bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}
