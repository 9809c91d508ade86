//! Texts → the index of a language, with tantivy. Native only.
//!
//! tantivy is given the terms of [`crate::tokens`], so that it never analyses anything itself, and what it made of
//! them is read back: terms, postings with frequencies and positions, and its one-byte norms. One thread and one
//! segment, so that the same texts always make the same index.

use std::collections::BTreeMap;

use tantivy::directory::RamDirectory;
use tantivy::postings::Postings as _;
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{
    DocSet, Index as Tantivy, InvertedIndexReader, TERMINATED, TantivyDocument, TantivyError,
};

use crate::blob::cards::Card;
use crate::blob::positions::term_to_bytes;
use crate::blob::terms::{Posting, postings_to_bytes};
use crate::blob::texts::Section;
use crate::blob::write::{Document, Index, Term};
use crate::blob::{ANSWER, FIELDS, HEADINGS, TITLE};
use crate::bm25::rarity;
use crate::stem::Stemmer;
use crate::tokens::tokens;

/// The memory that tantivy may use before it writes a segment: more than any book's language needs, since what it
/// would write is memory too.
const MEMORY_BYTES: usize = 1 << 28;

/// A question as it is indexed.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// Its number in the book.
    pub number: u32,
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
    /// The text of a field, line by line.
    fn field(&self, field: usize) -> String {
        let join = |texts: Vec<&str>| texts.join("\n");
        match field {
            TITLE => self.title.clone(),
            ANSWER => self.answer.clone(),
            HEADINGS => join(
                self.sections
                    .iter()
                    .map(|section| section.heading.as_str())
                    .collect(),
            ),
            _ => join(
                self.sections
                    .iter()
                    .map(|section| section.text.as_str())
                    .collect(),
            ),
        }
    }

    /// The question as results show it.
    fn document(&self) -> Document {
        Document {
            question: self.number,
            card: Card {
                title: self.title.clone(),
                address: self.address.clone(),
                topic: self.topic.clone(),
                answer: self.answer.clone(),
                level: self.level,
                kind: self.kind,
            },
            sections: self.sections.clone(),
        }
    }
}

/// A tantivy index with its fields: for the exporter, and as the reference in tests.
pub struct Made {
    /// The index.
    pub tantivy: Tantivy,
    /// Its fields, in the order of the blob.
    pub fields: [Field; FIELDS],
}

/// Makes the tantivy index of a language. Questions ascend by number.
///
/// # Errors
/// If tantivy fails, which it has no reason to: it writes to memory.
pub fn tantivy_index(questions: &[Question], stemmer: Stemmer) -> Result<Made, TantivyError> {
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("raw")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let options = TextOptions::default().set_indexing_options(indexing);
    let fields = ["title", "answer", "headings", "body"]
        .map(|name| schema.add_text_field(name, options.clone()));
    let mut writer = Tantivy::builder()
        .schema(schema.build())
        .single_segment_index_writer::<TantivyDocument>(RamDirectory::create(), MEMORY_BYTES)?;
    for question in questions {
        let mut document = TantivyDocument::new();
        for (number, field) in fields.iter().enumerate() {
            document
                .add_pre_tokenized_text(*field, pre_tokenized(&question.field(number), stemmer));
        }
        writer.add_document(document)?;
    }
    Ok(Made {
        tantivy: writer.finalize()?,
        fields,
    })
}

/// The terms of a text; phrases do not go over the end of a line.
fn pre_tokenized(text: &str, stemmer: Stemmer) -> PreTokenizedString {
    let mut all = Vec::new();
    let mut first = 0;
    for line in text.lines() {
        let found = tokens(line, stemmer);
        let next = found
            .last()
            .map_or(first, |token| first + token.position as usize + 2);
        all.extend(found.into_iter().map(|token| Token {
            offset_from: token.span.start,
            offset_to: token.span.end,
            position: first + token.position as usize,
            text: token.term,
            position_length: 1,
        }));
        first = next;
    }
    PreTokenizedString {
        text: String::new(),
        tokens: all,
    }
}

// Long because the dictionaries of all fields are walked side by side, which is one thought.
/// Reads a tantivy index back, term by term over all fields.
///
/// # Errors
/// If tantivy fails.
pub fn export(made: &Made, language: &str, questions: &[Question]) -> Result<Index, TantivyError> {
    let mut index = Index {
        language: language.to_owned(),
        documents: questions.iter().map(Question::document).collect(),
        ..Index::default()
    };
    let searcher = made.tantivy.reader()?.searcher();
    // One writer that never merges makes one segment, or none of nothing.
    let Some(segment) = searcher.segment_readers().first() else {
        return Ok(index);
    };
    let mut fields = Vec::with_capacity(FIELDS);
    for (number, field) in made.fields.iter().enumerate() {
        let inverted = segment.inverted_index(*field)?;
        index.tokens[number] = inverted.total_num_tokens();
        fields.push((inverted, segment.get_fieldnorms_reader(*field)?));
    }
    let weights = title_weights(&fields[TITLE].0, questions.len())?;
    let mut streams = Vec::with_capacity(FIELDS);
    for (inverted, _) in &fields {
        let mut stream = inverted.terms().stream()?;
        let has_term = stream.advance();
        streams.push((stream, has_term));
    }
    loop {
        let open = streams.iter().filter(|(_, has_term)| *has_term);
        let Some(term) = open
            .map(|(stream, _)| stream.key())
            .min()
            .map(<[u8]>::to_vec)
        else {
            return Ok(index);
        };
        let mut documents: BTreeMap<u32, (Posting, [Vec<u32>; FIELDS])> = BTreeMap::new();
        for (number, (stream, has_term)) in streams.iter_mut().enumerate() {
            if !*has_term || stream.key() != term {
                continue;
            }
            let (inverted, norms) = &fields[number];
            let option = IndexRecordOption::WithFreqsAndPositions;
            let mut postings = inverted.read_postings_from_terminfo(stream.value(), option)?;
            let mut document = postings.doc();
            while document != TERMINATED {
                let (posting, positions) = documents.entry(document).or_default();
                posting.document = document;
                posting.frequencies[number] = postings.term_freq();
                posting.norms[number] = norms.fieldnorm_id(document);
                if number == TITLE {
                    posting.title_weight = weights[document as usize];
                }
                postings.positions(&mut positions[number]);
                document = postings.advance();
            }
            *has_term = stream.advance();
        }
        let (postings, positions): (Vec<_>, Vec<_>) = documents.into_values().unzip();
        index.terms.push(Term {
            text: String::from_utf8_lossy(&term).into_owned(),
            documents: postings.len() as u32,
            postings: postings_to_bytes(&postings),
            positions: term_to_bytes(&positions),
        });
    }
}

/// For each document how much all terms of its title weigh, in quarters of their rarity among titles.
fn title_weights(titles: &InvertedIndexReader, count: usize) -> Result<Vec<u8>, TantivyError> {
    let mut weights = vec![0.0f32; count];
    let mut stream = titles.terms().stream()?;
    while stream.advance() {
        let rarity = rarity(stream.value().doc_freq, count as u32);
        let mut postings =
            titles.read_postings_from_terminfo(stream.value(), IndexRecordOption::Basic)?;
        let mut document = postings.doc();
        while document != TERMINATED {
            weights[document as usize] += rarity;
            document = postings.advance();
        }
    }
    let quarters = weights.into_iter().map(|weight| (weight * 4.0).round());
    Ok(quarters.map(|weight| weight.min(255.0) as u8).collect())
}

/// Makes the index of a language: [`tantivy_index`], then [`export`].
///
/// # Errors
/// If tantivy fails.
pub fn index(questions: &[Question], language: &str) -> Result<Index, TantivyError> {
    let made = tantivy_index(questions, Stemmer::of(language))?;
    export(&made, language, questions)
}
