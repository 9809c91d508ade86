//! A reader's searches, one after the other, over files that may be damaged.
//!
//! In come the files of an index and requests, out come results where there are any. Shared by the tests and the
//! fuzz targets in `fuzz/`, so that both ask the engine in the same way: as `static/js/search/engine.js` does, but
//! for what a browser would give up on, which is tried to its end here.
#![allow(unreachable_pub, reason = "the fuzz targets are another crate")]

use std::collections::{BTreeMap, BTreeSet};

use answerbook_search::blob::{Corrupt, Name};
use answerbook_search::engine::{Engine, Need, Outcome, Request, Results};
use answerbook_search::json;

/// More rounds than any search takes; browsers count them too.
const ROUNDS: usize = 16;

/// How many lines of a text make a request.
const LINES: usize = 7;

/// The files of an index.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// The tags of the languages, the default one first.
    pub languages: Vec<String>,
    /// Each language's manifest.
    pub manifests: Vec<Vec<u8>>,
    /// All other files.
    pub files: BTreeMap<Name, Vec<u8>>,
}

impl Files {
    /// An engine that has read nothing yet.
    pub fn engine(&self) -> Engine {
        Engine::new(&self.languages)
    }

    /// Searches until there are results, an error, or nothing new to give. Files that the engine refuses, or that
    /// there are none of, are passed over.
    ///
    /// # Panics
    /// If the engine breaks a promise of its own: it asks for nothing, again for what it took, or for ever.
    pub fn search(&self, engine: &mut Engine, request: &Request<'_>) -> Result<Results, Corrupt> {
        let (mut asked, mut taken) = (BTreeSet::new(), BTreeSet::new());
        for _ in 0..ROUNDS {
            let outcome = engine.search(request);
            is_json(&json::answer(&outcome));
            let needs = match outcome? {
                Outcome::Results(results) => {
                    are_in_order(&results, request);
                    return Ok(results);
                }
                Outcome::Needs(needs) => needs,
            };
            assert!(!needs.is_empty(), "nothing is asked for");
            let before = taken.len();
            for need in needs {
                assert!(!taken.contains(&need), "{need:?} is asked for again");
                if !asked.insert(need.clone()) {
                    continue;
                }
                let given = match &need {
                    Need::Manifest(language) => {
                        engine.provide_manifest(*language, &self.manifests[*language])
                    }
                    Need::File(name) => self
                        .files
                        .get(name)
                        .ok_or(Corrupt)
                        .and_then(|bytes| engine.provide(*name, bytes.clone())),
                };
                if given.is_ok() {
                    taken.insert(need);
                }
            }
            if taken.len() == before {
                return Err(Corrupt);
            }
        }
        Err(Corrupt)
    }
}

/// The requests of a text, each of as many lines as [`Request::from_lines`] reads.
pub fn requests(text: &str) -> impl Iterator<Item = Request<'_>> {
    let ends = text.match_indices('\n').map(|(at, _)| at);
    let ends = ends.skip(LINES - 1).step_by(LINES).chain([text.len()]);
    let mut start = 0;
    ends.filter_map(move |end| {
        let lines = text.get(start..end)?;
        start = end + 1;
        Some(Request::from_lines(lines))
    })
}

/// Results keep what they promise, whatever the files say.
fn are_in_order(results: &Results, request: &Request<'_>) {
    assert!(results.hits.len() <= request.limit.min(results.total));
    let questions: BTreeSet<u32> = results.hits.iter().map(|hit| hit.question).collect();
    assert_eq!(questions.len(), results.hits.len(), "a question twice");
    let scores: Vec<f32> = results.hits.iter().map(|hit| hit.score).collect();
    assert!(
        scores.is_sorted_by(|a, b| a.total_cmp(b).is_ge()),
        "{scores:?}"
    );
}

/// What the engine says is understood by `JSON.parse`, at least as far as brackets and quotation marks go.
fn is_json(answer: &str) {
    let mut open = Vec::new();
    let mut is_text = false;
    let mut chars = answer.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => is_text = !is_text,
            '\\' if is_text => assert!(chars.next().is_some()),
            _ if is_text => assert!(c >= ' ', "{c:?} in a text"),
            '[' | '{' => open.push(c),
            ']' => assert_eq!(open.pop(), Some('[')),
            '}' => assert_eq!(open.pop(), Some('{')),
            _ => assert!(c.is_ascii_alphanumeric() || ",:-".contains(c), "{c:?}"),
        }
    }
    assert!(open.is_empty() && !is_text, "{answer}");
}
