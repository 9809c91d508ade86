//! Who keeps what was made from one time to the next. Native only.

/// Keeps parts of an index and packed files, by a hash of all that they are made from. What it gives back must be what
/// it was given: it is believed. Asked by all threads.
pub trait Keeper: Sync {
    /// What is kept under a key, if it is known.
    fn get(&self, key: &[u8; 32]) -> Option<Vec<u8>>;

    /// Takes note of what was not known.
    fn keep(&self, key: &[u8; 32], bytes: &[u8]);
}
