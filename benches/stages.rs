//! How long the stages take on a synthetic book, one thread each: `cargo bench`.
//!
//! Figures of whole builds, with writing and memory, come from `cargo xtask bench`.
#![allow(missing_docs, reason = "benchmarks have no interface")]

#[allow(dead_code, reason = "the tests of the generator are not run here")]
#[path = "../crates/xtask/src/synthesize/book.rs"]
mod book;

use std::fs;
use std::sync::Arc;

use answerbook::cache::Empty;
use answerbook::load::{Overrides, Sources, load};
use answerbook::parse::{Document, parse};
use answerbook::plan::Content;
use answerbook::relate::relate;
use answerbook::render::{Site, Theme, render};
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

/// Enough questions for the work to outweigh what is done once, and few enough for ten rounds in a minute.
const QUESTIONS: usize = 200;

fn sources() -> Sources {
    let folder = tempfile::tempdir().expect("the system has a folder for temporary files");
    let settings = book::Settings {
        questions: QUESTIONS,
        languages: vec!["en".to_owned(), "uk".to_owned()],
        ..book::Settings::default()
    };
    for (path, text) in book::files(&settings) {
        let path = folder.path().join(path);
        let parent = path.parent().expect("a file is in a folder");
        fs::create_dir_all(parent).expect("the folder can be written");
        fs::write(path, text).expect("the folder can be written");
    }
    match load(folder.path(), &Overrides::default()) {
        Ok((sources, diagnostics)) if diagnostics.is_empty() => sources,
        _ => panic!("a synthetic book has no problems"),
    }
}

fn documents(sources: &Sources) -> Vec<Arc<Document>> {
    let sources_of_documents = sources.documents.iter();
    sources_of_documents
        .map(|source| Arc::new(parse(source, &sources.config).0))
        .collect()
}

#[divan::bench(sample_count = 10)]
fn parse_all(bencher: Bencher) {
    let sources = sources();
    bencher.bench_local(|| documents(black_box(&sources)));
}

#[divan::bench(sample_count = 10)]
fn relate_all(bencher: Bencher) {
    let sources = sources();
    let documents = documents(&sources);
    bencher
        .with_inputs(|| documents.clone())
        .bench_local_values(|documents| relate(&sources, documents));
}

/// Each round with an empty memory of formulas, as in a cold build.
#[divan::bench(sample_count = 10)]
fn render_all(bencher: Bencher) {
    let sources = sources();
    let (book, _) = relate(&sources, documents(&sources));
    let (theme, _) = Theme::new(&sources);
    bencher.bench_local(|| {
        let site = Site::new(&book, &theme, &Empty);
        let made = render(&site)
            .files
            .into_iter()
            .map(|file| match file.content {
                Content::Made(make) => make().bytes.len(),
                Content::Copied(_) | Content::Kept => 0,
            });
        made.sum::<usize>()
    });
}
