//! Texts → the index of a language. Native only.
//!
//! Questions are read, cut into terms and forgotten again, some hundred at a time on each thread: what is kept of
//! them is their part of the index. Then the parts are joined, term by term. How the questions are divided does not
//! depend on the number of threads, so the same texts always make the same index.
//!
//! The statistics are those of tantivy, which the tests hold this index against: lengths of fields as one-byte norms,
//! positions that go on over the lines of a field.

mod kept;
mod part;

use rayon::prelude::*;

use crate::blob::cards::Card;
use crate::blob::codec::{Input, LONGEST};
use crate::blob::terms::{Posting, postings_to_bytes};
use crate::blob::texts::Section;
use crate::blob::write::{Document, Index, Sizes, Term, TermWriter};
use crate::blob::{ANSWER, HEADINGS, TITLE};
use crate::bm25::rarity;
use crate::keeper::Keeper;
use crate::stem::Stemmer;
use crate::tokens::{Found, each};
use part::Part;

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
    /// Who keeps parts of the index from one time to the next; `None` if all are to be made.
    pub earlier: Option<Earlier<'q>>,
}

impl<'q> Questions<'q> {
    /// Who keeps parts of the index and what was packed.
    pub(crate) fn keeper(&self) -> Option<&'q dyn Keeper> {
        self.earlier.as_ref().map(|earlier| earlier.keeper)
    }
}

/// What is known of an earlier index.
pub struct Earlier<'q> {
    /// A hash of all that the question of a number is read from.
    pub inputs: Box<dyn Fn(u32) -> [u8; 32] + Sync + 'q>,
    /// Who keeps parts.
    pub keeper: &'q dyn Keeper,
}

/// Makes the index of a language.
pub fn index(questions: &Questions<'_>, sizes: &Sizes) -> Index {
    let stemmer = Stemmer::of(&questions.language);
    let parts = questions.numbers.par_chunks(PART).enumerate();
    let parts = parts.map(|(number, numbers)| {
        let first = (number * PART) as u32;
        let make = || {
            let read = numbers.iter().map(|number| (questions.read)(*number));
            Part::new(first, read.collect(), stemmer, sizes)
        };
        let Some(earlier) = &questions.earlier else {
            return make();
        };
        let inputs = numbers.iter().map(|number| (earlier.inputs)(*number));
        let key = kept::key(&questions.language, first, inputs, sizes);
        let known = earlier.keeper.get(&key);
        let known = known.and_then(|bytes| Part::from_bytes(&bytes));
        known.unwrap_or_else(|| {
            let part = make();
            earlier.keeper.keep(&key, &part.to_bytes());
            part
        })
    });
    joined(questions, parts.collect(), sizes)
}

/// A term in a part. In the order of the fields terms are in that of their texts, as far as the beginnings tell.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    /// The first eight bytes of the term, with zeros behind a shorter one.
    beginning: [u8; 8],
    /// The number of the part.
    part: u32,
    /// The number of the term in the part.
    at: u32,
}

impl Entry {
    fn new(part: u32, at: u32, text: &[u8]) -> Self {
        let mut beginning = [0; 8];
        let length = text.len().min(8);
        beginning[..length].copy_from_slice(&text[..length]);
        Self {
            beginning,
            part,
            at,
        }
    }
}

/// How many terms are joined at a time.
const BLOCK: usize = 1 << 13;

fn text<'p>(parts: &'p [Part], entry: &Entry) -> &'p [u8] {
    parts[entry.part as usize].terms.get(entry.at as usize)
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
        terms.map(move |at| Entry::new(number, at, part.terms.get(at as usize)))
    });
    let mut entries: Vec<Entry> = entries.collect();
    entries.par_sort_unstable_by(|a, b| {
        let by_text = || text(&parts, a).cmp(text(&parts, b));
        let by_beginning = a.beginning.cmp(&b.beginning);
        by_beginning.then_with(by_text).then(a.cmp(b))
    });
    let is_same =
        |a: &Entry, b: &Entry| a.beginning == b.beginning && text(&parts, a) == text(&parts, b);
    let groups = entries.chunk_by(is_same);
    let groups: Vec<&[Entry]> = groups.collect();
    let weights = title_weights(&parts, &groups, index.questions.len());
    let mut files = TermWriter::new(total, sizes, questions.keeper());
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
    for entry in group {
        let (part, at) = (&parts[entry.part as usize], entry.at as usize);
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
        for entry in *group {
            numbers[entry.part as usize][entry.at as usize] = number;
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
