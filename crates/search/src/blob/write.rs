//! An inverted index → the files of the blob. Native only.
//!
//! In come the terms of a language with their postings and positions, its documents and the glossary; out come
//! files that the same input always makes the same. Nothing here knows where the terms come from.

use super::concepts::{Concept, Concepts, Phrases};
use super::documents::{Document, Documents};
use super::endings::Endings;
use super::facts::{self, Facts};
use super::manifest::{Manifest, TermFiles};
use super::terms;
use super::{FIELDS, GROUP, Name, positions};

/// A term with where it stands.
#[derive(Clone, Debug)]
pub struct Term {
    /// The term.
    pub text: String,
    /// In how many documents it stands.
    pub documents: u32,
    /// Its postings, as [`super::terms::postings_to_bytes`] writes them.
    pub postings: Vec<u8>,
    /// Its positions, as [`super::positions::term_to_bytes`] writes them.
    pub positions: Vec<u8>,
}

/// The index of a language.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// BCP 47 tag.
    pub language: String,
    /// How many tokens each field has.
    pub tokens: [u64; FIELDS],
    /// The documents, in order, each with the number of its question.
    pub documents: Vec<(u32, Document)>,
    /// The terms, ascending.
    pub terms: Vec<Term>,
}

/// What all languages of a book share.
#[derive(Clone, Debug, Default)]
pub struct Shared {
    /// What is known of each question, by its number.
    pub facts: Vec<Facts>,
    /// The concepts of the glossary.
    pub concepts: Vec<Concept>,
    /// The keys of phrases with their concepts, ascending.
    pub phrases: Vec<(String, u32)>,
}

/// A file of the blob, not yet gzipped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name.
    pub name: Name,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// How large files become, in bytes before they are gzipped.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    /// A file of terms.
    pub terms: usize,
    /// A file of documents.
    pub documents: usize,
    /// A file of endings.
    pub endings: usize,
    /// A file of phrases or concepts.
    pub concepts: usize,
    /// A language whose files (but for positions and documents) are not larger in all stands in its manifest.
    pub inside: usize,
}

impl Default for Sizes {
    /// Measured on synthetic books of 400 and 10,000 questions; see the manual's page on search.
    fn default() -> Self {
        Self {
            terms: 20_000,
            documents: 8_000,
            endings: 24_000,
            concepts: 10_000,
            inside: 24_000,
        }
    }
}

/// Files of a book that all its languages share, to be passed to [`language`].
#[derive(Clone, Debug, Default)]
pub struct SharedFiles {
    /// The files.
    pub files: Vec<File>,
    phrases: Vec<(String, Name)>,
    concepts: Vec<(u32, Name)>,
    facts: Name,
}

/// Writes what all languages share.
pub fn shared(shared: &Shared, sizes: &Sizes) -> SharedFiles {
    let mut out = SharedFiles::default();
    let mut phrases = Vec::new();
    let mut rest = &shared.phrases[..];
    while let Some((first, _)) = rest.first() {
        let mut count = chunk(rest, sizes.concepts, |(key, _)| key.len() + 2);
        // A phrase of several concepts stays in one file.
        while count < rest.len() && rest[count].0 == rest[count - 1].0 {
            count += 1;
        }
        let file = Phrases {
            phrases: rest[..count].to_vec(),
        };
        phrases.push((first.clone(), file.to_bytes()));
        rest = &rest[count..];
    }
    out.phrases = named(phrases, &mut out.files);
    let mut concepts = Vec::new();
    let mut first = 0;
    while first < shared.concepts.len() {
        let rest = &shared.concepts[first..];
        let size = |concept: &Concept| concept.names.iter().map(|(_, name)| name.len() + 2).sum();
        let count = chunk(rest, sizes.concepts, size);
        let file = Concepts {
            first: first as u32,
            concepts: rest[..count].to_vec(),
        };
        concepts.push((first as u32, file.to_bytes()));
        first += count;
    }
    out.concepts = named(concepts, &mut out.files);
    let facts = vec![((), facts::to_bytes(&shared.facts))];
    out.facts = named(facts, &mut out.files)[0].1;
    out
}

/// Writes the files of a language: its manifest, and the others.
pub fn language(index: &Index, shared: &SharedFiles, sizes: &Sizes) -> (Vec<u8>, Vec<File>) {
    let mut files = Vec::new();
    let (postings, positions) = term_files(index, sizes);
    let postings = named(postings, &mut files);
    let endings = named(ending_files(index, sizes), &mut files);
    let mut inside = Vec::new();
    let small: usize = files.iter().map(|file| file.bytes.len()).sum();
    if small <= sizes.inside {
        inside = files
            .drain(..)
            .map(|file| (file.name, file.bytes))
            .collect();
    }
    let positions = named(positions, &mut files);
    let pairs = postings.into_iter().zip(positions);
    let terms = pairs.map(|((first, postings), ((), positions))| {
        let files = TermFiles {
            postings,
            positions,
        };
        (first, files)
    });
    let questions = index.documents.iter().map(|(question, _)| *question);
    let manifest = Manifest {
        language: index.language.clone(),
        tokens: index.tokens,
        questions: questions.collect(),
        terms: terms.collect(),
        endings,
        documents: named(document_files(index, sizes), &mut files),
        phrases: shared.phrases.clone(),
        concepts: shared.concepts.clone(),
        facts: shared.facts,
        inside,
    };
    (manifest.to_bytes(), files)
}

/// Files by the first key of each.
type Keyed<K> = Vec<(K, Vec<u8>)>;

/// The files of terms, and for each its file of positions.
fn term_files(index: &Index, sizes: &Sizes) -> (Keyed<String>, Keyed<()>) {
    let mut postings = Vec::new();
    let mut positions = Vec::new();
    let mut rest = &index.terms[..];
    while let Some(first) = rest.first() {
        let size = |term: &Term| term.text.len() + term.postings.len();
        let (own, after) = rest.split_at(chunk(rest, sizes.terms, size));
        let entries: Vec<(&str, &[u8])> = own
            .iter()
            .map(|term| (term.text.as_str(), term.postings.as_slice()))
            .collect();
        let places: Vec<&[u8]> = own.iter().map(|term| term.positions.as_slice()).collect();
        postings.push((first.text.clone(), terms::to_bytes(&entries)));
        positions.push(((), positions::to_bytes(&places)));
        rest = after;
    }
    (postings, positions)
}

fn ending_files(index: &Index, sizes: &Sizes) -> Keyed<String> {
    let mut reversed: Vec<(String, u32)> = index
        .terms
        .iter()
        // What is not made of letters is not mistyped but meant.
        .filter(|term| term.text.chars().all(char::is_alphabetic))
        .map(|term| (term.text.chars().rev().collect(), term.documents))
        .collect();
    reversed.sort();
    let mut files = Vec::new();
    let mut rest = &reversed[..];
    while let Some((first, _)) = rest.first() {
        let (own, after) = rest.split_at(chunk(rest, sizes.endings, |(term, _)| term.len() + 3));
        let endings = Endings {
            terms: own.to_vec(),
        };
        files.push((first.clone(), endings.to_bytes()));
        rest = after;
    }
    files
}

fn document_files(index: &Index, sizes: &Sizes) -> Keyed<u32> {
    let mut files = Vec::new();
    let mut first = 0;
    while first < index.documents.len() {
        let rest = &index.documents[first..];
        let count = chunk(rest, sizes.documents, |(_, document)| size_of(document));
        let documents = rest[..count].iter().map(|(_, document)| document.clone());
        let documents = Documents {
            first: first as u32,
            documents: documents.collect(),
        };
        files.push((first as u32, documents.to_bytes()));
        first += count;
    }
    files
}

/// How many items go into a file: as many as fit, and one at least.
fn chunk<T>(items: &[T], limit: usize, size: impl Fn(&T) -> usize) -> usize {
    let mut total = 0;
    for (count, item) in items.iter().enumerate() {
        total += size(item);
        if total > limit && count > 0 {
            return count;
        }
    }
    items.len()
}

fn size_of(document: &Document) -> usize {
    let sections = document.sections.iter();
    let texts: usize = sections
        .map(|s| s.anchor.len() + s.heading.len() + s.text.len())
        .sum();
    texts + document.title.len() + document.address.len()
}

/// Names files, group by group, and puts them aside.
fn named<K>(keyed: Keyed<K>, files: &mut Vec<File>) -> Vec<(K, Name)> {
    let mut table = Vec::with_capacity(keyed.len());
    let mut keyed = keyed.into_iter().peekable();
    while keyed.peek().is_some() {
        let group: Keyed<K> = keyed.by_ref().take(GROUP).collect();
        let mut hasher = blake3::Hasher::new();
        for (_, bytes) in &group {
            hasher
                .update(&(bytes.len() as u64).to_le_bytes())
                .update(bytes);
        }
        let mut first = [0; 8];
        first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
        let base = Name(u64::from_le_bytes(first)).of_group();
        for (number, (key, bytes)) in group.into_iter().enumerate() {
            let name = base.in_group(number);
            files.push(File { name, bytes });
            table.push((key, name));
        }
    }
    table
}
