//! The search of a whole book against tantivy: the same words find the same questions with the same scores.
//!
//! The corpus is the fixture book in its three languages; the queries are those of `search/relevance.jsonl` whose
//! words a language has, and the beginnings of titles as phrases. What is put on top of BM25 is left out: no
//! glossary, finished words, and the score before anything is added. The crate of the search holds generated texts
//! against tantivy in the same way.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use answerbook::Loaded;
use answerbook::load::Overrides;
use answerbook::relate::Book;
use answerbook::search::questions;
use answerbook_search::Stemmer;
use answerbook_search::blob::facts::Facts;
use answerbook_search::blob::write::{Shared, Sizes};
use answerbook_search::bm25::BOOSTS;
use answerbook_search::engine::Request;
use answerbook_search::library::Library;
use answerbook_search::tokens::tokens;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::IndexRecordOption;

use crate::peer::Made;

/// Scores by the number of the question in the book.
type Scores = BTreeMap<u32, f32>;

/// A language of the fixture book in both indexes.
struct Language {
    stemmer: Stemmer,
    numbers: Vec<u32>,
    titles: Vec<String>,
    made: Made,
    library: Library,
}

impl Language {
    fn new(book: &Book, language: usize) -> Self {
        let written = questions(book, language);
        let stemmer = Stemmer::of(&written.language);
        let numbers = written.numbers.clone();
        let texts: Vec<_> = numbers.iter().map(|n| (written.read)(*n)).collect();
        let shared = Shared {
            facts: (0..book.questions.len())
                .map(|number| Facts {
                    level: level(book, number),
                    ..Facts::default()
                })
                .collect(),
            ..Shared::default()
        };
        Self {
            stemmer,
            numbers,
            titles: texts.iter().map(|text| text.title.clone()).collect(),
            made: Made::new(&texts, stemmer),
            library: Library::new(&[written], &shared, &Sizes::default()),
        }
    }

    /// The terms of words, if each is a word of letters that some text has, and none comes twice.
    fn terms(&self, words: &str) -> Option<Vec<String>> {
        let terms = tokens(words, self.stemmer).into_iter();
        let terms: Vec<String> = terms.map(|token| token.term).collect();
        let searcher = self.made.tantivy.reader().unwrap().searcher();
        let is_known = |term: &String| {
            let mut fields = self.made.fields.iter();
            fields.any(|field| {
                let term = tantivy::Term::from_field_text(*field, term);
                searcher.doc_freq(&term).unwrap() > 0
            })
        };
        let is_plain = |term: &String| {
            term.chars().nth(1).is_some() && term.chars().all(char::is_alphabetic) && is_known(term)
        };
        let different: BTreeSet<&String> = terms.iter().collect();
        let is_fit = !terms.is_empty() && different.len() == terms.len();
        (is_fit && terms.iter().all(is_plain)).then_some(terms)
    }

    fn tantivys(&self, query: &dyn Query) -> Scores {
        let searcher = self.made.tantivy.reader().unwrap().searcher();
        let top = TopDocs::with_limit(1000).order_by_score();
        let top = searcher.search(query, &top).unwrap().into_iter();
        top.map(|(score, address)| (self.numbers[address.doc_id as usize], score))
            .collect()
    }

    /// Any of some terms in any field.
    fn any(&self, terms: &[String]) -> Scores {
        let mut all: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for term in terms {
            for (field, boost) in self.made.fields.iter().zip(BOOSTS) {
                let term = tantivy::Term::from_field_text(*field, term);
                let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
                let query = BoostQuery::new(Box::new(query), boost);
                all.push((Occur::Should, Box::new(query)));
            }
        }
        self.tantivys(&BooleanQuery::new(all))
    }

    /// All terms side by side in some field.
    fn phrase(&self, terms: &[String]) -> Scores {
        let fields = self.made.fields.iter().map(|field| {
            let terms = terms.iter();
            let terms = terms.map(|term| tantivy::Term::from_field_text(*field, term));
            let query: Box<dyn Query> = Box::new(PhraseQuery::new(terms.collect()));
            (Occur::Should, query)
        });
        self.tantivys(&BooleanQuery::new(fields.collect()))
    }

    fn ours(&self, query: &str, levels: Vec<u8>) -> Scores {
        let request = Request {
            query,
            levels,
            limit: 1000,
            ..Request::default()
        };
        let searched = self.library.search(&mut self.library.engine(), &request);
        let hits = searched.unwrap().results.hits.into_iter();
        hits.map(|hit| (hit.question, hit.base)).collect()
    }
}

fn level(book: &Book, number: usize) -> u8 {
    book.questions[number]
        .level
        .map_or(0, |level| level as u8 + 1)
}

fn assert_equal(ours: &Scores, theirs: &Scores, query: &str) {
    assert!(
        ours.keys().eq(theirs.keys()),
        "{query}: {ours:?} {theirs:?}"
    );
    for (question, score) in theirs {
        let own = ours[question];
        let difference = (own - score).abs();
        assert!(
            difference <= 1e-4 * score.max(1.0),
            "{query}: {question} has {own}, not {score}"
        );
    }
}

#[test]
fn the_book_is_searched_as_tantivy_searches_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search");
    let mut loaded = Loaded::new(&folder.join("book"), &Overrides::default()).unwrap();
    let book = loaded.book().book;
    let queries = std::fs::read_to_string(folder.join("relevance.jsonl")).unwrap();
    let queries = queries.lines().map(|line| {
        let query: serde_json::Value = serde_json::from_str(line).unwrap();
        query["query"].as_str().unwrap().to_owned()
    });
    let queries: Vec<String> = queries.collect();
    for language in 0..book.config.languages.len() {
        let language = Language::new(&book, language);
        let (mut of_words, mut of_phrases) = (0, 0);
        for query in &queries {
            let Some(terms) = language.terms(query) else {
                continue;
            };
            of_words += 1;
            let theirs = language.any(&terms);
            let finished = format!("{} ", query.replace('"', " "));
            assert_equal(&language.ours(&finished, Vec::new()), &theirs, query);
            let wanted = u8::try_from(of_words % 3).unwrap() + 1;
            let mut filtered = theirs;
            filtered.retain(|question, _| level(&book, *question as usize) == wanted);
            assert_equal(&language.ours(&finished, vec![wanted]), &filtered, query);
        }
        for title in &language.titles {
            let words: Vec<&str> = title.split_whitespace().skip(1).take(2).collect();
            let words = words.join(" ");
            let Some(terms) = language.terms(&words).filter(|terms| terms.len() == 2) else {
                continue;
            };
            of_phrases += 1;
            let ours = language.ours(&format!("\"{words}\""), Vec::new());
            let theirs = language.phrase(&terms);
            assert!(
                ours.keys().eq(theirs.keys()),
                "{words}: {ours:?} {theirs:?}"
            );
        }
        // Many, so that this test tests something.
        assert!(of_words > 60 && of_phrases > 60, "{of_words} {of_phrases}");
    }
}
