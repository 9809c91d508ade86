//! Golden books: each folder of `tests/books` shows one behaviour.

use std::fs;
use std::path::Path;

use crate::book::{TestBook, cases, files, update};

/// The case that shows what there is for studying.
const STUDYING: &str = "studying";

/// The file that lists every path of the output.
const FILES: &str = "FILES";

#[test]
fn golden_books_are_built_as_expected() {
    let mut problems = String::new();
    for case in cases("books") {
        compare(&case, &mut problems);
    }
    assert!(
        problems.is_empty(),
        "{problems}\nUPDATE=1 cargo test writes what came out; read it before you commit it"
    );
}

#[test]
fn without_search_nothing_of_it_is_part_of_the_site() {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/books/search-is-off");
    let (site, _) = TestBook::copy_of(&case).build_kept();
    let of_search: Vec<String> = files(&site.path().join("site"))
        .into_iter()
        .filter(|file| file.contains("search"))
        .collect();
    // What begins the search is imported by the script of every page; without its element it does nothing.
    assert_eq!(of_search.len(), 1, "{of_search:?}");
    assert!(of_search[0].ends_with("/search-start.js"));
}

#[test]
fn pages_change_with_the_terms_that_they_mark_and_not_with_what_is_said_of_them() {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/books/terms-are-marked");
    let book = TestBook::copy_of(&case);
    let glossary = book.root().join("content/glossary.toml");
    let text = fs::read_to_string(&glossary).unwrap();
    let pages = || -> Vec<(String, String)> {
        let (site, _) = book.build();
        let html = files(&site)
            .into_iter()
            .filter(|file| file.ends_with(".html") && !file.ends_with("glossary.html"));
        html.map(|file| (fs::read_to_string(site.join(&file)).unwrap(), file))
            .map(|(html, file)| (file, html))
            .collect()
    };
    let before = pages();
    let edited = text.replace("An error.", "How wrong one is.");
    assert_ne!(edited, text);
    fs::write(&glossary, edited).unwrap();
    assert_eq!(pages(), before, "what a term means stands in no page");
    // A name that no page uses changes nothing either; one that a page uses changes that page alone.
    let named = text.replace(
        "\"step size\"",
        "\"step size\", \"stride length\", \"footnote says\"",
    );
    fs::write(&glossary, &named).unwrap();
    assert_eq!(pages(), before);
    fs::write(
        &glossary,
        text.replace("\"mean\"", "\"mean\", \"one follows\""),
    )
    .unwrap();
    let changed: Vec<String> = pages()
        .into_iter()
        .zip(&before)
        .filter(|(after, before)| after != *before)
        .map(|((file, _), _)| file)
        .collect();
    assert_eq!(changed, ["math/marks.html"]);
}

fn compare(case: &Path, problems: &mut String) {
    let name = case.file_name().unwrap().to_str().unwrap();
    let (site, said) = TestBook::copy_of(case).build_kept();
    let expected = case.join("expected");
    let mut pages = files(&expected);
    assert!(
        !pages.is_empty(),
        "{name}: `expected` is empty: the case shows nothing"
    );
    pages.retain(|page| page != "WARNINGS");
    for page in pages {
        let made = if page == FILES {
            Some(listing(site.path()))
        } else {
            fs::read_to_string(site.path().join("site").join(&page))
                .ok()
                .map(|html| match name {
                    STUDYING => relevant(&page, &html),
                    _ => relevant(&page, &without_study(&html)),
                })
        };
        let file = expected.join(&page);
        match made {
            None => problems.push_str(&format!(
                "{name}: {page} is expected, but the build does not make it\n"
            )),
            Some(made) if update() => fs::write(&file, made).unwrap(),
            Some(made) => {
                let wanted = fs::read_to_string(&file).unwrap();
                if wanted != made {
                    problems.push_str(&format!(
                        "{name}: {page} differs\n--- expected\n{wanted}\n+++ made\n{made}\n"
                    ));
                }
            }
        }
    }
    warnings(name, &expected, &said, problems);
}

/// What a build says is part of the behaviour: nothing, or what `expected/WARNINGS` holds.
fn warnings(name: &str, expected: &Path, said: &str, problems: &mut String) {
    let file = expected.join("WARNINGS");
    if update() && !said.is_empty() {
        fs::write(&file, said).unwrap();
    }
    let wanted = fs::read_to_string(&file).unwrap_or_default();
    if wanted != said {
        problems.push_str(&format!(
            "{name}: warnings differ\n--- expected\n{wanted}\n+++ said\n{said}\n"
        ));
    }
}

/// A page without what every page has for studying: one case shows it, so that a change does not touch every case.
fn without_study(html: &str) -> String {
    let parts = [
        ("<answer-depth", "</answer-depth>"),
        ("<button class=\"button read-on", "</button>"),
        ("<study-rating", "</study-rating>"),
        ("<study-progress", "</study-progress>"),
        (" <span class=\"study-share\"", "</span>"),
    ];
    let mut html = html.to_owned();
    for (open, close) in parts {
        while let Some(start) = html.find(open) {
            let end = html[start..].find(close).unwrap() + close.len();
            html.replace_range(start..start + end, "");
        }
    }
    html
}

/// Of a page what stands in `<main>`, of anything else all of it.
fn relevant(path: &str, text: &str) -> String {
    let main = text
        .split_once("<main")
        .and_then(|(_, rest)| rest.split_once('>'))
        .and_then(|(_, rest)| rest.split_once("</main>"));
    match main {
        Some((main, _)) if path.ends_with(".html") => {
            let lines: Vec<_> = main
                .lines()
                .map(str::trim_end)
                .filter(|line| !line.is_empty())
                .collect();
            format!("{}\n", lines.join("\n"))
        }
        _ => text.to_owned(),
    }
}

fn listing(root: &Path) -> String {
    let files = files(&root.join("site"));
    // Files named by what they hold have tests of their own.
    let is_named = |file: &&String| {
        !file.starts_with("assets/") && !file.starts_with('.') && !file.ends_with(".bin")
    };
    let own = files.iter().filter(is_named);
    own.map(|file| format!("{file}\n")).collect()
}
