//! An index that is made with parts of an earlier one is the same index.
#![cfg(feature = "build")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;
use std::sync::Mutex;

use answerbook_search::blob::texts::Section;
use answerbook_search::blob::write::{Shared, Sizes};
use answerbook_search::index::{Earlier, Question, Questions};
use answerbook_search::keeper::Keeper;
use answerbook_search::library::Library;

/// More than two parts hold.
const COUNT: u32 = 700;

#[derive(Default)]
struct Memory {
    kept: Mutex<BTreeMap<[u8; 32], Vec<u8>>>,
    is_damaging: bool,
}

impl Memory {
    /// How many parts and how many packed files it has.
    fn counts(&self) -> (usize, usize) {
        let kept = self.kept.lock().unwrap();
        let is_packed = |bytes: &&Vec<u8>| bytes.starts_with(&[0x1F, 0x8B]);
        let packed = kept.values().filter(is_packed).count();
        (kept.len() - packed, packed)
    }
}

impl Keeper for Memory {
    fn get(&self, key: &[u8; 32]) -> Option<Vec<u8>> {
        let bytes = self.kept.lock().unwrap().get(key).cloned()?;
        match self.is_damaging {
            true => Some(bytes[..bytes.len() - 1].to_vec()),
            false => Some(bytes),
        }
    }

    fn keep(&self, key: &[u8; 32], bytes: &[u8]) {
        self.kept.lock().unwrap().insert(*key, bytes.to_vec());
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
    let (parts, packed) = memory.counts();
    assert!(parts == 3 && packed > 20, "{parts} {packed}");
    assert_same(&library(COUNT, Some(&memory)), &fresh);
    assert_eq!(memory.counts(), (parts, packed));
}

#[test]
fn an_edit_makes_its_own_part_again() {
    let memory = Memory::default();
    library(COUNT, Some(&memory));
    let (_, before) = memory.counts();
    assert_same(&library(300, Some(&memory)), &library(300, None));
    let (parts, packed) = memory.counts();
    assert_eq!(parts, 4);
    assert!(before < packed && packed < 2 * before, "{before} {packed}");
}

#[test]
fn what_is_cut_off_is_made_again() {
    let mut memory = Memory::default();
    library(COUNT, Some(&memory));
    memory.is_damaging = true;
    assert_same(&library(COUNT, Some(&memory)), &library(COUNT, None));
}
