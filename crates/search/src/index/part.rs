//! Some questions of a language → their part of its index.
//!
//! In come questions as they are indexed, out goes what is kept of them: terms with their places, cards and texts
//! packed. A part depends on its own questions alone, so it can be kept from one time to the next ([`super::kept`]).

use hashbrown::HashMap;

use super::{Question, each_of_field};
use crate::blob::FIELDS;
use crate::blob::TITLE;
use crate::blob::codec::Output;
use crate::blob::pack::Packer;
use crate::blob::write::{Content, Document, Sizes, card_files, text_files};
use crate::bm25::norm;
use crate::stem::Stemmer;
use crate::tokens::Found;

/// Lists of bytes, one after the other.
#[derive(Default)]
pub(super) struct Lists {
    pub(super) bytes: Vec<u8>,
    pub(super) ends: Vec<usize>,
}

impl Lists {
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        self.ends.push(self.bytes.len());
    }

    pub(super) fn get(&self, at: usize) -> &[u8] {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start..self.ends[at]]
    }
}

/// What is kept of some questions.
pub(super) struct Part {
    /// The number of the first document.
    pub(super) first: u32,
    /// How many tokens each field has.
    pub(super) tokens: [u64; FIELDS],
    /// The norms of each document's fields.
    pub(super) norms: Vec<[u8; FIELDS]>,
    /// The terms, ascending.
    pub(super) terms: Lists,
    /// For each term its documents, as what each adds to the one before it, each with its frequencies by field.
    pub(super) postings: Lists,
    /// For each term where it stands, as [`crate::blob::positions`] has it.
    pub(super) positions: Lists,
    /// For each document the terms of its title, ascending, each once.
    pub(super) titles: Vec<Vec<u32>>,
    pub(super) cards: Vec<(u32, Content)>,
    pub(super) texts: Vec<(u32, Content)>,
}

/// A term's place in a part: the document, the field and the position.
#[derive(Clone, Copy)]
struct Occurrence {
    term: u32,
    document: u16,
    field: u16,
    position: u32,
}

/// The terms of a part, numbered as they are met.
#[derive(Default)]
struct Vocabulary {
    numbers: HashMap<Box<str>, u32>,
    /// The terms that words have for their stems: words come again and again.
    of_words: HashMap<Box<str>, u32>,
}

impl Vocabulary {
    fn number(&mut self, found: &Found<'_>, stemmer: Stemmer) -> u32 {
        match *found {
            Found::Whole(whole) => self.of_term(whole),
            Found::Word(word) => {
                if let Some(number) = self.of_words.get(word) {
                    return *number;
                }
                let number = self.of_term(&stemmer.stem(word));
                self.of_words.insert(word.into(), number);
                number
            }
        }
    }

    fn of_term(&mut self, term: &str) -> u32 {
        if let Some(number) = self.numbers.get(term) {
            return *number;
        }
        let number = self.numbers.len() as u32;
        self.numbers.insert(term.into(), number);
        number
    }
}

impl Part {
    pub(super) fn new(
        first: u32,
        questions: Vec<Question>,
        stemmer: Stemmer,
        sizes: &Sizes,
    ) -> Self {
        let mut vocabulary = Vocabulary::default();
        let mut occurrences = Vec::new();
        let mut tokens = [0; FIELDS];
        let mut norms = Vec::with_capacity(questions.len());
        for (document, question) in (0..).zip(&questions) {
            norms.push(std::array::from_fn(|field| {
                let before = occurrences.len();
                each_of_field(&question.texts(field), &mut |found, position| {
                    occurrences.push(Occurrence {
                        term: vocabulary.number(&found, stemmer),
                        document,
                        field: field as u16,
                        position,
                    });
                });
                let length = occurrences.len() - before;
                tokens[field] += length as u64;
                norm(u32::try_from(length).unwrap_or(u32::MAX))
            }));
        }
        let (terms, occurrences) = by_term(vocabulary, occurrences);
        let mut titles = vec![Vec::new(); questions.len()];
        let (mut postings, mut positions) = (Lists::default(), Lists::default());
        for of_term in occurrences.chunk_by(|a, b| a.term == b.term) {
            for of_title in of_term.iter().filter(|o| usize::from(o.field) == TITLE) {
                let title: &mut Vec<u32> = &mut titles[usize::from(of_title.document)];
                if title.last() != Some(&of_title.term) {
                    title.push(of_title.term);
                }
            }
            postings.push(&postings_of(of_term));
            positions.push(&positions_of(of_term));
        }
        let documents: Vec<Document> = questions.into_iter().map(Question::into_document).collect();
        let mut packer = Packer::default();
        Self {
            first,
            tokens,
            norms,
            terms,
            postings,
            positions,
            titles,
            cards: card_files(first, &documents, sizes, &mut packer),
            texts: text_files(first, &documents, sizes, &mut packer),
        }
    }
}

/// The terms in order, and their occurrences, term by term, each with the new number of its term.
fn by_term(vocabulary: Vocabulary, found: Vec<Occurrence>) -> (Lists, Vec<Occurrence>) {
    // Sorted right after it is listed: the order of a map never shows.
    let mut terms: Vec<(Box<str>, u32)> = vocabulary.numbers.into_iter().collect();
    terms.sort_unstable();
    let mut places = vec![0; terms.len()];
    for (place, (_, number)) in (0..).zip(&terms) {
        places[*number as usize] = place;
    }
    let mut starts = vec![0; terms.len() + 1];
    for occurrence in &found {
        starts[places[occurrence.term as usize] as usize + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut sorted = found.clone();
    for mut occurrence in found {
        occurrence.term = places[occurrence.term as usize];
        let start: &mut usize = &mut starts[occurrence.term as usize];
        sorted[*start] = occurrence;
        *start += 1;
    }
    let mut texts = Lists::default();
    for (term, _) in terms {
        texts.push(term.as_bytes());
    }
    (texts, sorted)
}

/// A term's documents in a part with its frequencies.
fn postings_of(occurrences: &[Occurrence]) -> Vec<u8> {
    let mut output = Output::default();
    let mut next = 0;
    for of_document in occurrences.chunk_by(|a, b| a.document == b.document) {
        let document = of_document[0].document;
        output.number(u64::from(document - next));
        next = document + 1;
        let mut frequencies = [0; FIELDS];
        for occurrence in of_document {
            frequencies[usize::from(occurrence.field)] += 1;
        }
        frequencies.iter().for_each(|count| output.number(*count));
    }
    output.into_bytes()
}

/// Where a term stands in a part.
fn positions_of(occurrences: &[Occurrence]) -> Vec<u8> {
    let mut output = Output::default();
    let place = |o: &Occurrence| (o.document, o.field);
    for of_field in occurrences.chunk_by(|a, b| place(a) == place(b)) {
        let mut last = 0;
        for occurrence in of_field {
            output.number(u64::from(occurrence.position - last));
            last = occurrence.position;
        }
    }
    output.into_bytes()
}
