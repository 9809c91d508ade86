//! A book in memory for the targets of the program: a few files that stand still and those that a target makes.
//!
//! In come files as somebody might send them by pull request, out goes nothing: what is wrong is a panic. Whatever
//! a file says, the stages end without one, problems name places that are there, and the pages hold nothing but
//! what [`html`] allows.

use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use answerbook::cache::Empty;
use answerbook::config::Config;
use answerbook::diagnostic::Diagnostic;
use answerbook::diagnostic::print::{Format, print};
use answerbook::load::{Asset, AssetBytes, BOOK_TOML, Source, Sources};
use answerbook::parse::parse;
use answerbook::plan::Content;
use answerbook::relate::relate;
use answerbook::render::{Site, Theme, render};

pub mod html;

/// The settings of the book. With an address, so that pages have all that they may have.
pub const SETTINGS: &str = r#"
[book]
title = "A book"
[site]
base_url = "https://example.org/book"
[languages.en]
[languages.uk]
[levels]
junior = { en = "Junior", uk = "Початковий" }
senior = { en = "Senior", uk = "Досвідчений" }
[math.macros]
"\\R" = "\\mathbb{R}"
"\\norm" = "\\lVert #1 \\rVert"
"#;

/// The files that are always there.
const AROUND: [(&str, &str); 4] = [
    (
        "topic/index.md",
        "+++\ntitle = \"A topic\"\n+++\n\nWhat it is about.\n",
    ),
    (
        "topic/other.md",
        "+++\ntitle = \"Another question\"\nlevel = \"junior\"\ntags = [\"tag\"]\n+++\n\nA short answer.\n\n## A heading\n\nText.\n",
    ),
    (
        "topic/other.uk.md",
        "+++\ntitle = \"Інше питання\"\n+++\n\nКоротко.\n\n## Заголовок\n\nТекст.\n",
    ),
    (
        "page.md",
        "+++\ntitle = \"A page\"\n+++\n\nSee [the question](topic/question.md).\n",
    ),
];

const GLOSSARY: &str = "[[terms]]\nid = \"gradient\"\nterm = { en = \"gradient\", uk = \"градієнт\" }\nabout = \"other\"\n";

const FIGURE: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 3\"><title>A figure</title><rect width=\"4\" height=\"3\"/></svg>";

const CODE: &str = "# ANCHOR: core\ndef f(x):\n    return x\n# ANCHOR_END: core\n";

/// A frame of the book's own in place of the theme's: to draw and to read that would be most of the work, and no
/// content but titles is in it.
const FRAME: &str = r#"<!doctype html>
<html lang="{{ page.language }}"><head>{% block head %}<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{{ page.csp }}">
<meta name="description" content="{{ page.description }}">
<title>{% block title %}{{ page.title }}{% endblock title %}</title>
{% block styles %}{% endblock styles %}{% block scripts %}{% endblock scripts %}{% endblock head %}</head>
<body>{% block skip %}{% endblock skip %}{% block header %}{% endblock header %}
{% block main %}<main id="main-content">
{% block breadcrumbs %}{% include "partials/breadcrumbs.html" %}{% endblock breadcrumbs %}
{% block heading %}<h1>{{ page.title }}</h1>{% endblock heading %}
{% block lead %}{% endblock lead %}{% block notice %}{% endblock notice %}{% block aside %}{% endblock aside %}
{% block content %}{% endblock content %}
</main>{% endblock main %}
{% block footer %}{% endblock footer %}</body></html>
"#;

/// What a target adds to the book.
#[derive(Clone, Copy)]
#[allow(dead_code, reason = "each target uses some of them")]
pub enum File<'t> {
    /// A Markdown file by its path in the content folder.
    Markdown(&'t str, &'t str),
    /// Any other file by its path in the content folder.
    Asset(&'t str, &'t [u8]),
    /// `glossary.toml`.
    Glossary(&'t str),
    /// `planned.toml`.
    Planned(&'t str),
    /// A file in `tracks/`.
    Track(&'t str),
    /// `translations.lock`.
    Translations(&'t str),
}

struct Shelf {
    sources: Mutex<Sources>,
    theme: Theme,
}

static SHELF: LazyLock<Shelf> = LazyLock::new(|| {
    let config = Config::read(&BOOK_TOML.into(), SETTINGS).expect("settings without problems");
    let mut sources = Sources::new(Path::new("."), config, source("", BOOK_TOML, SETTINGS));
    sources.begin_with_theme();
    fill(&mut sources, &[]);
    // The theme's own pages tell which scripts are its own.
    let (theme, problems) = Theme::new(&sources);
    assert!(!Diagnostic::any_error(&problems), "{problems:?}");
    draw_book(&sources, &theme, &mut |_, page| html::trust(page));
    let frame = source("templates", "base.html", FRAME);
    sources.templates.insert("base.html".to_owned(), frame);
    let (theme, problems) = Theme::new(&sources);
    assert!(!Diagnostic::any_error(&problems), "{problems:?}");
    Shelf {
        sources: Mutex::new(sources),
        theme,
    }
});

/// One thread, as deep as those of a build are: what happens is the same each time.
static THREADS: LazyLock<rayon::ThreadPool> = LazyLock::new(|| {
    let threads = rayon::ThreadPoolBuilder::new().num_threads(1);
    threads.build().expect("a thread")
});

/// Lets [`html`] know the theme's scripts.
#[allow(dead_code, reason = "most targets draw this book")]
pub fn know_the_theme() {
    LazyLock::force(&SHELF);
}

/// Puts a book with these files together and draws what shows them.
#[allow(dead_code, reason = "some targets draw nothing")]
pub fn draw(files: &[File<'_>]) {
    THREADS.install(|| {
        let mut sources = SHELF.sources.lock().unwrap_or_else(PoisonError::into_inner);
        fill(&mut sources, files);
        draw_book(&sources, &SHELF.theme, &mut html::check);
    });
}

/// A text file of the book.
pub fn source(folder: &str, path: &str, text: &str) -> Source {
    let file = if folder.is_empty() {
        path.to_owned()
    } else {
        format!("{folder}/{path}")
    };
    Source {
        file: file.into(),
        path: path.into(),
        text: text.into(),
    }
}

fn asset(path: &str, bytes: &[u8]) -> Asset {
    let bytes = AssetBytes::Kept(bytes.into());
    Asset::new(format!("content/{path}").into(), bytes)
}

/// Makes the book anew.
pub fn fill(sources: &mut Sources, files: &[File<'_>]) {
    let content = |path: &str, text: &str| source("content", path, text);
    sources.documents = AROUND
        .iter()
        .map(|(path, text)| content(path, text))
        .collect();
    sources.glossary = Some(content("glossary.toml", GLOSSARY));
    sources.planned = None;
    sources.translations = None;
    sources.tracks.clear();
    sources.assets = Arc::default();
    let assets = Arc::make_mut(&mut sources.assets);
    for (path, text) in [("topic/figure.svg", FIGURE), ("topic/code.py", CODE)] {
        assets.insert(path.to_owned(), asset(path, text.as_bytes()));
    }
    for file in files {
        match *file {
            File::Markdown(path, text) => sources.documents.push(content(path, text)),
            File::Asset(path, bytes) => {
                assets.insert(path.to_owned(), asset(path, bytes));
            }
            File::Glossary(text) => sources.glossary = Some(content("glossary.toml", text)),
            File::Planned(text) => sources.planned = Some(content("planned.toml", text)),
            File::Track(text) => sources.tracks.push(content("tracks/track.toml", text)),
            File::Translations(text) => {
                sources.translations = Some(source("", "translations.lock", text));
            }
        }
    }
    // As they come from the disk.
    sources.documents.sort_by(|a, b| a.path.cmp(&b.path));
    sources.documents.dedup_by(|a, b| a.path == b.path);
}

/// Stages 2 to 4, and the pages. As for `check`, a book with errors is drawn too, to find more of them.
pub fn draw_book(sources: &Sources, theme: &Theme, see: &mut dyn FnMut(&str, &[u8])) {
    let read = sources
        .documents
        .iter()
        .map(|source| parse(source, &sources.config));
    let (documents, problems): (Vec<_>, Vec<_>) = read.unzip();
    let mut problems: Vec<Diagnostic> = problems.into_iter().flatten().collect();
    let (book, found) = relate(sources, documents.into_iter().map(Arc::new).collect());
    problems.extend(found);
    problems.extend(theme.check(&book));
    let site = Site::new(&book, theme, &Empty);
    let plan = render(&site);
    for file in &plan.files {
        let Content::Made(make) = &file.content else {
            continue;
        };
        // To draw is most of the work, and most pages show the same in the same way.
        let parts = ["question", "topic/index", "another", "glossary", "tracks/"];
        let is_home = ["index.html", "uk/index.html"].contains(&&*file.path);
        let is_shown = is_home || parts.iter().any(|part| file.path.contains(part));
        if is_shown && file.path.ends_with(".html") {
            let made = make();
            see(&file.path, &made.bytes);
            problems.extend(made.diagnostics);
        }
    }
    if !book.has_errors {
        paths(plan.files.iter().map(|file| file.path.as_str()));
    }
    check_problems(sources, &mut problems);
}

/// Problems name places that are there, so that they can be printed.
pub fn check_problems(sources: &Sources, problems: &mut Vec<Diagnostic>) {
    let text_of = |file: &str| sources.text_of(file);
    Diagnostic::sort(problems);
    for problem in &*problems {
        let text = problem.file.as_deref().and_then(text_of);
        if let (Some(span), Some(text)) = (&problem.span, text) {
            assert!(
                text.get(span.clone()).is_some(),
                "{problem:?} is outside of its file"
            );
        }
    }
    for format in [Format::Human, Format::Json, Format::Github] {
        let printed = print(&*problems, format, false, &text_of);
        // A line that an author wrote must not become a command of GitHub's, or move a terminal's cursor.
        let moves = |c: char| c.is_control() && c != '\n' && (c < ' ' || format != Format::Json);
        assert!(!printed.contains(moves), "{printed:?}");
        // The runner ignores space before them.
        let commands = printed
            .lines()
            .filter(|line| line.trim_start().starts_with("::"));
        match format {
            Format::Github => assert!(commands.eq(printed.lines()), "{printed:?}"),
            _ => assert_eq!(commands.count(), 0, "{printed:?}"),
        }
    }
}

/// What `write` checks again: no path leaves the output folder.
fn paths<'p>(paths: impl Iterator<Item = &'p str>) {
    for path in paths {
        let leaves = path.starts_with('/')
            || path.contains(['\\', '\0'])
            || path.split('/').any(|part| matches!(part, "" | "." | ".."));
        assert!(!leaves, "{path:?}");
    }
}
