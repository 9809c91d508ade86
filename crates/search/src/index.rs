//! Texts → the index of a language. Native only.
//!
//! Questions are read, cut into terms and forgotten again, some hundred at a time on each thread: what is kept of
//! them is their part of the index. Then the parts are joined, term by term. How the questions are divided does not
//! depend on the number of threads, so the same texts always make the same index.
//!
//! The statistics are those of tantivy, which the tests hold this index against: lengths of fields as one-byte norms,
//! positions that go on over the lines of a field.

use hashbrown::HashMap;
use rayon::prelude::*;

use crate::blob::cards::Card;
use crate::blob::codec::{Input, LONGEST, Output};
use crate::blob::pack::Packer;
use crate::blob::terms::{Posting, postings_to_bytes};
use crate::blob::texts::Section;
use crate::blob::write::{
    Content, Document, Index, Sizes, Term, TermWriter, card_files, text_files,
};
use crate::blob::{ANSWER, FIELDS, HEADINGS, TITLE};
use crate::bm25::{norm, rarity};
use crate::stem::Stemmer;
use crate::tokens::{Found, each};

/// How many questions make a part: enough to share their vocabulary, few enough to be held by every thread.
const PART: usize = 256;

/// A question as it is indexed.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// The address of its page, relative to the site's root.
    pub address: String,
    /// Its title.
    pub title: String,
    /// The title of its topic.
    pub topic: String,
    /// The position of its level in book.toml, from 1; 0 if it has none.
    pub level: u8,
    /// The position of its kind: open, quiz, task, coding, behavioural.
    pub kind: u8,
    /// Its short answer, or what is asked.
    pub answer: String,
    /// What follows: the first is what stands before any heading. Paragraphs and lines of code each on a line.
    pub sections: Vec<Section>,
}

impl Question {
    /// The texts of a field, each of one line or several.
    pub fn texts(&self, field: usize) -> Vec<&str> {
        let sections = self.sections.iter();
        match field {
            TITLE => vec![&self.title],
            ANSWER => vec![&self.answer],
            HEADINGS => sections.map(|section| &*section.heading).collect(),
            _ => sections.map(|section| &*section.text).collect(),
        }
    }

    fn into_document(self) -> Document {
        Document {
            card: Card {
                title: self.title,
                address: self.address,
                topic: self.topic,
                answer: self.answer,
                level: self.level,
                kind: self.kind,
            },
            sections: self.sections,
        }
    }
}

/// Visits what the terms of a field are made of, without what is too long for the blob, with positions: between two
/// lines is a gap, so that no phrase goes over the end of a line.
pub fn each_of_field(texts: &[&str], visit: &mut dyn FnMut(Found<'_>, u32)) {
    let mut first = 0;
    for line in texts.iter().flat_map(|text| text.lines()) {
        let mut next = first;
        each(line, &mut |found, position, _| {
            next = first + position + 2;
            let (Found::Word(text) | Found::Whole(text)) = found;
            if text.len() <= LONGEST {
                visit(found, first + position);
            }
        });
        first = next;
    }
}

/// The questions of a language: their numbers in the book, ascending, and how each is read.
pub struct Questions<'q> {
    /// BCP 47 tag of the language.
    pub language: String,
    /// The numbers.
    pub numbers: Vec<u32>,
    /// Reads the question of a number; asked for once, on any thread.
    pub read: Box<dyn Fn(u32) -> Question + Sync + 'q>,
}

/// Makes the index of a language.
pub fn index(questions: &Questions<'_>, sizes: &Sizes) -> Index {
    let stemmer = Stemmer::of(&questions.language);
    let parts = questions.numbers.par_chunks(PART).enumerate();
    let parts = parts.map(|(number, numbers)| {
        let first = (number * PART) as u32;
        let read = numbers.iter().map(|number| (questions.read)(*number));
        Part::new(first, read.collect(), stemmer, sizes)
    });
    joined(questions, parts.collect(), sizes)
}

/// Lists of bytes, one after the other.
#[derive(Default)]
struct Lists {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Lists {
    fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        self.ends.push(self.bytes.len());
    }

    fn get(&self, at: usize) -> &[u8] {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start..self.ends[at]]
    }
}

/// What is kept of some questions.
struct Part {
    /// The number of the first document.
    first: u32,
    /// How many tokens each field has.
    tokens: [u64; FIELDS],
    /// The norms of each document's fields.
    norms: Vec<[u8; FIELDS]>,
    /// The terms, ascending.
    terms: Lists,
    /// For each term its documents, as what each adds to the one before it, each with its frequencies by field.
    postings: Lists,
    /// For each term where it stands, as [`crate::blob::positions`] has it.
    positions: Lists,
    /// For each document the terms of its title, ascending, each once.
    titles: Vec<Vec<u32>>,
    cards: Vec<(u32, Content)>,
    texts: Vec<(u32, Content)>,
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
    fn new(first: u32, questions: Vec<Question>, stemmer: Stemmer, sizes: &Sizes) -> Self {
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

/// A term in a part, by the numbers of the part and of the term in it.
type Entry = (u32, u32);

/// How many terms are joined at a time.
const BLOCK: usize = 1 << 13;

fn text<'p>(parts: &'p [Part], (part, at): &Entry) -> &'p [u8] {
    parts[*part as usize].terms.get(*at as usize)
}

/// Joins the parts.
fn joined(questions: &Questions<'_>, mut parts: Vec<Part>, sizes: &Sizes) -> Index {
    let mut index = Index {
        language: questions.language.clone(),
        questions: questions.numbers.clone(),
        ..Index::default()
    };
    let mut total = 0;
    for part in &mut parts {
        for (all, own) in index.tokens.iter_mut().zip(part.tokens) {
            *all += own;
        }
        index.cards.append(&mut part.cards);
        index.texts.append(&mut part.texts);
        total += part.terms.bytes.len() + part.postings.bytes.len();
    }
    let entries = (0..).zip(&parts).flat_map(|(number, part)| {
        let terms = 0..part.terms.ends.len() as u32;
        terms.map(move |at| (number, at))
    });
    let mut entries: Vec<Entry> = entries.collect();
    entries.par_sort_unstable_by(|a, b| {
        let by_text = text(&parts, a).cmp(text(&parts, b));
        by_text.then(a.cmp(b))
    });
    let groups = entries.chunk_by(|a, b| text(&parts, a) == text(&parts, b));
    let groups: Vec<&[Entry]> = groups.collect();
    let weights = title_weights(&parts, &groups, index.questions.len());
    let mut files = TermWriter::new(total, sizes);
    for block in groups.chunks(BLOCK) {
        let terms = block.par_iter().map(|group| term(&parts, group, &weights));
        files.add(terms.collect());
    }
    (index.terms, index.words) = files.finish();
    index
}

/// A term over all parts.
fn term(parts: &[Part], group: &[Entry], weights: &[u8]) -> Term {
    let mut postings = Vec::new();
    let mut positions = Vec::new();
    for (number, at) in group {
        let (part, at) = (&parts[*number as usize], *at as usize);
        positions.extend_from_slice(part.positions.get(at));
        let mut input = Input::new(part.postings.get(at));
        let mut next = 0;
        // What was written above is read again, so it is not damaged.
        while let Ok(add) = input.small() {
            let local = next + add;
            next = local + 1;
            let frequencies = std::array::from_fn(|_| input.small().unwrap_or(0));
            let document = part.first + local;
            let own = part.norms[local as usize];
            postings.push(Posting {
                document,
                frequencies,
                norms: std::array::from_fn(|field| match frequencies[field] {
                    0 => 0,
                    _ => own[field],
                }),
                title_weight: match frequencies[TITLE] {
                    0 => 0,
                    _ => weights[document as usize],
                },
            });
        }
    }
    Term {
        text: String::from_utf8_lossy(text(parts, &group[0])).into_owned(),
        documents: postings.len() as u32,
        postings: postings_to_bytes(&postings),
        positions,
    }
}

/// For each document how much all terms of its title weigh, in quarters of their rarity among titles.
fn title_weights(parts: &[Part], groups: &[&[Entry]], count: usize) -> Vec<u8> {
    let counts = parts.iter().map(|part| part.terms.ends.len());
    let mut numbers: Vec<Vec<u32>> = counts.map(|count| vec![0; count]).collect();
    for (number, group) in (0..).zip(groups) {
        for (part, at) in *group {
            numbers[*part as usize][*at as usize] = number;
        }
    }
    let terms_of = |part: usize, title: &[u32]| -> Vec<usize> {
        let terms = title.iter();
        terms
            .map(|term| numbers[part][*term as usize] as usize)
            .collect()
    };
    let mut documents = vec![0; groups.len()];
    for (number, part) in parts.iter().enumerate() {
        for title in &part.titles {
            for term in terms_of(number, title) {
                documents[term] += 1;
            }
        }
    }
    let mut weights = Vec::with_capacity(count);
    for (number, part) in parts.iter().enumerate() {
        for title in &part.titles {
            let rarities = terms_of(number, title).into_iter();
            let weight: f32 = rarities
                .map(|term| rarity(documents[term], count as u32))
                .sum();
            weights.push((weight * 4.0).round().min(255.0) as u8);
        }
    }
    weights
}
