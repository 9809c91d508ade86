//! Anchors: the ids of headings, which links name.
//!
//! A heading has the id that its author gave it, else that of the original where a translation has the same
//! outline (so that a link to a heading holds in every language), else one made from its text.

use std::sync::Arc;

use super::Structure;
use super::article::body;
use super::memo::Earlier;
use crate::parse::{Body, Document};

/// The ids of a text's headings, in order.
pub(super) type Anchors = Arc<[String]>;

/// What is known of the last state of the book: the anchors of each text.
pub(super) type Memo = Arc<Vec<Anchors>>;

/// The anchors of each text. They depend on the text itself and its original alone.
pub(super) fn anchors(
    structure: &Structure,
    documents: &[Arc<Document>],
    memo: &mut Memo,
    earlier: &Earlier,
) -> Arc<Vec<Anchors>> {
    let of_text = |number: usize| {
        let text = structure.texts[number];
        let [own, original] =
            [text.at, text.original].map(|(document, part)| body(&documents[document], part));
        match text.at != text.original && is_parallel(own, original) {
            true => inherited(own, original),
            false => own.anchors.clone(),
        }
    };
    *memo = earlier.texts(memo, of_text).into();
    memo.clone()
}

/// Whether two texts have the same outline.
fn is_parallel(a: &Body, b: &Body) -> bool {
    let both = a.headings.iter().zip(&b.headings);
    a.headings.len() == b.headings.len() && both.into_iter().all(|(a, b)| a.level == b.level)
}

/// The ids of the original, but for those that the translation has of its own.
fn inherited(body: &Body, original: &Body) -> Arc<[String]> {
    if body.headings.iter().all(|heading| heading.id.is_none()) {
        return original.anchors.clone();
    }
    let both = body.headings.iter().zip(original.anchors.iter());
    both.map(|(heading, inherited)| heading.id.as_ref().unwrap_or(inherited).clone())
        .collect()
}
