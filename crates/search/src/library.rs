//! A whole blob in memory, searched as the browser searches it. Native only.
//!
//! In come the questions of each language and the glossary, out come the files of the blob, and results with the
//! list of files that a browser would have fetched for them.

use std::collections::{BTreeMap, BTreeSet};

use crate::blob::pack::unpacked;
use crate::blob::write::{File, Shared, Sizes, language, shared};
use crate::blob::{Corrupt, Name};
use crate::engine::{Engine, Need, Outcome, Request, Results};
use crate::index::{Questions, index};

/// A book's search.
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// The tags of the languages, the default one first.
    pub languages: Vec<String>,
    /// Each language's manifest, packed as browsers fetch it.
    pub manifests: Vec<Vec<u8>>,
    /// All other files, packed too.
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
    /// Makes the blob of a book.
    pub fn new(languages: &[Questions<'_>], all: &Shared, sizes: &Sizes) -> Self {
        let shared_files = shared(all, sizes);
        let mut library = Self::default();
        let mut add = |files: Vec<File>| {
            let named = files.into_iter().map(|file| (file.name, file.bytes));
            library.files.extend(named);
        };
        for questions in languages {
            let index = index(questions, sizes);
            let (manifest, files) = language(index, &shared_files, sizes, questions.keeper());
            add(files);
            library.manifests.push(manifest);
            library.languages.push(questions.language.clone());
        }
        add(shared_files.files);
        library
    }

    /// An engine that has read nothing yet.
    pub fn engine(&self) -> Engine {
        Engine::new(&self.languages)
    }

    /// A file as browsers fetch it.
    ///
    /// # Errors
    /// If there is none of that name.
    pub fn file(&self, need: &Need) -> Result<&[u8], Corrupt> {
        let bytes = match need {
            Need::Manifest(language) => self.manifests.get(*language),
            Need::File(name) => self.files.get(name),
        };
        Ok(bytes.ok_or(Corrupt)?)
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
                        let bytes = unpacked(self.file(need)?)?;
                        match need {
                            Need::Manifest(language) => {
                                engine.provide_manifest(*language, &bytes)?;
                            }
                            Need::File(name) => engine.provide(*name, bytes)?,
                        }
                    }
                    searched.rounds.push(needs);
                }
            }
        }
    }
}
