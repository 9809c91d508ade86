//! How good the search is: the queries of `tests/search/relevance.jsonl` on the fixture book, each with the
//! questions that should come first.
//!
//! `cargo test --test main relevance -- --nocapture` prints the figures per language and class, and the queries
//! that miss.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use answerbook::Loaded;
use answerbook::cache::Empty;
use answerbook::load::Overrides;
use answerbook::search::search;
use answerbook_search::engine::Request;
use serde::Deserialize;

#[derive(Deserialize)]
struct Query {
    language: String,
    class: String,
    query: String,
    expected: Vec<String>,
}

#[derive(Clone, Copy, Default)]
struct Score {
    queries: usize,
    first: usize,
    in_ten: usize,
    reciprocal: f64,
}

impl Score {
    fn add(&mut self, place: Option<usize>) {
        self.queries += 1;
        self.first += usize::from(place == Some(0));
        self.in_ten += usize::from(place.is_some_and(|place| place < 10));
        self.reciprocal += place
            .filter(|p| *p < 10)
            .map_or(0.0, |place| 1.0 / (place + 1) as f64);
    }

    fn line(&self, name: &str) -> String {
        let share = |count: usize| count as f64 / self.queries as f64;
        format!(
            "{name:20} {:4} queries  success@1 {:.3}  success@10 {:.3}  MRR@10 {:.3}",
            self.queries,
            share(self.first),
            share(self.in_ten),
            self.reciprocal / self.queries as f64
        )
    }
}

#[test]
#[expect(
    clippy::print_stdout,
    reason = "the figures are what the test is run for"
)]
fn the_expected_question_comes_first() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search");
    let mut loaded = Loaded::new(&folder.join("book"), &Overrides::default()).unwrap();
    let book = loaded.book().book;
    let library = search(&book, &Empty);
    let queries = std::fs::read_to_string(folder.join("relevance.jsonl")).unwrap();
    let mut scores: BTreeMap<(String, String), Score> = BTreeMap::new();
    let mut misses = String::new();
    for line in queries.lines() {
        let query: Query = serde_json::from_str(line).unwrap();
        let language = book.config.language(&query.language).unwrap();
        let request = Request {
            query: &query.query,
            language,
            limit: 10,
            ..Request::default()
        };
        let searched = library.search(&mut library.engine(), &request).unwrap();
        let ids: Vec<&str> = searched
            .results
            .hits
            .iter()
            .map(|hit| book.questions[hit.question as usize].id.as_str())
            .collect();
        let place = ids
            .iter()
            .position(|id| query.expected.iter().any(|e| e == id));
        for class in [query.class.clone(), "all".to_owned()] {
            scores
                .entry((query.language.clone(), class))
                .or_default()
                .add(place);
        }
        if place != Some(0) {
            let _ = writeln!(
                misses,
                "{} {} {:?} at {place:?}: {:?}, wanted {:?}",
                query.language,
                query.class,
                query.query,
                &ids[..ids.len().min(3)],
                query.expected
            );
        }
    }
    let mut table = String::new();
    for ((language, class), score) in &scores {
        let _ = writeln!(table, "{}", score.line(&format!("{language} {class}")));
    }
    println!("{misses}\n{table}");
    for ((language, class), score) in scores.iter().filter(|((_, class), _)| class == "all") {
        let first = score.first as f64 / score.queries as f64;
        let in_ten = score.in_ten as f64 / score.queries as f64;
        assert!(
            first >= 0.85 && in_ten >= 0.97,
            "{language} {class}: {table}"
        );
    }
}

/// What first queries take of the index, summed.
#[derive(Default)]
struct Cost {
    queries: usize,
    rounds: usize,
    files: usize,
    bytes: usize,
    most: (usize, String),
}

/// First queries are what a reader on a phone waits for. What they cost on the whole, with the engine and the
/// scripts, is measured in a browser; here is how much of it is the index, by class.
#[test]
#[expect(
    clippy::print_stdout,
    reason = "the figures are what the test is run for"
)]
fn a_query_takes_few_bytes_of_the_index() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search");
    let mut loaded = Loaded::new(&folder.join("book"), &Overrides::default()).unwrap();
    let book = loaded.book().book;
    let library = search(&book, &Empty);
    let queries = std::fs::read_to_string(folder.join("relevance.jsonl")).unwrap();
    let mut costs: BTreeMap<(String, String), Cost> = BTreeMap::new();
    for line in queries.lines() {
        let query: Query = serde_json::from_str(line).unwrap();
        let request = Request {
            query: &query.query,
            language: book.config.language(&query.language).unwrap(),
            limit: 10,
            ..Request::default()
        };
        let searched = library.search(&mut library.engine(), &request).unwrap();
        let files = searched.rounds.iter().flatten();
        let sizes = files.map(|need| library.file(need).unwrap().len());
        let sizes: Vec<usize> = sizes.collect();
        let bytes = sizes.iter().sum();
        let cost = costs.entry((query.language, query.class)).or_default();
        cost.queries += 1;
        cost.rounds += searched.rounds.len();
        cost.files += sizes.len();
        cost.bytes += bytes;
        if bytes > cost.most.0 {
            cost.most = (bytes, query.query);
        }
    }
    let mut table = String::new();
    for ((language, class), cost) in &costs {
        let mean = |sum: usize| sum as f64 / cost.queries as f64;
        let _ = writeln!(
            table,
            "{:20} {:4.1} rounds {:5.1} files {:5.1} kB, at most {:5.1} kB: {}",
            format!("{language} {class}"),
            mean(cost.rounds),
            mean(cost.files),
            mean(cost.bytes) / 1000.0,
            cost.most.0 as f64 / 1000.0,
            cost.most.1,
        );
    }
    println!("{table}");
    // In three languages: two more than one, for which 25 kB each are allowed.
    let dear = |cost: &Cost| cost.bytes > 45_000 * cost.queries || cost.files > 45 * cost.queries;
    assert!(!costs.values().any(dear), "{table}");
}

/// Each question of the book that this repository publishes is found by the words of its title: in any language, on
/// pages of any.
#[test]
fn every_question_of_the_book_is_found_by_its_title() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut loaded = Loaded::new(folder, &Overrides::default()).unwrap();
    let book = loaded.book().book;
    let library = search(&book, &Empty);
    let mut engine = library.engine();
    let mut misses = String::new();
    for (number, question) in book.questions.iter().enumerate() {
        let versions = question.article.versions.iter().enumerate();
        for (written, version) in versions.filter_map(|(l, v)| Some((l, v.as_ref()?))) {
            for language in 0..book.config.languages.len() {
                let request = Request {
                    query: version.title(&book),
                    language,
                    limit: 3,
                    ..Request::default()
                };
                let hits = library.search(&mut engine, &request).unwrap().results.hits;
                let place = hits.iter().position(|hit| hit.question as usize == number);
                // In its own language it comes first.
                if place.is_none_or(|place| written == language && place > 0) {
                    let _ = writeln!(misses, "{} {written} {language} {place:?}", question.id);
                }
            }
        }
    }
    assert!(misses.is_empty(), "{misses}");
}
