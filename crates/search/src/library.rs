//! A whole blob in memory, searched as the browser searches it. Native only.
//!
//! In come the questions of each language and the glossary, out come the files of the blob, and results with the
//! list of files that a browser would have fetched for them.

use std::collections::{BTreeMap, BTreeSet};

use crate::blob::write::{File, Shared, Sizes, language, shared};
use crate::blob::{Corrupt, Name};
use crate::engine::{Engine, Need, Outcome, Request, Results};
use crate::index::{Question, index};

/// A book's search.
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// The tags of the languages, the default one first.
    pub languages: Vec<String>,
    /// Each language's manifest.
    pub manifests: Vec<Vec<u8>>,
    /// All other files.
    pub files: BTreeMap<Name, Vec<u8>>,
}

/// What a search gave, and what it took.
#[derive(Clone, Debug, Default)]
pub struct Searched {
    /// The results.
    pub results: Results,
    /// The files that were asked for, round by round.
    pub rounds: Vec<Vec<Need>>,
}

impl Library {
    /// Makes the blob of a book: the questions of each language, by ascending number.
    ///
    /// # Errors
    /// If tantivy fails.
    pub fn new(
        languages: &[(String, Vec<Question>)],
        all: &Shared,
        sizes: &Sizes,
    ) -> Result<Self, tantivy::TantivyError> {
        let shared_files = shared(all, sizes);
        let mut library = Self::default();
        let mut add = |files: Vec<File>| {
            for file in files {
                library.files.insert(file.name, file.bytes);
            }
        };
        add(shared_files.files.clone());
        for (tag, questions) in languages {
            let (manifest, files) = language(&index(questions, tag)?, &shared_files, sizes);
            add(files);
            library.manifests.push(manifest);
            library.languages.push(tag.clone());
        }
        Ok(library)
    }

    /// An engine that has read nothing yet.
    pub fn engine(&self) -> Engine {
        Engine::new(&self.languages)
    }

    /// Searches with an engine, giving it what it asks for.
    ///
    /// # Errors
    /// If the blob is damaged: a file is missing or not what it should be.
    pub fn search(&self, engine: &mut Engine, request: &Request<'_>) -> Result<Searched, Corrupt> {
        let mut searched = Searched::default();
        let mut given = BTreeSet::new();
        loop {
            match engine.search(request)? {
                Outcome::Results(results) => {
                    searched.results = results;
                    return Ok(searched);
                }
                Outcome::Needs(needs) => {
                    for need in &needs {
                        if !given.insert(need.clone()) {
                            return Err(Corrupt);
                        }
                        match need {
                            Need::Manifest(language) => {
                                let bytes = self.manifests.get(*language).ok_or(Corrupt)?;
                                engine.provide_manifest(*language, bytes)?;
                            }
                            Need::File(name) => {
                                let bytes = self.files.get(name).ok_or(Corrupt)?;
                                engine.provide(*name, bytes.clone())?;
                            }
                        }
                    }
                    searched.rounds.push(needs);
                }
            }
        }
    }
}
