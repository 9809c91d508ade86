//! Sorting and sets for the engine, written for size.
//!
//! The standard library's sort and B-trees are compiled anew for every type that they hold, 2 to 4 kB each time: they
//! were a quarter of the browser's engine. What is sorted here is always a list of positions, so that one sort does
//! for all; sets are lists of words in order, because they hold tens of them.

use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;

/// The positions from 0 to `count` in the order of what stands there; equals keep their order.
pub(super) fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    let mut width = 1;
    while width < count {
        let mut merged = Vec::with_capacity(count);
        for pair in order.chunks(2 * width) {
            let (mut left, mut right) = pair.split_at(width.min(pair.len()));
            while let ([a, lefts @ ..], [b, rights @ ..]) = (left, right) {
                if compare(*a, *b).is_le() {
                    merged.push(*a);
                    left = lefts;
                } else {
                    merged.push(*b);
                    right = rights;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        order = merged;
        width *= 2;
    }
    order
}

/// Words in order, each once.
#[derive(Clone, Debug, Default)]
pub(super) struct WordSet {
    words: Vec<String>,
}

impl WordSet {
    /// Where a word is, or else where it would be.
    pub(super) fn find(&self, word: &str) -> Result<usize, usize> {
        self.words
            .binary_search_by(|other| other.as_str().cmp(word))
    }

    /// Adds a word, unless it is there.
    pub(super) fn insert(&mut self, word: String) {
        if let Err(at) = self.find(&word) {
            self.words.insert(at, word);
        }
    }

    /// The words, in order.
    pub(super) fn into_words(self) -> Vec<String> {
        self.words
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn order_is_that_of_a_stable_sort(keys in prop::collection::vec(0u8..6, 0..70)) {
            let mut sorted: Vec<usize> = (0..keys.len()).collect();
            sorted.sort_by_key(|at| keys[*at]);
            prop_assert_eq!(order(keys.len(), &|a, b| keys[a].cmp(&keys[b])), sorted);
        }

        #[test]
        fn a_set_holds_each_word_once_and_in_order(words in prop::collection::vec("[aбв]{0,2}", 0..30)) {
            let mut set = WordSet::default();
            words.iter().for_each(|word| set.insert(word.clone()));
            prop_assert!(words.iter().all(|word| set.find(word).is_ok()));
            let sorted: BTreeSet<String> = words.into_iter().collect();
            prop_assert_eq!(set.into_words(), sorted.into_iter().collect::<Vec<_>>());
        }
    }
}
