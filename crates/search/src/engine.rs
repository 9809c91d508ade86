//! The engine: queries → results, over the files of the blob that it has been given.
//!
//! It opens nothing itself. A search is tried with what is there; what is missing is named ([`Outcome::Needs`]),
//! and when whoever asked has fetched that ([`Engine::provide`]), the search is tried again. So the browser
//! fetches as it likes, the command line reads from memory, and a test can see which files a query costs.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use crate::blob::cards::{Card, Cards};
use crate::blob::concepts::{Concept, Concepts, Phrases};
use crate::blob::facts::{self, Facts};
use crate::blob::manifest::{Manifest, covering};
use crate::blob::positions::Positions;
use crate::blob::terms::Terms;
use crate::blob::texts::{Section, Texts};
use crate::blob::words::Words;
use crate::blob::{Corrupt, Kind, Name};
use crate::stem::Stemmer;

mod found;
mod lookup;
mod order;
mod results;
mod search;
mod snippet;
mod spelling;
mod wanted;

pub use results::{Hit, Part, Results, SectionHit};
pub use search::Request;

/// How many concepts a phrase may name, and how many an unfinished one.
const NAMED_CONCEPTS: usize = 16;
const COMPLETED_CONCEPTS: usize = 4;

/// How many files of words are looked through for a mistyped one.
const WORD_FILES: usize = 2;

/// Something that a search needs and that is not there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// The manifest of a language, by the language's position.
    Manifest(usize),
    /// A file.
    File(Name),
}

/// What came of a search.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It cannot be answered without these.
    Needs(Vec<Need>),
    /// The results.
    Results(Results),
}

/// A language of the book.
struct Language {
    tag: String,
    stemmer: Stemmer,
    manifest: Option<Manifest>,
}

/// A file that was read.
enum File {
    Terms(Terms),
    Positions(Positions),
    Cards(Cards),
    Texts(Texts),
    Words(Words),
    Phrases(Phrases),
    Concepts(Concepts),
    Facts(Vec<Facts>),
}

/// The files that are there.
pub struct Engine {
    languages: Vec<Language>,
    /// In the order of their names.
    files: Vec<(Name, File)>,
}

impl Engine {
    /// An engine for a book in these languages, the default one first.
    pub fn new<T: AsRef<str>>(languages: impl IntoIterator<Item = T>) -> Self {
        let languages = languages.into_iter().map(|tag| Language {
            stemmer: Stemmer::of(tag.as_ref()),
            tag: tag.as_ref().to_owned(),
            manifest: None,
        });
        Self {
            languages: languages.collect(),
            files: Vec::new(),
        }
    }

    /// Takes the manifest of a language.
    ///
    /// # Errors
    /// If it is none, or that of another language.
    pub fn provide_manifest(&mut self, language: usize, bytes: &[u8]) -> Result<(), Corrupt> {
        let mut manifest = Manifest::read(bytes)?;
        let own = self.languages.get_mut(language).ok_or(Corrupt)?;
        if manifest.language != own.tag {
            return Err(Corrupt);
        }
        let inside = core::mem::take(&mut manifest.inside);
        own.manifest = Some(manifest);
        for (name, bytes) in inside {
            self.provide(name, bytes)?;
        }
        Ok(())
    }

    /// Takes a file.
    ///
    /// # Errors
    /// If its bytes are no file of the blob.
    pub fn provide(&mut self, name: Name, bytes: Vec<u8>) -> Result<(), Corrupt> {
        let kind = *bytes.get(3).ok_or(Corrupt)?;
        let file = if kind == Kind::Terms as u8 {
            File::Terms(Terms::read(bytes)?)
        } else if kind == Kind::Positions as u8 {
            File::Positions(Positions::read(bytes)?)
        } else if kind == Kind::Cards as u8 {
            File::Cards(Cards::read(&bytes)?)
        } else if kind == Kind::Texts as u8 {
            File::Texts(Texts::read(&bytes)?)
        } else if kind == Kind::Words as u8 {
            File::Words(Words::read(&bytes)?)
        } else if kind == Kind::Phrases as u8 {
            File::Phrases(Phrases::read(&bytes)?)
        } else if kind == Kind::Concepts as u8 {
            File::Concepts(Concepts::read(&bytes)?)
        } else if kind == Kind::Facts as u8 {
            File::Facts(facts::read(&bytes)?)
        } else {
            return Err(Corrupt);
        };
        match self.find(name) {
            Ok(at) => self.files[at].1 = file,
            Err(at) => self.files.insert(at, (name, file)),
        }
        Ok(())
    }

    /// Where a file is, or else where it would be.
    fn find(&self, name: Name) -> Result<usize, usize> {
        self.files.binary_search_by_key(&name, |(other, _)| *other)
    }

    /// Searches with what is there.
    ///
    /// # Errors
    /// If a file that was read before turns out to be damaged.
    pub fn search(&self, request: &Request<'_>) -> Result<Outcome, Corrupt> {
        let mut desk = Desk {
            engine: self,
            needs: Vec::new(),
        };
        let results = search::search(&mut desk, request)?;
        Ok(match results {
            Some(results) if desk.needs.is_empty() => Outcome::Results(results),
            _ => Outcome::Needs(desk.needs),
        })
    }
}

/// The engine during a search, with a list of what was missed.
struct Desk<'e> {
    engine: &'e Engine,
    /// In order, each once.
    needs: Vec<Need>,
}

impl<'e> Desk<'e> {
    fn need(&mut self, need: Need) {
        if let Err(at) = self.needs.binary_search(&need) {
            self.needs.insert(at, need);
        }
    }

    /// The manifest of a language.
    fn manifest(&mut self, language: usize) -> Option<&'e Manifest> {
        let manifest = self.engine.languages.get(language)?.manifest.as_ref();
        if manifest.is_none() {
            self.need(Need::Manifest(language));
        }
        manifest
    }

    fn file(&mut self, name: Name) -> Option<&'e File> {
        match self.engine.find(name) {
            Ok(at) => Some(&self.engine.files[at].1),
            Err(_) => {
                self.need(Need::File(name));
                None
            }
        }
    }

    /// The file of terms that covers a term, with its names.
    fn terms(&mut self, language: usize, term: &str) -> Result<Option<&'e Terms>, Corrupt> {
        let Some(manifest) = self.manifest(language) else {
            return Ok(None);
        };
        match covering(&manifest.terms, term) {
            Some(at) => self.terms_at(manifest, at),
            None => Ok(None),
        }
    }

    fn terms_at(&mut self, manifest: &Manifest, at: usize) -> Result<Option<&'e Terms>, Corrupt> {
        match self.file(manifest.terms[at].1.postings) {
            Some(File::Terms(terms)) => Ok(Some(terms)),
            Some(_) => Err(Corrupt),
            None => Ok(None),
        }
    }

    fn positions(&mut self, language: usize, term: &str) -> Result<Option<&'e Positions>, Corrupt> {
        let Some(manifest) = self.manifest(language) else {
            return Ok(None);
        };
        let Some(at) = covering(&manifest.terms, term) else {
            return Ok(None);
        };
        match self.file(manifest.terms[at].1.positions) {
            Some(File::Positions(positions)) => Ok(Some(positions)),
            Some(_) => Err(Corrupt),
            None => Ok(None),
        }
    }

    /// The card of a document.
    fn card(&mut self, language: usize, number: u32) -> Result<Option<&'e Card>, Corrupt> {
        let Some(manifest) = self.manifest(language) else {
            return Ok(None);
        };
        let at = covering(&manifest.cards, &number).ok_or(Corrupt)?;
        match self.file(manifest.cards[at].1) {
            Some(File::Cards(file)) => {
                let at = number.checked_sub(file.first).ok_or(Corrupt)?;
                Ok(Some(file.cards.get(at as usize).ok_or(Corrupt)?))
            }
            Some(_) => Err(Corrupt),
            None => Ok(None),
        }
    }

    /// The sections of a document.
    fn sections(&mut self, language: usize, number: u32) -> Result<Option<&'e [Section]>, Corrupt> {
        let Some(manifest) = self.manifest(language) else {
            return Ok(None);
        };
        let at = covering(&manifest.texts, &number).ok_or(Corrupt)?;
        match self.file(manifest.texts[at].1) {
            Some(File::Texts(file)) => {
                let at = number.checked_sub(file.first).ok_or(Corrupt)?;
                Ok(Some(file.texts.get(at as usize).ok_or(Corrupt)?))
            }
            Some(_) => Err(Corrupt),
            None => Ok(None),
        }
    }

    /// The facts of all questions.
    fn facts(&mut self, language: usize) -> Result<Option<&'e [Facts]>, Corrupt> {
        let Some(manifest) = self.manifest(language) else {
            return Ok(None);
        };
        match self.file(manifest.facts) {
            Some(File::Facts(facts)) => Ok(Some(facts)),
            Some(_) => Err(Corrupt),
            None => Ok(None),
        }
    }

    /// The concepts that a phrase names, by the key of the phrase or by its beginning.
    fn phrase(
        &mut self,
        language: usize,
        key: &str,
        is_unfinished: bool,
    ) -> Result<Vec<u32>, Corrupt> {
        let Some(manifest) = self.manifest(language) else {
            return Ok(Vec::new());
        };
        let Some(at) = covering(&manifest.phrases, key) else {
            return Ok(Vec::new());
        };
        match self.file(manifest.phrases[at].1) {
            Some(File::Phrases(phrases)) => Ok(match is_unfinished {
                true => phrases
                    .beginning_with(key)
                    .take(COMPLETED_CONCEPTS)
                    .collect(),
                false => phrases.find(key).take(NAMED_CONCEPTS).collect(),
            }),
            Some(_) => Err(Corrupt),
            None => Ok(Vec::new()),
        }
    }

    /// A concept.
    fn concept(&mut self, language: usize, number: u32) -> Result<Option<&'e Concept>, Corrupt> {
        let Some(manifest) = self.manifest(language) else {
            return Ok(None);
        };
        let at = covering(&manifest.concepts, &number).ok_or(Corrupt)?;
        match self.file(manifest.concepts[at].1) {
            Some(File::Concepts(file)) => {
                let at = number.checked_sub(file.first).ok_or(Corrupt)?;
                Ok(Some(file.concepts.get(at as usize).ok_or(Corrupt)?))
            }
            Some(_) => Err(Corrupt),
            None => Ok(None),
        }
    }

    /// The known words that begin with some letters or, for reversed letters, end with them, with the number of
    /// their documents: those of the first few files that hold any.
    fn words(
        &mut self,
        language: usize,
        letters: &str,
        are_reversed: bool,
    ) -> Result<Vec<&'e (String, u32)>, Corrupt> {
        let mut words = Vec::new();
        let Some(manifest) = self.manifest(language) else {
            return Ok(words);
        };
        let table = match are_reversed {
            true => &manifest.endings,
            false => &manifest.words,
        };
        let first = covering(table, letters).unwrap_or(0);
        for (at, (beginning, name)) in table.iter().enumerate().skip(first).take(WORD_FILES) {
            if at > first && !beginning.starts_with(letters) {
                break;
            }
            match self.file(*name) {
                Some(File::Words(file)) => words.extend(file.with_prefix(letters)),
                Some(_) => return Err(Corrupt),
                None => {}
            }
        }
        Ok(words)
    }
}
