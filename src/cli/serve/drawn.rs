//! Formulas and code that were drawn since the server was started, for the editions to come.
//!
//! In front of what earlier builds drew, which is only read. An edition draws each fragment once; without
//! this, every edit would have all formulas of the open pages drawn again.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::cache::{Fragments, Key};

/// Bytes that are kept: some ten thousand formulas.
const KEPT_BYTES: usize = 32 << 20;

/// The largest fragment that is kept. Parts of the search index are larger: they are made in the background.
const LARGEST: usize = 128 << 10;

/// Fragments in memory, and those of earlier builds behind them.
pub(super) struct Drawn {
    earlier: Box<dyn Fragments>,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    fragments: HashMap<Key, Vec<u8>>,
    bytes: usize,
}

impl Drawn {
    /// Nothing but what earlier builds drew.
    pub(super) fn new(earlier: Box<dyn Fragments>) -> Self {
        Self {
            earlier,
            kept: Mutex::default(),
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Fragments for Drawn {
    fn get(&self, key: &Key) -> Option<Vec<u8>> {
        let known = self.kept().fragments.get(key).cloned();
        known.or_else(|| self.earlier.get(key))
    }

    fn keep(&self, key: &Key, bytes: &[u8]) {
        if bytes.len() > LARGEST {
            return;
        }
        let mut kept = self.kept();
        if kept.bytes + bytes.len() > KEPT_BYTES {
            // What is on the open pages is soon back.
            *kept = Kept::default();
        }
        kept.bytes += bytes.len();
        if let Some(twice) = kept.fragments.insert(*key, bytes.into()) {
            kept.bytes -= twice.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::{Empty, key};

    #[test]
    fn what_was_drawn_is_known_and_bounded() {
        let drawn = Drawn::new(Box::new(Empty));
        let (one, two) = (key(["one"]), key(["two"]));
        drawn.keep(&one, b"1");
        drawn.keep(&one, b"1");
        assert_eq!(
            (drawn.get(&one).as_deref(), drawn.get(&two)),
            (Some(&b"1"[..]), None)
        );
        assert_eq!(drawn.kept().bytes, 1);
        drawn.keep(&two, &vec![b'2'; LARGEST + 1]);
        assert_eq!(drawn.get(&two), None);
        for number in 0..KEPT_BYTES / LARGEST {
            drawn.keep(&key([number.to_string()]), &vec![b'2'; LARGEST]);
        }
        assert_eq!(drawn.get(&one), None);
        assert!(drawn.kept().bytes <= KEPT_BYTES);
    }
}
