//! How the lists of related questions compare with what a search engine finds alike.
//!
//! `cargo test --test main related -- --ignored --nocapture` asks tantivy's `MoreLikeThis`, which weighs all words of
//! the texts, for the five questions most like each one of the fixture book, and prints how many of them the
//! question's list shows, and the questions whose list has the fewest of them. A list is made of what questions
//! share by the glossary, the tags and the topic (`src/relate/related.rs`), and is meant to differ: it is stable
//! when other questions change. So nothing fails because of the figures; a list that is empty or beside the point
//! shows here.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use answerbook::Loaded;
use answerbook::load::Overrides;
use answerbook::relate::{Book, Mention};
use answerbook::search::questions;
use answerbook_search::Stemmer;
use answerbook_search::index::Questions;
use tantivy::collector::TopDocs;
use tantivy::query::MoreLikeThisQuery;
use tantivy::schema::OwnedValue;

use crate::peer::{Made, terms};

/// How many questions are asked for.
const ALIKE: usize = 5;

/// How many of the questions with the fewest are shown.
const WORST: usize = 10;

/// What is most like each question of a language, by the questions' numbers, the best first.
fn alike(written: &Questions<'_>) -> BTreeMap<usize, Vec<usize>> {
    let stemmer = Stemmer::of(&written.language);
    let numbers = written.numbers.iter();
    let questions: Vec<_> = numbers.map(|number| (written.read)(*number)).collect();
    let made = Made::new(&questions, stemmer);
    let searcher = made.tantivy.reader().unwrap().searcher();
    let found = written
        .numbers
        .iter()
        .zip(&questions)
        .map(|(number, question)| {
            let terms = terms(question, stemmer).map(OwnedValue::PreTokStr);
            let terms = made.fields.into_iter().zip(terms);
            // All terms that a second question has: the usual limits are for longer texts, and which of equally good
            // terms fall to them is chance.
            let query = MoreLikeThisQuery::builder()
                .with_min_term_frequency(1)
                .with_min_doc_frequency(2)
                .with_max_query_terms(usize::MAX)
                .with_document_fields(terms.map(|(field, terms)| (field, vec![terms])).collect());
            let top = TopDocs::with_limit(ALIKE + 1).order_by_score();
            let top = searcher.search(&query, &top).unwrap();
            let numbers = top
                .into_iter()
                .map(|(_, address)| written.numbers[address.doc_id as usize]);
            let others = numbers.filter(|other| other != number);
            let others = others.map(|number| number as usize).take(ALIKE).collect();
            (*number as usize, others)
        });
    found.collect()
}

/// The questions that a question's list shows, without those that are planned.
fn shown(book: &Book, number: usize) -> Vec<usize> {
    let mentions = book.related(number).iter();
    let written = mentions.filter_map(|mention| match mention {
        Mention::Question(other) => Some(*other),
        Mention::Planned(_) => None,
    });
    written.collect()
}

#[derive(Clone, Copy, Default)]
struct Share {
    questions: usize,
    alike: usize,
    shown: usize,
    /// Questions whose list shows none of them.
    none: usize,
}

impl Share {
    fn add(&mut self, alike: usize, shown: usize) {
        self.questions += 1;
        self.alike += alike;
        self.shown += shown;
        self.none += usize::from(shown == 0);
    }

    fn line(&self, name: &str) -> String {
        format!(
            "{name:4} {:4} questions  {:4} of {:4} shown ({:.1} %)  none of a question's: {}",
            self.questions,
            self.shown,
            self.alike,
            100.0 * self.shown as f64 / self.alike as f64,
            self.none
        )
    }
}

#[test]
#[ignore = "a measurement, printed"]
#[expect(clippy::print_stdout, reason = "the figures are what it is run for")]
fn the_lists_of_related_questions_beside_what_is_alike() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search/book");
    let mut loaded = Loaded::new(&folder, &Overrides::default()).unwrap();
    let book = loaded.book().book;
    let mut report = String::new();
    let mut all = Share::default();
    // Per question how many are shown in all languages, and what was alike in the first.
    let mut by_question: BTreeMap<usize, (usize, Vec<usize>)> = BTreeMap::new();
    for (language, settings) in book.config.languages.iter().enumerate() {
        let written = questions(&book, language);
        let mut share = Share::default();
        for (number, alike) in alike(&written) {
            let list = shown(&book, number);
            let count = alike.iter().filter(|other| list.contains(other)).count();
            share.add(alike.len(), count);
            all.add(alike.len(), count);
            by_question.entry(number).or_insert((0, alike)).0 += count;
        }
        let _ = writeln!(report, "{}", share.line(&settings.tag));
    }
    let _ = writeln!(report, "{}\n", all.line("all"));
    lengths(&book, &mut report);
    let mut worst: Vec<_> = by_question.into_iter().collect();
    worst.sort_by_key(|(number, (count, _))| (*count, *number));
    for (number, (count, alike)) in worst.into_iter().take(WORST) {
        let id = |other: &usize| book.questions[*other].id.as_str();
        let ids = |list: &[usize]| list.iter().map(id).collect::<Vec<_>>().join(", ");
        let _ = writeln!(
            report,
            "{}: {count}\n  alike: {}\n  shown: {}",
            id(&number),
            ids(&alike),
            ids(&shown(&book, number))
        );
    }
    println!("{report}");
    assert!(all.shown > 0, "{report}");
}

/// How many lists have how many questions.
fn lengths(book: &Book, report: &mut String) {
    let mut lengths: BTreeMap<usize, usize> = BTreeMap::new();
    for number in 0..book.questions.len() {
        *lengths.entry(shown(book, number).len()).or_default() += 1;
    }
    for (length, lists) in lengths {
        let _ = writeln!(report, "lists of {length}: {lists}");
    }
    let _ = writeln!(report);
}
