//! The blob against tantivy: the same queries give the same documents with the same scores.
#![cfg(feature = "build")]
#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::BTreeMap;

use answerbook_search::blob::texts::Section;
use answerbook_search::blob::write::{Shared, Sizes};
use answerbook_search::bm25::{self, BOOSTS};
use answerbook_search::engine::Request;
use answerbook_search::index::{Question, Questions};
use answerbook_search::library::Library;
use answerbook_search::stem::Stemmer;
use peer::Made;
use proptest::prelude::*;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::IndexRecordOption;

mod peer;

const WORDS: [&str; 12] = [
    "gradient", "descent", "loss", "network", "layers", "training", "data", "of", "the", "x",
    "models", "rates",
];

fn question(words: &[usize]) -> Question {
    let text = |range: std::ops::Range<usize>| {
        let words: Vec<&str> = words
            .iter()
            .skip(range.start)
            .take(range.len())
            .map(|w| WORDS[*w])
            .collect();
        words.join(" ")
    };
    Question {
        title: text(0..4),
        answer: text(4..9),
        sections: vec![
            Section {
                anchor: String::new(),
                heading: String::new(),
                text: text(9..20),
            },
            Section {
                anchor: "s".into(),
                heading: text(20..22),
                text: format!("{}\n{}", text(22..30), text(30..60)),
            },
        ],
        ..Question::default()
    }
}

/// A term in all fields, as the engine scores it.
fn term(made: &Made, term: &str) -> Box<dyn Query> {
    let fields = made.fields.iter().zip(BOOSTS).map(|(field, boost)| {
        let term = tantivy::Term::from_field_text(*field, term);
        let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
        (
            Occur::Should,
            Box::new(BoostQuery::new(Box::new(query), boost)) as Box<dyn Query>,
        )
    });
    Box::new(BooleanQuery::new(fields.collect()))
}

fn scores(made: &Made, query: &dyn Query) -> BTreeMap<u32, f32> {
    let searcher = made.tantivy.reader().unwrap().searcher();
    let top = searcher
        .search(query, &TopDocs::with_limit(1000).order_by_score())
        .unwrap();
    top.into_iter()
        .map(|(score, address)| (address.doc_id, score))
        .collect()
}

/// What the blob gives for all words of a query: document and base score.
fn ours(library: &Library, query: &str) -> BTreeMap<u32, f32> {
    let mut engine = library.engine();
    let request = Request {
        query,
        limit: 1000,
        ..Request::default()
    };
    engine_scores(library, &mut engine, &request)
}

fn engine_scores(
    library: &Library,
    engine: &mut answerbook_search::engine::Engine,
    request: &Request<'_>,
) -> BTreeMap<u32, f32> {
    let searched = library.search(engine, request).unwrap();
    searched
        .results
        .hits
        .iter()
        .map(|hit| (hit.question, hit.base))
        .collect()
}

fn books() -> impl Strategy<Value = Vec<Vec<usize>>> {
    prop::collection::vec(prop::collection::vec(0..WORDS.len(), 0..60), 1..25)
}

fn library(questions: &[Question]) -> Library {
    // Small files, so that queries need several.
    let sizes = Sizes {
        terms: 200,
        cards: 100,
        texts: 200,
        words: 100,
        concepts: 100,
        inside: 0,
    };
    let questions = Questions {
        language: "en".to_owned(),
        numbers: (0..questions.len() as u32).collect(),
        earlier: None,
        read: Box::new(|number| questions[number as usize].clone()),
    };
    Library::new(&[questions], &Shared::default(), &sizes)
}

fn assert_equal(ours: &BTreeMap<u32, f32>, theirs: &BTreeMap<u32, f32>) {
    assert_eq!(
        ours.keys().collect::<Vec<_>>(),
        theirs.keys().collect::<Vec<_>>()
    );
    for (document, score) in theirs {
        assert!(
            (score - ours[document]).abs() <= 1e-4 * score.max(1.0),
            "{document}: {} {score}",
            ours[document]
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn words_score_as_in_tantivy(books in books(), wanted in prop::collection::btree_set(0..WORDS.len(), 1..4)) {
        let questions: Vec<Question> = books.iter().map(|words| question(words)).collect();
        let made = Made::new(&questions, Stemmer::English);
        let library = library(&questions);
        let stems = wanted.iter().map(|word| Stemmer::English.stem(WORDS[*word]).into_owned());
        let theirs = BooleanQuery::new(stems.map(|stem| (Occur::Should, term(&made, &stem))).collect());
        let typed: Vec<&str> = wanted.iter().map(|word| WORDS[*word]).collect();
        let query = format!("{} ", typed.join(" "));
        let theirs = scores(&made, &theirs);
        prop_assume!(!theirs.is_empty());
        assert_equal(&ours(&library, &query), &theirs);
    }

    #[test]
    fn phrases_stand_where_tantivy_finds_them(books in books(), wanted in prop::collection::vec(0..WORDS.len(), 2..4)) {
        let questions: Vec<Question> = books.iter().map(|words| question(words)).collect();
        let made = Made::new(&questions, Stemmer::English);
        let library = library(&questions);
        let stems: Vec<String> = wanted.iter().map(|word| Stemmer::English.stem(WORDS[*word]).into_owned()).collect();
        let fields = made.fields.iter().map(|field| {
            let terms = stems.iter().map(|stem| tantivy::Term::from_field_text(*field, stem)).collect();
            (Occur::Should, Box::new(PhraseQuery::new(terms)) as Box<dyn Query>)
        });
        let theirs = scores(&made, &BooleanQuery::new(fields.collect()));
        let typed: Vec<&str> = wanted.iter().map(|word| WORDS[*word]).collect();
        let ours = ours(&library, &format!("\"{}\"", typed.join(" ")));
        prop_assert_eq!(ours.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>());
    }
}

#[test]
fn norms_are_tantivys() {
    for norm in 0..=255 {
        let theirs = tantivy::fieldnorm::FieldNormReader::id_to_fieldnorm(norm);
        assert_eq!(bm25::length(norm), theirs, "{norm}");
        assert_eq!(bm25::norm(theirs), norm);
    }
    for length in (0..5000).chain([100_000, u32::MAX]) {
        let theirs = tantivy::fieldnorm::FieldNormReader::fieldnorm_to_id(length);
        assert_eq!(bm25::norm(length), theirs, "{length}");
    }
}
