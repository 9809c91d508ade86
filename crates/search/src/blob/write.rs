//! An inverted index → the files of the blob. Native only.
//!
//! In come the terms of a language with their postings and positions, its documents and the glossary; out come
//! files that the same input always makes the same. Nothing here knows where the terms come from.

use super::cards::{Card, Cards};
use super::codec::{Input, LONGEST, Output};
use super::concepts::{Concept, Concepts, Phrases};
use super::facts::{self, Facts};
use super::manifest::{Manifest, TermFiles};
use super::pack::Packer;
use super::texts::{Section, Texts};
use super::words::Words;
use super::{FIELDS, GROUP, Name};
use crate::keeper::Keeper;
use rayon::prelude::*;

mod term_files;

pub use term_files::TermFile;
pub(crate) use term_files::TermWriter;

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
    /// The number of each document's question, ascending.
    pub questions: Vec<u32>,
    /// Files of terms, in order.
    pub terms: Vec<TermFile>,
    /// The terms that may be meant by a mistyped word, ascending, with the number of their documents.
    pub words: Vec<(String, u32)>,
    /// Files of cards, by the first document of each.
    pub cards: Vec<(u32, Content)>,
    /// Files of texts, by the first document of each.
    pub texts: Vec<(u32, Content)>,
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

/// A file of the blob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name.
    pub name: Name,
    /// Its bytes, packed.
    pub bytes: Vec<u8>,
}

/// The bytes of a file that has no name yet.
#[derive(Clone, Debug)]
pub struct Content {
    /// A hash of the plain bytes.
    hash: blake3::Hash,
    /// The bytes, plain or packed.
    bytes: Vec<u8>,
    is_packed: bool,
}

impl Content {
    fn plain(bytes: Vec<u8>) -> Self {
        Self {
            hash: blake3::hash(&bytes),
            bytes,
            is_packed: false,
        }
    }

    /// Writes it for [`Content::got`].
    pub(crate) fn put(&self, output: &mut Output) {
        output.bytes(self.hash.as_bytes());
        output.byte(self.is_packed.into());
        output.number(self.bytes.len() as u64);
        output.bytes(&self.bytes);
    }

    /// Reads what [`Content::put`] wrote.
    pub(crate) fn got(input: &mut Input<'_>) -> Option<Self> {
        let hash = input.bytes(blake3::OUT_LEN).ok()?;
        let is_packed = input.byte().ok()? == 1;
        let length = input.count(1).ok()?;
        Some(Self {
            hash: blake3::Hash::from_slice(hash).ok()?,
            bytes: input.bytes(length).ok()?.to_vec(),
            is_packed,
        })
    }

    fn packed(mut self, packer: &mut Packer<'_>) -> Self {
        if !self.is_packed {
            self.bytes = packer.pack_hashed(&self.hash, &self.bytes);
            self.is_packed = true;
        }
        self
    }
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
            terms: 1_000,
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
    let mut fitting = shared.phrases.clone();
    fitting.retain(|(key, _)| key.len() <= LONGEST);
    let limit = grown(sizes.concepts, fitting.iter().map(size).sum());
    let mut rest = &fitting[..];
    while let Some((first, _)) = rest.first() {
        let mut count = chunk(rest, limit, size);
        // A phrase of several concepts stays in one file.
        while count < rest.len() && rest[count].0 == rest[count - 1].0 {
            count += 1;
        }
        let file = Phrases {
            phrases: rest[..count].to_vec(),
        };
        phrases.push((first.clone(), Content::plain(file.to_bytes())));
        rest = &rest[count..];
    }
    out.phrases = named(packed(phrases, None), &mut out.files);
    let mut concepts = Vec::new();
    let mut first = 0;
    let size = |concept: &Concept| concept.names.iter().map(|(_, name)| name.len() + 2).sum();
    for own in chunks(&shared.concepts, sizes.concepts, size) {
        let file = Concepts {
            first,
            concepts: own.to_vec(),
        };
        concepts.push((first, Content::plain(file.to_bytes())));
        first += own.len() as u32;
    }
    out.concepts = named(packed(concepts, None), &mut out.files);
    let facts = vec![((), Content::plain(facts::to_bytes(&shared.facts)))];
    out.facts = named(packed(facts, None), &mut out.files)[0].1;
    out
}

/// Writes the files of a language: its manifest, packed, and the others.
pub fn language(
    index: Index,
    shared: &SharedFiles,
    sizes: &Sizes,
    keeper: Option<&dyn Keeper>,
) -> (Vec<u8>, Vec<File>) {
    let mut files = Vec::new();
    let mut inside = Vec::new();
    let (mut postings, mut positions) = (Vec::new(), Vec::new());
    for file in index.terms {
        postings.push((file.first, file.postings));
        positions.push(((), file.positions));
    }
    let mut endings: Vec<(String, u32)> = index
        .words
        .par_iter()
        .map(|(term, documents)| (term.chars().rev().collect(), *documents))
        .collect();
    endings.par_sort();
    let words = word_files(&index.words, sizes);
    let endings = word_files(&endings, sizes);
    let all = || [&postings, &words, &endings].into_iter().flatten();
    let size: usize = all().map(|(_, file)| file.bytes.len()).sum();
    let is_small = size <= sizes.inside && all().all(|(_, file)| !file.is_packed);
    let mut placed = |keyed: Keyed<String>| match is_small {
        true => named(keyed, &mut inside),
        false => named(packed(keyed, keeper), &mut files),
    };
    let (postings, words, endings) = (placed(postings), placed(words), placed(endings));
    let positions = named(packed(positions, keeper), &mut files);
    let pairs = postings.into_iter().zip(positions);
    let terms = pairs.map(|((first, postings), ((), positions))| {
        let files = TermFiles {
            postings,
            positions,
        };
        (first, files)
    });
    let manifest = Manifest {
        language: index.language,
        tokens: index.tokens,
        questions: index.questions,
        terms: terms.collect(),
        words,
        endings,
        cards: named(index.cards, &mut files),
        texts: named(index.texts, &mut files),
        phrases: shared.phrases.clone(),
        concepts: shared.concepts.clone(),
        facts: shared.facts,
        inside: inside.into_iter().map(|f| (f.name, f.bytes)).collect(),
    };
    (Packer::default().pack(&manifest.to_bytes()), files)
}

/// Files by the first key of each.
type Keyed<K> = Vec<(K, Content)>;

fn packed<K: Send>(files: Keyed<K>, keeper: Option<&dyn Keeper>) -> Keyed<K> {
    files
        .into_par_iter()
        .map_init(
            || Packer::new(keeper),
            |packer, (key, file)| (key, file.packed(packer)),
        )
        .collect()
}

fn word_files(terms: &[(String, u32)], sizes: &Sizes) -> Keyed<String> {
    let size = |(term, _): &(String, u32)| term.len() + 3;
    let limit = grown(sizes.words, terms.iter().map(size).sum());
    let files = chunks(terms, limit, size);
    files
        .map(|own| (own[0].0.clone(), Content::plain(Words::to_bytes(own))))
        .collect()
}

/// The files of the cards of some documents, of which the first has the number `first`; packed.
pub(crate) fn card_files(
    first: u32,
    documents: &[Document],
    sizes: &Sizes,
    packer: &mut Packer<'_>,
) -> Keyed<u32> {
    let size = |document: &Document| {
        let card = &document.card;
        card.title.len() + card.address.len() + card.answer.len()
    };
    document_files(first, documents, sizes.cards, &size, &mut |first, own| {
        let cards = own.iter().map(|document| document.card.clone());
        let cards = cards.collect();
        Content::plain(Cards { first, cards }.to_bytes()).packed(packer)
    })
}

/// The files of the texts of some documents, of which the first has the number `first`; packed.
pub(crate) fn text_files(
    first: u32,
    documents: &[Document],
    sizes: &Sizes,
    packer: &mut Packer<'_>,
) -> Keyed<u32> {
    let size = |document: &Document| {
        let sections = document.sections.iter();
        sections
            .map(|s| s.anchor.len() + s.heading.len() + s.text.len())
            .sum()
    };
    document_files(first, documents, sizes.texts, &size, &mut |first, own| {
        let texts = own.iter().map(|document| &document.sections[..]);
        Content::plain(Texts::to_bytes(first, texts)).packed(packer)
    })
}

/// Files of documents, by the number of the first document of each.
fn document_files(
    mut first: u32,
    documents: &[Document],
    limit: usize,
    size: &dyn Fn(&Document) -> usize,
    content: &mut dyn FnMut(u32, &[Document]) -> Content,
) -> Keyed<u32> {
    let files = chunks(documents, limit, size).map(|own| {
        let file = (first, content(first, own));
        first += own.len() as u32;
        file
    });
    files.collect()
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

/// Items divided into files.
fn chunks<T>(items: &[T], limit: usize, size: impl Fn(&T) -> usize) -> impl Iterator<Item = &[T]> {
    let mut rest = items;
    std::iter::from_fn(move || {
        let (own, after) = rest.split_at(chunk(rest, limit, &size));
        rest = after;
        (!own.is_empty()).then_some(own)
    })
}

/// Names files, group by group, and puts them aside.
fn named<K>(keyed: Keyed<K>, files: &mut Vec<File>) -> Vec<(K, Name)> {
    let mut table = Vec::with_capacity(keyed.len());
    let mut keyed = keyed.into_iter().peekable();
    while keyed.peek().is_some() {
        let group: Keyed<K> = keyed.by_ref().take(GROUP).collect();
        let mut hasher = blake3::Hasher::new();
        for (_, content) in &group {
            hasher.update(content.hash.as_bytes());
        }
        let mut first = [0; 8];
        first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
        let base = Name(u64::from_le_bytes(first)).of_group();
        for (number, (key, content)) in group.into_iter().enumerate() {
            let name = base.in_group(number);
            let bytes = content.bytes;
            files.push(File { name, bytes });
            table.push((key, name));
        }
    }
    table
}
