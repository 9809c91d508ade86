//! Any bytes as each kind of file: an error or a value.
//!
//! The fourth byte says which kind they are taken for; the rest of the head is made right, so that nothing stops at
//! it. The bytes are read as such a file, and stand for every such file of an index that is whole but for them.
#![no_main]

use std::sync::LazyLock;

use answerbook_fuzz::{Files, index};
use answerbook_search::blob::positions::Positions;
use answerbook_search::blob::terms::Terms;
use answerbook_search::blob::{Kind, MAGIC, Name, VERSION};
use answerbook_search::engine::{Engine, Request};
use libfuzzer_sys::fuzz_target;

static INDEX: LazyLock<Files> = LazyLock::new(index);

/// A single word, an unfinished one, a phrase, a slip, another layout, an identifier, a concept of the glossary.
const QUERIES: [&str; 6] = [
    "gradient descent ",
    "градіє",
    "\"partial derivatives\" -noise",
    "dropuot",
    "ghbdtn",
    "nn.Linear sgd",
];

const KINDS: [Kind; 9] = [
    Kind::Manifest,
    Kind::Terms,
    Kind::Positions,
    Kind::Cards,
    Kind::Words,
    Kind::Phrases,
    Kind::Concepts,
    Kind::Facts,
    Kind::Texts,
];

fuzz_target!(|input: &[u8]| {
    // As they are.
    let mut engine = INDEX.engine();
    let _ = engine.provide_manifest(0, input);
    let _ = engine.provide(Name(0), input.to_vec());

    let Some((head, rest)) = input.split_at_checked(5) else {
        return;
    };
    // The kinds count from 1; so a file of the index is taken for what it is.
    let kind = KINDS[usize::from(head[3].wrapping_sub(1)) % KINDS.len()];
    let mut bytes = MAGIC.to_vec();
    bytes.extend([kind as u8, VERSION]);
    bytes.extend(rest);
    read(kind, &bytes);

    let mut files = INDEX.clone();
    if kind == Kind::Manifest {
        files.manifests.fill(bytes);
    } else {
        for file in files.files.values_mut() {
            if file[3] == kind as u8 {
                file.clone_from(&bytes);
            }
        }
    }
    let mut engine = files.engine();
    for query in QUERIES {
        search(&files, &mut engine, query);
    }
});

/// Reads all that the engine reads only on demand.
fn read(kind: Kind, bytes: &[u8]) {
    if kind == Kind::Terms
        && let Ok(terms) = Terms::read(bytes.to_vec())
    {
        for at in 0..terms.terms().len() {
            let documents = terms.documents(at);
            if let Ok(postings) = terms.postings(at) {
                assert_eq!(documents, Ok(postings.len()));
            }
        }
    }
    if kind == Kind::Positions
        && let Ok(positions) = Positions::read(bytes.to_vec())
    {
        for terms in INDEX
            .files
            .values()
            .filter_map(|file| Terms::read(file.clone()).ok())
        {
            for at in 0..terms.terms().len() {
                let postings = terms.postings(at).expect("a file that is whole");
                let _ = positions.of(at, &postings);
            }
        }
    }
}

fn search(files: &Files, engine: &mut Engine, query: &str) {
    let filtered = Request {
        query,
        limit: 10,
        levels: vec![0, 1],
        ..Request::default()
    };
    let _ = files.search(engine, &filtered);
    let in_ukrainian = Request {
        query,
        language: 1,
        limit: 10,
        ..Request::default()
    };
    let _ = files.search(engine, &in_ukrainian);
}
