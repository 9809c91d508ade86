//! What was drawn before: formulas by their content, for the time of one build.
//!
//! Content is untrusted, so keys are cryptographic hashes: nobody can make two formulas share one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::math::MathError;

/// Fragments that were drawn, in shards so that threads seldom wait for each other.
pub(super) struct Memo {
    shards: Vec<Mutex<Shard>>,
}

type Shard = HashMap<[u8; 32], Result<Arc<str>, MathError>>;

/// More shards than any machine that builds books has cores.
const SHARDS: usize = 64;

impl Default for Memo {
    fn default() -> Self {
        Self {
            shards: (0..SHARDS).map(|_| Mutex::default()).collect(),
        }
    }
}

impl Memo {
    /// The formula's HTML, drawn if it is not known. Two threads may draw the same at once, to the same result.
    pub(super) fn formula(
        &self,
        tex: &str,
        display: bool,
        draw: impl FnOnce() -> Result<String, MathError>,
    ) -> Result<Arc<str>, MathError> {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&[u8::from(display)]).update(tex.as_bytes());
        let key = *hasher.finalize().as_bytes();
        let shard = &self.shards[usize::from(key[0]) % SHARDS];
        let known = shard
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&key)
            .cloned();
        if let Some(known) = known {
            return known;
        }
        let drawn = draw().map(Arc::from);
        shard
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(key, drawn.clone());
        drawn
    }
}
