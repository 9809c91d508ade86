//! What was drawn before: formulas and code by their content, for the time of one build.
//!
//! Content is untrusted, so keys are cryptographic hashes: nobody can make two fragments share one.
//! What is kept is bounded, because a large book whose formulas all differ would fill the memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::math::MathError;

/// Fragments that were drawn, in shards so that threads seldom wait for each other.
pub(super) struct Memo {
    shards: Vec<Mutex<Shard>>,
}

#[derive(Default)]
struct Shard {
    known: HashMap<[u8; 32], Result<Arc<str>, MathError>>,
    /// What the entries take, about.
    bytes: usize,
}

/// More shards than any machine that builds books has cores.
const SHARDS: usize = 64;

/// What a shard keeps, in bytes: 32 MB for all of them, some ten thousand formulas.
const SHARD_BYTES: usize = (32 << 20) / SHARDS;

/// What an entry takes beside its HTML: its key, its place in the map, the head of the allocation.
const ENTRY_BYTES: usize = 128;

impl Default for Memo {
    fn default() -> Self {
        Self {
            shards: (0..SHARDS).map(|_| Mutex::default()).collect(),
        }
    }
}

impl Memo {
    /// The fragment's HTML, drawn if it is not known; it depends on nothing but `key`.
    /// Two threads may draw the same at once, to the same result.
    pub(super) fn fragment(
        &self,
        key: &[&str],
        draw: impl FnOnce() -> Result<String, MathError>,
    ) -> Result<Arc<str>, MathError> {
        let mut hasher = blake3::Hasher::new();
        for part in key {
            // With its length, so that no two lists of parts run together to the same bytes.
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        let key = *hasher.finalize().as_bytes();
        let shard = &self.shards[usize::from(key[0]) % SHARDS];
        let known = shard
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .known
            .get(&key)
            .cloned();
        if let Some(known) = known {
            return known;
        }
        let drawn = draw().map(Arc::from);
        let bytes = ENTRY_BYTES + drawn.as_ref().map_or(0, |html: &Arc<str>| html.len());
        let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
        if shard.bytes + bytes > SHARD_BYTES {
            // Beginning again is simpler than ages, and what repeats often is soon back.
            *shard = Shard::default();
        }
        shard.bytes += bytes;
        shard.known.insert(key, drawn.clone());
        drawn
    }
}
