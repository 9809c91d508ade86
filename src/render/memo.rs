//! What was drawn before: formulas and code by their content, by this build or by earlier ones.
//!
//! In memory is what this build met last, bounded because a large book whose formulas all differ would fill
//! it; behind it is what earlier builds drew ([`crate::cache`]), which is told of what is new. Formulas that
//! cannot be drawn are known for the time of the build only.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::math::MathError;
use crate::cache::{Fragments, Key, key};

/// Fragments that were drawn, in shards so that threads seldom wait for each other.
pub(super) struct Memo<'b> {
    shards: Vec<Mutex<Shard>>,
    earlier: &'b dyn Fragments,
}

#[derive(Default)]
struct Shard {
    known: HashMap<Key, Result<Arc<str>, MathError>>,
    /// What the entries take, about.
    bytes: usize,
}

/// More shards than any machine that builds books has cores.
const SHARDS: usize = 64;

/// What a shard keeps, in bytes: 32 MB for all of them, some ten thousand formulas.
const SHARD_BYTES: usize = (32 << 20) / SHARDS;

/// What an entry takes beside its HTML: its key, its place in the map, the head of the allocation.
const ENTRY_BYTES: usize = 128;

impl<'b> Memo<'b> {
    /// A memo that knows what earlier builds drew.
    pub(super) fn new(earlier: &'b dyn Fragments) -> Self {
        Self {
            shards: (0..SHARDS).map(|_| Mutex::default()).collect(),
            earlier,
        }
    }

    /// The fragment's HTML, drawn if it is not known; it depends on nothing but `parts`.
    /// Two threads may draw the same at once, to the same result.
    pub(super) fn fragment(
        &self,
        parts: &[&str],
        draw: impl FnOnce() -> Result<String, MathError>,
    ) -> Result<Arc<str>, MathError> {
        let key = key(parts);
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
        let earlier = self.earlier.get(&key);
        let drawn = match earlier.and_then(|bytes| String::from_utf8(bytes).ok()) {
            Some(html) => Ok(Arc::from(html)),
            None => draw().map(|html| {
                self.earlier.keep(&key, html.as_bytes());
                Arc::from(html)
            }),
        };
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
