//! The reader on bytes that nobody wrote: any bytes give an error or a result, never a panic or a hang.
#![cfg(feature = "build")]
#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::BTreeSet;

use answerbook_search::blob::cards::Cards;
use answerbook_search::blob::concepts::{Concept, Concepts, Phrases};
use answerbook_search::blob::facts::{self, Facts};
use answerbook_search::blob::manifest::Manifest;
use answerbook_search::blob::pack::unpacked;
use answerbook_search::blob::positions::Positions;
use answerbook_search::blob::terms::Terms;
use answerbook_search::blob::texts::{Section, Texts};
use answerbook_search::blob::words::Words;
use answerbook_search::blob::write::{Shared, Sizes};
use answerbook_search::blob::{MAGIC, VERSION};
use answerbook_search::engine::{Engine, Need, Outcome, Request};
use answerbook_search::index::{Question, Questions};
use answerbook_search::library::Library;
use proptest::prelude::*;

fn library() -> Library {
    let question = |title: &str, text: &str| Question {
        title: title.to_owned(),
        answer: text.to_owned(),
        sections: vec![Section {
            anchor: "s".into(),
            heading: "How".into(),
            text: format!("{text}\nnn.Linear"),
        }],
        ..Question::default()
    };
    let texts = [
        ("What is a gradient?", "A vector of partial derivatives."),
        ("Что такое градиент?", "Вектор частных производных."),
        ("What is dropout?", "Neurons are switched off."),
    ];
    let questions = |language: &str, numbers: Vec<u32>| Questions {
        language: language.to_owned(),
        numbers,
        read: Box::new(|number| {
            let (title, text) = texts[number as usize];
            question(title, text)
        }),
    };
    let shared = Shared {
        facts: vec![Facts::default(); 3],
        concepts: vec![Concept {
            about: Some(0),
            names: vec![(0, "gradient".into()), (1, "градиент".into())],
        }],
        phrases: vec![("gradient".into(), 0), ("градиент".into(), 0)],
    };
    let sizes = Sizes {
        terms: 60,
        cards: 100,
        texts: 200,
        words: 60,
        concepts: 20,
        inside: 0,
    };
    let languages = [questions("en", vec![0, 2]), questions("ru", vec![1])];
    let mut library = Library::new(&languages, &shared, &sizes);
    // What is damaged below is what the reader sees, not gzip's checksums.
    for bytes in library
        .manifests
        .iter_mut()
        .chain(library.files.values_mut())
    {
        *bytes = unpacked(bytes).unwrap();
    }
    library
}

const QUERIES: [&str; 6] = [
    "gradient",
    "градиент drop",
    "\"partial derivatives\"",
    "dropuot -vector",
    "ghbdtn",
    "nn.Linear",
];

/// Searches with damaged files until there is a result, an error, or nothing new to give.
fn search_all(library: &Library) {
    for query in QUERIES {
        let mut engine = library.engine();
        let request = Request {
            query,
            limit: 10,
            levels: vec![0],
            ..Request::default()
        };
        let mut given = BTreeSet::new();
        while let Ok(Outcome::Needs(needs)) = engine.search(&request) {
            assert!(!needs.is_empty());
            let new: Vec<Need> = needs
                .into_iter()
                .filter(|need| given.insert(need.clone()))
                .collect();
            if new.is_empty() {
                break;
            }
            for need in new {
                let _ = match need {
                    Need::Manifest(language) => match library.manifests.get(language) {
                        Some(bytes) => engine.provide_manifest(language, bytes),
                        None => continue,
                    },
                    Need::File(name) => match library.files.get(&name) {
                        Some(bytes) => engine.provide(name, bytes.clone()),
                        None => continue,
                    },
                };
            }
        }
    }
}

fn damage(bytes: &mut Vec<u8>, at: usize, byte: u8, cut: bool) {
    if bytes.is_empty() {
        return;
    }
    let at = at % bytes.len();
    if cut {
        bytes.truncate(at);
    } else {
        bytes[at] = byte;
    }
}

#[test]
fn whole_files_are_found() {
    let library = library();
    search_all(&library);
    let request = Request {
        query: "gradient",
        limit: 10,
        ..Request::default()
    };
    let searched = library.search(&mut library.engine(), &request).unwrap();
    assert_eq!(searched.results.hits[0].question, 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_damaged_file_gives_an_error_or_a_result(file in any::<prop::sample::Index>(), at in any::<usize>(), byte in any::<u8>(), cut in any::<bool>()) {
        let mut library = library();
        let name = *library.files.keys().nth(file.index(library.files.len())).unwrap();
        damage(library.files.get_mut(&name).unwrap(), at, byte, cut);
        search_all(&library);
    }

    #[test]
    fn a_damaged_manifest_gives_an_error_or_a_result(language in 0usize..2, at in any::<usize>(), byte in any::<u8>(), cut in any::<bool>()) {
        let mut library = library();
        damage(&mut library.manifests[language], at, byte, cut);
        search_all(&library);
    }

    #[test]
    fn any_bytes_are_read(kind in 0u8..10, rest in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut bytes = MAGIC.to_vec();
        bytes.extend([kind, VERSION]);
        bytes.extend(rest);
        let _ = Manifest::read(&bytes);
        let _ = Cards::read(&bytes);
        let _ = Texts::read(&bytes);
        let _ = Words::read(&bytes);
        let _ = Phrases::read(&bytes);
        let _ = Concepts::read(&bytes);
        let _ = facts::read(&bytes);
        if let Ok(terms) = Terms::read(bytes.clone()) {
            for at in 0..terms.terms().len() {
                if let (Ok(postings), Ok(positions)) = (terms.postings(at), Positions::read(bytes.clone())) {
                    let _ = positions.of(at, &postings);
                }
            }
        }
        let mut engine = Engine::new(["en"]);
        let _ = engine.provide_manifest(0, &bytes);
    }
}
