//! Any text as book.toml: problems, or settings whose folders are inside the book, and a theme for them.
#![no_main]

#[path = "../book/mod.rs"]
mod book;

use std::path::Path;

use answerbook::config::Config;
use answerbook::load::{BOOK_TOML, Sources};
use answerbook::render::Theme;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let text = String::from_utf8_lossy(input);
    let file = BOOK_TOML.into();
    let config = match Config::read(&file, &text) {
        Ok(config) => config,
        Err(mut problems) => {
            assert!(!problems.is_empty());
            let config = Config::read(&file, book::SETTINGS).expect("settings without problems");
            let sources = Sources::new(Path::new("."), config, book::source("", BOOK_TOML, &text));
            book::check_problems(&sources, &mut problems);
            return;
        }
    };
    for folder in [&config.book.src, &config.build.output_dir] {
        let parts = Path::new(folder).components();
        let inside = parts
            .into_iter()
            .all(|part| matches!(part, std::path::Component::Normal(_)));
        assert!(
            inside && !folder.is_empty() && !folder.contains(['\\', ':', '\0']),
            "{folder:?}"
        );
    }
    // To draw takes a thousand times as long as to read: one in so many.
    let sum: usize = input.iter().copied().map(usize::from).sum();
    if sum.is_multiple_of(16) && config.languages.len() < 8 {
        book::know_the_theme();
        let mut sources = Sources::new(Path::new("."), config, book::source("", BOOK_TOML, &text));
        sources.begin_with_theme();
        book::fill(&mut sources, &[]);
        let (theme, mut problems) = Theme::new(&sources);
        book::check_problems(&sources, &mut problems);
        // Raw HTML may be trusted by settings, but there is none in this book.
        book::draw_book(&sources, &theme, &mut book::html::check);
    }
});
