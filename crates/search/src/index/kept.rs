//! Parts of an index as bytes, for whoever keeps them from one time to the next.
//!
//! In: a part. Out: bytes; and back. Bytes come from a [`Keeper`](crate::keeper::Keeper), who answers for them: their lengths
//! are checked here, what they say is not.

use super::part::{Lists, Part};
use crate::blob::FIELDS;
use crate::blob::codec::{Input, Output};
use crate::blob::write::{Content, Sizes};

/// What a part is kept under: all that it is made from.
pub(super) fn key(
    language: &str,
    first: u32,
    questions: impl Iterator<Item = [u8; 32]>,
    sizes: &Sizes,
) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key("answerbook search: part of an index");
    let sizes = [sizes.cards, sizes.texts].map(|size| (size as u64).to_le_bytes());
    hasher.update(&sizes.concat());
    hasher.update(&first.to_le_bytes());
    hasher.update(&(language.len() as u64).to_le_bytes());
    hasher.update(language.as_bytes());
    for inputs in questions {
        hasher.update(&inputs);
    }
    *hasher.finalize().as_bytes()
}

impl Part {
    /// The part as bytes.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut output = Output::default();
        output.number(self.first.into());
        self.tokens.iter().for_each(|count| output.number(*count));
        output.number(self.norms.len() as u64);
        self.norms.iter().for_each(|norms| output.bytes(norms));
        for lists in [&self.terms, &self.postings, &self.positions] {
            put_lists(lists, &mut output);
        }
        for title in &self.titles {
            output.number(title.len() as u64);
            title.iter().for_each(|term| output.number((*term).into()));
        }
        for files in [&self.cards, &self.texts] {
            output.number(files.len() as u64);
            for (document, content) in files {
                output.number((*document).into());
                content.put(&mut output);
            }
        }
        output.into_bytes()
    }

    /// The part that was made into these bytes.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut input = Input::new(bytes);
        let first = input.small().ok()?;
        let mut tokens = [0; FIELDS];
        for count in &mut tokens {
            *count = input.number().ok()?;
        }
        let documents = input.count(FIELDS).ok()?;
        let (norms, []) = input.bytes(documents * FIELDS).ok()?.as_chunks::<FIELDS>() else {
            return None;
        };
        let mut lists = || got_lists(&mut input);
        let (terms, postings, positions) = (lists()?, lists()?, lists()?);
        let titles = (0..documents).map(|_| {
            let count = input.count(1).ok()?;
            (0..count).map(|_| input.small().ok()).collect()
        });
        let titles: Option<Vec<Vec<u32>>> = titles.collect();
        let mut files = || -> Option<Vec<(u32, Content)>> {
            let count = input.count(1).ok()?;
            let file = |_| Some((input.small().ok()?, Content::got(&mut input)?));
            (0..count).map(file).collect()
        };
        let (cards, texts) = (files()?, files()?);
        let is_whole = input.is_empty()
            && [&postings, &positions]
                .iter()
                .all(|lists| lists.ends.len() == terms.ends.len());
        is_whole.then_some(Self {
            first,
            tokens,
            norms: norms.to_vec(),
            terms,
            postings,
            positions,
            titles: titles?,
            cards,
            texts,
        })
    }
}

fn put_lists(lists: &Lists, output: &mut Output) {
    output.number(lists.ends.len() as u64);
    let mut start = 0;
    for end in &lists.ends {
        output.number((end - start) as u64);
        start = *end;
    }
    output.bytes(&lists.bytes);
}

fn got_lists(input: &mut Input<'_>) -> Option<Lists> {
    let count = input.count(1).ok()?;
    let mut ends = Vec::with_capacity(count);
    let mut end = 0usize;
    for _ in 0..count {
        end = end.checked_add(input.small().ok()? as usize)?;
        ends.push(end);
    }
    let bytes = input.bytes(end).ok()?.to_vec();
    Some(Lists { bytes, ends })
}
