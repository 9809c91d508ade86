//! tantivy's index of the terms that ours is made of: what it is held against.
#![allow(unreachable_pub, reason = "tests of another crate use it too")]

use answerbook_search::blob::FIELDS;
use answerbook_search::index::{Question, each_of_field};
use answerbook_search::stem::Stemmer;
use answerbook_search::tokens::Found;
use tantivy::directory::RamDirectory;
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{Index, TantivyDocument};

/// An index of one segment, so that documents keep their numbers.
pub struct Made {
    /// The index.
    pub tantivy: Index,
    /// Its fields, in the order of the blob.
    pub fields: [Field; FIELDS],
}

impl Made {
    /// Makes the index of some questions.
    pub fn new(questions: &[Question], stemmer: Stemmer) -> Self {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let options = TextOptions::default().set_indexing_options(indexing);
        let fields = ["title", "answer", "headings", "body"]
            .map(|name| schema.add_text_field(name, options.clone()));
        let mut writer = Index::builder()
            .schema(schema.build())
            .single_segment_index_writer::<TantivyDocument>(RamDirectory::create(), 1 << 26)
            .unwrap();
        for question in questions {
            let mut document = TantivyDocument::new();
            for (field, terms) in fields.iter().zip(terms(question, stemmer)) {
                document.add_pre_tokenized_text(*field, terms);
            }
            writer.add_document(document).unwrap();
        }
        Self {
            tantivy: writer.finalize().unwrap(),
            fields,
        }
    }
}

/// The terms of each field, as tantivy is given them.
pub fn terms(question: &Question, stemmer: Stemmer) -> [PreTokenizedString; FIELDS] {
    std::array::from_fn(|field| {
        let mut terms = PreTokenizedString {
            text: String::new(),
            tokens: Vec::new(),
        };
        each_of_field(&question.texts(field), &mut |found, position| {
            terms.tokens.push(Token {
                position: position as usize,
                text: match found {
                    Found::Word(word) => stemmer.stem(word).into_owned(),
                    Found::Whole(whole) => whole.to_owned(),
                },
                ..Token::default()
            });
        });
        terms
    })
}
