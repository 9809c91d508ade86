//! The ids of a text's headings, as far as the text alone says.

use std::sync::Arc;

use super::Heading;
use crate::language::slug::Slugger;

/// An id for every heading, in order: its author's, else one made from its words.
pub(super) fn anchors(headings: &[Heading]) -> Arc<[String]> {
    let mut slugger = Slugger::default();
    for id in headings.iter().filter_map(|heading| heading.id.as_ref()) {
        slugger.reserve(id);
    }
    let mut of = |heading: &Heading| {
        let id = heading.id.clone();
        id.unwrap_or_else(|| slugger.anchor(&heading.text))
    };
    headings.iter().map(&mut of).collect()
}
