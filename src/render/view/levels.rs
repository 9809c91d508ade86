//! How many questions of each level a listing shows.

use serde::Serialize;

/// The written questions of one level in a topic: `levels` of a topic's card.
#[derive(Debug, Serialize, Clone, PartialEq, Eq)]
pub struct LevelCountView {
    /// Position of the level, from 1.
    pub rank: usize,
    /// Its name, worded.
    pub name: String,
    /// How many questions have it.
    pub count: usize,
    /// How many questions have an easier one: where its part of a bar begins.
    pub before: usize,
}
