//! The reader on bytes that nobody wrote: any bytes give an error or a result, never a panic or a hang.
#![cfg(feature = "build")]
#![allow(missing_docs, clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use answerbook_search::blob::cards::Cards;
use answerbook_search::blob::codec::LONGEST;
use answerbook_search::blob::concepts::{Concept, Concepts, Phrases};
use answerbook_search::blob::facts::{self, Facts};
use answerbook_search::blob::manifest::Manifest;
use answerbook_search::blob::pack::unpacked;
use answerbook_search::blob::positions::Positions;
use answerbook_search::blob::terms::Terms;
use answerbook_search::blob::texts::{Section, Texts};
use answerbook_search::blob::words::Words;
use answerbook_search::blob::write::{Shared, Sizes};
use answerbook_search::blob::{Kind, MAGIC, VERSION};
use answerbook_search::engine::{Engine, Request};
use answerbook_search::index::{Question, Questions};
use answerbook_search::library::Library;
use proptest::prelude::*;
use session::{Files, requests};

mod session;

/// A book of a few questions in three languages, in files so small that a query needs several.
fn library() -> Library {
    let question = |(number, title, text): (u32, &str, &str)| Question {
        address: format!("{number}.html"),
        title: title.to_owned(),
        answer: text.to_owned(),
        sections: vec![Section {
            anchor: "s".into(),
            heading: "How".into(),
            text: format!("{text}\nnn.Linear"),
        }],
        ..Question::default()
    };
    let english = [
        (0, "What is a gradient?", "A vector of partial derivatives."),
        (2, "What is dropout?", "Neurons are switched off."),
        (
            3,
            "Gradient descent",
            "Steps against the gradient, β of it.",
        ),
    ];
    let ukrainian = [
        (0, "Що таке градієнт?", "Вектор часткових похідних."),
        (3, "Градієнтний спуск", "Кроки проти градієнта."),
    ];
    let russian = [(1, "Что такое градиент?", "Вектор частных производных.")];
    let concept = |about, names: &[(u8, &str)]| Concept {
        about: Some(about),
        names: names
            .iter()
            .map(|(language, name)| (*language, (*name).to_owned()))
            .collect(),
    };
    let shared = Shared {
        facts: (0..4)
            .map(|number| Facts {
                topic: number / 2,
                level: number as u8 % 3,
                kind: number as u8 % 2,
            })
            .collect(),
        concepts: vec![
            concept(0, &[(0, "gradient"), (1, "градієнт"), (2, "градиент")]),
            concept(
                3,
                &[
                    (0, "gradient descent"),
                    (1, "градієнтний спуск"),
                    (0, "SGD"),
                ],
            ),
        ],
        phrases: vec![
            ("gradient".into(), 0),
            ("gradient descent".into(), 1),
            ("sgd".into(), 1),
            ("градиент".into(), 0),
            ("градієнт".into(), 0),
        ],
    };
    let sizes = Sizes {
        terms: 120,
        cards: 120,
        texts: 120,
        words: 60,
        concepts: 40,
        inside: 0,
    };
    let languages: [(&str, &[_]); 3] = [("en", &english), ("uk", &ukrainian), ("ru", &russian)];
    let languages = languages.map(|(language, written)| Questions {
        language: language.to_owned(),
        numbers: written.iter().map(|(number, ..)| *number).collect(),
        earlier: None,
        read: Box::new(move |number| {
            let mut written = written.iter();
            question(*written.find(|(other, ..)| *other == number).unwrap())
        }),
    });
    Library::new(&languages, &shared, &sizes)
}

/// Made once, since each case damages a copy.
static FILES: LazyLock<Files> = LazyLock::new(|| {
    let library = library();
    // What is damaged is what the reader sees, not gzip's checksums.
    let plain = |bytes: Vec<u8>| unpacked(&bytes).unwrap();
    let files = library.files.into_iter();
    Files {
        languages: library.languages,
        manifests: library.manifests.into_iter().map(plain).collect(),
        files: files.map(|(name, bytes)| (name, plain(bytes))).collect(),
    }
});

const QUERIES: [&str; 6] = [
    "gradient",
    "градиент drop",
    "\"partial derivatives\"",
    "dropuot -vector",
    "ghbdtn",
    "nn.Linear",
];

/// Searches with damaged files, each query with an engine of its own.
fn search_all(files: &Files) {
    for query in QUERIES {
        let request = Request {
            query,
            limit: 10,
            levels: vec![0],
            ..Request::default()
        };
        let _ = files.search(&mut files.engine(), &request);
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
    let files = &*FILES;
    search_all(files);
    let request = Request {
        query: "gradient",
        limit: 10,
        ..Request::default()
    };
    let results = files.search(&mut files.engine(), &request).unwrap();
    assert_eq!(results.hits[0].question, 0);
}

/// The folder of what the fuzz targets begin with.
fn seeds() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/seeds"))
}

/// The fuzz targets have no index of their own, and read this one; `UPDATE=1` writes it.
#[test]
fn the_index_of_the_fuzz_targets_is_that_of_the_sample_book() {
    let files = FILES.clone();
    let manifests = files.languages.iter().zip(files.manifests);
    let manifests = manifests.map(|(tag, bytes)| (format!("{tag}.idx"), bytes));
    let others = files.files.into_iter();
    let others = others.map(|(name, bytes)| (format!("{name}.bin"), bytes));
    let mut made: Vec<(String, Vec<u8>)> = manifests.chain(others).collect();
    made.sort();

    let folder = seeds().join("blob_files");
    if std::env::var_os("UPDATE").is_some() {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        for (name, bytes) in &made {
            fs::write(folder.join(name), bytes).unwrap();
        }
    }
    let mut committed: Vec<(String, Vec<u8>)> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read(entry.path()).unwrap())
        })
        .collect();
    committed.sort();
    assert!(made == committed, "UPDATE=1 cargo test writes fuzz/seeds");
}

#[test]
fn the_requests_that_fuzzing_begins_with_are_answered() {
    let files = &*FILES;
    let mut found = 0;
    for entry in fs::read_dir(seeds().join("requests")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let mut engine = files.engine();
        for request in requests(&text) {
            found += files.search(&mut engine, &request).unwrap().total;
        }
    }
    assert!(found > 12, "{found}");
}

/// Phrases that all name one concept, which has a thousand names: without a limit, millions of names would be looked
/// up for a word.
#[test]
fn a_glossary_that_repeats_itself_is_not_followed() {
    let phrases = Phrases {
        phrases: vec![("gradient".into(), 0); 4000],
    };
    let concepts = Concepts {
        first: 0,
        concepts: vec![Concept {
            about: None,
            names: vec![(0, "descent ".repeat(8)); 1000],
        }],
    };
    let mut files = FILES.clone();
    for file in files.files.values_mut() {
        match file[3] {
            kind if kind == Kind::Phrases as u8 => *file = phrases.to_bytes(),
            kind if kind == Kind::Concepts as u8 => *file = concepts.to_bytes(),
            _ => {}
        }
    }
    let request = Request {
        query: "gradient ",
        limit: 10,
        ..Request::default()
    };
    let results = files.search(&mut files.engine(), &request).unwrap();
    assert_eq!(results.total, 2);
}

/// Texts of a sorted list that each go on where the one before them ends.
#[test]
fn a_list_of_growing_texts_is_no_file() {
    let list = |count: usize| {
        let terms = (1..=count).map(|length| ("a".repeat(length), 1));
        Words::to_bytes(&terms.collect::<Vec<_>>())
    };
    assert!(Words::read(&list(LONGEST)).is_ok());
    assert!(Words::read(&list(LONGEST + 1)).is_err());
}

/// What is too long to be typed is not in the index, and does no harm to the rest.
#[test]
fn very_long_words_are_left_out() {
    let long = "x".repeat(LONGEST + 1);
    let question = Question {
        title: format!("What is {long}?"),
        answer: "A gradient.".into(),
        ..Question::default()
    };
    let shared = Shared {
        phrases: vec![("gradient".into(), 0), (long, 0)],
        concepts: vec![Concept::default()],
        ..Shared::default()
    };
    let questions = Questions {
        language: "en".to_owned(),
        numbers: vec![0],
        earlier: None,
        read: Box::new(|_| question.clone()),
    };
    let library = Library::new(&[questions], &shared, &Sizes::default());
    let request = Request {
        query: "gradient xx",
        limit: 10,
        ..Request::default()
    };
    let searched = library.search(&mut library.engine(), &request).unwrap();
    assert_eq!(searched.results.total, 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_damaged_file_gives_an_error_or_a_result(file in any::<prop::sample::Index>(), at in any::<usize>(), byte in any::<u8>(), cut in any::<bool>()) {
        let mut files = FILES.clone();
        let name = *files.files.keys().nth(file.index(files.files.len())).unwrap();
        damage(files.files.get_mut(&name).unwrap(), at, byte, cut);
        search_all(&files);
    }

    #[test]
    fn a_damaged_manifest_gives_an_error_or_a_result(language in 0usize..3, at in any::<usize>(), byte in any::<u8>(), cut in any::<bool>()) {
        let mut files = FILES.clone();
        damage(&mut files.manifests[language], at, byte, cut);
        search_all(&files);
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
