//! An index that is made with parts of an earlier one is the same index.
#![cfg(feature = "build")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;
use std::sync::Mutex;

use answerbook_search::blob::texts::Section;
use answerbook_search::blob::write::{Shared, Sizes};
use answerbook_search::index::{Earlier, Keeper, Question, Questions};
use answerbook_search::library::Library;

/// More than two parts hold.
const COUNT: u32 = 700;

#[derive(Default)]
struct Memory {
    parts: Mutex<BTreeMap<[u8; 32], Vec<u8>>>,
    is_damaging: bool,
}

impl Keeper for Memory {
    fn get(&self, key: &[u8; 32]) -> Option<Vec<u8>> {
        let part = self.parts.lock().unwrap().get(key).cloned()?;
        match self.is_damaging {
            true => Some(part[..part.len() - 1].to_vec()),
            false => Some(part),
        }
    }

    fn keep(&self, key: &[u8; 32], part: &[u8]) {
        self.parts.lock().unwrap().insert(*key, part.to_vec());
    }
}

/// Questions that share words; the text of one of them may be another.
fn question(number: u32, edited: u32) -> Question {
    let words = |seed: u32| {
        (0..20)
            .map(|at| format!("word{} ", (seed * 7 + at * at) % 311))
            .collect::<String>()
    };
    let text = match number == edited {
        true => "something else entirely".to_owned(),
        false => words(number),
    };
    Question {
        address: format!("topic/{number}.html"),
        title: format!("Question {number} about {}", words(number + 1)),
        answer: words(number * 3),
        sections: vec![Section {
            anchor: "a".into(),
            heading: "Heading".into(),
            text,
        }],
        ..Question::default()
    }
}

fn library(edited: u32, keeper: Option<&Memory>) -> Library {
    let questions = Questions {
        language: "en".into(),
        numbers: (0..COUNT).collect(),
        read: Box::new(move |number| question(number, edited)),
        earlier: keeper.map(|keeper| Earlier {
            inputs: Box::new(move |number| {
                let mut inputs = [0; 32];
                inputs[..4].copy_from_slice(&number.to_le_bytes());
                inputs[4] = (number == edited).into();
                inputs
            }),
            keeper,
        }),
    };
    Library::new(&[questions], &Shared::default(), &Sizes::default())
}

fn assert_same(one: &Library, other: &Library) {
    assert!(one.manifests == other.manifests);
    assert!(one.files == other.files);
}

#[test]
fn kept_parts_make_the_same_index() {
    let memory = Memory::default();
    let fresh = library(COUNT, None);
    assert_same(&library(COUNT, Some(&memory)), &fresh);
    let parts = memory.parts.lock().unwrap().len();
    assert_eq!(parts, 3);
    assert_same(&library(COUNT, Some(&memory)), &fresh);
    assert_eq!(memory.parts.lock().unwrap().len(), parts);
}

#[test]
fn an_edit_makes_its_own_part_again() {
    let memory = Memory::default();
    library(COUNT, Some(&memory));
    assert_same(&library(300, Some(&memory)), &library(300, None));
    assert_eq!(memory.parts.lock().unwrap().len(), 4);
}

#[test]
fn a_part_that_is_cut_off_is_made_again() {
    let mut memory = Memory::default();
    library(COUNT, Some(&memory));
    memory.is_damaging = true;
    assert_same(&library(COUNT, Some(&memory)), &library(COUNT, None));
}
