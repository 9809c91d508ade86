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

/// Takes inputs one by one. What was taken cannot run together: everything comes with its length.
#[derive(Default)]
pub struct Hasher {
    hasher: blake3::Hasher,
    buffer: Vec<u8>,
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
        self.hasher.update(bytes);
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
        self.hasher.update(&(number as u64).to_le_bytes());
    }

    /// Takes everything that a value says when it is serialized. The value must hold no hash map: its order is
    /// another each time.
    pub fn value<T: Serialize>(&mut self, value: &T) {
        self.buffer.clear();
        // Views have no keys but texts, and a vector takes all bytes.
        if serde_json::to_writer(&mut self.buffer, value).is_err() {
            self.hasher.update(b"unserializable");
        }
        let buffer = std::mem::take(&mut self.buffer);
        self.bytes(&buffer);
        self.buffer = buffer;
    }

    /// The inputs.
    pub fn finish(&self) -> Inputs {
        *self.hasher.finalize().as_bytes()
    }
}

/// Inputs as a text that can stand for what is made from them.
pub fn hex(inputs: &Inputs) -> String {
    blake3::Hash::from_bytes(*inputs).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

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
