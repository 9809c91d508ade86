//! What something is made from, as one hash: who has it from an earlier time need not make it again.
//!
//! In: texts, numbers and views, one after the other. Out: [`Inputs`]. Whoever names inputs must name all that
//! the result depends on except for the program itself, whose records are kept apart from other programs'
//! ([`crate::cache`]). To name too much costs time, to name too little shows readers an old page:
//! `tests/warm.rs` holds builds that rely on this against builds from nothing.

use serde::Serialize;

/// A hash of all that something is made from. Cryptographic, since content is untrusted: no content can be given
/// the inputs of another.
pub type Inputs = [u8; 32];

/// How many bytes wait to be hashed together: BLAKE3 takes 16 pieces of a kilobyte at once where the processor can.
const TOGETHER: usize = 16 * 1024;

/// Takes inputs one by one. What was taken cannot run together: everything comes with its length.
#[derive(Default)]
pub struct Hasher {
    hasher: blake3::Hasher,
    waiting: Vec<u8>,
}

impl Hasher {
    /// The inputs of one kind of thing, which is named: no two kinds share inputs.
    pub fn of(kind: &str) -> Self {
        let mut hasher = Self::default();
        hasher.bytes(kind.as_bytes());
        hasher
    }

    /// Takes bytes.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len());
        self.waiting.extend_from_slice(bytes);
        self.hash_if_many();
    }

    /// Hashes what waits if it is worth it.
    fn hash_if_many(&mut self) {
        if self.waiting.len() >= TOGETHER {
            self.hasher.update(&self.waiting);
            self.waiting.clear();
        }
    }

    /// Takes a text.
    pub fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// Takes texts, and how many there are.
    pub fn texts<T: AsRef<str>>(
        &mut self,
        texts: impl IntoIterator<Item = T, IntoIter: ExactSizeIterator>,
    ) {
        let texts = texts.into_iter();
        self.number(texts.len());
        texts.for_each(|text| self.text(text.as_ref()));
    }

    /// Takes a number.
    pub fn number(&mut self, number: usize) {
        self.waiting
            .extend_from_slice(&(number as u64).to_le_bytes());
    }

    /// Takes everything that a value says when it is serialized. The value must hold no hash map: its order is
    /// another each time.
    pub fn value<T: Serialize>(&mut self, value: &T) {
        let place = self.waiting.len();
        self.number(0);
        let start = self.waiting.len();
        // Views have no keys but texts, and a vector takes all bytes.
        if serde_json::to_writer(&mut self.waiting, value).is_err() {
            self.waiting.extend_from_slice(b"unserializable");
        }
        let length = (self.waiting.len() - start) as u64;
        self.waiting[place..start].copy_from_slice(&length.to_le_bytes());
        self.hash_if_many();
    }

    /// The inputs.
    pub fn finish(&self) -> Inputs {
        *match self.hasher.count() {
            0 => blake3::hash(&self.waiting),
            _ => self.hasher.clone().update(&self.waiting).finalize(),
        }
        .as_bytes()
    }
}

/// The inputs of what is made of one text.
pub fn of_text(text: &str) -> Inputs {
    *blake3::hash(text.as_bytes()).as_bytes()
}

/// Inputs as a text that can stand for what is made from them.
pub fn hex(inputs: &Inputs) -> String {
    blake3::Hash::from_bytes(*inputs).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn what_is_hashed_together_is_hashed_as_one_by_one() {
        let texts: Vec<String> = (0..400).map(|n| n.to_string().repeat(n)).collect();
        let mut hasher = Hasher::of("test");
        let mut plain = blake3::Hasher::new();
        plain.update(&4_u64.to_le_bytes()).update(b"test");
        for text in &texts {
            hasher.text(text);
            plain.update(&(text.len() as u64).to_le_bytes());
            plain.update(text.as_bytes());
            let json = format!("{text:?}");
            hasher.value(&json);
            let json = serde_json::to_vec(&json).unwrap();
            plain.update(&(json.len() as u64).to_le_bytes());
            plain.update(&json);
            assert_eq!(hasher.finish(), *plain.finalize().as_bytes());
        }
    }

    fn of(texts: &[&str]) -> Inputs {
        let mut hasher = Hasher::of("test");
        texts.iter().for_each(|text| hasher.text(text));
        hasher.finish()
    }

    #[test]
    fn what_was_taken_does_not_run_together() {
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
        assert_ne!(of(&["", "a"]), of(&["a", ""]));
        assert_ne!(of(&["a"]), Hasher::of("tesa").finish());
        assert_eq!(of(&["a", "b"]), of(&["a", "b"]));
    }
}
