//! A text drawn alone: by the stages that draw every book, from sources in memory.
//!
//! The book has one page besides what [`Workshop::with`] puts round it, and its templates hold nothing but
//! the text, as a site's own templates may. So what is tested is what readers get, without a switch for tests.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use answerbook::cache::Empty;
use answerbook::config::Config;
use answerbook::diagnostic::Diagnostic;
use answerbook::load::{Asset, AssetBytes, BOOK_TOML, Source, Sources};
use answerbook::parse::parse;
use answerbook::relate::relate;
use answerbook::render::{Site, Theme};

/// What books are made with, once for many texts.
pub(crate) struct Workshop {
    sources: Sources,
    theme: Theme,
}

/// A text as HTML.
pub(crate) struct Drawn {
    pub(crate) html: String,
    /// The problems of all stages, without warnings.
    pub(crate) errors: Vec<String>,
}

/// Where a text stands, which decides on what it is.
#[derive(Clone, Copy)]
pub(crate) enum Role<'k> {
    /// An ordinary page.
    Page,
    /// A question of a kind.
    Question(&'k str),
}

impl Workshop {
    /// With further settings: whole tables of book.toml.
    pub(crate) fn new(settings: &str) -> Self {
        let book_toml = format!("[book]\ntitle = \"A book\"\n{settings}");
        let config = Config::read(&BOOK_TOML.into(), &book_toml).expect("the settings are right");
        let template = |name: &str, text: &str| (name.to_owned(), source("templates", name, text));
        let sources = Sources {
            root: PathBuf::new(),
            config,
            documents: Vec::new(),
            tracks: Vec::new(),
            glossary: None,
            planned: None,
            translations: None,
            assets: Arc::default(),
            templates: BTreeMap::from([
                template("page.html", "{{ article.body | safe }}"),
                template("question.html", "{{ question.body | safe }}"),
            ]),
            statics: BTreeMap::new(),
            languages: Vec::new(),
            dates: Arc::default(),
            contributors: Arc::default(),
            book_toml: source("", BOOK_TOML, &book_toml),
        };
        let (theme, problems) = Theme::new(&sources);
        assert!(problems.is_empty(), "{problems:?}");
        Self { sources, theme }
    }

    /// Puts a file beside the texts, by its path in the content folder.
    pub(crate) fn with(mut self, path: &str, text: &str) -> Self {
        let source = source("content", path, text);
        if path.ends_with(".md") {
            self.sources.documents.push(source);
        } else if path == "planned.toml" {
            self.sources.planned = Some(source);
        } else {
            let asset = Asset::new(source.file, AssetBytes::Kept(text.as_bytes().into()));
            let assets = Arc::make_mut(&mut self.sources.assets);
            assets.insert(path.to_owned(), asset);
        }
        self
    }

    /// Draws a text.
    pub(crate) fn draw(&self, markdown: &str, role: Role<'_>) -> Drawn {
        let (path, kind) = match role {
            Role::Page => ("example", String::new()),
            Role::Question(kind) => ("topic/example", format!("kind = \"{kind}\"\n")),
        };
        let text = format!("+++\ntitle = \"Example\"\n{kind}+++\n{markdown}");
        let example = source("content", &format!("{path}.md"), &text);
        let all = self.sources.documents.iter().chain([&example]);
        let parsed = all.map(|source| parse(source, &self.sources.config));
        let (documents, problems): (Vec<_>, Vec<_>) = parsed.unzip();
        let documents = documents.into_iter().map(Arc::new).collect();
        let mut problems = problems.concat();
        let (book, more) = relate(&self.sources, documents);
        problems.extend(more);
        problems.extend(self.theme.check(&book));
        let place = book.paths.get(path).expect("the text has a page");
        let page = Site::new(&book, &self.theme, &Empty).page(*place, 0);
        problems.extend(page.diagnostics);
        problems.retain(|problem| Diagnostic::any_error(std::slice::from_ref(problem)));
        Drawn {
            html: String::from_utf8(page.bytes).expect("pages are text"),
            errors: problems.into_iter().map(|p| p.message).collect(),
        }
    }
}

fn source(folder: &str, path: &str, text: &str) -> Source {
    let file: Arc<str> = format!("{folder}/{path}").into();
    Source {
        file,
        path: path.into(),
        text: text.into(),
    }
}
