//! An inverted index → the files of the blob. Native only.
//!
//! In come the terms of a language with their postings and positions, its documents and the glossary; out come
//! files that the same input always makes the same. Nothing here knows where the terms come from.

use super::cards::{Card, Cards};
use super::concepts::{Concept, Concepts, Phrases};
use super::facts::{self, Facts};
use super::manifest::{Manifest, TermFiles};
use super::terms;
use super::texts::{Section, Texts};
use super::words::Words;
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

/// A question in a language.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The number of the question in the book.
    pub question: u32,
    /// What a result shows of it at least.
    pub card: Card,
    /// What follows its short answer.
    pub sections: Vec<Section>,
}

/// The index of a language.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// BCP 47 tag.
    pub language: String,
    /// How many tokens each field has.
    pub tokens: [u64; FIELDS],
    /// The documents, by ascending number of their questions.
    pub documents: Vec<Document>,
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

/// How large files become, in bytes before they are gzipped: small, since a query takes a few things from many
/// places. What is found by a text is listed in the manifest with that text, so these files grow with the square
/// root of the whole where there are many.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    /// A file of terms.
    pub terms: usize,
    /// A file of cards.
    pub cards: usize,
    /// A file of texts.
    pub texts: usize,
    /// A file of words.
    pub words: usize,
    /// A file of phrases or concepts.
    pub concepts: usize,
    /// A language whose files (but for positions, cards and texts) are not larger in all stands in its manifest.
    pub inside: usize,
}

impl Default for Sizes {
    /// Measured on synthetic books of 400 and 10,000 questions; see the manual's page on search.
    fn default() -> Self {
        Self {
            terms: 1_500,
            cards: 1_200,
            texts: 4_000,
            words: 3_000,
            concepts: 1_200,
            inside: 8_000,
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
    let size = |(key, _): &(String, u32)| key.len() + 2;
    let limit = grown(sizes.concepts, shared.phrases.iter().map(size).sum());
    let mut rest = &shared.phrases[..];
    while let Some((first, _)) = rest.first() {
        let mut count = chunk(rest, limit, size);
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
    let words = known_words(index);
    let endings = words.iter().map(|(term, documents)| {
        let reversed: String = term.chars().rev().collect();
        (reversed, *documents)
    });
    let mut endings: Vec<_> = endings.collect();
    endings.sort();
    let words = named(word_files(&words, sizes), &mut files);
    let endings = named(word_files(&endings, sizes), &mut files);
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
    let questions = index.documents.iter().map(|document| document.question);
    let manifest = Manifest {
        language: index.language.clone(),
        tokens: index.tokens,
        questions: questions.collect(),
        terms: terms.collect(),
        words,
        endings,
        cards: named(card_files(index, sizes), &mut files),
        texts: named(text_files(index, sizes), &mut files),
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
    let size = |term: &Term| term.text.len() + term.postings.len();
    let limit = grown(sizes.terms, index.terms.iter().map(size).sum());
    let mut rest = &index.terms[..];
    while let Some(first) = rest.first() {
        let (own, after) = rest.split_at(chunk(rest, limit, size));
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

/// The terms that may be meant by a mistyped word, in order, with the number of their documents.
fn known_words(index: &Index) -> Vec<(String, u32)> {
    let terms = index.terms.iter();
    terms
        // What is not made of letters is not mistyped but meant.
        .filter(|term| term.text.chars().all(char::is_alphabetic))
        .map(|term| (term.text.clone(), term.documents))
        .collect()
}

fn word_files(terms: &[(String, u32)], sizes: &Sizes) -> Keyed<String> {
    let mut files = Vec::new();
    let size = |(term, _): &(String, u32)| term.len() + 3;
    let limit = grown(sizes.words, terms.iter().map(size).sum());
    let mut rest = terms;
    while let Some((first, _)) = rest.first() {
        let (own, after) = rest.split_at(chunk(rest, limit, size));
        files.push((first.clone(), Words::to_bytes(own)));
        rest = after;
    }
    files
}

fn card_files(index: &Index, sizes: &Sizes) -> Keyed<u32> {
    let size = |document: &Document| {
        let card = &document.card;
        card.title.len() + card.address.len() + card.answer.len()
    };
    document_files(index, sizes.cards, size, |first, documents| {
        let cards = documents.iter().map(|document| document.card.clone());
        let cards = cards.collect();
        Cards { first, cards }.to_bytes()
    })
}

fn text_files(index: &Index, sizes: &Sizes) -> Keyed<u32> {
    let size = |document: &Document| {
        let sections = document.sections.iter();
        sections
            .map(|s| s.anchor.len() + s.heading.len() + s.text.len())
            .sum()
    };
    document_files(index, sizes.texts, size, |first, documents| {
        Texts::to_bytes(
            first,
            documents.iter().map(|document| &document.sections[..]),
        )
    })
}

/// Files of documents, by the number of the first document of each.
fn document_files(
    index: &Index,
    limit: usize,
    size: impl Fn(&Document) -> usize,
    to_bytes: impl Fn(u32, &[Document]) -> Vec<u8>,
) -> Keyed<u32> {
    let mut files = Vec::new();
    let mut rest = &index.documents[..];
    while !rest.is_empty() {
        let first = (index.documents.len() - rest.len()) as u32;
        let (own, after) = rest.split_at(chunk(rest, limit, &size));
        files.push((first, to_bytes(first, own)));
        rest = after;
    }
    files
}

/// More files than this of one kind are made larger.
const MANY: usize = 512;

/// How large files become that are `limit` large as long as there are few of them.
fn grown(limit: usize, total: usize) -> usize {
    limit.max((limit * total / MANY).isqrt())
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
