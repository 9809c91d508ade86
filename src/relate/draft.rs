//! Drafts: what is left out of a build where drafts are not asked for.
//!
//! In come the documents by folder and stem, out go those that are built; questions among the drafts
//! become questions to come.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::article::{File, id_of};
use super::head::{Head, PartHead};
use super::part::slug_of;
use super::{Planned, Relating};
use crate::parse::{QuestionKind, Role};

/// Leaves out drafts, and with a draft topic all that is in it. Returns the questions among them as questions to
/// come, so that others may already name them.
pub(super) fn leave_out(
    relating: &Relating<'_>,
    heads: &[Arc<Head>],
    files: &mut Vec<File<'_>>,
) -> Vec<Planned> {
    let is_draft = |number: usize| heads[number].front_matter.draft == Some(true);
    let topics = files
        .iter()
        .filter(|file| !file.folder.is_empty() && file.stem == "index");
    let topics: Vec<String> = topics
        .filter(|file| is_draft(file.documents[0]))
        .map(|file| format!("{}/", file.folder))
        .collect();
    let is_in_draft = |file: &File<'_>| {
        let mut topics = topics.iter();
        topics.any(|topic| format!("{}/", file.folder).starts_with(topic))
    };
    let mut planned = Vec::new();
    files.retain_mut(|file| {
        if is_draft(file.documents[0]) || is_in_draft(file) {
            planned.extend(drafts(relating, heads, &file.documents));
            return false;
        }
        file.documents.retain(|number| !is_draft(*number));
        true
    });
    planned
}

/// The questions of a draft.
fn drafts(relating: &Relating<'_>, all: &[Arc<Head>], documents: &[usize]) -> Vec<Planned> {
    let original = &all[documents[0]];
    if original.role != Role::Question {
        return Vec::new();
    }
    let of_file = &original.front_matter;
    let draft = |id: String, level: Option<&String>, kind: Option<QuestionKind>| Planned {
        id,
        title: BTreeMap::new(),
        topic: original.folder.clone(),
        level: level.and_then(|level| {
            let mut levels = relating.config.levels.iter();
            levels.position(|l| l.id == *level)
        }),
        kind: kind.unwrap_or_default(),
        draft: Some(original.file.clone()),
    };
    let tag = |head: &Head| relating.config.languages[head.language].tag.clone();
    let level = of_file.level.as_ref().map(|level| level.get_ref());
    let kind = of_file.kind.as_ref().map(|kind| *kind.get_ref());
    if of_file.split.is_none() {
        let title = |number: &usize| {
            let title = all[*number].front_matter.title.as_ref()?;
            Some((tag(&all[*number]), title.get_ref().clone()))
        };
        return vec![Planned {
            title: documents.iter().filter_map(title).collect(),
            ..draft(id_of(original), level, kind)
        }];
    }
    let part = |part: &PartHead| {
        let attributes = &part.attributes;
        let level = attributes.level.as_ref().or(level);
        Planned {
            title: BTreeMap::from([(tag(original), part.title.clone())]),
            ..draft(slug_of(part), level, attributes.kind.or(kind))
        }
    };
    original.parts.iter().map(part).collect()
}
