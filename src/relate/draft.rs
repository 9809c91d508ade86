//! Drafts: what is left out of a build where drafts are not asked for.
//!
//! In come the documents by folder and stem, out go those that are built; questions among the drafts
//! become questions to come.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::article::{Files, id_of};
use super::part::slug_of;
use super::{Book, Planned, Relating};
use crate::parse::{Document, Part, QuestionKind, Role};

/// Leaves out drafts, and with a draft topic all that is in it. Questions among them are known as
/// questions to come, so that others may already name them.
pub(super) fn leave_out(relating: &Relating<'_>, book: &mut Book, files: &mut Files<'_>) {
    let all = &book.documents;
    let is_draft = |number: usize| all[number].front_matter.draft == Some(true);
    let folders: Vec<String> = files
        .iter()
        .filter(|((folder, stem), d)| !folder.is_empty() && *stem == "index" && is_draft(d[0]))
        .map(|((folder, _), _)| format!("{folder}/"))
        .collect();
    let mut planned = Vec::new();
    files.retain(|(folder, _), documents| {
        let folder = format!("{folder}/");
        if is_draft(documents[0]) || folders.iter().any(|draft| folder.starts_with(draft)) {
            planned.extend(drafts(relating, all, documents));
            return false;
        }
        documents.retain(|number| !is_draft(*number));
        true
    });
    book.planned.extend(planned);
}

/// The questions of a draft.
fn drafts(relating: &Relating<'_>, all: &[Arc<Document>], documents: &[usize]) -> Vec<Planned> {
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
    let tag = |document: &Document| relating.config.languages[document.language].tag.clone();
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
    let part = |part: &Part| {
        let attributes = &part.attributes;
        let level = attributes.level.as_ref().or(level);
        Planned {
            title: BTreeMap::from([(tag(original), part.title.clone())]),
            ..draft(slug_of(part), level, attributes.kind.or(kind))
        }
    };
    original.parts.iter().map(part).collect()
}
