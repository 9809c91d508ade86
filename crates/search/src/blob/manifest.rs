//! The manifest of a language: its statistics, and which file holds what.
//!
//! After the head: the language's tag; the number of documents; for each field its number of tokens; the
//! documents' question numbers; the tables of files, each with the first key of every file and the name of the first
//! file of every group (positions have no keys of their own); the name of the facts; then, in a tiny book, the files
//! themselves.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::codec::{Input, Output};
use super::{Corrupt, FIELDS, GROUP, Kind, Name};

/// The manifest of a language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// BCP 47 tag.
    pub language: String,
    /// How many tokens each field has over all documents.
    pub tokens: [u64; FIELDS],
    /// The number of each document's question, which all languages share; ascending.
    pub questions: Vec<u32>,
    /// Files of terms, by the first term of each.
    pub terms: Vec<(String, TermFiles)>,
    /// Files of words, by the first term of each.
    pub words: Vec<(String, Name)>,
    /// Files of reversed words, by the first reversed term of each.
    pub endings: Vec<(String, Name)>,
    /// Files of cards, by the first document of each.
    pub cards: Vec<(u32, Name)>,
    /// Files of texts, by the first document of each.
    pub texts: Vec<(u32, Name)>,
    /// Files of the glossary's phrases, by the first key of each.
    pub phrases: Vec<(String, Name)>,
    /// Files of the glossary's concepts, by the number of the first concept of each.
    pub concepts: Vec<(u32, Name)>,
    /// The file of facts.
    pub facts: Name,
    /// Files that stand in the manifest itself.
    pub inside: Vec<(Name, Vec<u8>)>,
}

/// A range of terms: its postings, and where the terms stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TermFiles {
    /// The postings.
    pub postings: Name,
    /// The positions.
    pub positions: Name,
}

impl Manifest {
    /// Reads a manifest.
    ///
    /// # Errors
    /// If it is none.
    pub fn read(bytes: &[u8]) -> Result<Self, Corrupt> {
        let mut input = Input::file(bytes, Kind::Manifest)?;
        let language = input.text()?.to_owned();
        let mut tokens = [0; FIELDS];
        for count in &mut tokens {
            *count = input.number()?;
        }
        let questions = ascending(&mut input)?;
        let terms = by_text(&mut input)?;
        let positions = names(&mut input, terms.len())?;
        let pairs = terms.into_iter().zip(positions);
        let terms = pairs.map(|((first, postings), positions)| {
            let files = TermFiles {
                postings,
                positions,
            };
            (first, files)
        });
        let terms = terms.collect();
        let words = by_text(&mut input)?;
        let endings = by_text(&mut input)?;
        let cards = by_number(&mut input)?;
        let texts = by_number(&mut input)?;
        let phrases = by_text(&mut input)?;
        let concepts = by_number(&mut input)?;
        let facts = Name(input.fixed()?);
        let mut inside = Vec::new();
        for _ in 0..input.count(9)? {
            let name = Name(input.fixed()?);
            let length = input.count(1)?;
            inside.push((name, input.bytes(length)?.to_vec()));
        }
        Ok(Self {
            language,
            tokens,
            questions,
            terms,
            words,
            endings,
            cards,
            texts,
            phrases,
            concepts,
            facts,
            inside,
        })
    }

    /// The manifest as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut output = Output::file(Kind::Manifest);
        output.text(&self.language);
        self.tokens.iter().for_each(|count| output.number(*count));
        write_ascending(&mut output, &self.questions);
        let postings = self
            .terms
            .iter()
            .map(|(first, files)| (first.clone(), files.postings));
        write_by_text(&mut output, &postings.collect::<Vec<_>>());
        write_names(
            &mut output,
            self.terms.iter().map(|(_, files)| files.positions),
        );
        write_by_text(&mut output, &self.words);
        write_by_text(&mut output, &self.endings);
        write_by_number(&mut output, &self.cards);
        write_by_number(&mut output, &self.texts);
        write_by_text(&mut output, &self.phrases);
        write_by_number(&mut output, &self.concepts);
        output.fixed(self.facts.0);
        output.number(self.inside.len() as u64);
        for (name, bytes) in &self.inside {
            output.fixed(name.0);
            output.number(bytes.len() as u64);
            output.bytes(bytes);
        }
        output.into_bytes()
    }

    /// How many documents there are.
    pub fn count(&self) -> u32 {
        // Question numbers are 32-bit and ascending, so there are no more of them.
        self.questions.len() as u32
    }
}

/// Which entry of a table covers a key: the last one that does not begin after it.
pub fn covering<K: Ord + ?Sized, O: alloc::borrow::Borrow<K>, V>(
    table: &[(O, V)],
    key: &K,
) -> Option<usize> {
    table
        .partition_point(|(first, _)| first.borrow() <= key)
        .checked_sub(1)
}

/// Ascending numbers: how many there are, and what each adds to the one before it, less one.
fn ascending(input: &mut Input<'_>) -> Result<Vec<u32>, Corrupt> {
    let count = input.count(1)?;
    let mut numbers = Vec::with_capacity(count);
    let mut next = 0u32;
    for _ in 0..count {
        let number = next.checked_add(input.small()?).ok_or(Corrupt)?;
        numbers.push(number);
        next = number.checked_add(1).ok_or(Corrupt)?;
    }
    Ok(numbers)
}

fn write_ascending(output: &mut Output, numbers: &[u32]) {
    output.number(numbers.len() as u64);
    let mut next = 0;
    for number in numbers {
        output.number(u64::from(number - next));
        next = number + 1;
    }
}

/// A table of files: their first keys, then the names.
fn by_text(input: &mut Input<'_>) -> Result<Vec<(String, Name)>, Corrupt> {
    let count = input.count(2)?;
    let mut keys = Vec::with_capacity(count);
    let mut before = String::new();
    for _ in 0..count {
        before = input.sorted(&before)?;
        keys.push(before.clone());
    }
    let names = names(input, count)?;
    Ok(keys.into_iter().zip(names).collect())
}

fn write_by_text(output: &mut Output, table: &[(String, Name)]) {
    output.number(table.len() as u64);
    let mut before = "";
    for (first, _) in table {
        output.sorted(before, first);
        before = first;
    }
    write_names(output, table.iter().map(|(_, name)| *name));
}

fn by_number(input: &mut Input<'_>) -> Result<Vec<(u32, Name)>, Corrupt> {
    let count = input.count(1)?;
    let mut keys = Vec::with_capacity(count);
    let mut first = 0u32;
    for _ in 0..count {
        first = first.checked_add(input.small()?).ok_or(Corrupt)?;
        keys.push(first);
    }
    let names = names(input, count)?;
    Ok(keys.into_iter().zip(names).collect())
}

fn write_by_number(output: &mut Output, table: &[(u32, Name)]) {
    output.number(table.len() as u64);
    let mut before = 0;
    for (first, _) in table {
        output.number(u64::from(first - before));
        before = *first;
    }
    write_names(output, table.iter().map(|(_, name)| *name));
}

/// The names of files, of which only the first of each group is written.
fn names(input: &mut Input<'_>, count: usize) -> Result<Vec<Name>, Corrupt> {
    let mut names = Vec::with_capacity(count);
    for number in 0..count {
        let name = match number % GROUP {
            0 => Name(input.fixed()?),
            in_group => names[number - in_group],
        };
        names.push(name.in_group(number));
    }
    Ok(names)
}

fn write_names(output: &mut Output, names: impl Iterator<Item = Name>) {
    for name in names.step_by(GROUP) {
        output.fixed(name.0);
    }
}
